"""Files that are damaged at random, made from whole ones of every format that a converter reads.

    python -m tests.contract.damaged_files --seed 1 --files 100000

Each way to damage a file is one that happens: bits that flip, an end that is missing, a block that
was overwritten, a piece that stands elsewhere.
"""

import argparse
import random
import struct
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator

from pipeline.convert.converter import Conversion, ConversionLimits
from pipeline.convert.registry import build_converters
from pipeline.errors import DocumentError
from pipeline.records import Filtered
from pipeline.sources.embedded_ole import embedded_objects
from testbed import doc_writer, ppt_writer, xls_writer, xlsb_writer
from testbed import office_writer as office
from testbed.pdf_writer import lines, pdf

LIMITS = ConversionLimits(max_characters=2_000_000, max_unpacked_bytes=20_000_000, max_pages=200)
_TEXT = "The council agreed to close the bridge over the river in spring.\n" * 12


def _bif() -> bytes:
    """A sheet as Excel 4 wrote it, which is no OLE file."""
    out = struct.pack("<HHHH", 0x0409, 4, 4, 0x10)
    for row, word in enumerate(_TEXT.split()):
        out += struct.pack("<HHHHHH", 0x0204, 8 + len(word), row, 0, 0, len(word)) + word.encode()
        out += struct.pack("<HHHHHd", 0x0203, 14, row, 1, 0, row / 3)
    return out + struct.pack("<HH", 0x000A, 0)


def _row(number: int) -> str:
    return (
        f'<row><c r="A{number}" t="s"><v>0</v></c><c r="C{number}" s="1"><v>{number}</v></c></row>'
    )


_STYLES = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
_CELLS = "<w:tr>" + f"<w:tc>{office.paragraph('A cell')}</w:tc>" * 3 + "</w:tr>"
_BODY = "".join(map(office.paragraph, _TEXT.splitlines())) + f"<w:tbl>{_CELLS * 4}</w:tbl>"
_OPEN = "".join(f"<text:p>{line}</text:p>" for line in _TEXT.splitlines())
_RTF = (
    r"{\rtf1\ansi{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset128 B;}}{\info{\title T}}\f1 "
    + r"caf\'e9 \u8364? {\footnote note}\trowd\intbl a\cell b\cell\row\pard\par "
) * 9 + "}"

_PAGE = f"<html><head><title>T</title></head><body><p>{_TEXT}</p><ul><li>a<li>b</ul></body></html>"
_MAIL = (
    "From: Ada <a@example.org>\r\nTo: b@example.org\r\nSubject: =?utf-8?q?Br=C3=BCcke?=\r\n"
    "Date: Tue, 04 May 2021 10:12:00 +0200\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    f"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{_TEXT}\r\n> quoted\r\n"
    "--x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "PHA+VGhlIGNvdW5jaWw8L3A+\r\n--x--\r\n"
)
_LINES = [f"{line}\r" for line in _TEXT.splitlines()]
_WORD_2003 = f"<w:wordDocument xmlns:w='w'><w:body>{_BODY}</w:body></w:wordDocument>"
_WIKI = (
    "== Bridge ==\n''The'' [[council|old council]] {{note|a=b|{{deep}}}}\n{|\n|-\n|a||b\n|}\n" * 6
)


def _doc() -> bytes:
    """A document with a table, a list, comments, notes, and deleted text."""
    row = [("A cell\7", doc_writer.IN_CELL)] * 3 + [("\7", doc_writer.ROW_END)]
    items = [("An item\r", doc_writer.item(1, n % 2)) for n in range(6)]
    return doc_writer.doc(
        [*_LINES, *row * 3, *items, "see \x13 PAGE \x147\x15\r"], footnotes="Note\r" * 3,
        comments=[("Ada", "Why?"), ("Karl", "So.")], printed="Head\r", deleted=(4, 90, "Ada"),
        levels=[doc_writer.level(0, "\0."), doc_writer.level(4, "\0.\1)")],
    )  # fmt: skip


def _ppt() -> bytes:
    """Slides with shapes, a table, notes and a comment."""
    slide = ppt_writer.shape(ppt_writer.text_box(_TEXT)) + ppt_writer.table([["a", "b"]] * 3)
    notes = {0: ppt_writer.shape(ppt_writer.text_box("Speak up"))}
    beside = {1: ppt_writer.comment("Ada", "A", "Why?")}
    return ppt_writer.ppt([slide] * 3, notes, {2: ["an outline"]}, beside, footer="2021")


def _xls() -> bytes:
    """A workbook with boxes, comments and a chart."""
    beside = xls_writer.text_box("A box", 1, 2) + xls_writer.note("Ada", 1)
    beside += xls_writer.chart("Sales", ["a", "b"], [1, 2.5])
    return xls_writer.xls({"S": [[word, 1.5] for word in _TEXT.split()]}, beside)


def _xlsb() -> bytes:
    """A binary workbook with numbers and comments."""
    rows = b"".join(xlsb_writer.row(word, 43831.5, style=1) for word in _TEXT.split())
    return xlsb_writer.xlsb({"S": rows}, [b"\0" + xlsb_writer.text("x")], ["d/m/yy"], [("A", "b")])


# A converter's name → a file of each kind that it reads.
SAMPLES: dict[str, Callable[[], bytes]] = {
    "pdf": lambda: pdf(
        [lines(_TEXT)] * 3, info={"Title": "T"}, fields={"Name": "Ada"}, notes=["A note"],
        bookmarks=["One", "Two"],
    ),
    "docx": lambda: office.docx(_BODY, footnotes=office.paragraph("A note")),
    "pptx": lambda: office.pptx([office.shape(*_TEXT.splitlines())] * 3, {1: office.shape("Say")}),
    "xlsx": lambda: office.xlsx({"S": "".join(map(_row, range(99)))}, ("shared",), _STYLES),
    "xlsb": _xlsb,
    "ms_doc": _doc,
    "ms_ppt": _ppt,
    "ms_xls": _xls,
    "spare_office": _bif,
    "flat_office": _WORD_2003.encode,
    "generic_xml": _WORD_2003.replace("w:", "").encode,
    "open_document": lambda: office.open_document("text", _OPEN),
    "rtf": _RTF.encode,
    "epub": lambda: office.epub({"a": f"<p>{_TEXT}</p>", "b": f"<ul><li>{_TEXT}</ul>"}),
    "html_page": _PAGE.encode,
    "plain_text": f"Brücke\n\n{_TEXT}".encode,
    "wikitext": _WIKI.encode,
    "mail_message": _MAIL.encode,
}  # fmt: skip
MEDIA_TYPES = {
    "spare_office": "application/vnd.ms-excel", "flat_office": "application/vnd.ms-wordml",
    "generic_xml": "application/xml", "mail_message": "message/rfc822", "plain_text": "text/plain",
    "html_page": "text/html",
}  # fmt: skip


def damaged(data: bytes, choice: random.Random) -> bytes:
    """A copy with one kind of damage."""
    out = bytearray(data)
    place = choice.randrange(len(out))
    match choice.choice(("flip", "cut", "overwrite", "move")):
        case "flip":
            for _ in range(choice.randint(1, 30)):
                out[choice.randrange(len(out))] = choice.randrange(256)
        case "cut":
            del out[place:]
        case "overwrite":
            size = min(choice.randint(4, 512), len(out) - place)
            out[place : place + size] = choice.choice((b"\xff", b"\0", b"\x7f")) * size
        case _:
            other = choice.randrange(len(out))
            out[place : place + 300] = out[other : other + 300]
    return bytes(out)


def outcomes(name: str, files: int, seed: int) -> Iterator[str]:
    """What the converter of this name makes of so many damaged files: text, a reason, an error.

    Raises whatever a converter must not raise.
    """
    converter = next(c for c in build_converters(LIMITS, {"pdf": {"ocr": False}}) if c.name == name)
    media_type = MEDIA_TYPES.get(name) or min(converter.media_types)
    whole = SAMPLES[name]()
    parts = office.unpacked(whole) if whole.startswith(b"PK") else {}
    for number in range(files):
        choice = random.Random(f"{seed}:{name}:{number}")
        if (
            parts and choice.random() < 0.8
        ):  # what is in a zip; of its own damage it would say only that
            part = choice.choice(sorted(parts))
            data = office.packed({**parts, part: damaged(parts[part], choice)}, zipfile.ZIP_STORED)
        else:
            data = damaged(whole, choice)
        for _, embedded in embedded_objects(data, LIMITS.max_unpacked_bytes):
            assert len(embedded) <= LIMITS.max_unpacked_bytes + 1
        try:
            result = converter.convert(data, media_type)
        except DocumentError as error:
            yield type(error).__name__
            continue
        match result:
            case Conversion(converted, _):
                assert len(converted.text) <= LIMITS.max_characters
                assert list(converted.pages) == sorted(converted.pages)
                assert not converted.pages or converted.pages[-1] <= len(converted.text)
                yield "text"
            case Filtered(reason):
                yield reason


def main() -> None:
    """Damage files of all kinds, and say how they ended and how long that took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=100_000, help="of each kind")
    options = parser.parse_args()
    for name in SAMPLES:
        start = time.process_time()
        counts = Counter(outcomes(name, options.files, options.seed))
        print(f"{name:14} {time.process_time() - start:7.1f} s {dict(counts)}", flush=True)


if __name__ == "__main__":
    main()
