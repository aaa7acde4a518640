"""Files that are embedded in office documents: children of these."""

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping

import olefile
import pytest

from pipeline.identity import document_id
from pipeline.records import Document, Locator
from pipeline.sources import SourceOptions
from pipeline.sources.embedded import _native, with_embedded
from pipeline.sources.entry import Entry, memory
from pipeline.sources.problems import Item

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)


def docx(embedded: Mapping[str, bytes]) -> bytes:
    """The zip of a letter with files in it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", "<w:document/>")
        for name, data in embedded.items():
            archive.writestr(f"word/embeddings/{name}", data)
    return packed.getvalue()


def read(data: bytes, member: str = "", depth: int = 0) -> list[Document]:
    """The documents of a letter of these bytes."""

    def reader(entry: Entry, options: SourceOptions) -> Iterator[Item]:
        raw = entry.stream.read()
        document = Document(
            id=document_id(entry.locator),
            locator=entry.locator,
            media_type="",
            raw=raw,
            raw_hash="",
            size=len(raw),
            parent=entry.parent,
            family=entry.family,
        )
        yield from with_embedded(document, entry, options, reader)

    entry = Entry(Locator("file:///a", member), "a.docx", "", memory(data), depth=depth)
    return [item for item in reader(entry, SourceOptions()) if isinstance(item, Document)]


def test_what_is_embedded_is_a_child_of_its_document() -> None:
    """It knows the document, and the outermost one; its place is the member's."""
    inner = docx({"deep.txt": b"deep"})
    items = read(docx({"note.txt": b"note", "inner.docx": inner}))
    assert [item.locator.member for item in items] == [
        "", "word/embeddings/note.txt", "word/embeddings/inner.docx",
        "word/embeddings/inner.docx!word/embeddings/deep.txt",
    ]  # fmt: skip
    outer, note, letter, deep = items
    assert outer.parent is None
    assert {item.family for item in items} == {outer.id}
    assert (note.parent, letter.parent, deep.parent) == (outer.id, outer.id, letter.id)
    assert (note.raw, deep.raw) == (b"note", b"deep")


def test_a_document_without_anything_in_it_has_no_family() -> None:
    """It is alone."""
    [document] = read(docx({}))
    assert document.family is None


def test_in_a_zip_the_way_goes_through_the_document() -> None:
    """As through an archive."""
    items = read(docx({"n.txt": b"note"}), "x/a.docx")
    assert [i.locator.member for i in items] == ["x/a.docx", "x/a.docx!word/embeddings/n.txt"]


def test_a_file_is_taken_out_of_what_the_packager_made() -> None:
    """Its label, two paths, then its bytes (Ole10Native)."""
    path = b"C:\\temp\\report.txt\0"
    body = b"\x02\0" + b"report.txt\0" + path + b"\0\0\x03\0"
    body += struct.pack("<I", len(path)) + path + struct.pack("<I", 4) + b"text" + b"\0\0"
    native = struct.pack("<I", len(body)) + body
    assert _native("oleObject1.bin", native) == ("report.txt", b"text")


@pytest.mark.parametrize("data", [olefile.MAGIC + bytes(600), olefile.MAGIC, b"x", b""])
def test_damaged_objects_end_nothing(data: bytes) -> None:
    """They stay what they are, and what follows them is read."""
    items = read(docx({"oleObject1.bin": data, "z.txt": b"last"}))
    assert [item.raw for item in items[1:]] == [data, b"last"]


def test_a_damaged_document_stays_one() -> None:
    """Its converter says what is wrong."""
    data = docx({"n.txt": b"note"})[:-40]
    assert [item.raw for item in read(data)] == [data]
