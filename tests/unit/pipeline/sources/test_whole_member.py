"""Members whose bytes are at hand are read in one go, and to the same documents."""

import zipfile
from pathlib import Path

import pytest

from pipeline.records import Document, Unread
from pipeline.sources import SourceOptions, read_sources
from pipeline.sources import members as members_module

# Names and contents that are read otherwise than as plain text, and some that are it.
MEMBERS = {
    "a.txt": b"A text about the harbour.",
    "b.md": b"# Title\n\nwords",
    "no suffix": b"words",
    "page.txt": b"<!doctype html><p>A page under the name of a text",
    "letter.txt": b"From: ann@example.org\nTo: bob@example.org\nMessage-ID: <1@x>\n\nHello\n",
    "box.txt": b"From ann@x Mon Jan  1 10:00:00 2024\nSubject: x\nFrom: a@b.c\nTo: d@e.f\n\nHi\n\n",
    "rows.csv": b"text\nfirst\nsecond\n",
    "lines.jsonl": b'{"text": "one"}\n{"text": "two"}\n',
    "feed.txt": b'<?xml version="1.0"?><rss><channel><item><title>x</title></item></channel></rss>',
    "packed.txt": b"\x1f\x8b\x08\x00not really",
    "empty.txt": b"",
    ".hidden": b"words",
    "__MACOSX/a.txt": b"words",
    "../climbs.txt": b"words",
    "page.html": b"<p>words",
    "report.pdf": b"%PDF-1.4 not really",
    "report.txt": b"%PDF-1.4 not really",
    "sheet.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 not really",
    "x.docx": b"PK\x03\x04 not really",
    "data.xml": b"<?xml version='1.0'?><a>words</a>",
    "picture.png": b"\x89PNG\r\n\x1a\n0000",
    "note.rtf": b"{\\rtf1 words}",
    "Größe.txt": "Wörter".encode(),
    "a!b.txt": b"words",
}


def _items(path: Path, options: SourceOptions) -> list[Document | Unread]:
    return list(read_sources([str(path)], options))


@pytest.mark.parametrize(
    "options",
    [SourceOptions(), SourceOptions(include=("*.txt",)), SourceOptions(exclude=("a.*",))],
)
def test_what_is_read_at_once_is_what_is_read_step_by_step(
    tmp_path: Path, options: SourceOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A member becomes the same items in either way, whatever it is."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in MEMBERS.items():
            archive.writestr(name, content)
    at_once = _items(path, options)
    monkeypatch.setattr(members_module, "whole_document", lambda *_: None)
    assert at_once == _items(path, options)
    assert any(isinstance(item, Document) for item in at_once)


def test_a_text_attached_to_a_message_is_of_its_family(tmp_path: Path) -> None:
    """An attached text that is read at once knows its message."""
    path = tmp_path / "a.eml"
    path.write_bytes(
        b"From: a@b.c\nTo: d@e.f\nMessage-ID: <1@x>\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/mixed; boundary="x"\n\n--x\n\nHello\n'
        b"--x\nContent-Disposition: attachment; filename=notes.txt\n\nNotes\n--x--\n"
    )
    message, notes = _items(path, SourceOptions())
    assert isinstance(message, Document)
    assert isinstance(notes, Document)
    assert (notes.parent, notes.family) == (message.id, message.id)
    assert notes.raw == b"Notes"
