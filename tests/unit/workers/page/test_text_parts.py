"""Long texts in parts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.page import text_parts
from workers.page.text_parts import part, part_of, parts


@pytest.fixture(autouse=True)
def short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of at most twenty characters."""
    monkeypatch.setattr(text_parts, "PART_LENGTH", 20)
    monkeypatch.setattr(text_parts, "_BREAK_WITHIN", 8)


@given(st.text("ab \n", max_size=200))
def test_the_parts_are_the_text(text: str) -> None:
    """Nothing is left out or shown twice, and no part is longer than it may be."""
    spans = parts(text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(end - start <= 20 for start, end in spans)
    shown = [part({"text": text}, span, (), ()) for span in spans]
    pieces = [piece.text for one in shown for p in one.passages for piece in p.pieces]
    assert "".join(pieces) == text


def test_a_part_ends_at_a_line_or_between_words() -> None:
    """Where there is such a place near its end."""
    assert parts("one two three\nfour five six seven") == [(0, 14), (14, 33)]
    assert parts("one two three four five six seven") == [(0, 19), (19, 33)]
    assert parts("x" * 50) == [(0, 20), (20, 40), (40, 50)]


def test_marks_stand_in_the_part_where_they_begin() -> None:
    """Their numbers go on from the parts before; what reaches into the next part is cut."""
    record: dict[str, Any] = {
        "text": "x" * 50,
        "mentions": [{"start": 18, "end": 24, "label": "person", "entity": "X"}],
        "repairs": [{"start": 50, "before": "gone", "after": "", "name": "tail"}],
    }
    matches = [(2, 4), (21, 23), (45, 47)]
    first, second, third = (part(record, span, matches, [(18, 24)]) for span in parts("x" * 50))
    assert [p.mention is not None for p in first.passages] == [False, True]
    assert [p.mention for p in second.passages] == [None]
    assert [one.matches for one in (first, second, third)] == [0, 1, 2]
    assert [one.names for one in (first, second, third)] == [0, 1, 1]
    assert third.passages[-1].pieces[-1].begun[0]["name"] == "tail"
    assert [part_of(offset, parts("x" * 50)) for offset in (0, 19, 20, 49, 50)] == [1, 1, 2, 3, 3]
