"""Small presentations of PowerPoint 97 to 2003, written by hand (MS-PPT)."""

import struct
from collections.abc import Mapping, Sequence

from testbed.ole_writer import ole

DOCUMENT, SLIDE, NOTES, MASTER = 0x03E8, 0x03EE, 0x03F0, 0x03F8


def record(kind: int, body: bytes, instance: int = 0, holds: bool = False) -> bytes:
    """A record; `holds`: whether records are in it."""
    return struct.pack("<HHI", instance << 4 | (0xF if holds else 0), kind, len(body)) + body


def text_box(text: str, kind: int = 4, narrow: bool = False, more: bytes = b"") -> bytes:
    """The text of a shape; `kind`: 0 for a title; `more`: records that follow."""
    header = record(0x0F9F, struct.pack("<I", kind))
    body = record(0x0FA8, text.encode("latin-1")) if narrow else _wide(text)
    return record(0xF00D, header + body + more, holds=True)


def shape(inside: bytes, placeholder: int = 0, anchor: tuple[int, int] | None = None) -> bytes:
    """A shape; `anchor`: left and upper edge of one in a group."""
    if placeholder:
        atom = record(0x0BC3, struct.pack("<IBBH", 0, placeholder, 0, 0))
        inside = record(0xF011, atom, holds=True) + inside
    if anchor:
        inside = record(0xF00F, struct.pack("<iiii", *anchor, 0, 0)) + inside
    return record(0xF004, inside, holds=True)


def table(rows: Sequence[Sequence[str]]) -> bytes:
    """A group whose shapes are the cells of a table, the last row first."""
    first = shape(record(0xF122, struct.pack("<HI", 0x039F, 1), instance=1))
    cells = [
        shape(text_box(text), anchor=(100 * column, 50 * row))
        for row, texts in reversed(list(enumerate(rows)))
        for column, text in reversed(list(enumerate(texts)))
    ]
    return record(0xF003, first + b"".join(cells), holds=True)


def words_of_picture(number: int, text: str) -> bytes:
    """A property of a shape: 0x00C0 is text drawn as a picture, 0x0381 what a picture shows."""
    data = (text + "\0").encode("utf-16-le")
    return record(0xF00B, struct.pack("<HI", number | 0x8000, len(data)) + data, instance=1)


def drawing(shapes: bytes) -> bytes:
    """All that is drawn on a page."""
    return record(
        0x040C, record(0xF002, record(0xF003, shapes, holds=True), holds=True), holds=True
    )


def comment(who: str, initials: str, text: str) -> bytes:
    """A comment on a slide."""
    named = [record(0x0FBA, t.encode("utf-16-le"), n) for n, t in enumerate((who, text, initials))]
    data = record(0x138B, record(0x2EE0, b"".join(named), holds=True))
    return record(0x1388, record(0x138A, data, holds=True), holds=True)


def ppt(
    slides: Sequence[bytes],
    notes: Mapping[int, bytes] | None = None,
    outlines: Mapping[int, Sequence[str]] | None = None,
    beside: Mapping[int, bytes] | None = None,
    *,
    master: bytes = b"",
    footer: str = "",
    more: Mapping[str, bytes] | None = None,
    encrypted: bool = False,
) -> bytes:
    """A presentation of slides with these shapes.

    By the number of a slide: `notes`, the shapes of its notes; `outlines`, its texts in the list of
    slides; `beside`, more records. `more`: streams of the file. The slides stand in it from the
    last to the first.
    """
    notes, outlines, beside = notes or {}, outlines or {}, beside or {}
    places: list[bytes] = []  # the objects of the file, from number 2 on

    def add(kind: int, body: bytes) -> int:
        places.append(record(kind, body, holds=True))
        return len(places) + 1

    numbers: dict[int, int] = {}
    for number in reversed(range(len(slides))):
        id = 300 + number if number in notes else 0
        atom = record(0x03EF, struct.pack("<6I", 0, 0, 0, 0, id, 0))
        numbers[number] = add(SLIDE, atom + drawing(slides[number]) + beside.get(number, b""))
    listed = b""
    for number in range(len(slides)):
        listed += record(0x03F3, struct.pack("<5I", numbers[number], 0, 0, 256 + number, 0))
        for text in outlines.get(number, ()):
            listed += record(0x0F9F, struct.pack("<I", 1)) + _wide(text)
    of_notes = b""
    for number, shapes in notes.items():
        place = add(NOTES, drawing(shapes))
        of_notes += record(0x03F3, struct.pack("<5I", place, 0, 0, 300 + number, 0))
    place = add(MASTER, drawing(master))
    masters = record(0x03F3, struct.pack("<5I", place, 0, 0, 1, 0))
    document = record(0x0FF0, masters, 1, holds=True) + record(0x0FF0, listed, holds=True)
    document += record(0x0FF0, of_notes, 2, holds=True)
    if footer:
        named = record(0x0FBA, footer.encode("utf-16-le"), 2)
        document += record(0x0FD9, record(0x0FDA, bytes(4)) + named, 3, holds=True)
    data, where = b"", []
    for object in (record(DOCUMENT, document, holds=True), *places):
        where.append(len(data))
        data += object
    directory = len(data)
    numbered = struct.pack("<I", len(where) << 20 | 1) + struct.pack(f"<{len(where)}I", *where)
    data += record(0x1772, numbered)
    edit = len(data)
    data += record(0x0FF5, struct.pack("<7I", 256, 0, 0, directory, 1, len(where), 0))
    mark = 0xF3D1C4DF if encrypted else 0xE391C05F
    user = record(0x0FF6, struct.pack("<IIIHH", 20, mark, edit, 0, 1012))
    return ole({"PowerPoint Document": data, "Current User": user, **(more or {})})


def _wide(text: str) -> bytes:
    return record(0x0FA0, text.encode("utf-16-le"))
