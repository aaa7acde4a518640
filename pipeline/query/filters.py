"""Filters of the command line as a query tree."""

from collections.abc import Sequence

from pipeline.errors import ConfigurationError
from pipeline.query.dates import date_range
from pipeline.query.tree import All, And, Node, Word


def filters(
    *,
    person: Sequence[str] = (),
    organization: Sequence[str] = (),
    place: Sequence[str] = (),
    topic: Sequence[str] = (),
    language: Sequence[str] = (),
    published_from: str | None = None,
    published_to: str | None = None,
) -> Node:
    """The tree that all given values must match; every document when none is given.

    Dates as in the query language; both bounds are included.

    Raises:
        ConfigurationError: a bound is no date.
    """
    given = {
        "people": person,
        "organizations": organization,
        "places": place,
        "topics": topic,
        "language": [code.lower() for code in language],
    }
    parts: list[Node] = [Word(value, field) for field, values in given.items() for value in values]
    if published_from is not None or published_to is not None:
        try:
            parts.append(date_range("published", published_from, published_to))
        except ValueError as error:
            raise ConfigurationError(str(error)) from error
    return And(tuple(parts)) if parts else All()
