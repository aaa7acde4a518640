"""Repairing a text: one pass after the other, with a map from the result back to the original."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline.clean.edit import Edit, apply_edits, narrowed, new_ends
from pipeline.clean.language import Guess
from pipeline.clean.layout import layout
from pipeline.clean.offsets import OffsetMap, moved
from pipeline.clean.repairs import Repairer, Step
from pipeline.records import Repair

# A damaged file of 50 MB would otherwise bring along millions of records of its damage.
MOST_RECORDED = 1_000
LONGEST_SHOWN = 200  # characters of a repair's two spellings


class Repaired(NamedTuple):
    """A repaired text.

    `repairs`: the first `MOST_RECORDED`, in the order of the passes; `counts`: how many there were,
    by name; `offsets`: the way back to the text as it was given; `guess`: its
    language, if a repair had to know it.
    """

    text: str
    repairs: tuple[Repair, ...]
    counts: dict[str, int]
    offsets: OffsetMap
    guess: Guess | None


def repair_text(
    text: str, steps: Sequence[Step], identify: Callable[[str], Guess] | None = None
) -> Repaired:
    """Repair and lay out a text.

    `identify`: asked for the text as it is when the first repair for certain languages comes;
    without it, such repairs are passed over.
    """
    passes = _Passes(text)
    guess: Guess | None = None
    for step in steps:
        if step.laid_out:
            passes.lay_out()
        if step.languages:
            if guess is None and identify is not None:
                guess = identify(passes.text)
            if guess is None or guess.language not in step.languages:
                continue
        passes.run(step.repairer)
    passes.lay_out()
    return passes.repaired(guess)


class _Passes:
    """A text between passes, with what has been done to it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._offsets = OffsetMap()
        self._laid_out = False
        self._counts: dict[str, int] = {}
        # With each repair where it stands now; its `start` is filled in at the end.
        self._made: list[tuple[int, Repair]] = []

    def lay_out(self) -> None:
        if not self._laid_out:
            self._change(layout(self.text))
            self._laid_out = True

    def run(self, repairer: Repairer) -> None:
        edits = repairer.edits(self.text)
        if not edits:
            return
        self._counts[repairer.name] = self._counts.get(repairer.name, 0) + len(edits)
        made = [
            Repair(
                name=repairer.name,
                version=repairer.version,
                raw_start=self._offsets.raw(edit.start),
                start=edit.start,
                before=_shown(self.text[edit.start : edit.end]),
                after=_shown(edit.after),
                evidence=edit.evidence,
            )
            for edit in edits[: MOST_RECORDED - len(self._made)]
        ]
        ends = self._change(edits)
        self._made += [
            (end - len(edit.after), repair)
            for end, edit, repair in zip(ends, edits, made, strict=False)
        ]
        self._laid_out = False

    def _change(self, edits: list[Edit]) -> list[int]:
        if not edits:
            return []
        ends = new_ends(edits)
        self._made = [(moved(start, edits, ends), repair) for start, repair in self._made]
        self._offsets = self._offsets.then([narrowed(edit, self.text) for edit in edits])
        self.text = apply_edits(self.text, edits)
        return ends

    def repaired(self, guess: Guess | None) -> Repaired:
        repairs = tuple(_placed(repair, start) for start, repair in self._made)
        return Repaired(self.text, repairs, self._counts, self._offsets, guess)


def _placed(repair: Repair, start: int) -> Repair:
    return Repair(
        repair.name, repair.version, repair.raw_start, start,
        repair.before, repair.after, repair.evidence,
    )  # fmt: skip


def _shown(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
