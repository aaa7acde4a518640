"""Snippets: the part of a text that shows why it was found."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.index import SNIPPET_LENGTH
from pipeline.query.distance import distance
from pipeline.query.matcher import Matcher
from pipeline.query.snippet import snippet
from pipeline.query.tree import And, Fuzzy, Node, Not, Or, Phrase, Prefix, Wildcard, Word
from pipeline.terms.words import tokens


def show(query: Node, text: str, title: str = "", language: str = "en") -> str:
    """The snippet for a query."""
    return snippet(title, text, language, Matcher(query)).text


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


def test_marks_of_a_text_are_no_matches() -> None:
    """Where the matches are is told beside the snippet, whose marks a text may have too."""
    text = "on «one\n cat» and « another cat"
    shown = snippet("", text, "en", Matcher(Word("cat")))
    assert shown.text == "on «one «cat»» and « another «cat»"
    assert [shown.text[start:end] for start, end in shown.matches] == ["cat", "cat"]
    assert snippet("", "on «one» dog", "en", Matcher(Word("cat"))).matches == ()


def test_a_snippet_tells_where_its_first_match_stands_in_the_text() -> None:
    """Of several the first that is shown; none of a title, or where nothing matches."""
    text = "A dog. " + "No more. " * 60 + "One cat and one dog."
    query = And((Word("cat"), Word("dog")))
    assert snippet("", text, "en", Matcher(query)).at == text.index("cat")
    assert snippet("", text[: text.index("cat")], "en", Matcher(query)).at == text.index("dog")
    assert snippet("a cat", "no match", "en", Matcher(query)).at is None
    assert snippet("", "nothing", "en", Matcher(query)).at is None


PIECES = [
    "bank",
    "rate",
    "Bank's",
    "rates,",
    "l'élection",
    "élections",
    "中国的首都",
    "首都",
    "—",
    "…",
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=40),
    st.sampled_from([" ", "\n", ", ", "-", ""]),
    st.sampled_from(
        [Word("bank"), Word("首都"), Fuzzy("rtae"), Prefix("élec"), Phrase("bank rate"),
         Phrase("rate bank", None, 3), Phrase("中国的首都"), Prefix("bank ra")]
    ),
)  # fmt: skip
def test_matches_are_the_words_of_the_text_as_the_index_knows_them(
    pieces: list[str], between: str, query: Node
) -> None:
    """Whatever stands around a word, and in whichever piece of the text."""
    text = between.join(pieces)
    spans = Matcher(query).spans(text, "en")
    assert spans == sorted(spans)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))
    found = list(tokens(text))
    places = {one.start for one in found}
    assert all(start in places for start, _ in spans)
    if query == Word("bank"):
        assert [start for start, _ in spans] == [one.start for one in found if one.term == "bank"]
    if query == Phrase("bank rate"):
        assert [start for start, _ in spans] == [
            one.start
            for one, two in itertools.pairwise(found)
            if (one.term, two.term) == ("bank", "rate")
        ]


def test_a_match_far_behind_is_found_where_it_stands() -> None:
    """In every portion of a long text, a phrase across two of them too."""
    filler = "word " * 300_000
    text = f"{filler}zebra {filler}"
    [span] = Matcher(Word("zebra")).spans(text, "en")
    assert text[slice(*span)] == "zebra"
    assert "zebra" not in snippet("", text, "en", Matcher(Word("zebra"))).text  # of a hit in a list
    every = Matcher(Phrase("word word")).spans(filler[:150_000], "en")
    assert every == [(0, 5 * 501 - 1)]


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
