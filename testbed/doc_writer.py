"""Small documents of Word 97 to 2003, written by hand (MS-DOC)."""

import struct
from collections.abc import Mapping, Sequence

from testbed.ole_writer import ole

TEXT_AT = 1024  # where the text stands in the stream
PAGE = 512
IN_CELL = struct.pack("<HB", 0x2416, 1)
ROW_END = IN_CELL + struct.pack("<HB", 0x2417, 1)
_PARTS = 93


def item(form: int, level: int = 0) -> bytes:
    """The properties of a paragraph of a list."""
    return struct.pack("<HHHB", 0x460B, form, 0x260A, level)


def level(form: int, text: str, start: int = 1) -> bytes:
    """A level of a list; `text`: a character below 9 stands for the number of that level."""
    head = struct.pack("<iBB", start, form, 0) + bytes(18) + bytes(4)
    return head + struct.pack("<H", len(text)) + text.encode("utf-16-le")


def doc(
    paragraphs: Sequence[tuple[str, bytes] | str],
    *,
    footnotes: str = "",
    printed: str = "",
    comments: Sequence[tuple[str, str]] = (),
    endnotes: str = "",
    boxes: str = "",
    levels: Sequence[bytes] = (),
    deleted: tuple[int, int, str] | None = None,
    drawn: bytes = b"",
    narrow: bool = False,
    flags: int = 0,
    version: int = 0x00C1,
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """A document; a paragraph with its mark at the end ("\\r", or "\\7" of a cell), and properties.

    `comments`: who, and what; `levels`: those of a list, whose forms are 1 and 2, the second of
    which begins at 9; `deleted`: first and last character, and who did.
    """
    told = [(p, b"") if isinstance(p, str) else p for p in paragraphs]
    plain = [(_halves(text), own) for text, own in told]
    body = "".join(text for text, _ in plain)
    said = [f"\x05{text}\r" for _, text in comments]
    texts = [body, footnotes, printed, "", "".join(said), endnotes, boxes, ""]
    whole = "".join(texts)
    width = 1 if narrow else 2
    stream = bytearray(TEXT_AT)
    stream += whole.encode("cp1252" if narrow else "utf-16-le", "surrogatepass")
    stream += bytes(-len(stream) % PAGE)
    table, parts = bytearray(b"\0"), [(0, 0)] * _PARTS

    def add(number: int, data: bytes) -> None:
        parts[number] = (len(table), len(data))
        table.extend(data)

    places, at = [TEXT_AT], TEXT_AT
    for text, _ in plain:
        at += width * len(text)
        places.append(at)
    add(13, _pages(stream, places, [struct.pack("<H", 0) + p for _, p in plain], paragraphs=True))
    if deleted:
        first, last, who = deleted
        add(51, struct.pack("<HHHH", 0xFFFF, 2, 0, 0) + _counted(who))
        runs = [b"", struct.pack("<HBHH", 0x0800, 1, 0x4863, 1), b""]
        borders = [TEXT_AT, TEXT_AT + width * first, TEXT_AT + width * last, at]
        add(12, _pages(stream, borders, runs, paragraphs=False))
    if comments:
        starts, place = [], 0
        for text in said:
            starts.append(place)
            place += len(text)
        references = struct.pack(f"<{len(said) + 1}I", *[0] * (len(said) + 1))
        for number in range(len(said)):
            references += bytes(20) + struct.pack("<H", number) + bytes(8)
        add(4, references)
        add(5, struct.pack(f"<{len(said) + 2}I", *starts, place, place))
        add(36, b"".join(_counted(who) for who, _ in comments))
    if levels:
        padded = [*levels, *[level(23, "·")] * (9 - len(levels))]
        add(73, struct.pack("<H", 1) + struct.pack("<i", 5) + bytes(24))
        table += b"".join(padded)
        forms = [struct.pack("<iii4B", 5, 0, 0, n, 0, 0, 0) for n in (0, 1)]
        own = struct.pack("<I", 0xFFFFFFFF) * 2 + struct.pack("<iI", 9, 0x10)
        add(74, struct.pack("<I", 2) + b"".join(forms) + own)
    if drawn:
        add(50, drawn)
    where = TEXT_AT * 2 | 0x40000000 if narrow else TEXT_AT
    pieces = struct.pack("<II", 0, len(whole)) + struct.pack("<HIH", 0, where, 0)
    add(33, b"\2" + struct.pack("<I", len(pieces)) + pieces)
    counts = [len(stream), 0, 0, *map(len, texts)]
    head = struct.pack("<HH", 0xA5EC, version).ljust(10, b"\0") + struct.pack("<H", 0x0200 | flags)
    head = head.ljust(32, b"\0") + struct.pack("<H", 14) + bytes(28) + struct.pack("<H", 22)
    head += struct.pack(f"<{len(counts)}I", *counts).ljust(88, b"\0") + struct.pack("<H", _PARTS)
    head += b"".join(struct.pack("<II", *part) for part in parts)
    stream[: len(head)] = head
    return ole({"WordDocument": bytes(stream), "1Table": bytes(table), **(more or {})})


def _pages(
    stream: bytearray, places: Sequence[int], own: Sequence[bytes], *, paragraphs: bool
) -> bytes:
    """Adds the pages of properties to the stream, and gives the table of them."""
    starts, numbers = [], []
    for first in range(0, len(own), 10):
        group = own[first : first + 10]
        page, end = bytearray(PAGE), PAGE - 2
        borders = places[first : first + len(group) + 1]
        struct.pack_into(f"<{len(borders)}I", page, 0, *borders)
        for number, data in enumerate(group):
            if paragraphs:
                data = data + bytes(len(data) % 2 == 0)  # the count is one of pairs, less one byte
                packed = bytes(((len(data) + 1) // 2,)) + data
            else:
                packed = bytes((len(data),)) + data
            end -= len(packed) + len(packed) % 2
            page[end : end + len(packed)] = packed
            page[4 * len(borders) + (13 if paragraphs else 1) * number] = end // 2
        page[-1] = len(group)
        starts.append(borders[0])
        numbers.append(len(stream) // PAGE)
        stream += page
    starts.append(places[-1])
    return struct.pack(f"<{len(starts)}I", *starts) + struct.pack(f"<{len(numbers)}I", *numbers)


def _halves(text: str) -> str:
    """A text with two halves for each character beyond 16 bits, as the file counts them."""
    data = text.encode("utf-16-le")
    return "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data)))


def _counted(text: str) -> bytes:
    return struct.pack("<H", len(text)) + text.encode("utf-16-le")
