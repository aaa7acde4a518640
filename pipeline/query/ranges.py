"""Ranges over values of any kind, by the ranks that an index keeps of them."""

from datetime import datetime

from pipeline.fields import EXTRA_FIELD, METADATA_FIELD, folded
from pipeline.query.dates import date_range
from pipeline.query.leaves import TermBegins, TermBetween
from pipeline.query.tree import Node, Or, Range
from pipeline.terms.ranks import (
    LAST,
    RANKS,
    amount,
    date_rank,
    key,
    moment_key,
    number,
    number_rank,
)

MONEY = "money"


def has_ranks(field: str) -> bool:
    """Whether the numbers and dates of a field have ranks."""
    return field == MONEY or field.partition(".")[0] in (METADATA_FIELD, EXTRA_FIELD)


def ranked_range(node: Range) -> Node:
    """What a range asks of the ranks: numbers, dates, or both where a bound is a year.

    Raises:
        ValueError: a bound is neither a number nor a date, or they are not of one kind.
    """
    name, dot, own = node.field.partition(".")
    if node.low is None and node.high is None:
        return TermBegins(f"{folded(name)}{dot}{own}", "")
    if node.field == MONEY:
        return _money(node)
    found: list[Node] = []
    bounds = [bound for bound in (node.low, node.high) if bound is not None]
    if all(number(bound) is not None for bound in bounds):
        low, high = (
            None if bound is None or (value := number(bound)) is None else key(value)
            for bound in (node.low, node.high)
        )
        found.append(_between(number_rank(node.field), low, high, node))
    try:
        dates = date_range(node.field, node.low, node.high, node.include_low, node.include_high)
    except ValueError:
        if not found:
            raise ValueError(
                f"{' or '.join(map(repr, bounds))} is no number and no date, or one is this and "
                "one that"
            ) from None
    else:
        low, high = (
            None if bound is None else moment_key(datetime.fromisoformat(bound))
            for bound in (dates.low, dates.high)
        )
        found.append(_between(date_rank(node.field), low, high, node))
    return found[0] if len(found) == 1 else Or(tuple(found))


def _money(node: Range) -> Node:
    ends = [None if bound is None else amount(bound) for bound in (node.low, node.high)]
    currencies = {end[1] for end in ends if end} - {""}
    if len(currencies) > 1 or any(
        end is None and bound is not None
        for end, bound in zip(ends, (node.low, node.high), strict=True)
    ):
        raise ValueError("an amount of money is a number with or without one currency: 5000 USD")
    name = ".".join((MONEY, *currencies))
    low, high = (None if end is None else key(end[0]) for end in ends)
    return _between(number_rank(name), low, high, node)


def _between(beginning: str, low: int | None, high: int | None, node: Range) -> Node:
    first = 0 if low is None else low if node.include_low else low + 1
    last = LAST if high is None else high if node.include_high else high - 1
    return TermBetween(RANKS, beginning, first, last) if first <= last else Or(())
