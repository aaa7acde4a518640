"""Amounts of money in a text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.patterns import Passage, find
from pipeline.extract.patterns.amount import plain


def money(text: str, language: str = "en") -> list[tuple[str, str]]:
    """What stands in the text and its value."""
    return [(one.text, one.entity) for one in find(Passage(text, language), ["money"])]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("£3.5bn", "3500000000 GBP"),
        ("$1.2 million", "1200000 USD"),
        ("EUR 20", "20 EUR"),
        ("EUR20", "20 EUR"),
        ("US$5m", "5000000 USD"),
        ("A$ 1,234.50", "1234.5 AUD"),
        ("$100K", "100000 USD"),
        ("20 euros", "20 EUR"),
        ("7.5bn yen", "7500000000 JPY"),
        ("12-million-euro", "12000000 EUR"),
        ("5 million pounds", "5000000 GBP"),
        ("1,234,567 USD", "1234567 USD"),
        ("3 trillion dollars", "3000000000000 USD"),
        ("2 million Swiss francs", "2000000 CHF"),
        ("$0.20", "0.2 USD"),
        ("€1'234'567", "1234567 EUR"),
    ],
)
def test_an_amount_has_its_number_and_its_currency(text: str, value: str) -> None:
    """Sign, code or name; before or after the number; with its scale."""
    for around in ("{}", "of {}.", "({})", "paid {}, then 7"):
        assert money(around.format(text)) == [(text, value)]


@pytest.mark.parametrize(
    "text",
    [
        "20 pounds", "12 Euro zone countries", "5 percent", "A4", "20 usdollars", "x$5y",
        "the 1990s", "5m people", "TOP 10", "MUSD20", "$", "20 km", "$five",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_left(text: str) -> None:
    """Weights, lengths, names with digits."""
    assert money(text) == []


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("$500-1 million", "en", "$500"),
        ("$5 to $10 million", "en", "$5"),
        ("1.234 €", "und", "1.234 €"),
        ("$20", "es", "$20"),
        ("€1.2.3", "en", "€1.2.3"),
    ],
)
def test_an_amount_that_can_be_read_in_two_ways_stays_as_written(
    text: str, language: str, found: str
) -> None:
    """Its range may have the scale, its separator may be either, its sign may be a peso's."""
    assert money(text, language)[0] == (found, found)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("5,5 millions d'euros", "fr", "5500000 EUR"),
        ("3 500 000 euros", "fr", "3500000 EUR"),
        ("1.500 euros", "fr", "1500 EUR"),
        ("5 milliards de dollars", "fr", "5000000000 USD"),
        ("2 mil millones de dólares", "es", "2000000000 USD"),
        ("1.234,5 €", "es", "1234.5 EUR"),
        ("1.234.567 €", "und", "1234567 EUR"),
        ("EUR 20,50", "de", "20.5 EUR"),
    ],
)
def test_numbers_are_read_by_their_language(text: str, language: str, value: str) -> None:
    """Separators and scale words are those of the document's language."""
    assert money(f"x {text} x", language) == [(text, value)]


def test_an_open_amount_never_looks_like_a_certain_one() -> None:
    """The index takes for a value what has a value's form; three decimals may be thousands."""
    assert money("1.234 USD") == [("1.234 USD", "1.234 USD ?")]


def test_neighbours_are_apart() -> None:
    """Amounts next to one another are each their own, and a year is not part of one."""
    assert money("6.5bn euros ($8.6bn; £4.5bn) in 2005, $300 of it") == [
        ("6.5bn euros", "6500000000 EUR"), ("$8.6bn", "8600000000 USD"),
        ("£4.5bn", "4500000000 GBP"), ("$300", "300 USD"),
    ]  # fmt: skip


@given(st.decimals(0, 10**14, allow_nan=False, places=2))
def test_plain_numbers_keep_their_value(value: Decimal) -> None:
    """No exponent, no needless zeros, the same number."""
    assert Decimal(plain(value)) == value
    assert "E" not in plain(value)
    assert money(f"USD {plain(value)}") == [(f"USD {plain(value)}", f"{plain(value)} USD")]
