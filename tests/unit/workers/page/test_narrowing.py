"""Links that narrow a search are those that the search itself would give."""

from hypothesis import given
from hypothesis import strategies as st

from workers.page.asked import FACETS, NOT, Asked
from workers.page.narrowing import Narrowing

NAMES = st.sampled_from(sorted(FACETS))
VALUES = st.sampled_from(["Ann", "a&b=c", "Åsa Öberg", "(any)", "+ %2B", "file:///a/b.zip!"])
PARAMETERS = st.lists(
    st.tuples(
        st.sampled_from(["q", "from", "to", "sort", "page", "near", "indexed"]),
        st.sampled_from(["1", "2"]),
    )
    | st.tuples(NAMES | NAMES.map(lambda name: NOT + name), VALUES)
).map(lambda pairs: [(name, "date" if name == "sort" else value) for name, value in pairs])


@given(PARAMETERS, st.lists(st.tuples(NAMES, VALUES), min_size=1))
def test_links_are_those_of_the_search(
    parameters: list[tuple[str, str]], wanted: list[tuple[str, str]]
) -> None:
    """Whatever is chosen already, excluded, or the same value as what is linked to."""
    asked = Asked.of(parameters)
    narrowed = Narrowing(asked)
    for name, value in wanted:
        assert narrowed.to(name, value) == asked.with_value(name, value).query
        excluded = asked.with_value(name, value, excluded=True).query
        assert narrowed.away_from(name, value) == excluded
