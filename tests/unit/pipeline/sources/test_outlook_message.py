"""Outlook's messages: files of their own (MSG)."""

import random
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.convert.converter import Conversion, ConversionLimits, Damaged
from pipeline.convert.mail import MailMessage
from pipeline.mail.lzfu import decompressed
from pipeline.mail.msg import NoMessage, read_msg
from pipeline.records import Address, Document
from testbed.ole_writer import msg, ole, properties
from tests.harness.source_kinds import damaged
from tests.harness.sources import documents, failures, read_all, small_limits

SUBJECT, BODY, HTML, RTF, CLASS = 0x37, 0x1000, 0x1013, 0x1009, 0x1A
NAME, ADDRESS, KIND = 0x3001, 0x39FE, 0x0C15
MONDAY = 10_000_000 * int((datetime(2009, 6, 1, 10) - datetime(1601, 1, 1)).total_seconds())
ANN: dict[int, str | bytes | int] = {NAME: "Lee, Ann", ADDRESS: "ann@example.org", KIND: 1}
BOB: dict[int, str | bytes | int] = {NAME: "Bob", ADDRESS: "bob@example.org", KIND: 2}
CONVERTER = MailMessage(limits=ConversionLimits())


def file(name: str, raw: bytes) -> dict[str, object]:
    """What is attached: a file."""
    return properties({0x3707: name, 0x3701: raw}, 8)


def converted(document: Document) -> Conversion:
    """What the stage makes of it."""
    assert isinstance(document.raw, bytes)
    made = CONVERTER.convert(document.raw, document.media_type)
    assert isinstance(made, Conversion)
    return made


def test_a_message_is_read_with_what_is_attached_to_it(tmp_path: Path) -> None:
    """Its fields, its text, its files, and a message among these with a file of its own."""
    inner = msg({SUBJECT: "Inner", BODY: "Inner text."}, [ANN], [file("b.txt", b"deep")], header=24)
    attached = {**properties({NAME: "Inner", 0x3705: 5}, 8), "__substg1.0_3701000D": inner}
    tree = msg(
        {SUBJECT: "Grüße", BODY: "The text.", 0x39: MONDAY, 0x1035: "<1@x>", 0x42: "Cy",
         0x5D02: "cy@example.org"},
        [ANN, BOB],
        [file("a.txt", b"x" * 5_000), attached],
    )  # fmt: skip
    path = tmp_path / "a.msg"
    path.write_bytes(ole(tree))
    found = documents(read_all(path))
    assert [document.locator.member for document in found] == [
        "", "a.txt", "Inner.eml", "Inner.eml!b.txt",
    ]  # fmt: skip
    assert {document.family for document in found} == {found[0].id}
    assert found[0].media_type == "application/vnd.ms-outlook"
    assert found[0].size == path.stat().st_size
    made = converted(found[0])
    assert made.converted.text == "The text."
    assert made.converted.metadata.title == "Grüße"
    assert made.converted.metadata.published == "2009-06-01T10:00:00+00:00"
    assert made.converted.metadata.other == {"attachments": ("a.txt", "Inner.eml")}
    mail = made.properties.mail
    assert mail is not None
    assert mail.message_id == "1@x"
    assert mail.sender == (Address("cy@example.org", "Cy"),)
    assert mail.to == (Address("ann@example.org", "Lee, Ann"),)
    assert mail.cc == (Address("bob@example.org", "Bob"),)
    assert found[1].raw == b"x" * 5_000
    assert converted(found[2]).converted.text == "Inner text."
    assert found[3].raw == b"deep"


def test_the_header_that_a_message_came_with_counts_more(tmp_path: Path) -> None:
    """Without what it says of a body that is not there any more, and the title above it."""
    header = (
        "Microsoft Mail Internet Headers Version 2.0\r\nFrom: Ann <ann@example.org>\r\n"
        "Content-Type: multipart/mixed;\r\n\tboundary=x\r\nSubject: Told\r\n"
        "References: <0@x>\r\n\r\n"
    )
    tree = msg({SUBJECT: "Kept", BODY: "The text.", 0x7D: header, 0x1035: "<1@x>"}, [BOB])
    message, _ = read_msg(ole(tree))
    made = CONVERTER.convert(message, "message/rfc822")
    assert isinstance(made, Conversion)
    assert made.converted.metadata.title == "Told"
    assert made.converted.text == "The text."
    mail = made.properties.mail
    assert mail is not None
    assert (mail.message_id, mail.thread) == ("1@x", "0@x")
    assert mail.sender == (Address("ann@example.org", "Ann"),)


@pytest.mark.parametrize(
    ("page", "codec", "text"),
    [
        (950, "cp950", "格式測試與文件"),
        (1251, "cp1251", "Привет, как дела?"),
        (932, "cp932", "日本語の文章です。"),
        (65001, "utf-8", "Grüße"),
        (28605, "iso8859-15", "Grüße aus Köln für 5 €"),
        (99999, "cp1252", "Grüße aus Köln"),
        (1252, "utf-8", "Grüße aus Köln"),
    ],
)
def test_texts_in_any_code_page_are_read(page: int, codec: str, text: str) -> None:
    """One that there is not, or that is wrong, loses no message."""
    tree = msg({SUBJECT: text, BODY: text, 0x3FFD: page, 0x3FDE: page}, page=codec)
    made = CONVERTER.convert(read_msg(ole(tree))[0], "message/rfc822")
    assert isinstance(made, Conversion)
    assert (made.converted.metadata.title, made.converted.text) == (text, text)


def test_pages_and_rich_text_are_read_where_there_is_no_plain_text() -> None:
    """The page by its code page, rich text unpacked."""
    page = msg({SUBJECT: "x", HTML: "<p>Привет".encode("cp1251"), 0x3FDE: 1251})
    plain = b"{\\rtf1 Good men}"
    packed = b"\x20\0\0\0" + len(plain).to_bytes(4, "little") + b"MELA" + b"\0\0\0\0" + plain
    for tree, text in ((page, "Привет"), (msg({SUBJECT: "x", RTF: packed}), "Good men")):
        made = CONVERTER.convert(read_msg(ole(tree))[0], "message/rfc822")
        assert isinstance(made, Conversion)
        assert made.converted.text.strip() == text


def test_rich_text_is_unpacked() -> None:
    """The example of MS-OXRTFCP, 4.1; what is cut off gives what there is."""
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a7"
        "03000a00726370673132354232 0af32068656c090020627705b06c647d0a800fa0"
    )
    assert decompressed(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert decompressed(packed[:30]).startswith(b"{\\rtf1\\ansi\\ansicpg")
    for broken in (b"", packed[:15], b"\0" * 40, packed[:16]):
        assert decompressed(broken) == b""


def test_a_contact_and_an_appointment_say_what_they_hold() -> None:
    """The lines of a card, the times of a meeting."""
    card = msg({CLASS: "IPM.Contact", SUBJECT: "Ann", 0x3A06: "Ann", 0x3A16: "Port Office"})
    meeting = msg({CLASS: "IPM.Appointment", SUBJECT: "Talks", BODY: "In hall 2.", 0x60: MONDAY})
    for tree, text in ((card, "Ann\nPort Office"), (meeting, "Start: Mon, 01 Jun 2009 10:00:00")):
        assert text in read_msg(ole(tree))[0].decode()


def test_what_is_no_message_fails(tmp_path: Path) -> None:
    """Another OLE file of that name, a message that is cut off, one that is too large."""
    with pytest.raises(NoMessage):
        read_msg(ole({"WordDocument": b"x"}))
    whole = ole(msg({SUBJECT: "x", BODY: "text"}))
    path = tmp_path / "a.msg"
    for raw in (whole[:600], ole({"WordDocument": b"x"})):
        path.write_bytes(raw)
        assert [failed.error for failed in failures(read_all(path))] == ["Corrupt"]
        with pytest.raises(Damaged):
            CONVERTER.convert(raw, "application/vnd.ms-outlook")
    path.write_bytes(whole)
    limits = small_limits(max_document_bytes=100)
    assert [f.error for f in failures(read_all(path, limits=limits))] == ["DocumentTooLarge"]


def test_a_message_as_it_is_can_be_converted() -> None:
    """For who has its bytes and no source that takes them apart."""
    raw = ole(msg({SUBJECT: "x", BODY: "The text."}))
    made = CONVERTER.convert(raw, "application/vnd.ms-outlook")
    assert isinstance(made, Conversion)
    assert made.converted.text == "The text."


def test_damage_is_told_and_never_raised(tmp_path: Path) -> None:
    """Whatever bytes are changed, cut out or put in."""
    whole = ole(msg({SUBJECT: "x", BODY: "The text." * 600}, [ANN], [file("a.txt", b"x" * 100)]))
    path = tmp_path / "a.msg"
    for seed in range(60):
        path.write_bytes(damaged(whole, random.Random(seed)))
        assert read_all(path)
