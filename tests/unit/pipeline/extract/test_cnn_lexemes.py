"""The table of embeddings: each token once, however many there are."""

import numpy as np

from pipeline.extract.cnn.lexemes import Lexemes
from pipeline.extract.cnn.structure import Floats, Keys


def embedding(keys: Keys) -> Floats:
    """Something that differs from token to token."""
    return np.stack([keys.sum(axis=1), keys[:, 0]], axis=1).astype(np.float32)


def keys(first: int, end: int) -> Keys:
    return np.arange(2 * first, 2 * end, dtype=np.uint64).reshape(-1, 2)


def test_a_token_has_one_row() -> None:
    """The same attributes give the same row, in one call and later; others another."""
    lexemes = Lexemes(embedding, 2)
    twice = np.concatenate([keys(0, 3), keys(1, 4)])
    rows = lexemes.rows(twice, np.zeros(6, np.bool_))
    assert rows == [1, 2, 3, 2, 3, 4]
    assert lexemes.rows(keys(3, 5), np.zeros(2, np.bool_)) == [4, 5]
    assert len(lexemes) == 5


def test_the_table_grows_with_what_is_in_it() -> None:
    """More tokens than there is room for at first: all embeddings are right, blanks too."""
    lexemes = Lexemes(embedding, 2)
    number = len(lexemes.vectors) + 5_000
    expected = keys(0, number)
    blank = np.arange(number) % 3 == 0
    rows = lexemes.rows(expected[:4_000], blank[:4_000])
    rows += lexemes.rows(expected[4_000:], blank[4_000:])
    assert len(lexemes.vectors) > number
    np.testing.assert_array_equal(lexemes.vectors[rows], embedding(expected))
    np.testing.assert_array_equal(lexemes.blank[rows], blank)


def test_the_gap_is_zeros_and_blank() -> None:
    """Row 0 belongs to no token."""
    lexemes = Lexemes(embedding, 2)
    lexemes.rows(keys(5, 6), np.zeros(1, np.bool_))
    assert lexemes.blank[0]
    np.testing.assert_array_equal(lexemes.vectors[0], 0)


def test_forgotten_rows_are_given_out_anew() -> None:
    """What was learnt first stays, what came after it makes room."""
    lexemes = Lexemes(embedding, 2)
    lexemes.rows(keys(0, 4), np.ones(4, np.bool_))
    lexemes.forget_after(2)
    assert lexemes.rows(keys(1, 2), np.zeros(1, np.bool_)) == [2]
    assert lexemes.rows(keys(7, 8), np.zeros(1, np.bool_)) == [3]
    np.testing.assert_array_equal(lexemes.vectors[3], embedding(keys(7, 8))[0])
    assert not lexemes.blank[3]
