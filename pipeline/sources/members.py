"""The members of an archive: their names, and which of them are read."""

import io
import re
from collections.abc import Callable, Generator, Iterator
from hashlib import blake2b

import msgspec

from pipeline.records import Locator
from pipeline.sources.entry import Entry, Reader
from pipeline.sources.options import SourceOptions
from pipeline.sources.position import Position
from pipeline.sources.problems import Item, UnsafeName, guarded, passed_over
from pipeline.sources.selection import is_excluded, left_out

# A member that has no name must not be taken for the archive itself, whose member is "".
NAMELESS = "unnamed"
_DRIVE = re.compile(r"[A-Za-z]:/")


class MemberNames:
    """Gives each member a name of its own: "a.txt", then "a.txt#2" for the next of that name.

    Keeps a hash of 64 bits for each name, some 100 bytes of memory for a member.
    """

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._last_number: dict[int, int] = {}  # of names that came more than once

    def unique(self, name: str) -> str:
        """The name, or the name with the first number that is free."""
        name = name or NAMELESS
        candidate, first = name, _key(name)
        key, number = first, self._last_number.get(first, 1)
        while key in self._seen:
            number += 1
            candidate = f"{name}#{number}"
            key = _key(candidate)
        self._seen.add(key)
        if number > 1:
            self._last_number[first] = number
        return candidate


def _key(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")


class Member(msgspec.Struct, frozen=True):
    """A member of an archive, before it is opened.

    `name` has "/" between its parts and may repeat; `locator` is its own. `kind`: "symlink",
    "special", or None for a file. `size`: bytes when unpacked.
    """

    archive: Entry
    name: str
    locator: Locator
    kind: str | None
    size: int
    open: Callable[[], io.BufferedReader]

    def read(
        self, options: SourceOptions, reader: Reader
    ) -> Generator[Item, None, Exception | None]:
        """The member's items; returns the error that ended them, which the last item tells."""
        place = self.locator
        if start := self._start():
            place = msgspec.structs.replace(place, record=start.record)
        return (yield from guarded(place, self._items(options, reader)))

    def _start(self) -> Position | None:
        start = self.archive.start
        return start if start and start.member == self.locator.member else None

    def _items(self, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        path = f"{self.archive.path}/{self.name}" if self.archive.path else self.name
        if is_excluded(path, options):
            return
        _check(self.name)
        if reason := left_out(self.name) or self.kind:
            yield passed_over(self.locator, reason)
            return
        last = self.name.rpartition("/")[2]
        with self.open() as stream:
            entry = Entry(self.locator, last, path, stream, self.size, self._start())
            yield from reader(entry, options)


def _check(name: str) -> None:
    """Raise `UnsafeName` for a name that is absolute or climbs out of the archive.

    Nothing is ever written to disk under a member's name, but such a name is a sign of an attack.
    """
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        raise UnsafeName("the member's name points outside the archive; it was not read")
