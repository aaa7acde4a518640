"""Files that are made to stop a reader: each ends as a text, or as an error of its own."""

import io
import warnings
import zipfile
from collections.abc import Callable

import pytest

from pipeline.convert import ConvertStage
from pipeline.records import Document, Failed, Filtered, Locator, Result, Work
from pipeline.sources.media import SNIFF_BYTES, has_insides, type_by_head, type_inside
from testbed import office_writer as office
from testbed.doc_writer import doc
from testbed.ppt_writer import ppt, shape, text_box

DEEP = 100_000
LIMITS = {"max_unpacked_bytes": 20_000_000, "max_characters": 5_000_000}
DECLARED = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b0 "lol">'
DECLARED += "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


def replaced(data: bytes, part: str, content: str | bytes) -> bytes:
    """A zip with another content of one part."""
    return office.packed({**office.unpacked(data), part: content})


def repeated_text() -> bytes:
    """A workbook of 23 KB whose cells show 268 million characters."""
    row = '<row><c t="s"><v>0</v></c></row>'
    return office.xlsx({"S": row * 8_200}, ["x" * 32_767])


def unpacking(size: int) -> bytes:
    """A DOCX whose text unpacks to so many bytes."""
    return office.docx(f"<w:p><w:t>{'a' * size}</w:t></w:p>")


def looping_ole() -> bytes:
    """An OLE file whose table leads from a sector to itself."""
    data = bytearray(doc(["The council agreed.\r"] * 1_000))
    table = (int.from_bytes(data[0x4C:0x50], "little") + 1) * 512
    data[table : table + 40] = b"".join(n.to_bytes(4, "little") for n in range(10))
    return bytes(data)


def same_names() -> bytes:
    """A DOCX with its main part a thousand times."""
    out = io.BytesIO(office.docx(office.paragraph("One")))
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as file:
        warnings.simplefilter("ignore")  # that the name is there already
        for _ in range(1_000):
            file.writestr("word/document.xml", "<a/>")
    return out.getvalue()


# What it is: name, content, and how it ends: a class of error, a reason, or "text".
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "one text a million times": ("a.xlsx", repeated_text, "TooMuch"),
    "a part that unpacks too far": ("a.docx", lambda: unpacking(30_000_000), "TooMuch"),
    "too many characters": ("a.docx", lambda: unpacking(6_000_000), "TooMuch"),
    "deep HTML": ("a.html", lambda: b"<div>" * DEEP + b"deep" + b"</div>" * DEEP, "text"),
    "deep XML": ("a.xml", lambda: b"<?xml version='1.0'?>" + b"<a>" * DEEP, "text"),
    "deep DOCX": ("a.docx", lambda: office.docx("<w:p>" * DEEP), "TooMuch"),
    "deep PPTX": ("a.pptx", lambda: office.pptx(["<a:p>" * DEEP]), "TooMuch"),
    "deep ODT": ("a.odt", lambda: office.open_document("text", "<text:p>" * DEEP), "TooMuch"),
    "deep EPUB": ("a.epub", lambda: office.epub({"a": "<div>" * 20_000 + "deep"}), "text"),
    "deep RTF": ("a.rtf", lambda: b"{\\rtf1 " + b"{" * DEEP, "TooMuch"),
    "deep wikitext": ("a.txt", lambda: b"{{" * DEEP, "text"),
    "deep mail": ("a.eml", lambda: b"From: a@b.c\r\nSubject: s\r\n\r\n" + b"> " * DEEP, "text"),
    "fields in fields": ("a.doc", lambda: doc(["\x13" * DEEP + "One\r"]), "empty"),
    "entities in XML": ("a.xml", f"{DECLARED}<a>&b9;</a>".encode, "text"),
    "a file outside": ("a.xml", OUTSIDE.encode, "text"),
    "entities in DOCX": (
        "a.docx", lambda: replaced(office.docx(""), "word/document.xml", DECLARED + "<a>&b9;</a>"),
        "Damaged",
    ),
    "entities in XLSX": (
        "a.xlsx",
        lambda: replaced(office.xlsx({"S": ""}), "xl/sharedStrings.xml", f"{DECLARED}<a>&b9;</a>"),
        "text",
    ),
    "entities in ODT": (
        "a.odt",
        lambda: replaced(office.open_document("text", ""), "content.xml", f"{DECLARED}<a>&b9;</a>"),
        "Damaged",
    ),
    "entities in EPUB": (
        "a.epub",
        lambda: replaced(office.epub({}), "META-INF/container.xml", f"{DECLARED}<a>&b9;</a>"),
        "Damaged",
    ),
    "sectors that lead to themselves": ("a.doc", looping_ole, "text"),
    "slides without end": ("a.ppt", lambda: ppt([shape(text_box("x" * 20_000))] * 300), "TooMuch"),
    "the same name a thousand times": ("a.docx", same_names, "empty"),
    "a cell far out": (
        "a.xlsx",
        lambda: office.xlsx({"S": '<row><c r="A1"><v>1</v></c><c r="ZZZ9"><v>2</v></c></row>'}),
        "text",
    ),
    "many empty rows": ("a.xlsx", lambda: office.xlsx({"S": "<row/>" * 100_000}), "text"),
}  # fmt: skip


def outcome(result: Result) -> str:
    """How a document ended, in one word."""
    match result:
        case Failed():
            return result.error
        case Filtered():
            return result.reason
        case Work(converted=converted):
            assert converted is not None
            assert "root:" not in converted.text
            assert "lol" * 100 not in converted.text
            return "text"
    raise AssertionError(result)


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files(what: str) -> None:
    """Each ends as it should; the file beside it is read."""
    name, make, expected = HOSTILE[what]
    raw = make()
    kind = type_by_head(name, raw[:SNIFF_BYTES])
    kind = type_inside(kind, name, raw) if has_insides(kind) else kind
    stage = ConvertStage(limits=LIMITS)
    works = [
        Work(Document("0" * 32, Locator("file:///a"), kind, data, "", len(data)))
        for kind, data in ((kind, raw), ("text/plain", b"The file beside it."))
    ]
    result, beside = stage.process(works)
    assert outcome(result) == expected
    assert outcome(beside) == "text"
