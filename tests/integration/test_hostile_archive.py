"""Bad and hostile input in one run: each has a reason, and its neighbours come."""

import gzip
import io
import json
import os
import random
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from testbed import office_writer as office
from testbed.pdf_writer import lines, pdf
from tests.harness.command import Answer, Docmill
from tests.harness.mail import mailbox, message, multipart, part
from tests.harness.web import page

MOST_CHARACTERS = 2_000_000
MEMORY = 1_000_000_000  # bytes of a worker's child
DEEP = 100_000
GOOD = "The aldermen of Ghent met on Monday to speak about the new tram line."
FAILED = [
    "corrupt.zip!two.txt", "long-line.jsonl", "not-a-zip.zip", "outer.zip!inner.zip!two.txt",
    "records.jsonl#2", "records.jsonl#3",
]  # fmt: skip
COUNTS = ("indexed", "unchanged", "duplicate", "filtered", "failed", "in_flight")


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of these members."""
    return office.packed(members)


def nested(pack: Callable[[bytes], bytes], times: int, inside: bytes) -> bytes:
    """Something packed as often as said."""
    for _ in range(times):
        inside = pack(inside)
    return inside


def repeated_text() -> bytes:
    """A workbook of 23 KB whose cells show 268 million characters."""
    row = '<row><c t="s"><v>0</v></c></row>'
    return office.xlsx({"S": row * 8_200}, ["x" * 32_767])


def looping_pdf() -> bytes:
    """A PDF whose tree of pages leads back to its root."""
    data = pdf([lines("The council of the harbour met.")])
    return data.replace(b"/Kids [", b"/Kids [2 0 R 2 0 R 1 0 R ", 1)


def same_names() -> bytes:
    """Two members of one name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "The first of one name.")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", "The second of one name.")
    return out.getvalue()


def locked_zip() -> bytes:
    """A zip whose member says that it needs a password."""
    data = bytearray(zipped({"a.txt": b"Nobody reads this."}))
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


def cut_off() -> bytes:
    """A zip that ends in its second member."""
    noise = random.Random(1).randbytes(999)
    return zipped({"a.txt": b"Whole before the cut.", "b.txt": noise})[:400]


def flipped() -> bytes:
    """A zip with a member of which some bits have changed."""
    members = {"a.txt": b"One two three four. " * 50, "b.txt": b"Its neighbour is whole."}
    data = bytearray(zipped(members))
    for at in range(45, 60):
        data[at] ^= 0xFF
    return bytes(data)


def wrong_lengths() -> bytes:
    """A web archive with a record that is said to be longer than it is."""
    first, second, third = (
        page(f"http://x.org/{n}", f"The page of number {n}.".encode()) for n in range(3)
    )
    return first + second.replace(b"Content-Length: ", b"Content-Length: 9", 1) + third


def mime_parts() -> bytes:
    """A message of 10,000 parts."""
    head = "From: a@x.org\nTo: b@x.org\nSubject: Many\nDate: Mon, 1 Jun 2009 10:00:00 +0000\n"
    return (head + multipart(*[part("text/plain", "The same again.")] * 10_000)).encode()


def mime_depth() -> bytes:
    """A message whose text stands 500 parts deep."""
    body = part("text/plain", "At the bottom of it all.")
    for depth in range(500):
        body = multipart(body, boundary=f"b{depth}")
    head = "From: a@x.org\nTo: b@x.org\nSubject: Deep\nDate: Mon, 1 Jun 2009 10:00:00 +0000\n"
    return (head + body).encode()


class Hostile(NamedTuple):
    """A file: what makes it, what becomes of it, and the words that are found in it all the same.

    `outcomes`: classes of failures and reasons of what is left out, each with its number.
    """

    name: str
    make: Callable[[], bytes]
    outcomes: dict[str, int]
    found: tuple[str, ...] = ()


ENTITIES = "<!DOCTYPE a [<!ENTITY b0 'lol'>" + "".join(
    f"<!ENTITY b{n} '{f'&b{n - 1};' * 10}'>" for n in range(1, 10)
)
HOSTILE = [
    Hostile("bomb.zip", lambda: zipped({"a.txt": b" " * 100_000_000}), {"DocumentTooLarge": 1}),
    Hostile("deep.zip", lambda: nested(lambda d: zipped({"a.zip": d}), 50, b"x"), {"nested": 1}),
    Hostile("deep.txt.gz", lambda: nested(gzip.compress, 50, b"x" * 100), {"nested": 1}),
    Hostile("text.xlsx", repeated_text, {"TooMuch": 1}),
    Hostile("loop.pdf", looping_pdf, {}, ("council",)),
    Hostile("tags.html", lambda: b"<div>" * DEEP + b"bottomless" + b"</div>" * DEEP, {}),
    Hostile("tags.docx", lambda: office.docx("<w:p>" * DEEP), {"TooMuch": 1}),
    Hostile("entities.xml", lambda: f"{ENTITIES}]><a>&b9; harmless</a>".encode(), {}),
    Hostile("outside.xml", lambda: b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
            b"<a>&x; harmless</a>", {}),
    Hostile("names.zip", same_names, {}, ("first of one name", "second of one name")),
    Hostile("long.zip", lambda: zipped({"n" * 60_000 + ".txt": b"Of an overlong name."}), {},
            ("overlong",)),
    Hostile("locked.zip", locked_zip, {"Encrypted": 1}),
    Hostile("locked.pdf", lambda: pdf([], locked=True), {"Encrypted": 1}),
    Hostile("cut.zip", cut_off, {"Truncated": 1, "Corrupt": 1, "not-text": 1},
            ("before the cut",)),
    Hostile("bits.zip", flipped, {"Corrupt": 1}, ("neighbour",)),
    Hostile("cut.docx", lambda: office.docx(office.paragraph("A paragraph. ") * 999)[:400], {},
            ("paragraph",)),
    Hostile("outside.zip", lambda: zipped({"../../escaped.txt": b"x", "a.txt": b"Stays inside."}),
            {"UnsafeName": 1}, ("inside",)),
    Hostile("tight.mbox", lambda: mailbox(message("One", "Unblanked."), message("Two", "Lines."))
            .replace("\n\nFrom ", "\nFrom ").encode(), {}, ("unblanked",)),
    Hostile("parts.eml", mime_parts, {}, ("same again",)),
    Hostile("depth.eml", mime_depth, {}, ("bottom of it all",)),
    Hostile("wrong.warc", wrong_lengths, {"Corrupt": 1}, ("page of number",)),
]  # fmt: skip


def archive(path: Path) -> None:
    """A tar in which each of them stands between two good files, then links and paths outside."""

    def add(name: str, data: bytes, **more: object) -> None:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        for key, value in more.items():
            setattr(info, key, value)
        tar.addfile(info, io.BytesIO(data))

    with tarfile.open(path, "w") as tar:
        add("first.txt", b"The good neighbour before all.")
        for number, hostile in enumerate(HOSTILE):
            add(f"{number}/{hostile.name}", hostile.make())
            add(f"{number}/after.txt", f"The good neighbour behind {hostile.name}.".encode())
        add("link.txt", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd")
        add("hard.txt", b"", type=tarfile.LNKTYPE, linkname="first.txt")
        add("../../escaped.txt", b"It would stand outside.")
        add("/tmp/escaped-absolute.txt", b"It would stand at the root.")
        add("last.txt", b"The good neighbour after all.")


def corrupt_zip(path: Path) -> None:
    """Three members, the second with a byte of its data changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in ("one.txt", "two.txt", "three.txt"):
            archive.writestr(name, f"{GOOD} This is {name}.")
    data = bytearray(buffer.getvalue())
    data[data.index(b"This is two")] ^= 0xFF
    path.write_bytes(data)


def files(folder: Path) -> None:
    """Good and bad files, and archives of them, in a folder."""
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    (folder / "empty.txt").touch()
    (folder / "zeros.txt").write_bytes(bytes(100_000))
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    (folder / ".hidden.txt").write_text(GOOD, encoding="utf-8")
    (folder / "link.txt").symlink_to(folder / "good.txt")
    (folder / "with\nnewline.txt").write_text(f"{GOOD} Newline.", encoding="utf-8")
    with open(os.fsencode(folder) + b"/invalid-\xff.txt", "wb") as file:
        file.write(f"{GOOD} Invalid name.".encode())
    (folder / "records.jsonl").write_text(
        "\n".join(
            [
                json.dumps({"id": "a", "text": f"{GOOD} Record."}),
                "this is not JSON",
                json.dumps({"id": "c", "tale": "no text"}),
                '{"id": "d", "text": "A lone surrogate \\ud800 in a record of the tram."}',
            ]
        ),
        encoding="utf-8",
    )
    whole = gzip.compress((json.dumps({"text": f"{GOOD} Zipped."}) + "\n").encode() * 2_000, 1)
    (folder / "truncated.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    with (folder / "long-line.jsonl").open("wb") as file:
        file.write(b'{"text": "')
        for _ in range(200):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + json.dumps({"text": f"{GOOD} After."}).encode() + b"\n")
    corrupt_zip(folder / "corrupt.zip")
    (folder / "not-a-zip.zip").write_bytes(b"this is no zip file at all")
    with zipfile.ZipFile(folder / "outer.zip", "w") as archive:
        archive.write(folder / "corrupt.zip", "inner.zip")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Docmill, Answer]:
    """The command after a run over the files, of which the archive is one."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "input").mkdir()
    files(folder / "input")
    archive(folder / "input" / "hostile.tar")
    settings = {
        "DOCMILL_DATA_DIR": str(folder / "data"),
        "DOCMILL_DOCUMENT_MEMORY_BYTES": str(MEMORY),
        "DOCMILL_DOCUMENT_SECONDS": "20",
        "DOCMILL_STAGE_OPTIONS": json.dumps(
            {"convert": {"limits": {"max_characters": MOST_CHARACTERS}}}
        ),
    }
    docmill = Docmill(settings, folder)
    return docmill, docmill("run", str(folder / "input"), "--json")


def test_the_run_ends_and_writes_nothing_outside(run: tuple[Docmill, Answer]) -> None:
    """Exit code 1 says that documents failed; the counts are exact; no traceback, no stray file."""
    docmill, answer = run
    assert answer.exit_code == 1, answer.errors
    assert answer.json["in_flight"] == 0
    assert answer.json["expected"] == sum(answer.json[name] for name in COUNTS)
    assert "Traceback" not in answer.errors
    assert {path.name for path in docmill.directory.iterdir()} == {"input", "data"}
    assert not list(docmill.directory.parent.glob("**/escaped*"))
    assert not Path("/tmp/escaped-absolute.txt").exists()


def in_file(member: str) -> str:
    """The hostile file that something stands in; what is none of them, by its own name."""
    number, _, name = member.partition("/")
    if number.isdigit() and name != "after.txt":
        return HOSTILE[int(number)].name
    return member.partition("#")[0]


def test_what_is_whole_is_found(run: tuple[Docmill, Answer]) -> None:
    """All neighbours, and of each hostile file as much as can be read."""
    docmill, _ = run
    wanted = ["good neighbour", *(words for one in HOSTILE for words in one.found)]
    query = " OR ".join(f'"{words}"' for words in wanted)
    answer = docmill("search", query, "--size", "99", "--json")
    hits = Counter(in_file(hit["member"]) for hit in answer.lines)
    neighbours = [f"{number}/after.txt" for number in range(len(HOSTILE))]
    for name in ("first.txt", "last.txt", *neighbours):
        assert hits.pop(name) == 1
    for one in HOSTILE:
        assert hits.pop(one.name, 0) >= len(one.found), one.name
    assert not hits


def test_each_hostile_file_has_its_reason(run: tuple[Docmill, Answer]) -> None:
    """All that does not become a document, by the file that it stands in."""
    docmill, _ = run
    told: dict[str, Counter[str]] = {}
    for command, key in (("failures", "error"), ("left-out", "reason")):
        for one in docmill(command, "--json").lines:
            _, archived, member = one["source"].partition("hostile.tar!")
            if archived:
                told.setdefault(in_file(member), Counter())[one[key]] += 1
    expected = {one.name: Counter(one.outcomes) for one in HOSTILE if one.outcomes}
    expected |= {
        "link.txt": Counter(["symlink"]), "hard.txt": Counter(["hardlink"]),
        "../../escaped.txt": Counter(["UnsafeName"]),
        "/tmp/escaped-absolute.txt": Counter(["UnsafeName"]),
    }  # fmt: skip
    assert told == expected


def test_everything_good_is_indexed(run: tuple[Docmill, Answer]) -> None:
    """Strange names, records around bad ones, members around corrupt ones, what a cut file has."""
    docmill, _ = run
    hits = docmill("search", "tram", "--size", "99", "--json").lines
    # good, newline, invalid name, records a and d, behind the long line, two of the corrupt zip
    # (those of the same in another zip are duplicates), the cut file's one text
    assert len(hits) == 9


def test_what_is_left_out_on_purpose_has_a_reason(run: tuple[Docmill, Answer]) -> None:
    """Filtered documents are counted by reason: of the archive two are nested, two links.

    What is left of a cut member that was noise is no text.
    """
    assert run[1].json["filtered_by_reason"] == {
        "empty": 1, "hidden": 1, "image": 1, "not-text": 2, "symlink": 2, "hardlink": 1,
        "nested": 2,
    }  # fmt: skip


def test_what_cannot_be_read_is_named(run: tuple[Docmill, Answer]) -> None:
    """The failure names the source, the member and the record; of a cut file the end is one."""
    docmill, _ = run
    named = [one["source"].rpartition("/input/")[2] for one in docmill("failures", "--json").lines]
    of_files = sorted(name for name in named if "hostile.tar" not in name)
    assert [name for name in of_files if not name.startswith("truncated")] == FAILED
    assert len([name for name in of_files if name.startswith("truncated.jsonl.gz")]) == 1


def test_a_source_that_does_not_exist_is_refused_before_anything_starts(docmill: Docmill) -> None:
    """Wrong usage: exit code 2, one line, no stack started."""
    answer = docmill("run", "/nowhere/archive.zip")
    assert answer.exit_code == 2
    assert "/nowhere/archive.zip" in answer.errors
    assert not Path(docmill.environment["DOCMILL_DATA_DIR"], "logs").exists()
