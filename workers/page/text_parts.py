"""A long text in parts, each of which a browser shows at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from workers.reading.findings import shown_apart
from workers.reading.passages import Passage, passages

PART_LENGTH = 100_000  # characters, at most
_BREAK_WITHIN = 2_000  # a part ends at a line's end if there is one among its last characters

Span = tuple[int, int]
Fields = Mapping[str, Any]


class Part(msgspec.Struct, frozen=True):
    """A part of a text, cut where names, repairs and matches begin and end.

    `matches` and `names`: how many of each stand in the parts before this one.
    """

    passages: tuple[Passage, ...]
    matches: int
    names: int


def parts(text: str) -> list[Span]:
    """Where each part begins and ends; one part for a text without a character."""
    spans = []
    start = 0
    while len(text) - start > PART_LENGTH:
        limit = start + PART_LENGTH
        low = limit - _BREAK_WITHIN
        ends = (text.rfind(mark, low, limit) + 1 for mark in "\n ")
        end = next(filter(None, ends), limit)
        spans.append((start, end))
        start = end
    return [*spans, (start, len(text))]


def part_of(offset: int, spans: Sequence[Span]) -> int:
    """The number, from 1, of the part in which an offset lies."""
    return next((n for n, (_, end) in enumerate(spans, 1) if offset < end), len(spans))


def part(record: Fields, span: Span, matches: Sequence[Span], names: Sequence[Span]) -> Part:
    """One part of a record's text.

    Args:
        record: the stored fields of the document.
        span: the part, one of `parts`.
        matches: where what was searched for stands in the whole text, in order.
        names: where the chosen entity is mentioned, in order.
    """
    start, end = span
    whole = record.get("text") or ""
    # What was taken away at the very end of the text stands behind its last character.
    limit = end + 1 if end == len(whole) else end
    return Part(
        tuple(
            passages(
                whole[start:end],
                _within(record.get("mentions") or (), start, end),
                _within(record.get("repairs") or (), start, limit),
                [
                    (low - start, min(high, end) - start)
                    for low, high in matches
                    if start <= low < end
                ],
                [
                    {
                        **mark,
                        "start": max(mark["start"], start) - start,
                        "end": min(mark["end"], end) - start,
                    }
                    for mark in shown_apart(record)
                    if mark["start"] < end and start < mark["end"]
                ],
            )
        ),
        sum(low < start for low, _ in matches),
        sum(low < start for low, _ in names),
    )


def _within(marks: Sequence[Fields], start: int, end: int) -> list[Fields]:
    """Mentions or repairs that begin in a part, their offsets counted from its beginning."""
    return [
        {**mark, "start": mark["start"] - start}
        | ({"end": min(mark["end"], end) - start} if "end" in mark else {})
        for mark in marks
        if start <= mark["start"] < end
    ]
