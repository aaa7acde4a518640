"""The parts of a JSON object that is too large to be held: shorter objects of the same shape."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pipeline.sources.envelopes import records_in

# A string is matched whole, up to the end of bytes that end amid it.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}\[\]]', re.DOTALL)
_LIST = ord("[")
_NESTED = frozenset({dict, list})
_BETWEEN_ELEMENTS = b" \t\r\n,"

Decode = Callable[[bytes], Any]
Path = Sequence[str | int]


class Part(NamedTuple):
    """The records of a part, and the bytes with which the next part begins."""

    records: Sequence[object]
    rest: bytes


class Parts:
    """An object that is read part by part; each ends behind a whole element of an open list.

    The next part has again what stands around that list, but no other lists and objects. So each
    part tells of its records what the whole would tell.
    """

    def __init__(self, decode: Decode) -> None:
        self._decode = decode
        self._path: Path = ()  # to the list behind an element of which the last part ended
        self._are_records = False  # whether the elements of that list are records

    def first(self, raw: bytes) -> Part | None:
        """The part at the beginning of bytes at whose end the object is open.

        None where no element of a list ends, and where none of the first part is a record.
        """
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
        beginning, path, element = begun
        records = self.records(found)
        if not records and not self._path:
            return None
        self._path, self._are_records = path, any(record is element for record in records)
        return Part(records, beginning + raw[end:].lstrip(_BETWEEN_ELEMENTS))

    def records(self, found: object) -> Sequence[object]:
        """The records of a part that is decoded, and all else in a list of which most are records.

        Empty where there are none.
        """
        if not isinstance(found, dict):
            return ()
        records: list[object] = []
        if self._are_records and isinstance(held := _at(found, self._path), list):
            records += held
            held.clear()
        return [*records, *(records_in(found) or ())]


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
            alone = {key: one for key, one in found.items() if type(one) not in _NESTED}
            written += json.dumps({**alone, name: []}).encode()[: -len("[]}")]
            path.append(name)
            found = value
    if not isinstance(found, list) or not found:
        return None
    return written + b"[", path, found[-1]


def _at(found: Any, path: Path) -> object:
    for step in path:
        try:
            found = found[step]
        except (LookupError, TypeError):  # a name was repeated
            return None
    return found
