"""Filters of the command line as parts of a query."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.errors import ConfigurationError
from pipeline.query.dates import date_range
from pipeline.query.languages import language_code
from pipeline.query.origin import below
from pipeline.query.tree import And, Node, Not, Phrase, Word


class Filter(NamedTuple):
    """One filter of a command line: its option, the value as it was given, what it means."""

    option: str
    value: str
    node: Node

    def __str__(self) -> str:
        return f"--{self.option} {self.value}"


# Option → index field.
_FIELDS = {
    "person": "people",
    "organization": "organizations",
    "place": "places",
    "topic": "topics",
    "language": "language",
    "author": "author",
}


def filters(
    *,
    published_from: str | None = None,
    published_to: str | None = None,
    **given: Sequence[str],
) -> list[Filter]:
    """The filters that a document must match, all of them.

    `given`: values of `person`, `organization`, `place`, `topic`, `language`, `author`, `source`;
    with `not_` before a name, what a document must not have. A single word is a part of a name,
    several are the whole name. Dates as in the query language; both bounds are included.

    Raises:
        ConfigurationError: a bound is no date, or the first is after the last.
    """
    parts: list[Filter] = []
    for option, values in given.items():
        name = option.removeprefix("not_")
        for value in values:
            node = below(value) if name == "source" else _named(_FIELDS[name], value)
            is_excluded = name != option
            parts.append(
                Filter(option.replace("_", "-"), value, Not(node) if is_excluded else node)
            )
    bounds = {"from": published_from, "to": published_to}
    given_bounds = [f"{option} {bound}" for option, bound in bounds.items() if bound is not None]
    if given_bounds:
        # One filter: where a span of time is in the way, leaving out one of its ends helps little.
        option, _, value = " --".join(given_bounds).partition(" ")
        try:
            span = date_range("published", published_from, published_to)
        except ValueError as error:
            raise ConfigurationError(str(error)) from error
        if span.low and span.high and span.low > span.high:
            raise ConfigurationError(
                f"--from {published_from} is after --to {published_to}: nothing can be between"
            )
        parts.append(Filter(option, value, span))
    return parts


def narrowed(node: Node, chosen: Sequence[Filter]) -> Node:
    """A query within filters."""
    return And((node, *(one.node for one in chosen))) if chosen else node


def _named(field: str, value: str) -> Node:
    if field == "language":
        return Word(language_code(value), field)
    if field == "topics" or len(value.split()) == 1:
        return Word(value, field)
    return Phrase(value.strip('"'), field)
