"""Pieces of texts by their terms and stems."""

import pytest

from pipeline.terms import pieces
from pipeline.terms.pieces import Pieces, pieces_in


@pytest.mark.parametrize("most", [1 << 16, 3])
def test_pieces_are_found_by_their_terms_and_stems(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Whether they were looked into before, or are forgotten meanwhile."""
    monkeypatch.setattr(pieces, "MOST_REMEMBERED", most)
    english = Pieces("en")
    first = {"Harbours,", "well-known", "walking", "Zürich"}
    for _ in range(2):
        assert set(english.having(["harbour"], first)) == {"Harbours,"}
        assert set(english.having(["known", "zurich"], first)) == {"well-known", "Zürich"}
        assert set(english.having(["walk"], {"walking", "walks", "talks"})) == {"walking", "walks"}
        assert not set(english.having(["harbour"], {"walking", "x"}))


def test_a_long_piece_is_never_passed_over_nor_remembered() -> None:
    """What it has must be looked for in it."""
    long = "x" * 61
    english = Pieces("en")
    assert set(english.having(["harbour"], {long, "a"})) == {long}
    assert set(english.having(["harbour"], {long, "a"})) == {long}


def test_a_language_without_rules_for_stems_has_terms_alone() -> None:
    """All such languages share what is remembered."""
    assert pieces_in("xx") is pieces_in("yy")
    assert pieces_in("en") is not pieces_in("de")
    given = {"walking", "walk"}
    assert set(pieces_in("xx").having(["walk"], given)) == {"walk"}
