"""An archive in which mail stands, to which files are attached: all of it is found by search."""

import secrets
from email.message import EmailMessage
from pathlib import Path

import pytest

from testbed.office_writer import docx, packed, paragraph
from testbed.pdf_writer import lines, pdf
from tests.harness.command import Answer, Docmill

REPORT = docx(paragraph("The bridge over the Varn was closed by the county engineer."))
INVOICE = pdf([
    lines("A first page without anything of note on it."),
    lines("The contractor charged for gravel and for steel."),
])  # fmt: skip


def message(subject: str, body: str) -> EmailMessage:
    """A message between two people."""
    made = EmailMessage()
    made["From"] = "Ada Byron <ada@example.org>"
    made["To"] = "Karl Holm <Karl@Example.org>"
    made["Subject"] = subject
    made["Date"] = "Mon, 06 Jan 2020 10:00:00 +0000"
    made["Message-ID"] = f"<{subject.split()[0].lower()}@example.org>"
    made.set_content(body)
    return made


@pytest.fixture(scope="module", params=["embedded", "elasticsearch"])
def nest(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Docmill, Answer]:
    """The command after a run over zip, in it a mailbox, in that a message with two files.

    On each index in turn.
    """
    folder = tmp_path_factory.mktemp("nest")
    plain = message("Lunch", "Shall we meet at the harbour at noon?")
    full = message("Papers", "Both papers are attached, please read them before Friday.")
    full.add_attachment(
        REPORT, maintype="application", subtype="octet-stream", filename="report.docx"
    )
    full.add_attachment(INVOICE, maintype="application", subtype="pdf", filename="invoice.pdf")
    mailbox = b"".join(
        b"From ada@example.org Mon Jan  6 10:00:00 2020\n" + one.as_bytes() + b"\n"
        for one in (plain, full)
    )
    (folder / "leak.zip").write_bytes(packed({"mail/box.mbox": mailbox}))
    settings = {"DOCMILL_DATA_DIR": str(folder / "data")}
    if request.param == "elasticsearch":
        settings["DOCMILL_INDEX_URL"] = request.getfixturevalue("elasticsearch_url")
        settings["DOCMILL_INDEX_NAME"] = f"docmill-{secrets.token_hex(4)}"
    docmill = Docmill(settings, folder)
    return docmill, docmill("run", str(folder / "leak.zip"), "--json")


def test_all_of_a_nest_is_indexed(nest: tuple[Docmill, Answer]) -> None:
    """Two messages and two files."""
    _, answer = nest
    assert answer.exit_code == 0, answer.errors
    assert answer.json["indexed"] == answer.json["expected"] == 4


def test_a_family_is_found_by_the_id_of_its_message(nest: tuple[Docmill, Answer]) -> None:
    """The message and what is attached to it, and nothing else."""
    docmill, _ = nest
    (papers,) = docmill("search", "title:papers", "--json").lines
    family = docmill("search", f"family:{papers['id']}", "--json").lines
    assert len(family) == 3
    children = docmill("search", f"parent:{papers['id']}", "--json").lines
    assert {one["id"] for one in children} == {one["id"] for one in family} - {papers["id"]}
    (gravel,) = docmill("search", "gravel", "--json").lines
    (bridge,) = docmill("search", "bridge", "--json").lines
    assert {gravel["id"], bridge["id"]} == {one["id"] for one in children}
    assert docmill("search", "mail_to:karl@example.org", "--json").lines


def test_a_hit_in_a_pdf_tells_its_page(nest: tuple[Docmill, Answer]) -> None:
    """The word stands on the second of two."""
    docmill, _ = nest
    (gravel,) = docmill("search", "gravel", "--json").lines
    assert gravel["page"] == 2


def test_the_original_of_an_attachment_comes_back(nest: tuple[Docmill, Answer]) -> None:
    """Byte by byte, through zip, mailbox and message, and a second run finds nothing new."""
    docmill, _ = nest
    (bridge,) = docmill("search", "bridge", "--json").lines
    written = docmill.directory / "report.docx"
    with (
        written.open("wb") as output,
        docmill.start("show", bridge["id"], "--original", stdout=output) as shown,
    ):
        shown.communicate(timeout=60)
    assert shown.returncode == 0
    assert written.read_bytes() == REPORT
    again = docmill("run", str(Path(docmill.directory) / "leak.zip"), "--json").json
    assert again["unchanged"] == 4
