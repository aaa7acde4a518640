"""Tables of what people write: every row has the values that a pattern must find in it.

A table of `tests/unit/tables` has one row a line; a reader adds rows, nothing else. Half of the
rows are look-alikes.
"""

from pathlib import Path

import pytest

from pipeline.extract.patterns import Passage, find
from pipeline.fields import VALUE_FORMS

TABLES = Path(__file__).parent / "tables"


def rows(name: str) -> list[list[str]]:
    """The cells of each row; "⏎" and "⍽" are what they show."""
    lines = (TABLES / f"{name}.txt").read_text("utf-8").splitlines()
    return [
        line.replace("⏎", "\n").replace("⍽", "\u00a0").rsplit(" | ", 1)
        for line in lines
        if not line.startswith("#")
    ]


def values(kind: str, passage: Passage) -> str:
    """The certain values in a text, as a table writes them."""
    form = VALUE_FORMS.get(kind)
    found = (one.entity for one in find(passage, [kind]))
    return "; ".join(value for value in found if not form or form.fullmatch(value)) or "-"


@pytest.mark.parametrize(("kind", "name"), [("money", "money"), ("date", "dates")])
def test_amounts_and_dates_are_right_or_absent(kind: str, name: str) -> None:
    """In every language of the table; what can be read in two ways has no value."""
    wrong = []
    for start, expected in rows(name):
        language, text = start.split(" | ", 1)
        if (got := values(kind, Passage(text, language))) != expected:
            wrong.append((language, text, expected, got))
    assert wrong == []


def test_telephone_numbers_are_right_or_absent() -> None:
    """Dates, decimals, and the numbers of cases, books and accounts are none."""
    wrong = []
    for start, expected in rows("phones"):
        region, text = start.split(" | ", 1)
        passage = Passage(text, region="" if region == "00" else region.upper())
        if (got := values("phone", passage)) != expected:
            wrong.append((region, text, expected, got))
    assert wrong == []


def test_ibans_are_right_or_absent() -> None:
    """In groups, with hyphens, over a line end; one wrong digit, and there is none."""
    wrong = [
        (text, expected, got)
        for text, expected in rows("ibans")
        if (got := values("iban", Passage(text))) != expected
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["money", "dates", "phones", "ibans"])
def test_a_table_has_enough_of_both(name: str) -> None:
    """At least 60 rows with a value, and 60 without."""
    right = [expected for _, expected in rows(name)]
    assert right.count("-") >= 60
    assert len(right) - right.count("-") >= 60
