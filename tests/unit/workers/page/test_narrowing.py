"""Links that narrow a search are those that the search itself would give."""

import re

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


HARM = "\"><script>harm()</script>'&\u202e"


def test_values_are_written_without_their_markup() -> None:
    """A name from a hostile document is text in a chip, in a row and in their links."""
    narrowed = Narrowing(Asked(words="a&b", including=(("place", HARM),)))
    shown = "&quot;&gt;&lt;script&gt;harm()&lt;/script&gt;&#x27;&amp;⟨U+202E⟩"
    for html in (
        narrowed.chip("person", HARM),
        narrowed.row("person", HARM, 1_234),
        narrowed.row("place", HARM, 1),
    ):
        assert f"<bdi>{shown}</bdi>" in html
        assert HARM[:5] not in html
        assert set(re.findall(r"<(\w+)", html)) <= {"a", "bdi", "span"}
        assert all(
            "&" not in link.replace("&amp;", "") for link in re.findall(r'href="(.*?)"', html)
        )
    assert '<span class="count">1,234</span>' in narrowed.row("person", HARM, 1_234)
    assert 'aria-current="true" href="/?q=a%26b"' in narrowed.row("place", HARM, 1)
    assert "<bdi>file:///a b.txt</bdi>" in narrowed.row("source", "file:///a%20b.txt", 1)
