"""The members of a container: their names and places, and which of them are read."""

import io
import re
from collections.abc import Callable, Generator, Iterator
from hashlib import blake2b

import msgspec

from pipeline.records import Document, Locator
from pipeline.sources.budget import Budget
from pipeline.sources.entry import Entry, Reader, forward, memory
from pipeline.sources.options import SourceOptions
from pipeline.sources.place import inside, leads_to, step
from pipeline.sources.position import Position
from pipeline.sources.problems import (
    DecompressionBomb,
    Item,
    UnsafeName,
    guarded,
    passed_over,
)
from pipeline.sources.selection import is_excluded, left_out
from pipeline.sources.whole_member import whole_document

# A member that has no name must not be taken for the archive itself, whose member is "".
NAMELESS = "unnamed"
_UNSAFE = re.compile(r"\A(?:/|[A-Za-z]:/)|(?:\A|/)\.\.(?:/|\Z)")


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
    """A member of a container, before it is opened; see `Members.add`."""

    container: Entry
    name: str
    locator: Locator
    size: int | None
    kind: str | None
    open: Callable[[], io.BufferedIOBase]
    budget: Budget
    packed: bool
    parent: str | None
    family: str | None

    def read(
        self, options: SourceOptions, reader: Reader
    ) -> Generator[Item, None, Exception | None]:
        """The member's items; returns the error that ended them, which the last item reports.

        Raises:
            DecompressionBomb: the container, or one around it, unpacks too far.
        """
        place = self.locator
        start = self._start()
        if start and start.member == place.member:
            place = msgspec.structs.replace(place, record=start.record)
        error = yield from guarded(place, self._items(options, reader), self._passes)
        if isinstance(error, DecompressionBomb):
            self.budget.write_off()
        return error

    def _passes(self, error: Exception) -> bool:
        return isinstance(error, DecompressionBomb) and not self.budget.holds(error)

    def _start(self) -> Position | None:
        start = self.container.start
        if start is None or not leads_to(self.locator.member, start.member):
            return None
        return msgspec.structs.replace(start, offset=None)  # which is of the file on disk

    def _items(self, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        path = f"{self.container.path}/{self.name}" if self.container.path else self.name
        if is_excluded(path, options):
            return
        _check(self.name)
        if reason := left_out(self.name) or self.kind:
            yield passed_over(self.locator, reason)
            return
        name, depth = self.name.rpartition("/")[2], self.container.depth + 1
        opened = self.open()
        if isinstance(opened, io.BytesIO):
            raw = opened.getvalue()
            if self.packed:
                self.budget.spend(len(raw))
            if self.container.wanted is None and depth <= options.limits.max_depth:
                document = whole_document(name, path, self.locator, raw, options)
                if document is not None:
                    if self.family is not None:
                        document = msgspec.structs.replace(
                            document, parent=self.parent, family=self.family
                        )
                    yield document
                    return
            stream = memory(raw)
        else:
            stream = forward(opened, self.budget.spend if self.packed else None)
        with stream:
            yield from reader(
                Entry(
                    self.locator,
                    name,
                    path,
                    stream,
                    self.size,
                    self._start(),
                    depth=depth,
                    budget=self.budget,
                    parent=self.parent,
                    family=self.family,
                    wanted=self.container.wanted,
                ),
                options,
            )


class Members:
    """Makes the members of one container, or of one record in it, such as a message.

    `record`: that record's number, from 0. `document`: the one whose parts the members are; its
    `family` is that of its own parts, too, and where it has none its id.
    """

    def __init__(
        self, container: Entry, *, record: int | None = None, document: Document | None = None
    ) -> None:
        self._container = container
        self._record = record
        self._parent, self._family = container.parent, container.family
        if document is not None:
            self._parent, self._family = document.id, document.family or document.id
        self._names = MemberNames()

    def add(
        self,
        name: str,
        open: Callable[[], io.BufferedIOBase],
        *,
        size: int | None = None,
        packed: int | None = None,
        kind: str | None = None,
        place: str | None = None,
    ) -> Member:
        """The next member.

        `name` has "/" between its parts and may repeat. `open` gives its bytes. `size`: bytes when
        unpacked, where that is known. `packed`: bytes that it takes where it is packed; then what
        is unpacked counts against the limits. `kind`: None for a file, else the reason for which it
        is left out, such as "symlink". `place`: its name in locators, if that is another.

        Raises:
            DecompressionBomb: there are too many.
        """
        self._container.budget.count_member()
        packed_size = size if packed is None else packed
        budget = self._container.budget.inner(None if packed_size is None else lambda: packed_size)
        own = self._names.unique(step(name if place is None else place))
        locator = inside(self._container.locator, own, self._record)
        return Member(
            self._container,
            name,
            locator,
            size,
            kind,
            open,
            budget,
            packed is not None,
            self._parent,
            self._family,
        )


class Directory:
    """Lets a reading of an archive begin at any of its members, where the archive can seek.

    Those before the start are passed over, and what they counted against the limits is counted as
    it was. In a nest all are read, for only so the counts are known.
    """

    def __init__(self, archive: Entry) -> None:
        self._archive = archive
        start = archive.start if archive.depth == 0 and archive.stream.seekable() else None
        self._start = start if start and start.member else None

    def passes_over(self, member: Member) -> bool:
        """Whether a member stands before the start; else it is marked as a place to begin at."""
        budget = self._archive.budget
        if start := self._start:
            if not leads_to(member.locator.member, start.member):
                return True
            budget.restore(start.unpacked, start.wasted, start.members)
            self._start = None
        self._archive.mark.count(budget)
        return False


def is_unsafe(name: str) -> bool:
    """Whether a name is absolute or climbs out of the archive."""
    return _UNSAFE.search(name) is not None


def _check(name: str) -> None:
    """Raise `UnsafeName` for a name that points outside.

    Nothing is ever written to disk under a member's name, but such a name is a sign of an attack.
    """
    if is_unsafe(name):
        raise UnsafeName("the member's name points outside the archive; it was not read")
