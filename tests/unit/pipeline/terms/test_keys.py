"""Pieces of a text have one key each, by which those that cannot match are passed over."""

import pytest

from pipeline.terms.keys import SEVERAL, keys


@pytest.mark.parametrize(
    ("piece", "language", "key"),
    [
        ("Elections,", "en", "elect"),
        ("Elections,", None, "elect"),
        ("chevaux", "fr", "cheval"),
        ("Elections,", "xx", "elections"),  # no rules: the term stands
        ("well-known", "en", SEVERAL),
        ("東京都", "ja", SEVERAL),
        ("—", "en", ""),
        ("x" * 70, "en", "x" * 70),  # too long to be remembered
    ],
)
def test_the_key_of_a_piece_is_the_stem_of_its_only_term(
    piece: str, language: str | None, key: str
) -> None:
    """A piece with several terms has the one key of all such."""
    assert keys(language)[piece] == key
    assert keys(language)[piece] == key  # as remembered too
