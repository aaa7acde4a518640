"""Mentions of two finders in one sequence without overlaps.

Every sequence is in the order of the text and has no overlaps of its own.
"""

from bisect import bisect_right
from collections.abc import Sequence

from pipeline.extract.labels import VALUES
from pipeline.records import Mention


def merged(first: Sequence[Mention], second: Sequence[Mention]) -> list[Mention]:
    """All of `first`, and what of `second` overlaps none of it."""
    made: list[Mention] = []
    rest = iter(first)
    guard = next(rest, None)
    for mention in second:
        while guard is not None and guard.end <= mention.start:
            made.append(guard)
            guard = next(rest, None)
        if guard is None or mention.end <= guard.start:
            made.append(mention)
    if guard is not None:
        made.append(guard)
    made.extend(rest)
    return made


def with_patterns(found: Sequence[Mention], patterns: Sequence[Mention]) -> list[Mention]:
    """A model's mentions and those of patterns together.

    A pattern has checked what it found: mentions of the model that overlap it go. But a date or
    an amount inside of a longer name ("the 11 September attacks") is part of the name.
    """
    if not patterns:
        return list(found)
    names = [mention for mention in found if mention.label not in VALUES]
    starts = [name.start for name in names]
    apart = []
    for pattern in patterns:
        before = bisect_right(starts, pattern.start)
        inside = pattern.label in VALUES and before and _is_longer(names[before - 1], pattern)
        if not inside:
            apart.append(pattern)
    return merged(apart, found)


def _is_longer(name: Mention, pattern: Mention) -> bool:
    longer = name.end - name.start > pattern.end - pattern.start
    return longer and name.start <= pattern.start and pattern.end <= name.end
