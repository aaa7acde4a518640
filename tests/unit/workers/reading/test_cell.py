"""Values in tables of texts."""

from typing import Any

import pytest

from workers.command.view.output import print_csv
from workers.reading.cell import harmless_cell


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-2+3", "@now", "\t=1", "\r=1", "-"])
def test_no_spreadsheet_takes_a_text_for_a_formula(text: str) -> None:
    """Documents come from anyone, and a formula may fetch or send something."""
    assert harmless_cell(text) == f"'{text}"
    assert harmless_cell([text, "b"]) == f"'{text}; b"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""), (-5, "-5"), ("-1.234,5", "-1.234,5"), ("+442079460018", "+442079460018"),
        (["a", "b"], "a; b"), ({"a": [1]}, '{"a":[1]}'), ("a=1", "a=1"),
    ],
)  # fmt: skip
def test_what_is_no_formula_stays_as_it_is(value: Any, shown: str) -> None:
    """Numbers too, with their signs."""
    assert harmless_cell(value) == shown


def test_tables_of_commands_are_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    """They are opened in a spreadsheet as those of the page are."""
    print_csv([{"id": "1", "title": '=HYPERLINK("x")'}], ("id", "title"))
    assert capsys.readouterr().out == 'id,title\n1,"\'=HYPERLINK(""x"")"\n'
