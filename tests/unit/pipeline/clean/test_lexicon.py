"""Tests of `pipeline.clean.lexicon`."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean import lexicon
from pipeline.clean.lexicon import Lexicon, count_words, plain_words


def test_a_word_counts_once_per_document() -> None:
    """What counts is how many documents have a word, however often and in whatever case."""
    found = count_words(["Rain, rain, RAIN!", "The rain in Spain", "sun"])
    assert found == Lexicon(3, {"rain": 2, "in": 1, "spain": 1, "sun": 1, "the": 1})


def test_pairs_of_two_documents_count() -> None:
    """Words side by side count once per document, whatever stands between them, from two on."""
    found = count_words(["Heavy rain. Heavy rain", "heavy, rain’s end", "the end"])
    assert found.pairs == {"heavy rain": 2}


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


@given(st.text(st.characters(max_codepoint=0xFF)))
def test_words_do_not_depend_on_signs_elsewhere(text: str) -> None:
    """A text of Latin-1, which is read in a quicker way, has the words that it has beside a €."""
    assert plain_words(text) == plain_words(f"{text} €")
