"""A text cut where names and repaired places begin and end, for every view that marks them."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import msgspec

Fields = Mapping[str, Any]


class Piece(msgspec.Struct, frozen=True):
    """A piece of text. `repairs`: those that produced it; `begun`: those whose place begins here.

    A repair that only removed something produced no text; it is in `begun` only. `match`: the
    number, from 1, of the match of a search in which it lies; `begins_match`: it is its first.
    """

    text: str
    repairs: tuple[Fields, ...] = ()
    begun: tuple[Fields, ...] = ()
    match: int | None = None
    begins_match: bool = False


class Passage(msgspec.Struct, frozen=True):
    """Pieces of one mention, or between mentions when it is None.

    `apart`: the mark of the stretch in which it lies that is shown apart, if it lies in one.
    """

    mention: Fields | None
    pieces: tuple[Piece, ...]
    apart: Fields | None = None


class _Place(msgspec.Struct, frozen=True):
    start: int
    end: int
    repair: Fields


def passages(
    text: str,
    mentions: Sequence[Fields],
    repairs: Sequence[Fields],
    matches: Sequence[tuple[int, int]] = (),
    marks: Sequence[Fields] = (),
) -> list[Passage]:
    """The whole text in order: joined, the pieces are the text.

    `mentions`, `repairs` and `marks` are objects with the fields of those records. Of mentions that
    overlap the first is used, and of two that begin at the same place the longer; so it is with
    marks. A mention ends where it leaves or enters a mark. `matches`: where what was searched for
    stands, in order and apart from one another.
    """
    set_apart = _apart(marks, len(text))
    named = [_cut(mention, set_apart) for mention in _apart(mentions, len(text))]
    places = sorted((_place(text, repair) for repair in repairs), key=lambda place: place.start)
    borders = {0, len(text)}
    for stretch in (*named, *set_apart):
        borders.update((stretch["start"], stretch["end"]))
    for place in places:
        borders.update((place.start, place.end))
    for match in matches:
        borders.update(match)
    marked = _marked(text, sorted(borders), named, places, matches)
    around = _Around(set_apart)
    placed = ((mention, around.at(start), piece) for mention, start, piece in marked)
    return [
        Passage(mention, tuple(piece for *_, piece in group), mark)
        for (mention, mark), group in groupby(placed, key=lambda one: one[:2])
    ]


def _marked(
    text: str,
    borders: list[int],
    named: list[Fields],
    places: list[_Place],
    matches: Sequence[tuple[int, int]],
) -> Iterator[tuple[Fields | None, int, Piece]]:
    waiting = iter(named)
    mention = next(waiting, None)
    under_way: list[_Place] = []
    begun_before = 0
    found = 0  # the matches that end before this piece
    for start, end in zip(borders, [*borders[1:], borders[-1]], strict=True):
        while mention is not None and mention["end"] <= start:
            mention = next(waiting, None)
        while found < len(matches) and matches[found][1] <= start:
            found += 1
        is_match = found < len(matches) and matches[found][0] <= start < matches[found][1]
        begun = begun_before
        while begun < len(places) and places[begun].start == start:
            begun += 1
        here, begun_before = places[begun_before:begun], begun
        under_way = [place for place in (*under_way, *here) if place.end > start]
        if start < end or here:
            inside = mention is not None and mention["start"] <= start < end
            yield (
                mention if inside else None,
                start,
                Piece(
                    text[start:end],
                    tuple(place.repair for place in under_way),
                    tuple(place.repair for place in here),
                    found + 1 if is_match else None,
                    is_match and matches[found][0] == start,
                ),
            )


class _Around:
    """Finds the stretch around one offset after the other, in order."""

    def __init__(self, stretches: Sequence[Fields]) -> None:
        self._stretches = stretches
        self._next = 0

    def at(self, offset: int) -> Fields | None:
        """The stretch in which an offset lies."""
        while self._next < len(self._stretches) and self._stretches[self._next]["end"] <= offset:
            self._next += 1
        found = self._stretches[self._next] if self._next < len(self._stretches) else None
        return found if found is not None and found["start"] <= offset else None


def _apart(stretches: Sequence[Fields], length: int) -> list[Fields]:
    """Those that do not overlap one before them."""
    kept: list[Fields] = []
    end = 0
    for stretch in sorted(stretches, key=lambda one: (one["start"], -one["end"])):
        if end <= stretch["start"] < stretch["end"] <= length:
            kept.append(stretch)
            end = stretch["end"]
    return kept


def _cut(mention: Fields, marks: Sequence[Fields]) -> Fields:
    """A mention up to the first border of a mark within it."""
    start, end = mention["start"], mention["end"]
    at = bisect_right(marks, start, key=lambda mark: mark["end"])
    inside = (
        border
        for mark in marks[at : at + 1]
        for border in (mark["start"], mark["end"])
        if start < border < end
    )
    return {**mention, "end": next(inside, end)}


def _place(text: str, repair: Fields) -> _Place:
    start = min(max(repair["start"], 0), len(text))
    # Long spellings are cut with an ellipsis; the part before it is marked.
    spellings = (repair["after"], repair["after"].removesuffix("…"))
    # A later repair may have changed the result of this one; then only its start is known.
    length = next((len(after) for after in spellings if text.startswith(after, start)), 0)
    return _Place(start, start + length, repair)
