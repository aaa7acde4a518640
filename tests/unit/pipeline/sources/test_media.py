"""Media types by name and first bytes."""

import pytest

from pipeline.sources.media import media_type


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
        ("a.svg", b"<svg>", None),
        ("a.mp3", b"\xff\xfb", None),
        ("a.txt", b"%PDF-1.7", None),
        ("report.docx", b"PK\x03\x04", None),
        ("a", b"\x89PNG\r\n\x1a\n", None),
        ("clip", b"\0\0\0\x18ftypmp42", None),
        ("empty", b"", "text/plain"),
        ("zeros", bytes(4096), "text/plain"),
    ],
)
def test_a_media_type_comes_from_the_name_or_the_first_bytes(
    name: str, head: bytes, expected: str | None
) -> None:
    """What is clearly not text has none; what is doubtful is left to cleaning as text."""
    assert media_type(name, head) == expected
