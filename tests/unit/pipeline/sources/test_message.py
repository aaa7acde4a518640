"""Messages as files: the message, and what is attached to it as documents of their own."""

from pathlib import Path

import pytest

from pipeline.mail.heads import is_mailbox, is_message
from pipeline.records import Document
from tests.harness.mail import ENVELOPE, attached, message, part
from tests.harness.reopening import check_every_start
from tests.harness.sources import (
    documents,
    failures,
    filtered,
    read_all,
    small_limits,
    texts,
    zip_bytes,
)


def test_what_is_attached_is_a_document_with_its_message_as_parent(tmp_path: Path) -> None:
    """In the order of the message, each with its own type and the name it was given."""
    inner = message("inner", "Inner text.", attached("deep.txt", b"deep"))
    raw = message(
        "outer",
        "Outer text.",
        attached("report.html", b"<p>page", "text/html"),
        part("message/rfc822", inner),
        attached("", b"no name"),
        attached("a!b.txt", b"mark"),
        attached("report.html", b"<p>two", "application/x-unknown"),
    )
    items = read_all(_written(tmp_path / "a.eml", raw))
    found = documents(items)
    assert [document.locator.member for document in found] == [
        "", "report.html", "message-3.eml", "message-3.eml!deep.txt", "part-4.bin", "a%21b.txt",
        "report.html#2",
    ]  # fmt: skip
    assert [document.media_type for document in found[:4]] == [
        "message/rfc822", "text/html", "message/rfc822", "text/plain",
    ]  # fmt: skip
    outer, inside = found[0], found[2]
    assert {document.family for document in found} == {outer.id}
    assert [document.parent for document in found] == [
        None, outer.id, outer.id, inside.id, outer.id, outer.id, outer.id,
    ]  # fmt: skip
    check_every_start(tmp_path / "a.eml")


def test_attachments_do_not_travel_twice(tmp_path: Path) -> None:
    """The message's document has their headers alone, and a hash over all of it."""
    raw = message("x", "Text.", attached("a.txt", b"one"))
    one = documents(read_all(_written(tmp_path / "a.eml", raw)))[0]
    assert isinstance(one.raw, bytes)
    assert b"filename" in one.raw
    assert b"b25l" not in one.raw
    assert one.size == len(raw)
    other = raw.replace("b25l", "b25m")
    assert documents(read_all(_written(tmp_path / "a.eml", other)))[0].raw_hash != one.raw_hash


def test_a_message_alone_has_no_family(tmp_path: Path) -> None:
    """Nothing is attached to it."""
    [document] = documents(read_all(_written(tmp_path / "a.eml", message("x", "Text."))))
    assert (document.parent, document.family) == (None, None)


def test_what_cannot_be_read_in_a_message_is_told(tmp_path: Path) -> None:
    """Each by its reason; the others are read."""
    encrypted = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"
    raw = message(
        "x",
        "Text.",
        part("application/octet-stream", encrypted, "Content-Disposition: attachment\n"),
        attached("s.p7m", bytes.fromhex("3080 0609 2a864886f70d010703"), "application/pkcs7-mime"),
        attached("..", b"x"),
        attached("empty.txt", b""),
        attached("a.png", b"\x89PNG\r\n\x1a\n"),
        attached("b.txt", b"good"),
    )
    items = read_all(_written(tmp_path / "a.eml", raw))
    assert [failed.error for failed in failures(items)] == ["Encrypted", "Encrypted"]
    assert filtered(items) == ["image"]
    assert texts(items)[-1] == "good"


def test_an_archive_in_a_message_is_read(tmp_path: Path) -> None:
    """Its members are of the message's family."""
    raw = message("x", "Text.", attached("a.zip", zip_bytes({"b.txt": b"in the archive"})))
    found = documents(read_all(_written(tmp_path / "a.eml", raw)))
    assert found[1].locator.member == "a.zip!b.txt"
    assert (found[1].parent, found[1].family) == (found[0].id, found[0].id)


def test_messages_in_messages_are_read_to_the_depth_of_nests(tmp_path: Path) -> None:
    """What stands deeper is left out with its reason."""
    raw = "Subject: last\nTo: a@x.org\nFrom: b@x.org\n\nThe last text.\n"
    for depth in range(8):
        raw = message(str(depth), f"Text {depth}.", part("message/rfc822", raw))
    items = read_all(_written(tmp_path / "a.eml", raw))
    assert len(documents(items)) == 6
    assert filtered(items) == ["nested"]


def test_a_message_above_the_limit_fails_without_being_held(tmp_path: Path) -> None:
    """Its text has the limit of a document, with what is attached it may be four times as large."""
    limits = small_limits(max_document_bytes=1_000)
    fitting = message("x", "Text.", attached("a.txt", b"x" * 900), attached("b.txt", b"x" * 900))
    assert len(documents(read_all(_written(tmp_path / "a.eml", fitting), limits=limits))) == 3
    for raw in (message("x", "x" * 1_001), message("x", "Text.", attached("a", b"x" * 4_000))):
        items = read_all(_written(tmp_path / "a.eml", raw), limits=limits)
        assert [failed.error for failed in failures(items)] == ["DocumentTooLarge"]


def test_apple_mail_writes_the_size_before_a_message(tmp_path: Path) -> None:
    """And a list of what it knows of it behind it, which is no text of the message."""
    raw = message("x", "The text.").encode()
    path = tmp_path / "1.emlx"
    path.write_bytes(b"%d\n" % len(raw) + raw + b"<?xml version='1.0'?><plist/>\n")
    [document] = documents(read_all(path))
    assert document.raw == raw


@pytest.mark.parametrize("name", ["a.eml", "a.txt", "a", "1243.M1.host:2,S", "a.doc", "a.html"])
def test_a_message_is_told_by_its_header(name: str, tmp_path: Path) -> None:
    """Whatever its name says."""
    [document] = documents(read_all(_written(tmp_path / name, message("x", "Text."))))
    assert document.media_type == "message/rfc822"


MESSAGES = [
    "Subject: x\nMessage-ID: <1@x>\nDate: 1 Jan 2001\n\nText",
    "\n\nReceived: a\n by b\nFrom: a@x.org\nTo: b\n\n",
    "Newsgroups: a.b\nFrom: a\nSubject: c\n\nText",
    "From: a@x.org\nTo: b@x.org\nSubject: x\n\nText",
    "Return-Path: <a@x.org>\nX-Spam: no\nFrom: x\nSubject: " + "x" * 5_000,
]
OTHERS = [
    "",
    "Dear Ann,\n\nSubject: x\nFrom: a@x.org\nTo: b@x.org\n",
    "From: the Secretary\nTo: all members\nSubject: the harbour\nDate: 3 March 2001\n\nText",
    "Subject: x\nText without a blank line\nFrom: a@x.org\nMessage-ID: <1@x>\n",
    "Package: x\nVersion: 1\nDate: 1 Jan 2001\nDescription: y\n\n",
    "Date: 1 Jan 2001\nServer: x\nContent-Type: text/html\n\n<p>",
    "title: x\ndate: 2001-01-01\nfrom: y\n---\nText",
    "From here it is a long way: to the sea.\n",
    "http://example.org/ is a page\n",
]


def test_letters_and_lists_of_fields_are_no_messages() -> None:
    """It takes a field that only mail has, or addresses, and no other line among the fields."""
    assert all(is_message(head.encode()) for head in MESSAGES)
    assert not any(is_message(head.encode()) for head in OTHERS)


def test_a_mailbox_is_told_by_its_first_envelope() -> None:
    """And a sentence that begins so is none."""
    for head in (
        ENVELOPE + "Subject: x\n",
        "From - Mon Jun 01 10:00:00 2009\r\nX: y\r\n",
        "From ann at example.org  Mon Jun  1 10:00:00 2009\nFrom: ann at example.org (Ann)\n",
        "From MAILER-DAEMON Fri Jul  8 12:08:34 CEST 2011\n\n",
        "From a@x.org Mon, 1 Jun 2009 10:00:00 +0000\nTo: b\n",
    ):
        assert is_mailbox(head.encode())
    for head in (
        "From Monday to Friday the office is open.\n",
        "From ann Mon Jun  1 10:00:00 2009\nno field\n",
        "from ann Mon Jun  1 10:00:00 2009\nSubject: x\n",
        "",
    ):
        assert not is_mailbox(head.encode())


def test_a_maildir_is_read_with_its_folders(tmp_path: Path) -> None:
    """Whose names begin with a dot; what a server keeps beside them is none of the messages."""
    for name in ("", ".Sent/", ".Old.Sent/"):
        for inside in ("cur", "new", "tmp"):
            (tmp_path / f"{name}{inside}").mkdir(parents=True)
        _written(tmp_path / f"{name}cur/1243.M1P2.host,S=9:2,S", message("x", f"In {name}cur."))
        _written(tmp_path / f"{name}new/1244.M1P2.host", message("x", f"In {name}new."))
    _written(tmp_path / "dovecot-uidlist", "3 V1\n")
    (tmp_path / ".git").mkdir()
    _written(tmp_path / ".git/config", "x")
    items = read_all(tmp_path)
    assert texts(items) == [
        "In .Old.Sent/cur.", "In .Old.Sent/new.", "In .Sent/cur.", "In .Sent/new.", "In cur.",
        "In new.",
    ]  # fmt: skip
    assert sorted(filtered(items)) == ["hidden", "system"]


def test_two_thousand_parts_are_two_thousand_items(tmp_path: Path) -> None:
    """And a depth of five hundred is none at all."""
    many = message("x", "Text.", *(attached(f"{n}.txt", b"x") for n in range(2_000)))
    assert len(read_all(_written(tmp_path / "a.eml", many))) == 2_001
    deep = "Subject: x\nMessage-ID: <1@x>\nFrom: a\n" + "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(500)
    )
    [document] = read_all(_written(tmp_path / "a.eml", deep + "\nText."))
    assert isinstance(document, Document)


def _written(path: Path, raw: str) -> Path:
    path.write_bytes(raw.encode())
    return path
