"""Media types by name and first bytes."""

import pytest

from pipeline.sources.media import media_type, unreadable


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a.txt", b"Hello", "text/plain"),
        ("README", b"Hello", "text/plain"),
        ("a.md", b"<html>", "text/plain"),
        ("a.HTML", b"", "text/html"),
        ("a.xhtml", b"<?xml version='1.0'?>", "text/html"),
        ("index", b"\xef\xbb\xbf\n<!DOCTYPE html><p>", "text/html"),
        ("page.php", b"<?xml version='1.0'?>\n<!-- x --><html lang='en'>", "text/html"),
        ("a.xml", b"<?xml version='1.0'?><article>", "text/plain"),
        ("a.ts", b"const a = 1", "text/plain"),
        ("a.tga", b"\0\0\2", "text/plain"),
        ("empty", b"", "text/plain"),
        ("zeros", bytes(4096), "text/plain"),
    ],
)
def test_a_media_type_comes_from_the_name_or_the_first_bytes(
    name: str, head: bytes, expected: str
) -> None:
    """What is doubtful is left to cleaning as text."""
    assert unreadable(name, head) is None
    assert media_type(name, head) == expected


@pytest.mark.parametrize(
    ("name", "head", "reason"),
    [
        ("a.svg", b"<svg>", "image"),
        ("a.mp3", b"\xff\xfb", "sound"),
        ("a.txt", b"%PDF-1.7", "pdf"),
        ("report.docx", b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml", "office"),
        ("report.odt", b"PK\x03\x04" + bytes(26) + b"mimetypeapplication", "office"),
        ("report.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
        ("program.jar", b"PK\x03\x04" + bytes(26) + b"META-INF/", "packed"),
        ("a", b"\x89PNG\r\n\x1a\n", "image"),
        ("clip", b"\0\0\0\x18ftypmp42", "video"),
        ("sound", b"RIFF\0\0\0\0WAVE", "sound"),
        ("letter.txt", b"{\\rtf1\\ansi The ferry", "rtf"),
        ("a.eml", b"Subject: Ferry", "mail"),
        ("Sent.mbox", b"From a@x.org", "mail"),
        ("Inbox", b"From a@x.org Tue May  4 10:12:00 2021\nFrom: A", "mail"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "packed"),
        ("a.cpio", b"070707" + b"0" * 70, "packed"),
        ("a.exe", b"\x7fELF", "not-text"),
    ],
)
def test_what_is_clearly_no_text_is_left_out_by_its_kind(
    name: str, head: bytes, reason: str
) -> None:
    """One word says what it is."""
    assert unreadable(name, head) == reason


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.csv", b"ID3,text\n1,x"), ("a.txt", b"070707 was the day"),
        ("a.txt", b"the ftype field"),
        ("a.txt", b"PAR1 and PAR2 are files"), ("a.txt", b"From time to time Mon amour"),
        ("2004-May.txt", b"From a@x.org Tue May  4 10:12:00 2021\nFrom: A"),
        ("a.txt", b"BZh is fast"),
    ],
)  # fmt: skip
def test_words_that_begin_like_a_signature_are_text(name: str, head: bytes) -> None:
    """Signatures of a few letters need more than those."""
    assert unreadable(name, head) is None
