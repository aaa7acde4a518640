"""Snippets: the part of a text that shows why it was found."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.index import SNIPPET_LENGTH
from pipeline.query.tree import And, Node, Not, Or, Phrase, Prefix, Word
from workers.indexes.embedded.snippet import matcher, snippet


def analyze(text: str) -> list[str]:
    """Words as an index cuts them, near enough."""
    return re.findall(r"[^\W_]+", text.lower())


def show(query: Node, text: str, title: str = "") -> str:
    """The snippet for a query."""
    return snippet(title, text, matcher(query, analyze))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        (Word("cat"), "A «cat», concatenated; the «CAT»'s tail"),
        (Word("cat's"), "A cat, concatenated; the «CAT's» tail"),
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
