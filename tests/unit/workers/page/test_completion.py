"""Completion of queries: fields by their beginning, names by that of any of their words."""

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.index import Index, SearchRequest, SearchResult
from pipeline.query.parse import parse
from workers.page.completion import KnownNames

NAMES: dict[str, tuple[tuple[str, int], ...]] = {
    "people": (
        ("Tony Blair", 90),
        ("Cherie Blair", 9),
        ('Bl\u00e5nd "The" O\'Neil', 3),
        ("Oslo", 1),
    ),
    "places": (("Oslo", 40), ("Blackpool", 20)),
    "language": (("en", 100),),
}


class Counting:
    """An index that only counts names, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def search(self, request: SearchRequest) -> SearchResult:
        """The names."""
        del request
        self.asked += 1
        return SearchResult(0, (), cast(dict[str, Any], NAMES))


def names() -> KnownNames:
    """Those of `NAMES`."""
    return KnownNames(cast(Index, Counting()))


def shown(typed: str) -> list[str]:
    """Field or name of each completion."""
    return [one.shown for one in names().completions(typed)]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("person:bla", ["Tony Blair", "Cherie Blair", 'Bl\u00e5nd "The" O\'Neil']),
        ('fish person:"tony b', ["Tony Blair"]),
        ("(org:x OR place:os", ["Oslo"]),
        ("-place:BLA", ["Blackpool"]),
        ("place:", ["Oslo", "Blackpool"]),
        ("language:", ["en"]),
        ("bla", ["Tony Blair", "Blackpool", "Cherie Blair", 'Bl\u00e5nd "The" O\'Neil']),
        ("pla", ["place"]),
        ("b", []),
        ("", []),
        ('person:"Tony Blair" ', []),
        ("nofield:os", []),
        ('"a phrase os', []),
    ],
)
def test_the_last_word_is_completed(typed: str, wanted: list[str]) -> None:
    """Without case and accents; the most frequent names first; within quotes none."""
    assert shown(typed) == wanted


def test_a_completed_query_finds_the_name() -> None:
    """With quotation marks where it needs them; what stood before stays."""
    found = names().completions("fish OR person:bla")
    assert found[0].query == 'fish OR person:"Tony Blair" '
    assert parse(found[2].query).note is None
    assert names().completions("pers")[0].query == "person:"


@given(st.text(max_size=40))
def test_anything_can_be_typed(typed: str) -> None:
    """What stood before the last word stays."""
    for one in names().completions(typed):
        assert one.query.startswith(typed[: max(map(typed.rfind, (" ", "(", ":", "+", "-"))) + 1])


def test_the_index_is_asked_once() -> None:
    """And again after some time, because runs bring new names."""
    index = Counting()
    now = [1_000.0]
    known = KnownNames(cast(Index, index), lambda: now[0])
    known.completions("bla")
    known.completions("blai")
    assert index.asked == 1
    now[0] += 1_000
    known.completions("blai")
    assert index.asked == 2
