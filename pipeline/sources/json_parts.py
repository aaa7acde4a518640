"""The parts of a JSON object that is too large to be held: shorter objects of the same shape."""

import json
import re
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any, NamedTuple

from pipeline.sources.envelopes import DEEPEST

# A string is matched whole, up to the end of bytes that end amid it.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}\[\]]', re.DOTALL)
_LIST = ord("[")
_BETWEEN_ELEMENTS = b" \t\r\n,"

Decode = Callable[[bytes], Any]
RecordsIn = Callable[[Mapping[str, object]], Sequence[Mapping[str, object]] | None]
Path = Sequence[str | int]


class Part(NamedTuple):
    """The records of a part, and the bytes with which the next part begins.

    `unsure`: how many objects of its open list are no records by what this part has of the list;
    by the whole list they might be.
    """

    records: Sequence[object]
    unsure: int
    rest: bytes = b""


class Parts:
    """An object that is read part by part; each ends behind a whole element of an open list.

    The next part has again what stands around that list, but no other lists and objects. So each
    part tells of its records what the whole would tell.

    `records_in`: finds the records of an object that is no larger than others.
    """

    def __init__(self, decode: Decode, records_in: RecordsIn) -> None:
        self._decode = decode
        self._records_in = records_in
        self._beginning = b""  # of each part but the first
        self._path: Path = ()  # to the list behind an element of which the last part ended
        self._are_records = False  # whether the elements of that list are records

    def first(self, raw: bytes) -> Part | None:
        """The part at the beginning of bytes at whose end the object is open.

        None where no element of a list ends, and where none of the first part is a record.
        """
        raw = self.bare(raw)
        opened: list[list[int]] = []  # of each open bracket: itself, where a value in it ends
        for token in _TOKEN.finditer(raw):
            sign = raw[token.start()]
            if sign in b"{[":
                opened.append([sign, 0])
            elif sign in b"}]":
                opened.pop()
                if opened:
                    opened[-1][1] = token.end()
        lists = (n for n, (sign, end) in enumerate(opened) if sign == _LIST and end)
        if (depth := next(lists, None)) is None:
            return None
        end = opened[depth][1]
        closing = bytes(b"}]"[sign == _LIST] for sign, _ in reversed(opened[: depth + 1]))
        found = self._decode(raw[:end] + closing)
        if (begun := _begun(found, depth)) is None:
            return None
        self._beginning, path, element = begun
        records = self._records(found)
        if not records and not self._path:
            return None
        self._path, self._are_records = path, any(record is element for record in records)
        return Part(records, self._unsure(found, records), self._beginning + raw[end:])

    def bare(self, raw: bytes) -> bytes:
        """The bytes of a part without the comma behind the last one, which may have come late."""
        own = raw[len(self._beginning) :]
        return self._beginning + own.lstrip(_BETWEEN_ELEMENTS) if self._beginning else own

    def last(self, found: Mapping[str, object]) -> Part:
        """The last part, decoded, or an object that is its only one."""
        records = self._records(found)
        return Part(records, self._unsure(found, records) if self._path else 0)

    def _records(self, found: Any) -> Sequence[object]:
        """The records of a part that is decoded, and all else in a list of which most are records.

        Empty where there are none.
        """
        if not isinstance(found, dict):
            return ()
        held = _at(found, self._path)
        if not self._are_records or not isinstance(held, list):
            return self._records_in(found) or ()
        records = held[:]
        held.clear()  # while others are looked for
        others = self._records_in(found) or ()
        held += records
        return [*records, *others]

    def _unsure(self, found: object, records: Sequence[object]) -> int:
        held = _at(found, self._path)
        if self._are_records or not isinstance(held, list):
            return 0
        given = set(map(id, records))
        return sum(isinstance(one, dict) and not _has_any(one, given) for one in held)


def _begun(found: Any, depth: int) -> tuple[bytes, Path, object] | None:
    """How the next part begins, the path to its list, and the last element of that so far.

    `depth`: of the list in the object. It is the last value of what holds it, and so is that. None
    for an object that is not what its brackets say, which repeats a name or is no JSON.
    """
    written, path = b"", []
    for _ in range(depth):
        if not isinstance(found, dict | list) or not found:
            return None
        if isinstance(found, list):
            written += b"["
            path.append(0)
            found = found[-1]
        else:
            name, value = list(found.items())[-1]
            alone = {key: one for key, one in found.items() if not isinstance(one, dict | list)}
            written += json.dumps({**alone, name: []}).encode()[: -len("[]}")]
            path.append(name)
            found = value
    if not isinstance(found, list) or not found:
        return None
    return written + b"[", path, found[-1]


def _has_any(found: object, ids: Set[int]) -> bool:
    """Whether a value is one of these objects, or holds one where records are looked for."""
    level: list[Any] = [found]
    for _ in range(2 * DEEPEST):
        if any(id(one) in ids for one in level):
            return True
        below = (one.values() if isinstance(one, dict) else one for one in level)
        level = [one for values in below for one in values if isinstance(one, dict | list)]
    return False


def _at(found: Any, path: Path) -> object:
    for step in path:
        try:
            found = found[step]
        except (LookupError, TypeError):  # a name was repeated
            return None
    return found
