"""Ranges over numbers and dates among values of any kind."""

import pytest

from pipeline.query.leaves import TermBegins, TermBetween
from pipeline.query.parse import parse
from pipeline.query.ranges import ranked_range
from pipeline.query.tree import Node, Or, Range
from pipeline.terms.ranks import LAST, key


def asked(text: str) -> Node:
    """What a query of one range asks for."""
    parsed = parse(text)
    assert parsed.note is None
    assert isinstance(parsed.node, Range)
    return ranked_range(parsed.node)


def test_a_range_of_numbers_is_one_of_keys() -> None:
    """What a bound excludes is the next key."""
    found = asked("extra.mood.score:[-1.5 TO 3}")
    rank = "extra.mood.score\x1fn"
    assert found == TermBetween("ranks", rank, key(-1.5), key(3) - 1)
    assert asked("meta.size:>10") == TermBetween("ranks", "metadata.size\x1fn", key(10) + 1, LAST)
    assert asked("meta.size:{5 TO 5}") == Or(())


def test_a_year_is_a_number_or_a_date() -> None:
    """The source's field may hold either."""
    found = asked("meta.made:>=2004")
    assert isinstance(found, Or)
    assert [part.beginning for part in found.parts if isinstance(part, TermBetween)] == [
        "metadata.made\x1fn", "metadata.made\x1fd",
    ]  # fmt: skip
    dates = asked("meta.made:[2004-02 TO 2004-03]")
    assert isinstance(dates, TermBetween)
    assert dates.beginning == "metadata.made\x1fd"


def test_money_has_a_currency_or_any() -> None:
    """Of two bounds one may name it."""
    one, two = asked("money:>1000"), asked('money:["1000" TO "2000 EUR"]')
    assert isinstance(one, TermBetween)
    assert isinstance(two, TermBetween)
    assert (one.beginning, two.beginning) == ("money\x1fn", "money.eur\x1fn")


def test_any_value_needs_no_number() -> None:
    """As with every field."""
    assert asked("meta.made:[* TO *]") == TermBegins("metadata_folded.made", "")


@pytest.mark.parametrize(
    "text",
    ["meta.x:>much", "meta.x:[2 TO 2004-05]", "money:>lots", 'money:["1 USD" TO "2 EUR"]',
     "meta.x:>29/08/2004"],
)  # fmt: skip
def test_bounds_that_have_no_order_are_named(text: str) -> None:
    """The query is searched as words, with a note."""
    note = parse(text).note
    assert note is not None
    assert text.partition(":")[0].replace("meta", "metadata") in note
