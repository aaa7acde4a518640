"""Small workbooks of Excel 97 to 2003, written by hand (MS-XLS)."""

import struct
from collections.abc import Mapping, Sequence

from testbed.ole_writer import ole


def record(kind: int, body: bytes = b"") -> bytes:
    """A record."""
    return struct.pack("<HH", kind, len(body)) + body


def begin(part: int) -> bytes:
    """What a part begins with: 5 the whole, 0x10 a sheet, 0x20 a chart."""
    return record(0x0809, struct.pack("<HHHHII", 0x0600, part, 0x0DBB, 0x07CC, 0, 6))


END = record(0x000A)


def text(words: str, width: int = 2) -> bytes:
    """A text behind the count of its characters, which takes so many bytes."""
    return len(words).to_bytes(width, "little") + b"\1" + words.encode("utf-16-le")


def shared_text(words: str, reading: str = "", runs: int = 0) -> bytes:
    """A text that cells share, with a reading behind it, and runs of fonts."""
    if not reading and not runs:
        return text(words)
    spoken = struct.pack("<HHHH", 1, 8 + 2 * len(reading), 0, 0)
    spoken += struct.pack("<HHH", 1, len(reading), len(reading)) + reading.encode("utf-16-le")
    spoken += bytes(6)
    flags = 0x01 | 0x04 | (0x08 if runs else 0)
    out = struct.pack("<HB", len(words), flags) + (struct.pack("<H", runs) if runs else b"")
    out += struct.pack("<I", len(spoken)) + words.encode("utf-16-le")
    return out + bytes(4 * runs) + spoken


def text_box(words: str, number: int = 1, pieces: int = 1) -> bytes:
    """A box with text, which may stand in several records."""
    out = record(0x005D, struct.pack("<HHHH", 0x15, 0x12, 6, number) + bytes(14))
    out += record(0x01B6, struct.pack("<10xHHI", len(words), 16, 0))
    size = -(-len(words) // pieces)
    for at in range(0, len(words), size):
        out += record(0x003C, b"\1" + words[at : at + size].encode("utf-16-le"))
    return out + record(0x003C, bytes(16))


def note(author: str, number: int) -> bytes:
    """Who wrote the comment in the box with this number."""
    return record(0x001C, struct.pack("<HHHH", 0, 0, 0, number) + text(author) + b"\0")


def chart(title: str, names: Sequence[str], values: Sequence[float]) -> bytes:
    """A chart with one series."""
    out = begin(0x20) + record(0x100D, b"\0\0" + text(title, 1))
    out += record(0x1065, struct.pack("<H", 2))
    for row, name in enumerate(names):
        out += record(0x0204, struct.pack("<HHH", row, 0, 0) + text(name))
    out += record(0x1065, struct.pack("<H", 1))
    for row, value in enumerate(values):
        out += record(0x0203, struct.pack("<HHHd", row, 0, 0, value))
    return out + END


def xls(
    sheets: Mapping[str, Sequence[Sequence[str | float]]],
    beside: bytes = b"",
    more: Mapping[str, bytes] | None = None,
    readings: Mapping[str, str] | None = None,
    formats: Sequence[str] = (),
    book: bytes = b"",
) -> bytes:
    """A workbook: names of sheets → their rows; `beside`: more records of the last sheet.

    `readings`: how words in cells are read aloud. `formats`: how numbers of the styles from 1 on
    are shown; `book`: more records of the workbook.
    """
    readings = readings or {}
    words = [cell for rows in sheets.values() for row in rows for cell in row]
    shared = list(dict.fromkeys(cell for cell in words if isinstance(cell, str)))
    parts = []
    for number, rows in enumerate(sheets.values()):
        body = begin(0x10)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                place = struct.pack("<HHH", row, column, 0)
                if isinstance(cell, str):
                    body += record(0x00FD, place + struct.pack("<I", shared.index(cell)))
                else:
                    body += record(0x0203, place + struct.pack("<d", cell))
        parts.append(body + (beside if number == len(sheets) - 1 else b"") + END)
    strings = record(
        0x00FC,
        struct.pack("<II", len(words), len(shared))
        + b"".join(shared_text(cell, readings.get(cell, "")) for cell in shared),
    )

    def first(at: int) -> bytes:
        out = begin(0x05) + record(0x0042, struct.pack("<H", 1200))
        out += record(0x00E0, struct.pack("<HHHHHHHHHH", 0, 0, 1, 0, 0, 0, 0, 0, 0, 0))
        for number, code in enumerate(formats, 164):
            out += record(0x041E, struct.pack("<H", number) + text(code))
            out += record(0x00E0, struct.pack("<HHHHHHHHHH", 0, number, 1, 0, 0, 0, 0, 0, 0, 0))
        out += book
        for name, part in zip(sheets, parts, strict=True):
            out += record(0x0085, struct.pack("<IBB", at, 0, 0) + text(name, 1))
            at += len(part)
        return out + strings + END

    whole = first(len(first(0)))
    return ole({"Workbook": whole + b"".join(parts), **(more or {})})
