"""What two finders found in one sequence without overlaps.

Every sequence is in the order of the text and has no overlaps of its own.
"""

from bisect import bisect_right
from collections.abc import Sequence

from pipeline.extract.labels import VALUES, label_of
from pipeline.extract.model import Span
from pipeline.extract.scan import overlaps
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


def apart(
    spans: Sequence[Span], patterns: Sequence[Mention]
) -> tuple[Sequence[Span], Sequence[Mention]]:
    """What stays of a model's spans and of the patterns' mentions, so that none overlaps another.

    A pattern has checked what it found: spans that overlap it go. But a date or an amount inside
    of a longer name ("the 11 September attacks") is part of the name.
    """
    if not patterns:
        return spans, patterns
    names = [span for span in spans if label_of(span.label) not in VALUES]
    starts = [name.start for name in names]
    kept = []
    for pattern in patterns:
        before = bisect_right(starts, pattern.start)
        if not (pattern.label in VALUES and before and _is_longer(names[before - 1], pattern)):
            kept.append(pattern)
    taken = [(pattern.start, pattern.end) for pattern in kept]
    return [span for span in spans if not overlaps(span, taken)], kept


def _is_longer(name: Span, pattern: Mention) -> bool:
    longer = name.end - name.start > pattern.end - pattern.start
    return longer and name.start <= pattern.start and pattern.end <= name.end
