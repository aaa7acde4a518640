"""Files that are embedded in office documents: children of these."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

import olefile
import pytest

from pipeline.identity import document_id
from pipeline.records import Document, Locator
from pipeline.sources import SourceOptions
from pipeline.sources.compound_file import compound_file
from pipeline.sources.embedded import _native, with_embedded
from pipeline.sources.embedded_ole import embedded_objects
from pipeline.sources.entry import Entry, memory
from pipeline.sources.problems import Item
from testbed import office_writer
from testbed.ppt_writer import record

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


NATIVE = b"note.txt\0C:\\note.txt\0" + bytes(4) + struct.pack("<I", 4) + b"tmp\0"


def packaged(data: bytes) -> bytes:
    """A file as Windows' packager stores it."""
    inside = b"\2\0" + NATIVE + struct.pack("<I", len(data)) + data
    return struct.pack("<I", len(inside)) + inside


POOL = {
    "ObjectPool": {
        "_1": {"\1Ole10Native": packaged(b"note"), "\1CompObj": b"x"},
        "_2": {"Workbook": b"w" * 5_000, "\1CompObj": b"x", "deep": {"stream": b"d"}},
        "_3": {"\1CompObj": b"x", "Equation Native": b"x"},
    }
}
STORED = compound_file({"Package": b"PK of an office file"})


def ppt_with(*objects: bytes) -> bytes:
    """A presentation that holds these objects."""
    return compound_file({"PowerPoint Document": b"".join(objects)})


def test_objects_of_word_and_excel() -> None:
    """Files are unwrapped; an object that is a document becomes a file of its own."""
    outer, note, book = read(compound_file(POOL))
    assert (note.raw, note.parent, note.family) == (b"note", outer.id, outer.id)
    assert note.locator.member == "ObjectPool/_1"
    assert isinstance(book.raw, bytes)
    with olefile.OleFileIO(io.BytesIO(book.raw)) as file:
        assert file.openstream("Workbook").read() == b"w" * 5_000
        assert file.openstream("deep/stream").read() == b"d"
    _, inner = read(compound_file({"MBD0012ABCD": {"CONTENTS": b"%PDF-1.7"}, "Workbook": b"x"}))
    assert inner.raw == b"%PDF-1.7"


def test_objects_of_slides() -> None:
    """Packed or not; one that is damaged is passed by, and none unpacks beyond the limit."""
    packed = record(0x1011, bytes(4) + zlib.compress(STORED), 1)
    bomb = record(0x1011, bytes(4) + zlib.compress(STORED + bytes(10**6)), 1)
    damaged = record(0x1011, bytes(4) + b"no zlib", 1)
    data = ppt_with(packed, damaged, record(0x0FF0, b"x"), record(0x1011, STORED))
    _, *objects = read(data)
    assert [object.raw for object in objects] == [b"PK of an office file"] * 2
    ((_, unpacked),) = embedded_objects(ppt_with(bomb), 10_000)
    assert len(unpacked) == 10_001


def test_objects_of_rtf() -> None:
    """Written as digits, on lines of any length; links are none."""
    named = struct.pack("<I", 8) + b"Package\0" + bytes(8)
    inside = b"\2\0" + NATIVE + struct.pack("<I", 4) + b"note"
    digits = (struct.pack("<II", 0x501, 2) + named + struct.pack("<I", len(inside)) + inside).hex()
    folded = "\r\n".join(digits[at : at + 64] for at in range(0, len(digits), 64))
    link = (struct.pack("<II", 0x501, 1) + named + bytes(20)).hex()
    data = f"{{\\rtf1 {{\\*\\objdata {folded}}} {{\\*\\objdata {link}}}}}".encode()
    _, note = read(data)
    assert note.raw == b"note"


def test_objects_of_open_documents() -> None:
    """An object of another program; what is of the same kind is part of the text."""
    parts = {"Object 1": STORED, "Object 2/content.xml": b"<a/>", "content.xml": b"<a/>"}
    _, object = read(office_writer.packed(parts))
    assert object.raw == b"PK of an office file"


@pytest.mark.parametrize("cut", [8, 300, 600, 1_000, 3_000])
def test_damaged_objects_end(cut: int) -> None:
    """The document is there, whatever becomes of the objects."""
    assert read(compound_file(POOL)[:-cut])
    assert read(ppt_with(record(0x1011, STORED))[:-cut])
    assert read(b"{\\rtf1 {\\objdata " + b"0105 " * cut + b"}")


def test_large_objects() -> None:
    """Beyond 7 MB the places of an OLE file's table stand in sectors of their own."""
    data = b"w" * 16_000_000
    with olefile.OleFileIO(io.BytesIO(compound_file({"x": data}))) as file:
        assert file.openstream("x").read() == data


def test_chunks_of_a_docx_are_its_children() -> None:
    """What a program leaves to Word to put into the text, as all of it or a part."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        f'<Relationships><Relationship Id="a" Type="{kind}/aFChunk" Target="afchunk.mht"/>'
        f'<Relationship Id="b" Target="/chunks/2.html" Type="{kind}/aFChunk"/>'
        f'<Relationship Id="c" Type="{kind}/image" Target="media/image1.png"/></Relationships>'
    )
    data = office_writer.packed(
        {
            "[Content_Types].xml": TYPES.encode(),
            "word/document.xml": b"<w:document/>",
            "word/_rels/document.xml.rels": relations.encode(),
            "word/afchunk.mht": b"one",
            "chunks/2.html": b"two",
            "word/media/image1.png": b"no",
        }
    )
    letter, *children = read(data)
    assert [(child.raw, child.locator.member) for child in children] == [
        (b"one", "word/afchunk.mht"), (b"two", "chunks/2.html")
    ]  # fmt: skip
    assert {child.parent for child in children} == {letter.id}
