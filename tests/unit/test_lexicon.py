"""Tests of `pipeline.clean.lexicon`."""

import msgspec
import pytest

from pipeline.clean import lexicon
from pipeline.clean.lexicon import Lexicon, count_words


def test_a_word_counts_once_per_document() -> None:
    """What counts is how many documents have a word, however often and in whatever case."""
    found = count_words(["Rain, rain, RAIN!", "The rain in Spain", "sun"])
    assert found == Lexicon(3, {"rain": 2, "in": 1, "spain": 1, "sun": 1, "the": 1})


def test_possessives_and_apostrophes_fold() -> None:
    """Typographic apostrophes are as straight ones, and possessives count for the word itself."""
    found = count_words(["Spain’s don’t", "Spain's don't", "Spain"])
    assert found.words == {"spain": 3, "don't": 2}


def test_order_of_documents_is_no_matter() -> None:
    """The same documents in another order give the same bytes."""
    texts = ["one two", "two three", "three four"]
    assert msgspec.msgpack.encode(count_words(texts)) == msgspec.msgpack.encode(
        count_words(reversed(texts))
    )


def test_rarest_words_leave_a_full_lexicon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lexicon keeps the words that most documents have."""
    monkeypatch.setattr(lexicon, "MOST_WORDS", 2)
    assert count_words(["a b c", "c b", "c"]).words == {"c": 3, "b": 2}


def test_no_documents_give_an_empty_lexicon() -> None:
    """An archive without documents has an empty lexicon."""
    assert count_words([]) == Lexicon()
