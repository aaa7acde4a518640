"""The objects of a PDF, found in its bytes: ISO 32000-1, 7.3 and 7.5."""

import base64
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from zlib_ng import zlib_ng

from pipeline.deflate import DeflateError

LONGEST_OBJECT = 20_000  # bytes of one that is no stream, or of a stream's dictionary
# To look for a word first, and for what stands before it then, takes a tenth of the time.
_OBJECT = re.compile(rb"obj\b")
_BEFORE_OBJECT = re.compile(rb"\b(\d{1,10})\s{1,20}\d{1,5}\s{1,20}\Z")
_LONGEST_BEFORE, _WHITE = 56, frozenset(b" \t\n\r\v\f")  # bytes
_STREAM = re.compile(rb"stream(?<!\wstream)\r?\n?")
_END, _OBJECT_END = re.compile(rb"endstream"), b"endobj"
_LENGTH = re.compile(rb"/Length\s+(\d{1,12})(\s+\d{1,5}\s+R)?")
_FILTERS = re.compile(rb"/Filter\s*(?:\[([^\]]{0,200})\]|(/\w{1,30}))")
_PREDICTOR = re.compile(rb"/Predictor\s+(?!1\b)\d")
# Objects that are packed into a stream: how many, and where the first of them begins (7.5.7).
_PACKED = b"/ObjStm"
_COUNT, _FIRST = re.compile(rb"/N\s+(\d{1,10})"), re.compile(rb"/First\s+(\d{1,10})")
_NUMBER = re.compile(rb"\d{1,10}")
_MOST_UNPACKED = 50_000_000  # bytes of packed objects


class PackedOtherwise(ValueError):
    """A stream that is packed in a way that is not read."""


class Stream(NamedTuple):
    """The dictionary of a stream, and the places of its data."""

    dictionary: bytes
    begin: int
    end: int


class PdfObjects:
    """A PDF by the places of its objects; of several with one number it is the last."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.is_locked = b"/Encrypt" in raw
        self.places = dict(_places(raw))
        self._streams: dict[int, Stream | None] = {}
        self._ends = [found.start() for found in _END.finditer(raw)]

    def stream(self, at: int) -> Stream | None:
        """The stream of the object that begins here; None if it has none."""
        if at not in self._streams:
            self._streams[at] = self._stream(at)
        return self._streams[at]

    def _stream(self, at: int) -> Stream | None:
        raw = self._raw
        longest = at + LONGEST_OBJECT
        object_end = raw.find(_OBJECT_END, at, longest)
        body = _STREAM.search(raw, at, longest if object_end < 0 else object_end)
        if body is None:
            return None
        dictionary = raw[at : body.start()]
        begin = body.end()
        length = _LENGTH.search(dictionary)
        if length and not length[2]:
            end = begin + int(length[1])
            if _END.match(raw[end : end + 20].lstrip()):
                return Stream(dictionary, begin, end)
        behind = bisect_left(self._ends, begin)
        if behind == len(self._ends):
            return None
        return Stream(dictionary, begin, self._ends[behind])

    def unpacked(self, stream: Stream, most: int) -> bytes:
        """The bytes of a stream, at most so many.

        Raises:
            PackedOtherwise: by a filter that is not read here.
            ValueError: it is damaged.
        """
        data = self._raw[stream.begin : stream.end]
        filters = _FILTERS.search(stream.dictionary)
        if filters and _PREDICTOR.search(stream.dictionary):
            raise PackedOtherwise("by differences")
        for name in re.findall(rb"/(\w+)", (filters[1] or filters[2]) if filters else b""):
            if name in (b"FlateDecode", b"Fl"):
                try:
                    data = zlib_ng.decompressobj().decompress(data, most)
                except DeflateError as error:
                    raise ValueError(str(error)) from None
            elif name in (b"ASCII85Decode", b"A85"):
                data = base64.a85decode(data.partition(b"~>")[0], ignorechars=b" \t\n\r\v\0\f")
            elif name in (b"ASCIIHexDecode", b"AHx"):
                digits = b"".join(data.partition(b">")[0].split())
                data = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
            else:
                raise PackedOtherwise("by " + name.decode("ascii", "replace"))
        return data[:most]

    def object(self, number: int) -> bytes:
        """An object that is no stream, or the dictionary of one; b"" if it is not there."""
        at = self.places.get(number, len(self._raw))
        return self._head(at, at + LONGEST_OBJECT)

    def bodies(self) -> Iterator[tuple[int, bytes]]:
        """Number and body of each object in the order of the file, then those packed into it.

        Of a stream it is the dictionary. What is packed is not given where the file is locked.
        """
        left = _MOST_UNPACKED
        starts = sorted((at, number) for number, at in self.places.items())
        for (at, number), (behind, _) in pairwise([*starts, (len(self._raw), 0)]):
            head = self._head(at, min(behind, at + LONGEST_OBJECT))
            yield number, head
            if _PACKED in head and left > 0 and not self.is_locked and (stream := self.stream(at)):
                try:
                    data = self.unpacked(stream, left)
                except ValueError:
                    continue
                left -= len(data) + 1_000
                yield from _packed(head, data)

    def _head(self, at: int, end: int) -> bytes:
        return self._raw[at:end].partition(_OBJECT_END)[0].partition(b"stream")[0]


def _places(raw: bytes) -> Iterator[tuple[int, int]]:
    """Number of each object, and where its body begins."""
    for found in _OBJECT.finditer(raw):
        at = found.start()
        # Half of the words end an object.
        is_word = at > 0 and raw[at - 1] in _WHITE
        if is_word and (before := _BEFORE_OBJECT.search(raw, max(0, at - _LONGEST_BEFORE), at)):
            yield int(before[1]), found.end()


def _packed(dictionary: bytes, data: bytes) -> Iterator[tuple[int, bytes]]:
    """The objects in a stream of them, whose numbers and places stand at its beginning."""
    count, first = _COUNT.search(dictionary), _FIRST.search(dictionary)
    if not count or not first:
        return
    begin = int(first[1])
    told = data[:begin].split()[: 2 * int(count[1])]
    places = [
        (int(number), begin + int(place))
        for number, place in zip(told[::2], told[1::2], strict=False)
        if _NUMBER.fullmatch(number) and _NUMBER.fullmatch(place)
    ]
    for (number, start), (_, end) in pairwise([*places, (0, len(data))]):
        yield number, data[start : min(end, start + LONGEST_OBJECT)]
