"""Files that are attached to a PDF, or make up a portfolio: ISO 32000-1, 7.11.4.

They are found in the bytes of the file. PDFium would give them too; it is C++, and the process that
opens sources must outlive every file.
"""

import base64
import contextlib
import re
import zlib
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from pipeline.errors import DocumentError
from pipeline.sources.problems import Corrupt, Encrypted, Unsupported

_MARK = b"/EmbeddedFile"  # of a file, or of the tree of all
_OBJECT = re.compile(rb"\b(\d{1,10})\s{1,20}\d{1,5}\s{1,20}obj\b")
_STREAM = re.compile(rb"\bstream\r?\n?")
_END, _OBJECT_END = re.compile(rb"endstream"), b"endobj"
_LENGTH = re.compile(rb"/Length\s+(\d{1,12})(\s+\d{1,5}\s+R)?")
_FILTERS = re.compile(rb"/Filter\s*(?:\[([^\]]{0,200})\]|(/\w{1,30}))")
_PREDICTOR = re.compile(rb"/Predictor\s+(?!1\b)\d")
# Objects that are packed into a stream: how many, and where the first of them begins (7.5.7).
_PACKED = b"/ObjStm"
_COUNT, _FIRST = re.compile(rb"/N\s+(\d{1,10})"), re.compile(rb"/First\s+(\d{1,10})")
# What names a file: /EF << /F 12 0 R /UF 12 0 R >>, and beside it the name itself.
# One file may have a form for each system.
_FORM = re.compile(rb"/(?:UF|F|Unix|DOS|Mac)\s+(\d{1,10})\s+\d{1,5}\s+R")
_NAMES_FILE = re.compile(rb"/EF\s*(?:<<([^<>]{0,500})|\s(\d{1,10})\s+\d{1,5}\s+R)")
_NAME = re.compile(
    rb"/(UF|F|Unix|DOS|Mac)\s*"
    rb"(?:\(((?:[^()\\]++|\\.|\([^()]*+\))*+)\)|<([0-9A-Fa-f\s]*+)>)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_LONGEST = 20_000  # bytes of an object that is no stream, or of a stream's dictionary
_MOST_FILES = 10_000
_MOST_UNPACKED = 50_000_000  # bytes of packed objects


class PdfFile(NamedTuple):
    """A file in a PDF; `data`: its bytes, up to one more than the limit, or why there are none."""

    name: str
    data: bytes | DocumentError


class _Stream(NamedTuple):
    dictionary: bytes
    begin: int
    end: int


def files_in_pdf(raw: bytes, limit: int) -> Iterator[PdfFile]:
    """The files in a PDF, in the order in which they stand there. Takes time linear in its size.

    `limit`: bytes that a file may unpack to; of a larger one so many and one more are given.
    """
    if not raw[:1024].lstrip().startswith(b"%PDF-") or _MARK not in raw:
        return
    file = _File(raw)
    left = 2 * len(raw)  # of packed bytes, so that not many files are the same ones
    for number, name in file.names().items():
        data: bytes | DocumentError
        try:
            if file.is_locked:
                raise Encrypted("it is attached to an encrypted PDF: save that without encryption")
            stream = file.stream(file.places.get(number, len(raw)))
            left -= stream.end - stream.begin if stream else 0
            if stream is None or left < 0:
                raise Corrupt("it is missing in its PDF, which was cut off or is damaged")
            data = _unpacked(raw, stream, limit + 1)
        except DocumentError as error:
            data = error
        yield PdfFile(name, data)


class _File:
    """A PDF, by the places of its objects."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.is_locked = b"/Encrypt" in raw
        self.places = {int(found[1]): found.end() for found in _OBJECT.finditer(raw)}
        self._ends = [found.start() for found in _END.finditer(raw)]

    def stream(self, at: int) -> _Stream | None:
        """The stream of the object that begins here; None if it has none."""
        raw = self._raw
        body = _STREAM.search(raw, at, at + _LONGEST)
        if body is None or _OBJECT_END in (dictionary := raw[at : body.start()]):
            return None
        begin = body.end()
        length = _LENGTH.search(dictionary)
        if length and not length[2]:
            end = begin + int(length[1])
            if _END.match(raw[end : end + 20].lstrip()):
                return _Stream(dictionary, begin, end)
        behind = bisect_left(self._ends, begin)
        if behind == len(self._ends):
            return None
        return _Stream(dictionary, begin, self._ends[behind])

    def names(self) -> dict[int, str]:
        """What the files are called, by the numbers of their objects.

        Where the names themselves are locked, they are numbers.
        """
        found: dict[int, str] = {}
        left = _MOST_UNPACKED
        starts = sorted(self.places.values())
        for at, behind in pairwise([*starts, len(self._raw)]):
            head = self._raw[at : min(behind, at + _LONGEST)]
            head = head.partition(_OBJECT_END)[0].partition(b"stream")[0]
            self._add_name(head, found)
            if _PACKED in head and left > 0 and not self.is_locked and (stream := self.stream(at)):
                with contextlib.suppress(DocumentError):
                    data = _unpacked(self._raw, stream, left)
                    left -= len(data) + 1_000
                    for packed in _objects(head, data):
                        self._add_name(packed, found)
        if self.is_locked:
            return {number: f"attachment-{count}" for count, number in enumerate(found, 1)}
        return found

    def _add_name(self, data: bytes, found: dict[int, str]) -> None:
        """Adds the file that an object names, if it does."""
        named = _NAMES_FILE.search(data)
        if named is None or len(found) >= _MOST_FILES:
            return
        forms = named[1]
        if forms is None:  # they stand in an object of their own
            at = self.places.get(int(named[2]), len(self._raw))
            forms = self._raw[at : at + _LONGEST].partition(_OBJECT_END)[0]
        names = {name[1]: name for name in _NAME.finditer(data)}
        best = names.get(b"UF") or names.get(b"F") or next(iter(names.values()), None)
        name = _text(best) if best else ""
        for form in _FORM.finditer(forms):
            found.setdefault(int(form[1]), name or f"attachment-{len(found) + 1}")


def _unpacked(raw: bytes, stream: _Stream, most: int) -> bytes:
    """The bytes of a stream, at most so many."""
    data = raw[stream.begin : stream.end]
    filters = _FILTERS.search(stream.dictionary)
    if filters and _PREDICTOR.search(stream.dictionary):
        raise Unsupported("it is packed into its PDF by differences, which is not read")
    for name in re.findall(rb"/(\w+)", (filters[1] or filters[2]) if filters else b""):
        try:
            if name in (b"FlateDecode", b"Fl"):
                data = zlib.decompressobj().decompress(data, most)
            elif name in (b"ASCII85Decode", b"A85"):
                data = base64.a85decode(data.partition(b"~>")[0], ignorechars=b" \t\n\r\v\0\f")
            elif name in (b"ASCIIHexDecode", b"AHx"):
                digits = b"".join(data.partition(b">")[0].split())
                data = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
            else:
                packed = name.decode("ascii", "replace")
                raise Unsupported(f"it is packed into its PDF by {packed}, which is not read")
        except (zlib.error, ValueError) as error:
            raise Corrupt(f"it is damaged: {error}") from None
    return data[:most]


def _objects(dictionary: bytes, data: bytes) -> Iterator[bytes]:
    """The objects in a stream of them, whose places stand at its beginning."""
    count, first = _COUNT.search(dictionary), _FIRST.search(dictionary)
    if not count or not first:
        return
    begin = int(first[1])
    numbers = data[:begin].split()[: 2 * int(count[1])]
    starts = [begin + int(number) for number in numbers[1::2] if number.isdigit()]
    for start, end in pairwise([*starts, len(data)]):
        yield data[start : min(end, start + _LONGEST)]


def _text(name: re.Match[bytes]) -> str:
    """A name without a path (7.9.2.2)."""
    if name[3] is not None:
        digits = b"".join(name[3].split())
        data = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    else:
        data = _ESCAPE.sub(_unescaped, name[2])
    if data.startswith(b"\xfe\xff"):
        text = data[2:].decode("utf-16-be", "replace")
    elif data.startswith(b"\xef\xbb\xbf"):
        text = data[3:].decode("utf-8", "replace")
    else:
        text = data.decode("latin-1")
    return text.replace("\\", "/").rstrip("/").rpartition("/")[2].strip("\0 ")


def _unescaped(found: re.Match[bytes]) -> bytes:
    what = found[1]
    if what[:1].isdigit():
        return bytes([int(what, 8) & 0xFF])
    return b"" if what in (b"\n", b"\r", b"\r\n") else _LETTERS.get(what, what)
