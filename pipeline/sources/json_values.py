"""The objects in a stream of JSON: one a line, in arrays, over several lines, glued together."""

import io
import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import msgspec

from pipeline.encoding import decode_line, odd_encoding, wide_encoding
from pipeline.sources.entry import BUFFER_BYTES
from pipeline.sources.envelopes import records_in, records_with
from pipeline.sources.json_like import as_json
from pipeline.sources.json_parts import Part, Parts
from pipeline.sources.problems import DocumentTooLarge, InvalidRecord, NoObject, most_bytes

_STRICT = msgspec.json.Decoder()
_NESTED = frozenset({dict, list})
# What may stand between objects: white space, commas, the brackets of arrays, the separator of JSON
# text sequences (RFC 7464), the end marks of DOS, of C and of statements.
_BETWEEN = b" \t\r\n,;[]\x1e\xef\xbb\xbf\x1a\0"
_NOT_BETWEEN = re.compile(b"[^" + re.escape(_BETWEEN) + b"]")
SAMPLE = 65_536  # bytes in which an encoding is looked for
TOO_DEEP = "it is nested too deep to be read"
LONGEST_BETWEEN = 16  # bytes of a line, without its white space, that may be nothing else
# UTF-16 without a mark, by the zeros of its first two characters.
_UTF16 = (
    (re.compile(rb"[{\[]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0[{\[]\0[^\0]"), "utf-16-be"),
)
# What people write that is not JSON: comments, a comma behind the last value. A string is matched,
# up to the end of the text if it is not closed, so that nothing in it is taken for either.
_LENIENT = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*+(?:"|\Z))|//[^\n]*+|/\*.*?(?:\*/|\Z)|,\s*+(?=[}\]])', re.DOTALL
)
# JSON as pages load it, at the beginning of a file: a call or an assignment around the value, or
# what keeps other pages from loading it.
_WRAPPED = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:/\*[^*]{0,200}\*/\s*)?(?:"
    rb"(?:(?:var|let|const)\s+)?[A-Za-z_$][\w$.]{0,100}(?:\[[\"'][^\]\s]{1,100}[\"']\])?\s*(?P<mark>[=(])"
    rb"|\)\]\}',?|(?:while\s?\(1\)|for\s?\(;;\));)\s*(?=[{\[])"
)
_COMMENT = re.compile(rb"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/")  # between objects
_NO_LINE_END = re.compile(rb"[^\n]")
_CLOSING = re.compile(rb"\)(?=[\s;]*\Z)")
MOST_BLANK = 100  # lines behind the end of such a call
_TOKEN = re.compile(rb'["{}\[\]]')
_STRING_END = re.compile(rb'(?:[^"\\]|\\.)*+"', re.DOTALL)


class Value(msgspec.Struct, frozen=True):
    """An object, or why there is none.

    `number`: that of the line, counted from 0, in which it begins; of several in a line the ones
    behind the first have the numbers that follow. `offset`: where it begins in the stream, in
    bytes, if a reading may begin there. `encoding`, `replaced_bytes`: as in `records.Document`.
    """

    number: int
    offset: int | None
    found: dict[str, object] | InvalidRecord | DocumentTooLarge
    encoding: str = "utf-8"
    replaced_bytes: int = 0


def json_values(
    stream: io.BufferedReader,
    limit: int,
    first: int = 0,
    offset: int | None = None,
    head: bytes | None = None,
    text: str = "",
) -> Iterator[Value]:
    """Every object of the stream, in constant memory: one above `limit` bytes is a failure.

    One that holds records may be larger, and gives them. `first` and `offset` tell number and place
    of the line at which the stream stands; `head` is then the beginning of the file, `SAMPLE`
    bytes, which show its encoding; `text` the name that a user gave for the field of the text. An
    object that is never closed is one failure, and ends before the next line that is an object by
    itself and no element of a list in it; lines in it that are objects by themselves are given.
    """
    head = stream.peek(SAMPLE)[:SAMPLE] if head is None else head
    return iter(_Values(stream, limit, first, offset or 0, head, text))


class _Values:
    def __init__(
        self,
        stream: io.BufferedReader,
        limit: int,
        first: int,
        offset: int,
        head: bytes,
        text: str,
    ) -> None:
        self._limit = limit
        self._records_in = partial(records_with, name=text) if text else records_in
        self._near = odd_encoding(head)  # of the objects that are not UTF-8
        encoding = _wide(head)
        self._pieces = _recoded(stream, encoding) if encoding else _pieces(stream, limit)
        if not encoding and (wrapped := _WRAPPED.match(head)):
            left = max(0, wrapped.end() - offset)
            self._pieces = _unwrapped(self._pieces, left, wrapped["mark"] == b"(")
        self._seekable = not encoding
        self._recoded_from = encoding
        self._encoding, self._replaced_bytes = "utf-8", 0  # of what was decoded last
        self._line, self._offset = first, offset
        self._next = first  # the smallest number that is free
        # Of an object that goes on: its parts, their bytes, its number, its open brackets, its last
        # byte that is no white space; whether a string is open.
        self._parts: list[bytes] = []
        self._size = self._number = 0
        self._open = bytearray()
        self._end = b"{"
        self._in_string = False
        # One above the limit is read part by part if it holds records, else it is not kept.
        self._large: Parts | None = None
        self._is_kept, self._most = True, limit + 1
        # Of a line that is no object: what is left of it is skipped, and then the failure is given.
        # Reading on may show a worse reason.
        self._skips = False
        self._late: Value | None = None
        self._begin: int | None = None

    def __iter__(self) -> Iterator[Value]:
        whole = True  # whether the piece begins a line
        for piece in self._pieces:
            ended = piece.endswith(b"\n")
            if whole:
                self._skips = False
            if whole and not self._awaits() and (found := self._object(piece)) is not None:
                if self._open:
                    yield from self._unclosed()
                yield from self._values(*self._place(0), found)
            elif self._open or not (self._skips or _is_between(piece)):
                yield from self._of_piece(piece, whole)
            self._offset += len(piece)
            self._line += ended
            whole = ended
            if ended and self._late:
                yield self._late
                self._late = None
        if self._late:
            yield self._late
        if self._open:
            yield from self._unclosed()

    def _awaits(self) -> bool:
        """Whether a list is open that has no element yet, or a comma behind its last one."""
        return not self._in_string and self._open.endswith(b"[") and self._end in b"[,"

    def _object(self, line: bytes) -> dict[str, object] | None:
        """The object that a line is, from its first byte to its last."""
        if not line.startswith((b"{", BOM_UTF8)) or not self._fits(line):
            return None
        found = self._decoded(line)
        return found if type(found) is dict else None

    def _fits(self, line: bytes) -> bool:
        return len(line) <= self._limit or len(line.rstrip(b"\r\n")) <= self._limit

    def _of_piece(self, piece: bytes, whole: bool) -> Iterator[Value]:
        """The objects that end in a piece; keeps the beginning of one that does not.

        What is no object is one failure, with all that follows in its line. `whole`: the piece
        begins a line.
        """
        at = 0
        while at < len(piece):
            if not self._open:
                begins = _NOT_BETWEEN.search(piece, at)
                start = begins.start() if begins else len(piece)
                if comment := _COMMENT.match(piece, start):
                    at = comment.end()
                    continue
                if at and start == len(piece):
                    return
                if not piece.startswith(b"{", start):
                    self._skips = True
                    rest = piece if whole and not at else piece[start:]
                    failure = self._value(*self._place(start), self._no_object(rest))
                    if piece.endswith(b"\n"):
                        yield failure
                    else:
                        self._late = failure
                    return
                self._number, self._begin = self._place(start)
                at = start
            end = self._end_in(piece, at)
            part = piece[at : len(piece) if end is None else end]
            self._size += len(part)
            self._end = part.rstrip()[-1:] or self._end
            if self._is_kept:
                self._parts.append(part)
            if end is None:
                if self._is_kept and self._size > self._most:
                    yield from self._shortened()
                return
            yield from self._closed()
            at = end

    def _place(self, start: int) -> tuple[int, int | None]:
        """The number of an object that begins in the current piece, and its offset."""
        number = max(self._line, self._next)
        alone = self._seekable and number == self._line and not start
        return number, self._offset if alone else None

    def _end_in(self, piece: bytes, at: int) -> int | None:
        """Where the object that is open, or begins here, ends in a piece; None if it goes on."""
        while True:
            if self._in_string:
                if (string := _STRING_END.match(piece, at)) is None:
                    return None
                self._in_string, at = False, string.end()
            if (token := _TOKEN.search(piece, at)) is None:
                return None
            at = token.end()
            match token.group():
                case b'"':
                    self._in_string = True
                case b"{" | b"[":
                    self._open += token.group()
                case _:
                    self._open.pop()
                    if not self._open:
                        return at

    def _closed(self) -> Iterator[Value]:
        """The object that has just ended."""
        raw, is_kept, is_large = b"".join(self._parts), self._is_kept, self._size > self._limit
        number, begin, large = self._number, self._begin, self._large
        self._reset()
        found = self._decoded(large.bare(raw) if large else raw) if is_kept else None
        if isinstance(found, dict) and (large or is_large):
            part = (large or Parts(self._decoded, self._records_in)).last(found)
            yield from self._of_part(number, begin, part)
            if part.records or part.unsure or not is_large:
                return
        if is_large:
            yield self._value(number, begin, self._too_large(number))
        elif isinstance(found, dict):
            yield from self._values(number, begin, found)
        else:
            error = InvalidRecord(f"record {number + 1} is not JSON: {found}")
            yield self._value(number, begin, error)

    def _shortened(self) -> Iterator[Value]:
        """The records that an object above the limit holds so far; it is kept without them."""
        large, raw = self._large or Parts(self._decoded, self._records_in), b"".join(self._parts)
        part = large.first(raw)
        if part is not None:
            yield from self._of_part(self._number, self._begin, part)
            self._large, self._number, self._begin = large, self._next, None
            self._parts, self._size, self._most = [part.rest], len(part.rest), self._limit + 1
        elif self._large and self._most <= self._limit + 1:  # it may stand between two lists
            self._most = 2 * self._limit + 2
        else:
            self._parts, self._is_kept = [], False

    def _unclosed(self) -> Iterator[Value]:
        """The failure that an object without its end is, and the lines of it that are objects."""
        number, begin, size = self._number, self._begin, self._size
        lines = b"".join(self._parts).split(b"\n")
        self._reset()
        if size > self._limit + 1:
            yield self._value(number, begin, self._too_large(number))
            return
        alone = {n: line.rstrip(b"\r,") for n, line in enumerate(lines) if n}
        objects = [n for n, line in alone.items() if self._object(line) is not None]
        lost = sum(map(bool, map(bytes.strip, lines))) - len(objects)
        extent = f"; {lost} lines belong to it" if lost > 1 else ""
        error = InvalidRecord(f"record {number + 1} is not JSON: it has no end{extent}")
        yield self._value(number, begin, error)
        for n in objects:
            if (found := self._object(alone[n])) is not None:
                yield from self._values(max(number + n, self._next), None, found)

    def _reset(self) -> None:
        self._parts, self._size, self._in_string = [], 0, False
        self._open.clear()
        self._large, self._is_kept, self._most = None, True, self._limit + 1

    def _of_part(self, number: int, offset: int | None, part: Part) -> Iterator[Value]:
        """The records of a part, and a failure for what may be more of them."""
        yield from self._numbered(number, offset, part.records)
        if part.unsure:
            number = max(number, self._next)
            yield self._value(
                number,
                None,
                InvalidRecord(
                    f"record {number + 1}: {part.unsure:,} objects of a list that is longer than "
                    f"{most_bytes(self._limit)} are left out, as most have no text"
                ),
            )

    def _no_object(self, rest: bytes) -> InvalidRecord | DocumentTooLarge:
        number = max(self._line, self._next)
        if not rest.endswith(b"\n") and not self._fits(rest):
            return self._too_large(number)
        found = self._decoded(rest)
        if isinstance(found, Exception) and (item := rest.strip(_BETWEEN)) != rest:
            with suppress(ValueError, RecursionError):
                found = _STRICT.decode(item)  # a line of an array: "word",
        if isinstance(found, Exception):
            return InvalidRecord(f"record {number + 1} is not JSON: {found}")
        return _not_an_object(number, found)

    def _too_large(self, number: int) -> DocumentTooLarge:
        return DocumentTooLarge(f"record {number + 1} is longer than {most_bytes(self._limit)}")

    def _values(self, number: int, offset: int | None, found: dict[str, object]) -> Sequence[Value]:
        """An object as a record, or the records that it holds, with the numbers that follow."""
        try:
            records = self._records_in(found)
        except RecursionError:
            return (self._value(number, offset, InvalidRecord(f"record {number + 1}: {TOO_DEEP}")),)
        if records is None:
            return (self._value(number, offset, found),)
        return self._numbered(number, offset, records)

    def _numbered(
        self, number: int, offset: int | None, records: Sequence[object]
    ) -> Sequence[Value]:
        """The records of an object. A reading can begin where the object does, but not amid it."""
        return [
            self._value(
                number + place, None if place else offset,
                dict(record) if isinstance(record, Mapping)
                else _not_an_object(number + place, record),
            )
            for place, record in enumerate(records)
        ]  # fmt: skip

    def _value(self, number: int, offset: int | None, found: dict[str, object] | Any) -> Value:
        self._next = number + 1
        return Value(number, offset, found, self._encoding, self._replaced_bytes)

    def _decoded(self, raw: bytes) -> Any:
        """The object that the bytes are, or the error."""
        if not self._recoded_from and (found := _plainly(raw)) is not None:
            self._encoding, self._replaced_bytes = "utf-8", 0
            return found
        # Bad bytes are read as what they may be: the record is worth more than one character.
        text, self._encoding, self._replaced_bytes = decode_line(
            raw.removeprefix(BOM_UTF8), self._odd_encoding
        )
        if self._recoded_from:
            self._encoding, self._replaced_bytes = self._recoded_from, text.count("\ufffd")
        try:
            return _DECODER.decode(text)
        except RecursionError:
            return ValueError(TOO_DEEP)
        except ValueError as error:
            for as_meant in (_without_extras, as_json):
                try:
                    return _DECODER.decode(as_meant(text))
                except (ValueError, RecursionError):
                    continue
            return error

    def _odd_encoding(self, raw: bytes) -> str:
        """That of an object that is not UTF-8: its own, in doubt that of others."""
        return odd_encoding(raw.replace(b"\n", b" "), near=self._near)


def _not_an_object(number: int, found: object) -> NoObject:
    kind = "null" if found is None else type(found).__name__
    return NoObject(f"record {number + 1} is {kind}, not a JSON object", kind)


def _plainly(raw: bytes) -> dict[str, object] | None:
    """An object by the letter of RFC 8259; None for what is none, or has a name twice."""
    try:
        found = _STRICT.decode(raw)
    except (ValueError, RecursionError):
        return None
    if type(found) is dict and raw.count(b'":') == _names(found):
        return found
    return None


def _names(found: dict[str, object]) -> int:
    """How many names there are in an object and all that it holds."""
    if _NESTED.isdisjoint(map(type, found.values())):
        return len(found)
    number = 0
    held: list[Any] = [found]
    for values in held:  # it grows
        if type(values) is dict:
            number += len(values)
            values = values.values()
        for value in values:
            if type(value) in _NESTED:
                held.append(value)
    return number


def _named_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose names may repeat: a name has all of its values, none of which is lost."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    values: dict[str, list[object]] = {}
    for name, value in pairs:
        given = values.setdefault(name, [])
        if value not in (None, "", *given):
            given.append(value)
    return {name: given[0] if len(given) == 1 else given or None for name, given in values.items()}


# Control characters inside strings are let through: cleaning deals with them.
_DECODER = json.JSONDecoder(strict=False, object_pairs_hook=_named_once)


def _without_extras(text: str) -> str:
    for _ in range(2):  # for a comma that has a comment behind it
        text = _LENIENT.sub(lambda found: found["string"] or "", text)
    return text


def _wide(head: bytes) -> str | None:
    """UTF-16 or UTF-32, also of a text that is almost all brackets."""
    found = next((name for sign, name in _UTF16 if sign.match(head)), None)
    return found or wide_encoding(head)


def _is_between(piece: bytes) -> bool:
    """Whether a piece of a file holds nothing, or nothing but what stands around objects."""
    between = piece.strip()
    return len(between) <= LONGEST_BETWEEN and not between.strip(_BETWEEN)


def _pieces(stream: io.BufferedReader, limit: int) -> Iterator[bytes]:
    """Lines; one that is longer than a document may be comes in several pieces."""
    while piece := stream.readline(limit + 2):
        yield piece
        while piece and not piece.endswith(b"\n"):
            if piece := stream.readline(BUFFER_BYTES):
                yield piece


def _unwrapped(pieces: Iterator[bytes], begins: int, is_call: bool) -> Iterator[bytes]:
    """The pieces with blanks for so many bytes at the beginning, and for the end of a call."""
    held: list[bytes] = []  # a piece and what is blank behind it
    for piece in pieces:
        if begins:
            wrapper, piece = piece[:begins], piece[begins:]
            begins -= len(wrapper)
            piece = _NO_LINE_END.sub(b" ", wrapper) + piece
        if held and (len(held) > MOST_BLANK or piece.strip(b" \t\r\n;")):
            yield from held
            held.clear()
        held.append(piece)
    if held and is_call:
        held[0] = _CLOSING.sub(b" ", held[0])
    yield from held


def _recoded(stream: io.BufferedReader, encoding: str) -> Iterator[bytes]:
    """The lines of a stream in UTF-16, as UTF-8; long ones in several pieces."""
    text = io.TextIOWrapper(stream, encoding, errors="replace", newline="\n")
    try:
        while piece := text.readline(BUFFER_BYTES):
            yield piece.encode("utf-8", "surrogatepass")
    finally:
        text.detach()  # the stream belongs to the caller
