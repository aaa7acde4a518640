"""Classes of words by what they are like as parts of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.cnn.word_classes import LOWER, NO_WORD, PART, UNKNOWN, word_class


@pytest.mark.parametrize(
    ("one", "like", "unlike"),
    [("Anna", "Mikael", "Berlin"), ("Norge", "Sverige", "Anna"), ("Microsoft", "Harvard", "Anna")],
)
def test_words_that_are_alike_in_names_have_one_class(one: str, like: str, unlike: str) -> None:
    """In whatever language they are."""
    assert word_class(one)[0] == word_class(like)[0] != word_class(unlike)[0]


def test_the_longest_known_beginning_of_a_word_counts() -> None:
    """And the class says that it is a part only."""
    assert word_class("Helsinki") + PART == word_class("Helsinkiläxyz")


def test_a_word_better_known_in_lower_case_says_so() -> None:
    """ "HIEMAN" and "Hieman" are the Finnish for a little."""
    assert word_class("HIEMAN").startswith(word_class("hieman")[0] + LOWER)
    assert LOWER not in word_class("Berlin")


@pytest.mark.parametrize(
    ("language", "one", "like", "unlike"),
    [("fi", "Puolasta", "Saksassa", "Lönnbergin"), ("sk", "Bratislave", "Prahy", "Petrovi")],
)
def test_inflected_names_of_a_language_have_classes_of_their_own(
    language: str, one: str, like: str, unlike: str
) -> None:
    """As whole words, where the words that all share know their beginnings only."""
    assert word_class(one, language) == word_class(like, language) != word_class(unlike, language)
    assert PART not in word_class(one, language)


def test_a_language_without_words_of_its_own_has_the_shared_ones() -> None:
    """Whatever its code."""
    assert word_class("Berlin", "xx") == word_class("Berlin")


@pytest.mark.parametrize("word", ["", "12", ",", "-x", " ", "\n"])
def test_what_begins_with_no_letter_is_no_word(word: str) -> None:
    """Digits, marks, white space."""
    assert word_class(word) == NO_WORD


@given(st.text(max_size=30))
def test_every_text_has_a_class(text: str) -> None:
    """One character and marks."""
    made = word_class(text)
    assert made in (NO_WORD, UNKNOWN) or made[1:] in ("", PART, LOWER, LOWER + PART)
