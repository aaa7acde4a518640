"""Small binary workbooks of Excel (XLSB), written by hand (MS-XLSB)."""

import struct
from collections.abc import Mapping, Sequence

from testbed.office_writer import CORE, packed, relations

ROW = 0


def record(kind: int, data: bytes = b"") -> bytes:
    """A record; kinds above 127 and sizes take as many bytes as they need."""
    out = bytes((kind,)) if kind < 0x80 else bytes((kind & 0x7F | 0x80, kind >> 7))
    size = len(data)
    while size >= 0x80:
        out += bytes((size & 0x7F | 0x80,))
        size >>= 7
    return out + bytes((size,)) + data


def text(words: str) -> bytes:
    """A text behind the count of its characters."""
    return struct.pack("<I", len(words)) + words.encode("utf-16-le")


def cell(kind: int, column: int, value: bytes, style: int = 0) -> bytes:
    """A cell."""
    return record(kind, struct.pack("<II", column, style) + value)


def row(*cells: str | float | bytes, style: int = 0) -> bytes:
    """A row of texts, numbers, and cells as they are."""
    out = record(ROW, bytes(17))
    for column, value in enumerate(cells):
        match value:
            case bytes():
                out += value
            case str():
                out += cell(6, column, text(value))
            case _:
                out += cell(5, column, struct.pack("<d", value), style)
    return out


def xlsb(
    sheets: Mapping[str, bytes],
    strings: Sequence[bytes] = (),
    codes: Sequence[str] = (),
    comments: Sequence[tuple[str, str]] = (),
) -> bytes:
    """A workbook: names of sheets → their records; shared texts; format codes of the styles.

    `comments`, who and what, are those of the first sheet.
    """
    book = record(153, bytes(12))
    named = [("t", "sharedStrings", "sharedStrings.bin"), ("y", "styles", "styles.bin")]
    for number, name in enumerate(sheets):
        book += record(156, struct.pack("<II", 0, number) + text(f"r{number}") + text(name))
        named.append((f"r{number}", "worksheet", f"worksheets/sheet{number}.bin"))
    styles = b"".join(
        record(44, struct.pack("<H", 164 + number) + text(code))
        for number, code in enumerate(codes)
    )
    styles += record(47, bytes(16)) + record(617, bytes(4)) + record(47, bytes(16))
    for number in range(len(codes)):
        styles += record(47, struct.pack("<HH", 0, 164 + number) + bytes(12))
    said = b"".join(record(632, text(who)) for who, _ in comments)
    for number, (_, words) in enumerate(comments):
        said += record(635, struct.pack("<I", number) + bytes(32)) + record(
            637, b"\0" + text(words)
        )
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": relations(*named),
        "xl/sharedStrings.bin": b"".join(record(19, data) for data in strings),
        "xl/styles.bin": styles + record(618),
        "xl/comments1.bin": said,
        "xl/worksheets/_rels/sheet0.bin.rels": relations(("c", "comments", "../comments1.bin")),
        "docProps/core.xml": CORE,
    }
    for number, data in enumerate(sheets.values()):
        parts[f"xl/worksheets/sheet{number}.bin"] = data
    return packed(parts)
