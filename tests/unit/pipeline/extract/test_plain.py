"""Names in languages that docmill has no rules for: a network's and those of lists together."""

from itertools import pairwise
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.forms import Found, collect
from pipeline.extract.plain import inflected, resolve_plainly, with_listed

Facts = list[tuple[int, int, str]]


def together(named: Facts, listed: Facts) -> Facts:
    found = with_listed([Found(*one) for one in named], [Found(*one) for one in listed])
    return [(one.start, one.end, one.label) for one in found]


def test_a_name_of_the_lists_is_added_where_the_network_has_none() -> None:
    """In the order of the text, also right behind or before another name."""
    named = [(10, 15, "person"), (20, 25, "place")]
    listed = [(0, 5, "place"), (15, 20, "place"), (30, 40, "organization")]
    assert together(named, listed) == sorted(named + listed)


def test_of_the_same_span_the_lists_know_the_type() -> None:
    """And of another span, longer or shorter, the network's name stays."""
    assert together([(0, 7, "organization")], [(0, 7, "place")]) == [(0, 7, "place")]
    for span in ((0, 5), (2, 7), (0, 9), (6, 12)):
        assert together([(0, 7, "organization")], [(*span, "place")]) == [(0, 7, "organization")]


def test_a_part_of_a_bodys_whole_name_is_the_body() -> None:
    """ "Brodomerkur" of "Brodomerkur d.d."; what crosses its end stays the network's."""
    whole = [(0, 16, "organization")]
    assert together([(0, 11, "place")], whole) == whole
    assert together([(0, 4, "person"), (12, 16, "place")], whole) == whole
    assert together([(10, 20, "place")], whole) == [(10, 20, "place")]


spans = st.lists(st.integers(0, 60), unique=True, max_size=16).map(
    lambda ends: [(a, b, "place") for a, b in zip(*[iter(sorted(ends))] * 2, strict=False)]
)


@given(spans, spans)
def test_no_name_overlaps_another_and_none_of_the_network_is_lost(
    named: Facts, listed: Facts
) -> None:
    """Whatever both have found."""
    found = together(named, listed)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert set(named) <= set(found)


def types(text: str, facts: list[tuple[str, str, float]], *, with_endings: bool = True) -> set[str]:
    """`facts`: names of a text with a type and the margin of the model."""
    found = [
        Found(text.index(name), text.index(name) + len(name), label, margin=margin)
        for name, label, margin in facts
    ]
    made = resolve_plainly(text, found, {}, with_endings=with_endings)
    return {f"{mention.text} {mention.label}" for mention in made.mentions}


def test_forms_of_a_name_that_differ_by_an_ending_have_the_type_that_is_surest() -> None:
    """In a language without such endings each form has its own."""
    text = "Sondy k Mesiacu, potom Mesiaca"
    facts = [("Mesiacu", "place", 4.0), ("Mesiaca", "person", 1.0)]
    assert types(text, facts) == {"Mesiacu place", "Mesiaca place"}
    assert types(text, facts, with_endings=False) == {"Mesiacu place", "Mesiaca person"}


def test_a_name_of_a_list_is_as_sure_as_the_surest_of_the_model() -> None:
    """Its margin is infinite, and counts five."""
    facts = [("Tampere", "place", inf), ("Tampereella", "person", 4.0)]
    assert types("Tampere ja Tampereella", facts) == {"Tampere place", "Tampereella place"}


def test_names_that_differ_by_more_than_an_ending_stay_apart() -> None:
    """Short beginnings, long ends, another number of words."""
    text = "Oslo, Oskari, Kari, Karjala, Mesiac, Mesiac Slnko"
    names = ["Oslo", "Oskari", "Kari", "Karjala", "Mesiac", "Mesiac Slnko"]
    found = [Found(text.index(name), text.index(name) + len(name), "place") for name in names]
    assert all(len(group) == 1 for group in inflected(collect(text, found, {}, {}).values()))
