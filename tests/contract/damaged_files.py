"""Files that are damaged at random, made from whole ones of every format that a converter reads.

    python -m tests.contract.damaged_files --seed 1 --files 100000

Each way to damage a file is one that happens: bits that flip, an end that is missing, a block that
was overwritten, a piece that stands elsewhere.
"""

import argparse
import random
import struct
import time
from collections import Counter
from collections.abc import Callable, Iterator

from pipeline.convert.converter import Conversion, ConversionLimits
from pipeline.convert.registry import build_converters
from pipeline.errors import DocumentError
from pipeline.records import Filtered
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

# A converter's name → a file of each kind that it reads.
SAMPLES: dict[str, Callable[[], bytes]] = {
    "pdf": lambda: pdf(
        [lines(_TEXT)] * 3, info={"Title": "T"}, fields={"Name": "Ada"}, notes=["A note"],
        bookmarks=["One", "Two"],
    ),
    "docx": lambda: office.docx(_BODY, footnotes=office.paragraph("A note")),
    "pptx": lambda: office.pptx([office.shape(*_TEXT.splitlines())] * 3, {1: office.shape("Say")}),
    "xlsx": lambda: office.xlsx({"S": "".join(map(_row, range(99)))}, ("shared",), _STYLES),
    "spare_office": _bif,
    "open_document": lambda: office.open_document("text", _OPEN),
    "rtf": _RTF.encode,
    "epub": lambda: office.epub({"a": f"<p>{_TEXT}</p>", "b": f"<ul><li>{_TEXT}</ul>"}),
}  # fmt: skip
MEDIA_TYPES = {"spare_office": "application/vnd.ms-excel"}


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
    media_type = MEDIA_TYPES.get(name, "")
    whole = SAMPLES[name]()
    for number in range(files):
        data = damaged(whole, random.Random(f"{seed}:{name}:{number}"))
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
