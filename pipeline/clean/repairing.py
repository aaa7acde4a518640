"""Repairs a text, one pass after another, and keeps a map from the result to the original."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from pipeline.clean.altered_words import altered_words
from pipeline.clean.edit import Edit, apply_edits, narrowed, new_ends
from pipeline.clean.language import Guess
from pipeline.clean.layout import layout
from pipeline.clean.offsets import OffsetMap, moved
from pipeline.clean.repairs import Step
from pipeline.records import Difference, Mark, Repair, Reversal

# Limit of the records of each repair, and of the marks: a damaged file of 50 MB would otherwise
# have millions. By repair, so that many records of one leave room for the others.
MOST_RECORDED = 1_000
# Characters of all spellings that are recorded unshortened, and of one spelling after that.
MOST_WHOLE = 100_000
LONGEST_SHOWN = 200
# Differences between raw and clean text: as many as a novel has lines.
MOST_DIFFERENCES = 20_000
MOST_DIFFERENT = 500_000  # characters of the raw text in them
# A repair that would remove more than this share of a text only marks, because it was not made for
# such a text.
MOST_REMOVED = 0.5


class Repaired(NamedTuple):
    """A repaired text.

    `repairs`: the first `MOST_RECORDED` of each, in the order of the passes. `counts`: how many
    there were, by name. `offsets`: maps to the text as it was given. `guess`: its language, if a
    repair needed it. `marks`: what was left in the text for lack of evidence. `words`: how many
    words the repairs removed or altered, by name. `pages`: where its pages begin now.
    """

    text: str
    repairs: tuple[Repair, ...]
    counts: dict[str, int]
    offsets: OffsetMap
    guess: Guess | None
    marks: tuple[Mark, ...] = ()
    words: Mapping[str, int] = MappingProxyType({})
    pages: tuple[int, ...] = ()


def repair_text(
    text: str,
    steps: Sequence[Step],
    identify: Callable[[str], Guess] | None = None,
    marks: Sequence[Mark] = (),
    pages: Sequence[int] = (),
) -> Repaired:
    """Repair a text and put its white space in order.

    `identify`: called with the current text at the first repair for certain languages; without it,
    such repairs are skipped. `marks`, `pages`: parts of the text and offsets in it, which move
    with it.
    """
    passes = _Passes(text, marks, pages)
    guess: Guess | None = None
    for step in steps:
        if step.kind.laid_out:
            passes.lay_out()
        if step.kind.languages:
            if guess is None and identify is not None:
                guess = identify(passes.text)
            if guess is None or guess.language not in step.kind.languages:
                continue
        passes.run(step)
    passes.lay_out()
    return passes.repaired(guess)


class _Passes:
    """A text between passes, with what has been done to it."""

    def __init__(self, text: str, marks: Sequence[Mark], pages: Sequence[int]) -> None:
        self.text = text
        self._given = list(marks)
        self._pages = list(pages)
        self._offsets = OffsetMap()
        self._laid_out = False
        self._counts: dict[str, int] = {}
        self._words: dict[str, int] = {}
        self._whole = MOST_WHOLE  # characters that may still be recorded
        # Each repair with its current offset; its `start` is filled in at the end.
        self._made: list[tuple[int, Repair]] = []
        self._marks: list[Mark] = []

    def lay_out(self) -> None:
        if not self._laid_out:
            self._change(layout(self.text))
            self._laid_out = True

    def run(self, step: Step) -> None:
        repairer = step.repairer
        edits = repairer.edits(self.text)
        if edits:
            edits = self._decided(edits, step.thorough)
        if not edits:
            return
        self._counts[repairer.name] = self._counts.get(repairer.name, 0) + len(edits)
        made = [
            Repair(
                name=repairer.name,
                version=repairer.version,
                raw_start=self._offsets.raw(edit.start),
                start=edit.start,
                before=self._recorded(self.text[edit.start : edit.end]),
                after=self._recorded(edit.after),
                evidence=edit.evidence,
            )
            for edit in edits[:MOST_RECORDED]
        ]
        if step.kind.alters_words and (words := altered_words(self.text, edits)):
            self._words[repairer.name] = self._words.get(repairer.name, 0) + words
        ends = self._change(edits)
        self._made += [
            (end - len(edit.after), repair)
            for end, edit, repair in zip(ends, edits, made, strict=False)
        ]
        self._laid_out = False

    def _recorded(self, spelling: str) -> str:
        """A spelling as it is recorded: shortened when the limit is reached."""
        if len(spelling) <= LONGEST_SHOWN:
            return spelling
        if len(spelling) <= self._whole:
            self._whole -= len(spelling)
            return spelling
        return spelling[: LONGEST_SHOWN - 1] + "…"

    def _decided(self, proposed: list[Edit], thorough: bool) -> list[Edit]:
        """The edits to make; what the others would remove is marked."""
        if not any(edit.mark for edit in proposed):
            return proposed
        removals = [edit for edit in proposed if edit.mark and (edit.sure or thorough)]
        if sum(edit.end - edit.start for edit in removals) > MOST_REMOVED * len(self.text):
            removals = []
        made = frozenset(removals)
        marked = [edit for edit in proposed if edit.mark and edit not in made]
        if not marked:
            return proposed
        there = {(mark.kind, mark.start) for mark in self._marks}
        for edit in marked:
            words = self.text[edit.start : edit.end]
            start = edit.start + len(words) - len(words.lstrip())
            # A paragraph may be repeated as a line and as a paragraph.
            if (edit.mark, start) not in there and len(self._marks) < MOST_RECORDED:
                end = start + len(words.strip())
                self._marks.append(Mark(edit.mark, start, end, edit.evidence))
        return [edit for edit in proposed if not edit.mark or edit in made]

    def _change(self, edits: list[Edit]) -> list[int]:
        if not edits:
            return []
        ends = new_ends(edits)
        self._marks = _moved(self._marks, edits, ends)
        self._given = _moved(self._given, edits, ends)
        self._pages = [moved(page, edits, ends) for page in self._pages]
        self._made = [(moved(start, edits, ends), repair) for start, repair in self._made]
        self._offsets = self._offsets.then([narrowed(edit, self.text) for edit in edits])
        self.text = apply_edits(self.text, edits)
        return ends

    def repaired(self, guess: Guess | None) -> Repaired:
        repairs = tuple(_placed(repair, start) for start, repair in self._made)
        marks = sorted([*self._marks, *self._given], key=lambda mark: (mark.start, mark.end))
        return Repaired(
            self.text, repairs, self._counts, self._offsets, guess, tuple(marks), self._words,
            tuple(self._pages),
        )  # fmt: skip


def _moved(marks: Sequence[Mark], edits: Sequence[Edit], ends: Sequence[int]) -> list[Mark]:
    """The marks where they stand after edits, without those of which nothing is left."""
    places = [(moved(mark.start, edits, ends), moved(mark.end, edits, ends)) for mark in marks]
    return [
        Mark(mark.kind, start, end, mark.evidence)
        for mark, (start, end) in zip(marks, places, strict=True)
        if end > start or mark.start == mark.end  # one that stands for what is not there
    ]


def _placed(repair: Repair, start: int) -> Repair:
    return Repair(
        repair.name, repair.version, repair.raw_start, start,
        repair.before, repair.after, repair.evidence,
    )  # fmt: skip


def reversal(raw: str, offsets: OffsetMap) -> Reversal:
    """The differences by which the raw text is made from the clean one."""
    kept: list[Difference] = []
    room = MOST_DIFFERENT
    for hunk in offsets.hunks[:MOST_DIFFERENCES]:
        room -= hunk.raw_end - hunk.raw_start
        if room < 0:
            break
        kept.append(Difference(hunk.start, hunk.end, raw[hunk.raw_start : hunk.raw_end]))
    return Reversal(tuple(kept), len(offsets.hunks) - len(kept))
