"""Names in languages that docmill has no rules for: a network's and those of lists together."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.forms import Found
from pipeline.extract.plain import with_listed

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
