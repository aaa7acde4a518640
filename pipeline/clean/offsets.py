"""Maps offsets in a changed text to offsets in the original."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from pipeline.clean.edit import Edit


class Hunk(NamedTuple):
    """Characters `raw_start` to `raw_end` of the original became `start` to `end`."""

    raw_start: int
    raw_end: int
    start: int
    end: int


class OffsetMap:
    """Maps offsets in a text to offsets in the text that it was made from.

    It holds the changes in order; everything between them is equal.
    """

    __slots__ = ("hunks",)

    def __init__(self, hunks: Iterable[Hunk] = ()) -> None:
        self.hunks = tuple(hunks)

    def then(self, edits: Sequence[Edit]) -> "OffsetMap":
        """The map after these edits of the text that this one maps from."""
        if not self.hunks:
            return OffsetMap(_hunks(edits))
        old, hunks = self.hunks, []
        last_old, last_edit = len(old), len(edits)
        next_old = next_edit = raw_shift = shift = 0
        while next_old < last_old or next_edit < last_edit:
            if next_edit == last_edit:
                end = old[next_old].start
            elif next_old == last_old:
                end = edits[next_edit].start
            else:
                end = min(old[next_old].start, edits[next_edit].start)
            raw_start, start = end + raw_shift, end + shift
            # Hunks that overlap or touch become one, in which single characters cannot be mapped.
            while True:
                if next_old < last_old and old[next_old].start <= end:
                    _, raw_end, _, old_end = old[next_old]
                    end = max(end, old_end)
                    raw_shift = raw_end - old_end
                    next_old += 1
                elif next_edit < last_edit and edits[next_edit].start <= end:
                    edit = edits[next_edit]
                    end = max(end, edit.end)
                    shift += len(edit.after) - (edit.end - edit.start)
                    next_edit += 1
                else:
                    break
            hunks.append(Hunk(raw_start, end + raw_shift, start, end + shift))
        return OffsetMap(hunks)

    def raw(self, offset: int) -> int:
        """The original offset of a character; in a changed part, that of the part's beginning."""
        place = bisect_right(self.hunks, offset, key=attrgetter("start")) - 1
        if place < 0:
            return offset
        hunk = self.hunks[place]
        return hunk.raw_start if offset < hunk.end else hunk.raw_end + offset - hunk.end


def _hunks(edits: Sequence[Edit]) -> Iterator[Hunk]:
    """The hunks of the first edits; those that touch stay apart."""
    shift = 0
    for edit in edits:
        start = edit.start + shift
        yield Hunk(edit.start, edit.end, start, start + len(edit.after))
        shift += len(edit.after) - (edit.end - edit.start)


def moved(offset: int, edits: Sequence[Edit], ends: Sequence[int]) -> int:
    """An offset after edits; an offset inside an edit moves to the edit's beginning.

    `ends`: for each edit, the offset after it in the new text.
    """
    place = bisect_right(edits, offset, key=attrgetter("start")) - 1
    if place < 0:
        return offset
    edit = edits[place]
    if offset < edit.end:
        return ends[place] - len(edit.after)
    return ends[place] + offset - edit.end
