"""Places inside of nests: the steps of a way, joined by "!"."""

from collections.abc import Iterable

from pipeline.records import Locator

BETWEEN = "!"
_WRITTEN = "%21"  # how the mark stands in a name, so that a way can be read in one manner only


def step(name: str) -> str:
    """The step to a member of that name."""
    return name.replace(BETWEEN, _WRITTEN)


def inside(container: Locator, step: str, record: int | None = None) -> Locator:
    """The place of a member of a container, or of one of its records (counted from 0).

    `Locator("a.zip", "in.zip")`, "b.txt" gives "in.zip!b.txt"; with record 2 "in.zip!#3!b.txt".
    """
    steps = [container.member] if container.member else []
    steps += [_record_step(record)] if record is not None else []
    return Locator(container.source, BETWEEN.join([*steps, step]))


def leads_to(member: str, way: str) -> bool:
    """Whether a way goes to a member, or through it to something inside."""
    return way == member or way.startswith(member + BETWEEN)


def ways_to(member: str) -> list[str]:
    """All that a way goes through, from the file on disk ("") to the member itself."""
    steps = member.split(BETWEEN)
    return ["", *(BETWEEN.join(steps[:end]) for end in range(1, len(steps) + 1))]


class Wanted:
    """The members of a file on disk that are wanted, of all that it holds."""

    def __init__(self, members: Iterable[str]) -> None:
        self._members = frozenset(members)
        self._passed = frozenset(way for member in self._members for way in ways_to(member))

    def reaches(self, member: str) -> bool:
        """Whether a member is wanted, or stands around or inside of one that is."""
        return member in self._passed or not self._members.isdisjoint(ways_to(member))


def record_on_way(container: Locator, way: str) -> int | None:
    """The record of a container, counted from 0, through which a way goes; None if through none."""
    rest = way.removeprefix(container.member + BETWEEN) if container.member else way
    first, _, behind = rest.partition(BETWEEN)
    is_step = behind and first.startswith("#") and first[1:].isdecimal()
    return int(first[1:]) - 1 if is_step else None


def _record_step(record: int) -> str:
    return f"#{record + 1}"
