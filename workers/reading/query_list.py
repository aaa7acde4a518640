"""A list of queries or names, and how much is found of each."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from pipeline.index import Hit, Index, SearchRequest
from pipeline.query.filters import Filter, narrowed
from pipeline.query.parse import parse

COLUMNS = ("query", "documents", "hits", "note")


class Line(msgspec.Struct, frozen=True):
    """What is found of one line.

    `query`: the line; `searched`: the query that it is; `note`: what in it could not be read.
    """

    query: str
    searched: str
    documents: int
    hits: tuple[Hit, ...]
    note: str | None


def lines_of(text: str) -> list[str]:
    """The lines of a list; empty ones and those that begin with # are left out."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def search_lines(
    index: Index,
    lines: Iterable[str],
    *,
    are_names: bool,
    size: int,
    filters: Sequence[Filter] = (),
) -> Iterator[Line]:
    """Search for each line; at most `size` hits of each."""
    for line in lines:
        searched = of_name(line) if are_names else line
        parsed = parse(searched)
        found = index.search(SearchRequest(narrowed(parsed.node, filters), size=size))
        yield Line(line, searched, found.total, found.hits, parsed.note)


def of_name(name: str) -> str:
    """The query for a name as it stands, in the text or among people and organizations."""
    quoted = '"{}"'.format(name.replace("\\", "\\\\").replace('"', '\\"'))
    return f"{quoted} OR person:{quoted} OR organization:{quoted}"
