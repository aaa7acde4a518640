"""A change to a text that a repair proposes."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, takewhile
from operator import eq, truth
from typing import NamedTuple


class Edit(NamedTuple):
    """Characters `start` to `end` of a text become `after`; `evidence` says in a few words why.

    An edit that removes words which may be content has a `mark`. It is made only where it is
    `sure`, that is, when other documents support it too; else the words are marked.
    """

    start: int
    end: int
    after: str
    evidence: str = ""
    mark: str = ""
    sure: bool = True


def narrowed(edit: Edit, text: str) -> Edit:
    """The same change, without the characters that both spellings begin and end with."""
    before, after = text[edit.start : edit.end], edit.after
    if not before or not after:
        return edit
    lead = _equal(before, after)
    trail = _equal(reversed(before[lead:]), reversed(after[lead:]))
    return edit._replace(
        start=edit.start + lead, end=edit.end - trail, after=after[lead : len(after) - trail]
    )


def _equal(first: Iterable[str], second: Iterable[str]) -> int:
    """The length of the common beginning."""
    return sum(1 for _ in takewhile(truth, map(eq, first, second)))


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """The text after edits, which are sorted and do not overlap."""
    pieces: list[str] = []
    done = 0
    for edit in edits:
        pieces += (text[done : edit.start], edit.after)
        done = edit.end
    pieces.append(text[done:])
    return "".join(pieces)


def new_ends(edits: Sequence[Edit]) -> list[int]:
    """For each edit, the offset after it in the new text."""
    shifts = accumulate(len(edit.after) - (edit.end - edit.start) for edit in edits)
    return [edit.end + shift for edit, shift in zip(edits, shifts, strict=True)]


def replacements(
    pattern: re.Pattern[str], text: str, replacement: Callable[[str], str]
) -> list[Edit]:
    """An edit for each match of a pattern that its replacement changes."""
    return [
        Edit(match.start(), match.end(), after)
        for match in pattern.finditer(text)
        if (after := replacement(found := match.group())) != found
    ]


def removals(pattern: re.Pattern[str], text: str) -> list[Edit]:
    """An edit that removes each match of a pattern."""
    return [Edit(*match.span(), "") for match in pattern.finditer(text)]
