"""Merges two sequences of mentions, without overlaps.

Each sequence is in the order of the text and has no overlaps itself.
"""

from bisect import bisect_right
from collections.abc import Sequence

from pipeline.extract.labels import VALUES
from pipeline.records import Mention


def merged(first: Sequence[Mention], second: Sequence[Mention]) -> list[Mention]:
    """All of `first`, and those of `second` that overlap none of them."""
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
    """The mentions of a model and those of patterns together.

    Mentions of patterns are checked, so mentions of the model that overlap them are removed. But a
    date or an amount inside a longer name ("the 11 September attacks") is part of the name.
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
