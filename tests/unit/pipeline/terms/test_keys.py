"""Pieces of a text have one key each, by which those that cannot match are passed over."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.terms.keys import SEVERAL, Keys, keys
from pipeline.terms.words import JOINED, LONGEST_REMEMBERED


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
def test_a_piece_is_likely_by_the_stem_of_its_only_term(
    piece: str, language: str | None, key: str
) -> None:
    """One with several terms, or one that is too long to be remembered, is so in any case."""
    is_always = key == SEVERAL or len(piece) > LONGEST_REMEMBERED
    for _ in range(2):  # as remembered too
        made = keys(language)
        assert made.of_term(JOINED[piece]) == key
        assert made.likely({piece, "zebra"}, {key}) == ([piece] if key else [])
        assert made.likely({piece}, {"river"}) == ([piece] if is_always else [])


def test_pieces_are_known_to_all_threads_and_begun_anew_when_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever learns them: none is lost."""
    monkeypatch.setattr("pipeline.terms.keys.REMEMBERED", 50)
    made = Keys("en")
    pieces = [f"{mark}election{mark}" for mark in map(chr, range(0x2010, 0x2050))]
    pieces = [piece for piece in pieces if JOINED[piece] == "election"]
    assert len(pieces) > 20

    def found(number: int) -> int:
        some = {*pieces, *(f"other{number}x{n}" for n in range(40))}
        return sum(map(pieces.__contains__, made.likely(some, {"elect"})))

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(found, range(60))) == {len(pieces)}
