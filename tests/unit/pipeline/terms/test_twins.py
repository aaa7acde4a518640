"""Stems, and the fields that are searched in place of a document's own."""

import pytest

from pipeline.terms.ranks import ranks
from pipeline.terms.stems import any_stems, own_stems, stem, stems
from pipeline.terms.twins import twins


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("election", "elections", "en"), ("wahl", "wahlen", "de"), ("eleccion", "elecciones", "es"),
        ("election", "elections", None), ("election", "elections", "und"), ("мой", "моя", "ru"),
    ],
)  # fmt: skip
def test_forms_of_a_word_have_one_stem(one: str, other: str, language: str | None) -> None:
    """A text of no known language is taken for English."""
    assert stem(one, language) == stem(other, language)
    assert stem(one, language) in any_stems(other)


def test_stems_keep_their_language() -> None:
    """What is one word in French is no form of an English one."""
    assert stem("pages", "fr") != stem("pag", "en")
    assert stem("首都", "zh") is None


def test_stems_are_kept_once_and_where_they_are_no_terms() -> None:
    """A word that is its own stem is found by its term, in a document of that language."""
    assert stems(["sleeps", "sleeping", "sleeps", "the", "houses"], "en") == ["sleep", "hous"]
    assert stems(["sleeps", "sleep"], "en") == []
    assert {"en", "und"} <= set(dict(own_stems("sleeps"))["sleep"])
    assert "de" not in dict(own_stems("dies"))["die"]
    assert "sleep" not in dict(own_stems("sleep"))
    # Of a document without a language nothing tells whose stem a term is.
    assert stems(["the", "sleep", "sleeps"], None) == ["the", "sleep"]


def test_twins_are_texts_of_terms_between_blanks() -> None:
    """An index has only to divide them."""
    fields = {
        "title": "The U.S. Elections", "text": "Voters' choices", "language": "en",
        "people": ["Tony Blair", "José Pérez", "…"], "author": "Ann Lee", "source": "file:///a",
        "extra": {"mine": {"Big Key": ["A b", 3, True, None], "deep": {"er": 1.5}}},
    }  # fmt: skip
    assert twins(fields) == {
        "title_terms": "the us elections", "title_stems": "elect",
        "text_terms": "voters choices", "text_stems": "voter choic",
        "people_terms": ["tony blair", "jose perez"], "author_terms": ["ann lee"],
        "folders": ["file:///"],
        "extra_folded": {"mine.big_key": ["true", "3", "a b"], "mine.deep.er": ["1.5"]},
        "ranks": [*ranks("extra.mine.deep.er", ["1.5"]), *ranks("extra.mine.big_key", ["3"])],
    }  # fmt: skip
    assert twins({"language": "en"}) == {}
    assert "text_stems" not in twins({"text": "首都", "language": "zh"})
