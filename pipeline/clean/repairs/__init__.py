"""The repairs of a text, each a small function of its own, and the order in which they run.

A new repair is a module here with a function `text -> (text, repairs)`, and its place in `ORDER`.
"""

from collections.abc import Callable

from pipeline.clean.layout import lay_out
from pipeline.clean.repairs.characters import (
    remove_controls,
    remove_soft_hyphens,
    remove_zero_width,
    replace_surrogates,
)
from pipeline.clean.repairs.composition import compose, plain_letters
from pipeline.clean.repairs.encoding import repair_encoding
from pipeline.records import Repair

RepairStep = Callable[[str], tuple[str, list[Repair]]]

ORDER: tuple[RepairStep, ...] = (
    replace_surrogates,
    repair_encoding,  # needs the C1 controls: they are what is left of many a quotation mark
    remove_controls,
    remove_zero_width,
    remove_soft_hyphens,
    plain_letters,
    compose,  # last: letter and accent may meet only when what stood between them has gone
)
# A damaged file of 50 MB would otherwise bring along millions of records of its damage.
MOST_RECORDED = 1_000


def repair_text(text: str) -> tuple[str, tuple[Repair, ...]]:
    """Repair and lay out a text; with it the first `MOST_RECORDED` repairs, in order of `ORDER`.

    A repair's `start` counts characters in the text as that step found it.
    """
    made: list[Repair] = []
    for step in ORDER:
        text, repairs = step(text)
        if repairs:
            made.extend(repairs[: MOST_RECORDED - len(made)])
    return lay_out(text), tuple(made)


def clean_text(text: str) -> str:
    """The clean form of a text: repaired, composed (NFC), white space in order."""
    return repair_text(text)[0]


__all__ = ["MOST_RECORDED", "ORDER", "clean_text", "repair_text"]
