"""What is asked for, as an address says it."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.index import Sort
from workers.page.asked import FACETS, LONGEST_VALUE, MOST_FILTERS, SORTS, Asked

VALUES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
NAMED = st.lists(st.tuples(st.sampled_from(list(FACETS)), VALUES), max_size=4, unique=True)


@given(
    VALUES.map(str.strip), NAMED, NAMED, VALUES, st.sampled_from(list(SORTS)), st.integers(1, 9_000)
)
def test_every_state_survives_its_link(
    words: str,
    including: list[tuple[str, str]],
    excluding: list[tuple[str, str]],
    since: str,
    sort: str,
    page: int,
) -> None:
    """What the parameters of an address describe is what made them."""
    asked = Asked(words, tuple(including), tuple(excluding), since, "", sort, page, since)
    assert Asked.of(parse_qsl(asked.query)) == asked


def test_a_value_is_included_or_excluded_but_never_both() -> None:
    """The last word counts; every change begins at the first page."""
    asked = Asked(page=7).with_value("person", "Blair").with_value("person", "Blair", excluded=True)
    assert asked.including == ()
    assert asked.excluding == (("person", "Blair"),)
    assert asked.page == 1
    assert asked.without("person", "Blair") == Asked()


def test_a_respelled_word_is_replaced_and_nothing_else() -> None:
    """Not in the middle of another word, and whatever its case."""
    asked = Asked("Harbuor harbuors person:harbuor")
    assert asked.respelled("harbuor", "harbour").words == "harbour harbuors person:harbour"


def test_hits_without_words_come_newest_first() -> None:
    """With words the best come first; a chosen order goes before either."""
    assert Asked().order() is Sort.NEWEST
    assert Asked("place:Bern").order() is Sort.NEWEST
    assert Asked("harbour").order() is Sort.RELEVANCE
    assert Asked("harbour", sort="source").order() is Sort.SOURCE


@pytest.mark.parametrize(
    "parameters",
    [
        [("q", "x" * (LONGEST_VALUE + 1))],
        [("person", str(n)) for n in range(MOST_FILTERS + 1)],
        [("page", "0")],
        [("page", "-1")],
        [("page", "²")],
        [("page", "9" * 30)],
        [("sort", "upwards")],
    ],
)
def test_what_is_too_much_or_no_number_is_refused(parameters: list[tuple[str, str]]) -> None:
    """Before anything is asked of the index."""
    with pytest.raises(ConfigurationError):
        Asked.of(parameters)


def test_a_bound_that_is_no_date_is_refused() -> None:
    """The message shows the right form."""
    with pytest.raises(ConfigurationError, match="write 2022"):
        Asked(since="soon").filters()
