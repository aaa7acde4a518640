"""Keys of numbers, and the ranks of values."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.terms.ranks import LAST, amount, key, money_ranks, number, ranks
from workers.indexes.embedded.query import _keys_between

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
KEYS = st.integers(0, LAST)


@given(NUMBERS, NUMBERS)
def test_keys_have_the_order_of_their_numbers(one: float, two: float) -> None:
    """Negative ones too, and the two zeros are one."""
    assert (one < two) == (key(one) < key(two))
    assert (one == two) == (key(one) == key(two))
    assert len(f"{key(one):016x}") == 16


@given(KEYS, KEYS, KEYS)
def test_an_expression_finds_the_keys_between_two(one: int, two: int, three: int) -> None:
    """The first and the last included, and no other."""
    low, high = sorted((one, two))
    expression = re.compile(_keys_between(f"{low:016x}", f"{high:016x}"))
    for tried in (low, high, three, max(low - 1, 0), min(high + 1, LAST)):
        assert bool(expression.fullmatch(f"{tried:016x}")) == (low <= tried <= high)


@pytest.mark.parametrize(
    "text",
    ["", "1,000", "12 km", "v1", "1.2.3", "nan", "inf", "１２", "1e999", "0x1f", "--3", "3."],
)
def test_what_is_no_plain_number_has_no_rank(text: str) -> None:
    """Nor is a part of it one."""
    assert number(text) is None
    assert list(ranks("meta.x", [text])) == []


@pytest.mark.parametrize("text", ["soon", "2004-13", "29/08/2004", "2004-08-29 or so", "2004-08-"])
def test_what_is_no_date_has_no_rank(text: str) -> None:
    """Only ISO 8601 is plain enough for values of which nothing is known."""
    assert list(ranks("meta.x", [text])) == []


def test_values_of_a_field_have_ranks_under_its_name() -> None:
    """Numbers and dates apart, amounts in their currency and in any."""
    one, two, three = ranks("meta.x", ["7", "2004-08", "2004-08-29t10:00:00z"])
    assert one == f"meta.x\x1fn{key(7):016x}"
    assert two.startswith("meta.x\x1fd")
    assert two < three
    assert list(money_ranks(["5 USD", "much"])) == [
        f"money\x1fn{key(5):016x}",
        f"money.usd\x1fn{key(5):016x}",
    ]
    assert amount("5USD") == amount("5 usd") == (5.0, "usd")
