"""`docmill search`: queries over everything that is indexed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from workers.command.view.output import (
    JsonOption,
    notice,
    print_json,
    print_json_lines,
    results,
    wants_json,
)

if TYPE_CHECKING:
    from pipeline.index import Hit, Index, SearchRequest, SearchResult
    from pipeline.query.tree import Node

EPILOG = """\
\b
Queries:
  climate treaty             both words          climate OR treaty    one of them
  "climate treaty"           the words together  climate NOT treaty   one without
  diplo*                     words that begin so (a OR b) c           brackets
  person:"Angela Merkel"     who is named        topic:health         the topic
  organization:NATO          place:Berlin        group:… event:… law:…
  title:treaty               language:de         source_id:A-17
  published:[2022-01-01 TO 2022-12-31]           published:2022
Names and topics match whole; case and accents do not count.

\b
Examples:
  docmill search 'person:"Vladimir Putin" AND diplomacy'
  docmill search sanctions --place Moscow --from 2022 --facets
  docmill search --topic sport --all --json > sport.jsonl

\b
JSON: one line for each document; with --facets the last line is {"total",
"facets"}. The total counts every copy of a document, the hits show equal texts
once. When nothing is found, the exit code is 0.
"""


def search(
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUERY",
            help="What to find, see below; not needed with a filter.",
            show_default=False,
        ),
    ] = None,
    person: Annotated[
        list[str] | None, typer.Option(help="Who is named; given again: all of them.")
    ] = None,
    organization: Annotated[
        list[str] | None, typer.Option(help="Which organization is named.")
    ] = None,
    place: Annotated[list[str] | None, typer.Option(help="Which place is named.")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="What it is about.")] = None,
    language: Annotated[str | None, typer.Option(help="Language code, such as en.")] = None,
    published_from: Annotated[
        str | None, typer.Option("--from", help="First date: 2022, 2022-05 or 2022-05-01.")
    ] = None,
    published_to: Annotated[str | None, typer.Option("--to", help="Last date, included.")] = None,
    size: Annotated[int, typer.Option(min=1, help="Most hits to show.")] = 10,
    everything: Annotated[
        bool, typer.Option("--all", help="Stream every hit, however many, in no fixed order.")
    ] = False,
    facets: Annotated[
        bool, typer.Option("--facets", help="Count names, topics, languages and sources too.")
    ] = False,
    json: JsonOption = None,
) -> int:
    """Find documents by words, names, topics and dates."""
    from pipeline.errors import ConfigurationError
    from pipeline.index import SearchRequest
    from pipeline.query.filters import filters
    from pipeline.query.parse import parse
    from pipeline.query.tree import All, And
    from workers.indexes import open_index
    from workers.settings import load_settings

    settings = load_settings()
    chosen = filters(
        person=person or (), organization=organization or (), place=place or (),
        topic=topic or (), language=(language,) if language else (),
        published_from=published_from, published_to=published_to,
    )  # fmt: skip
    if query is None and chosen == All():
        raise ConfigurationError("say what to find: a QUERY, or a filter such as --person")
    parsed = parse(" ".join(query or ()))
    if parsed.note:
        notice(parsed.note)
    tree: Node = And((parsed.node, chosen)) if chosen != All() else parsed.node
    request = SearchRequest(tree, size=size, facets=facets)
    index = open_index(settings)
    try:
        if wants_json(json):
            _print(index, request, everything)
        else:
            _show(index, request, everything)
    finally:
        index.close()
    return 0


def with_page(index: "Index", hit: "Hit") -> "Hit":
    """A hit with the page on which its snippet's first match stands, if its document has pages.

    The index keeps where they begin in the record, which is asked for no other hit.
    """
    import msgspec

    from workers.command.view.hit import page_of_match

    record = index.get(hit.id) if hit.pages else None
    if record is None:
        return hit
    page = page_of_match(hit.snippet, record.get("text", ""), record.get("page_starts", ()))
    return msgspec.structs.replace(hit, page=page)


def _print(index: "Index", request: "SearchRequest", everything: bool) -> None:
    found = index.search(request) if request.facets or not everything else None
    if everything:
        print_json_lines(index.scan(request))
    elif found:
        print_json_lines(with_page(index, hit) for hit in found.hits)
    if found and request.facets:
        print_json(
            {
                "total": found.total,
                "facets": {
                    field: [{"value": value, "documents": count} for value, count in values]
                    for field, values in found.facets.items()
                },
            }
        )


def _show(index: "Index", request: "SearchRequest", everything: bool) -> None:
    from workers.command.view.hit import facet_tables, hit_view

    found = index.search(request) if request.facets or not everything else None
    shown = 0
    for number, hit in enumerate(_hits(index, request, found, everything), start=1):
        results.print(hit_view(number, hit))
        shown = number
    if not shown:
        notice("nothing found" if index.count() else "the index is empty; start with `docmill run`")
        return
    if found and request.facets:
        results.print(facet_tables(found.facets))
    if everything or not found:
        results.print(f"documents found: {shown:,}", style="bold")
    else:
        more = f", shown: {shown:,} (--size or --all shows more)" if found.total > shown else ""
        results.print(f"documents found: {found.total:,}{more}", style="bold")


def _hits(
    index: "Index", request: "SearchRequest", found: "SearchResult | None", everything: bool
) -> Iterator["Hit"]:
    if everything:
        yield from index.scan(request)
    elif found:
        yield from (with_page(index, hit) for hit in found.hits)
