"""Snippets: the part of a text that shows why it was found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.index import SNIPPET_LENGTH
from pipeline.query.snippet import Matcher, distance, snippet
from pipeline.query.tree import And, Fuzzy, Node, Not, Or, Phrase, Prefix, Wildcard, Word


def show(query: Node, text: str, title: str = "", language: str = "en") -> str:
    """The snippet for a query."""
    return snippet(title, text, language, Matcher(query))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        (Word("cats"), "A «cat», concatenated; the «CAT's» tail"),
        (Phrase("cats"), "A cat, concatenated; the CAT's tail"),
        (Phrase("CAT"), "A «cat», concatenated; the «CAT's» tail"),
        (Wildcard("*at*d"), "A cat, «concatenated»; the CAT's tail"),
        (Fuzzy("tsil"), "A cat, concatenated; the CAT's «tail»"),
        (Phrase("tail cat", None, 2), "A cat, concatenated; the «CAT's» «tail»"),
        (Phrase("tail cat", None, 1), "A cat, concatenated; the CAT's tail"),
        (Prefix("con"), "A cat, «concatenated»; the CAT's tail"),
        (Phrase("cat concatenated"), "A «cat, concatenated»; the CAT's tail"),
        (Or((Word("a"), Word("tail"))), "«A» cat, concatenated; the CAT's «tail»"),
        (And((Word("tail"), Not(Word("cat")))), "A cat, concatenated; the CAT's «tail»"),
        (Word("cat", "people"), "A cat, concatenated; the CAT's tail"),
        (Word("tail", "text"), "A cat, concatenated; the CAT's «tail»"),
        (Word("…"), "A cat, concatenated; the CAT's tail"),
    ],
)
def test_what_was_looked_for_is_marked(query: Node, shown: str) -> None:
    """Whole words, phrases as one, whatever the case; not what was excluded."""
    assert show(query, "A cat,\n concatenated; the\tCAT's tail") == shown


def test_the_title_is_shown_when_only_it_matches() -> None:
    """Otherwise the text, and its beginning when nothing matches."""
    assert show(Word("cup"), "text", "The cup") == "The «cup»"
    assert show(Word("cup"), "a cup", "The cup") == "a «cup»"
    assert show(Word("x"), "text", "title") == "text"
    assert show(Word("x"), "", "title") == "title"
    assert show(Word("x"), "") == ""


def test_the_place_with_most_different_words_is_shown() -> None:
    """Rather than the first of a word that is all over the text."""
    far = "filler word " * 40
    text = f"cat {far} cat and cat {far} cat and dog {far} cat"
    assert "«cat» and «dog»" in show(And((Word("cat"), Word("dog"))), text)


@given(
    st.lists(st.sampled_from(["cat", "dog", "sehrlangeswort" * 20, "a", "b.", "\n"])),
    st.sampled_from([Word("cat"), Prefix("d"), Phrase("cat dog"), Word("zebra")]),
)
def test_a_snippet_is_short_and_part_of_the_text(words: list[str], query: Node) -> None:
    """One line that stands in the text as it is, marks aside."""
    text = " ".join(words)
    shown = show(query, text)
    bare = shown.replace("«", "").replace("»", "")
    assert bare in " ".join(text.split())
    assert len(bare) <= SNIPPET_LENGTH + len("sehrlangeswort" * 20)
    assert shown == " ".join(shown.split())


@pytest.mark.parametrize(
    ("query", "text", "language", "shown"),
    [
        (Word("jose"), "von José", "de", "von «José»"),
        (Word("Wahl"), "die Wahlen", "de", "die «Wahlen»"),
        (Word("Wahl"), "die Wahlen", "zh", "die Wahlen"),
        (Word("首都"), "中国的首都北京", "zh", "中国的«首都»北京"),
        (Word("京"), "中国的首都北京", "zh", "中国的首都北«京»"),
    ],
)
def test_matches_are_marked_in_every_language(
    query: Node, text: str, language: str, shown: str
) -> None:
    """As the index finds them: without accents, in any form, within a run of characters."""
    assert show(query, text, language=language) == shown


@pytest.mark.parametrize(
    ("one", "two", "differ"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "xbcd", 2), ("ab", "xy", 2),
     ("abcdef", "uvwxyz", 3), ("", "abc", 3)],
)  # fmt: skip
def test_a_distance_counts_exchanged_characters_once(one: str, two: str, differ: int) -> None:
    """As both engines count it; above the most that is asked for it is one more."""
    assert distance(one, two, 2) == distance(two, one, 2) == differ
