"""Media types by content first, then by name; the word for what no converter reads."""

import random
import zipfile

import pytest

from pipeline.sources.media import has_insides, left_out_reason, type_by_head, type_inside
from testbed.office_writer import packed
from testbed.ole_writer import ole as ole_file

OPEN_XML = "application/vnd.openxmlformats-officedocument."
MICROSOFT = "application/vnd.ms-"
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP, OLE = "application/zip", "application/x-ole-storage"


def zipped(**members: str | bytes) -> bytes:
    """A zip with these members, "__" in their names for a slash."""
    return packed({name.replace("__", "/"): content for name, content in members.items()})


def package(kind: str, folder: str = "word") -> bytes:
    """An office file's zip, its main part of this kind behind another member."""
    types = f"<Types><Override PartName='/x' ContentType=\"application/{kind}\"/></Types>"
    parts = {
        "docProps/core.xml": "<x/>",
        "[Content_Types].xml": types,
        f"{folder}/document.xml": "<x/>",
    }
    return packed(parts, zipfile.ZIP_STORED)


def ole(*streams: str) -> bytes:
    """An OLE file with streams of these names."""
    return ole_file(dict.fromkeys(streams, b"x"))


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a.txt", b"Hello", "text/plain"),
        ("README", b"Hello", "text/plain"),
        ("a.md", b"<html>", "text/plain"),
        ("a.HTML", b"", "text/html"),
        ("a.xhtml", b"<?xml version='1.0'?>", "text/html"),
        ("index", b"\xef\xbb\xbf\n<!DOCTYPE html><p>", "text/html"),
        ("index", "\ufeff<html><p>".encode("utf-16-le"), "text/html"),
        ("page.php", b"<?xml version='1.0'?>\n<!-- x --><html lang='en'>", "text/html"),
        ("a.xml", b"<?xml version='1.0'?><article>", "application/xml"),
        ("a.xml", b"<article>", "application/xml"),
        ("a.xml", b"no markup", "text/plain"),
        ("a", "\ufeff<?xml version='1.0'?><a>".encode("utf-16-le"), "application/xml"),
        ("a.doc", b"<?xml?><?mso-application?><w:wordDocument x='y'>", f"{MICROSOFT}wordml"),
        (
            "a",
            b"<?xml?><pkg:package xmlns:pkg='http://schemas.microsoft.com/office/2006/xmlPackage'>",
            f"{MICROSOFT}word2006ml",
        ),
        (
            "a.xls",
            b"<?xml?>\n<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>",
            f"{MICROSOFT}spreadsheetml",
        ),
        ("a", b"<?xml?><Workbook>", "application/xml"),
        (
            "a.fodt",
            b"<?xml?><office:document office:mimetype='application/vnd.oasis.opendocument.text'",
            "application/vnd.oasis.opendocument.text-flat-xml",
        ),
        ("a", b"<?xml?><document>", "application/xml"),
        ("a.txt", b"<?xml?><note>", "text/plain"),
        ("a.svg", b"<?xml?><svg>", "image/svg+xml"),
        ("a.ts", b"const a = 1", "text/plain"),
        ("a.tga", b"\0\0\2", "text/plain"),
        ("empty", b"", "text/plain"),
        ("zeros", bytes(4096), "text/plain"),
        ("a.txt", b"%PDF-1.7", "application/pdf"),
        ("report", b"\xef\xbb\xbf \r\n%PDF-1.4", "application/pdf"),
        ("report.pdf", b"Content-Type: application/pdf\r\n\r\n%PDF-1.4", "application/pdf"),
        ("letter.txt", b"{\\rtf1\\ansi The ferry", "application/rtf"),
        ("a", b"\x09\4\6\0\0\0\x10\0\0\0", "application/vnd.ms-excel"),
        ("a", b"\x09a\tb\n", "text/plain"),
        ("a", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("clip", b"\0\0\0\x18ftypmp42", "video/mp4"),
        ("sound", b"RIFF\0\0\0\0WAVE", "audio/vnd.wave"),
        ("a.svg", b"<svg>", "image/svg+xml"),
        ("a.xpm", b"/* XPM */ static char", "image/x-xpixmap"),
        ("a.jpg", "Die Fähre fährt um neun.".encode(), "text/plain"),
        ("a.jpg", b"\xff\xfe\0", "image/jpeg"),
        ("a.mp3", b"\xff\xfb", "audio/mpeg"),
        ("a.doc", OLE_MARK, OLE),
        ("a.docx", b"PK\x03\x04", ZIP),
    ],
)
def test_a_media_type_comes_from_the_first_bytes_or_the_name(
    name: str, head: bytes, expected: str
) -> None:
    """Content counts more; what is doubtful is left to its conversion as text."""
    assert type_by_head(name, head) == expected
    assert has_insides(expected) == (expected in (OLE, ZIP))


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.csv", b"ID3,text\n1,x"), ("a.txt", b"070707 was the day"),
        ("a.txt", b"the ftype field"),
        ("a.txt", b"PAR1 and PAR2 are files"), ("a.txt", b"From time to time Mon amour"),
        ("a.txt", b"BZh is fast"), ("a.txt", b"A file that begins with %PDF-1.4 is a PDF"),
        ("notes", b"PDF: the mark %PDF-1.4 is in the first KB"),
    ],
)  # fmt: skip
def test_words_that_begin_like_a_signature_are_text(name: str, head: bytes) -> None:
    """Signatures of a few letters need more than those."""
    assert type_by_head(name, head) == "text/plain"


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("a.docx", package("vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
         f"{OPEN_XML}wordprocessingml.document"),
        ("a.docx", package("vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"),
         f"{OPEN_XML}spreadsheetml.template"),
        ("a", package("vnd.ms-word.document.macroEnabled.main+xml"),
         "application/vnd.ms-word.document.macroenabled.12"),
        ("a.xlsx", package("vnd.ms-excel.sheet.binary.macroEnabled.main"),
         "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
        ("a", package("xml", "ppt"), f"{OPEN_XML}presentationml.presentation"),
        ("a.xlsx", zipped(**{"[content_types].xml": '<x ContentType="application/vnd.openxmlformats'
                             '-officedocument.spreadsheetml.sheet.main+xml"/>', "xl\\w.xml": "x"}),
         f"{OPEN_XML}spreadsheetml.sheet"),
        ("a", zipped(**{"word\\document.xml": "x"}), f"{OPEN_XML}wordprocessingml.document"),
        ("a.zip", zipped(mimetype="application/vnd.oasis.opendocument.text", a="x"),
         "application/vnd.oasis.opendocument.text"),
        ("a.odt", zipped(mimetype="application/epub+zip\n", a="x"), "application/epub+zip"),
        ("a", zipped(**{"content.xml": "x", "META-INF__manifest.xml":
                        '<e full-path="/" media-type="application/vnd.oasis.opendocument.text"/>'}),
         "application/vnd.oasis.opendocument.text"),
        ("a.docx", zipped(**{"META-INF__MANIFEST.MF": "x", "A.class": "x"}),
         "application/java-archive"),
        ("a.docx", zipped(mimetype="text/plain", a="x"), ZIP),
        ("a.docx", zipped(a="x", b="y"), ZIP),
        ("a", package("x")[:-60], f"{OPEN_XML}wordprocessingml.document"),
        ("a.pptx", package("x")[:60], f"{OPEN_XML}presentationml.presentation"),
        ("a.xls", ole("WordDocument", "1Table"), "application/msword"),
        ("a", ole("Workbook"), "application/vnd.ms-excel"),
        ("a", ole("BOOK"), "application/vnd.ms-excel"),
        ("a", ole("Current User", "PowerPoint Document"), "application/vnd.ms-powerpoint"),
        ("a.doc", ole("__properties_version1.0"), "application/vnd.ms-outlook"),
        ("a.xls", ole("WordDocument", "Workbook"), "application/vnd.ms-excel"),
        ("a.XLSX", ole("EncryptedPackage", "EncryptionInfo"), f"{OPEN_XML}spreadsheetml.sheet"),
        ("a", ole("EncryptedPackage"), f"{OPEN_XML}wordprocessingml.document"),
        ("a.docx", ole("EncryptedPackage", "WordDocument"),
         f"{OPEN_XML}wordprocessingml.document"),
        ("Thumbs.db", ole("Catalog", "1"), OLE),
        ("a.doc", OLE_MARK + bytes(600), "application/msword"),
        ("a", (OLE_MARK + bytes(600) + "WordDocument\0".encode("utf-16-le")),
         "application/msword"),
    ],
)  # fmt: skip
def test_zips_and_ole_files_are_what_they_hold(name: str, raw: bytes, expected: str) -> None:
    """A lying suffix loses; one that was cut off is what its parts or its name say."""
    assert type_inside(type_by_head(name, raw), name, raw) == expected


def test_a_file_too_large_to_be_looked_into_is_what_its_name_says() -> None:
    """Without one that tells, it is no more than its packing."""
    assert type_inside(OLE, "a.xls", None) == "application/vnd.ms-excel"
    assert type_inside(ZIP, "a.jar", None) == "application/java-archive"
    assert type_inside(ZIP, "a", None) == ZIP


def test_damaged_files_have_a_type() -> None:
    """Whatever their bytes are, nothing is raised."""
    chance = random.Random(7)
    for whole in (ole("WordDocument", "1Table", "Data", "x"), package("x"), zipped(mimetype="x")):
        for _ in range(150):
            raw = bytearray(whole[: chance.randrange(9, len(whole))])
            for _ in range(chance.randrange(4)):
                raw[chance.randrange(8, len(raw))] = chance.randrange(256)
            assert "/" in type_inside(type_by_head("a", bytes(raw)), "a", bytes(raw))


@pytest.mark.parametrize(
    ("media_type", "reason"),
    [
        ("image/svg+xml", "image"), ("audio/mpeg", "sound"), ("video/mp4", "video"),
        ("application/pdf", "pdf"), ("application/rtf", "rtf"), (OLE, "office"),
        ("application/msword", "office"), (f"{OPEN_XML}wordprocessingml.document", "office"),
        ("application/vnd.oasis.opendocument.text", "office"), ("application/epub+zip", "office"),
        ("application/vnd.ms-outlook", "mail"), (ZIP, "packed"), ("application/x-cpio", "packed"),
        ("application/java-archive", "packed"), ("font/woff", "not-text"),
        ("application/x-elf", "not-text"),
    ],
)  # fmt: skip
def test_what_no_converter_reads_is_left_out_by_its_kind(media_type: str, reason: str) -> None:
    """One word says what it is."""
    assert left_out_reason(media_type) == reason


@pytest.mark.parametrize("mark", [b"\x04\x22\x4d\x18", b"\x89LZO\0\r\n\x1a\n", b"\x1f\x9d\x90"])
def test_packed_files_that_nothing_here_opens_are_told_by_their_marks(mark: bytes) -> None:
    """As packed, and not as programs or databases."""
    assert left_out_reason(type_by_head("x", mark + b"Of the harbour")) == "packed"
