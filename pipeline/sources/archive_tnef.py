"""What Outlook packs into one attachment, "winmail.dat" (TNEF, MS-OXTNEF)."""

import struct
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import NamedTuple

from pipeline.mail.lzfu import decompressed
from pipeline.mail.outlook import (
    BINARY,
    BODY,
    DATA,
    FILE,
    FIXED,
    HTML,
    LONG_FILE,
    NAME,
    RTF,
    Bag,
)
from pipeline.sources.entry import Entry, Reader, read_up_to
from pipeline.sources.members import Members
from pipeline.sources.message import MOST_DOCUMENTS, too_large
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import Corrupt, DocumentTooLarge, Item, Truncated, passed_over

MARK = b"\x78\x9f\x3e\x22"
# Attributes (2.1.3.3): a text body, properties, and of an attachment its beginning, title, bytes
# and properties. The upper half of an identifier is the type of the value.
_BODY, _PROPERTIES = 0x800C, 0x9003
_BEGIN, _TITLE, _DATA, _OF_ATTACHMENT = 0x9002, 0x8010, 0x800F, 0x9005
_HEADER = struct.Struct("<BII")  # level, identifier, length
_OBJECT = 0x000D  # a property that is an object; the name of its kind stands before its bytes
_SIZES = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = frozenset({0x1E, 0x1F, BINARY, _OBJECT})
_SEVERAL, _NAMED, _KIND_BYTES = 0x1000, 0x8000, 16
MOST_PROPERTIES = 100_000


class File(NamedTuple):
    """A file in it: its name and its bytes."""

    name: str
    raw: bytes


class TnefArchive:
    """The body of a message and what is attached to it, as Outlook packs them."""

    name = "tnef"
    suffixes = (".tnef",)
    marks = (MARK,)
    is_archive = True
    seeks = False

    def recognises(self, head: bytes, name: str) -> bool:
        """By its first bytes."""
        return head.startswith(MARK)

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """The body, if there is one, and the files, in their order."""
        most = MOST_DOCUMENTS * options.limits.max_document_bytes
        raw = read_up_to(entry.stream, most + 1)
        if len(raw) > most:
            raise DocumentTooLarge(too_large(options))
        members = Members(entry)
        is_empty = True
        for file in files(raw):
            is_empty = False
            opened = partial(BytesIO, file.raw)
            yield from members.add(file.name, opened, size=len(file.raw)).read(options, reader)
        if is_empty:
            yield passed_over(entry.locator, "empty")


def files(raw: bytes) -> Iterator[File]:
    """The body and the files. Raises `Truncated` and `Corrupt`, behind what could be read."""
    if not raw.startswith(MARK):
        raise Corrupt("it does not begin as winmail.dat does")
    body: File | None = None
    name, data = "", b""
    count = 0
    is_open = False  # an attachment
    problem: Exception | None = None
    try:
        for number, value in _attributes(raw):
            if number == _BEGIN:
                if body is not None:
                    yield body
                    body = None
                if is_open:
                    yield File(name or f"part-{count}", data)
                count += 1
                name, data, is_open = "", b"", True
            elif number == _TITLE:
                name = name or _plain(value.rstrip(b"\0").decode("cp1252", "replace"))
            elif number == _DATA:
                data = data or value
            elif number == _OF_ATTACHMENT:
                name, data = _of_attachment(value, name, data)
            elif number == _PROPERTIES:
                body = _rich_body(properties(value)) or body
            elif number == _BODY and body is None and value.strip(b"\0\r\n "):
                body = File("body.txt", value.rstrip(b"\0"))
    except (Truncated, struct.error) as error:
        problem = error
    if body is not None:
        yield body
    if is_open:
        yield File(name or f"part-{count}", data)
    if problem is not None:
        raise Truncated("it ends too early: it was cut off") from problem


def _attributes(raw: bytes) -> Iterator[tuple[int, bytes]]:
    at = len(MARK) + 2  # and a key
    while at < len(raw):
        _, number, size = _HEADER.unpack_from(raw, at)
        at += _HEADER.size
        if at + size > len(raw):
            raise Truncated("an attribute is longer than what is there")
        yield number & 0xFFFF, raw[at : at + size]
        at += size + 2  # and a checksum


def _of_attachment(value: bytes, name: str, data: bytes) -> tuple[str, bytes]:
    bag, objects = properties(value)
    own = _plain(bag.text(LONG_FILE, FILE)) or name or _plain(bag.text(NAME))
    if inner := objects.get(DATA):
        # A message that is attached as an item is packed in the same manner.
        return (own or "message") + ".tnef" * inner.startswith(MARK), inner
    return own, data or bag.binary(DATA)


def _rich_body(found: tuple[Bag, dict[int, bytes]]) -> File | None:
    bag, _ = found
    if html := bag.binary(HTML):
        return File("body.html", html)
    if rtf := bag.binary(RTF):
        return File("body.rtf", decompressed(rtf))
    text = bag.text(BODY)
    return File("body.txt", text.encode("utf-8", "replace")) if text.strip() else None


def _plain(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2].strip(" \0")


def properties(raw: bytes) -> tuple[Bag, dict[int, bytes]]:
    """The properties in a value, and those that are objects. Raises `struct.error` if cut off."""
    fixed: dict[int, bytes] = {}
    others: dict[tuple[int, int], bytes] = {}
    objects: dict[int, bytes] = {}
    (count,) = struct.unpack_from("<I", raw, 0)
    at = 4
    for _ in range(min(count, MOST_PROPERTIES)):
        kind, number = struct.unpack_from("<HH", raw, at)
        at += 4
        if number >= _NAMED:
            at += _KIND_BYTES
            (by_name,) = struct.unpack_from("<I", raw, at)
            (size,) = struct.unpack_from("<I", raw, at + 4)
            at += 8 + (_padded(size) if by_name else 0)
        base = kind & ~_SEVERAL
        values = 1
        if kind & _SEVERAL or base in _VARIABLE:
            (values,) = struct.unpack_from("<I", raw, at)
            at += 4
        if base in _VARIABLE:
            for _ in range(values):
                (size,) = struct.unpack_from("<I", raw, at)
                value = raw[at + 4 : at + 4 + size]
                at += 4 + _padded(size)
                if at > len(raw) + 4:
                    raise struct.error("a value is longer than what is there")
                if base == _OBJECT:
                    objects.setdefault(number, value[_KIND_BYTES:])
                else:
                    others.setdefault((number, base), value)
        elif base in _SIZES:
            if base in FIXED and values == 1:
                fixed.setdefault(number, raw[at : at + _SIZES[base]])
            at += values * _SIZES[base]
        else:
            break  # of no known size: what follows cannot be found
    return Bag(fixed, lambda number, kind: others.get((number, kind), b"")), objects


def _padded(size: int) -> int:
    return size + -size % 4
