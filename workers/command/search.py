"""`docmill search`: queries over everything that is indexed."""

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from workers.command import counted
from workers.command.last_search import MOST, remember
from workers.command.rows import (
    CsvOption,
    FieldsOption,
    ParquetOption,
    check_forms,
    columns,
    put_out,
    row,
)
from workers.command.view.output import (
    JsonOption,
    notice,
    print_json,
    results,
    wants_json,
)

if TYPE_CHECKING:
    from pipeline.index import Hit, Index, SearchRequest, SearchResult
    from pipeline.query.filters import Filter
    from pipeline.query.tree import Node

FEW = 3  # documents, of which one may ask whether a word is misspelt
EPILOG = """\
\b
Queries:
  climate treaty             both words          climate OR treaty    one of them
  "climate treaty"           the words together  climate NOT treaty   one without
  diplo*  gov*t  wom?n       parts of words      goverment~           misspelt words
  "bank rate"~5              words near by       (a OR b) c           brackets
  person:merkel              a part of a name    person:"Angela Merkel"   the whole
  organization:NATO          place:Berlin        group:… event:… law:…
  title:treaty               language:german     topic:sports         source_id:A-17
  published:[2022-01 TO 2022-06]  published:>=2022-05-01  pages:>10  phone:+44*
  author:*                   any value           treaty^3 climate     what counts more
Case and accents do not count, nor endings; in quotes a word is found as it stands.

\b
Examples:
  docmill search 'person:"Vladimir Putin" AND diplomacy'
  docmill search sanctions --place Moscow --from 2022 --facets
  docmill search --topic sport --all --json > sport.jsonl
  docmill search tariffs --not-place China --sort -date --page 2
  docmill search war --facet person --facet-like bla --size 0
  docmill search --person blair --csv --fields id,title,published > hits.csv

\b
JSON: one line for each document; with facets the last line is {"total",
"facets", "dates"}. The total counts every copy of a document, the hits show equal texts
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
    author: Annotated[list[str] | None, typer.Option(help="Who wrote it.")] = None,
    source: Annotated[
        list[str] | None, typer.Option(help="Where it is from: a source, or all below it.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="Language: a code such as en, or its English name.")
    ] = None,
    not_person: Annotated[list[str] | None, typer.Option(help="Who is not named.")] = None,
    not_organization: Annotated[
        list[str] | None, typer.Option(help="Which organization is not named.")
    ] = None,
    not_place: Annotated[list[str] | None, typer.Option(help="Which place is not named.")] = None,
    not_topic: Annotated[list[str] | None, typer.Option(help="What it is not about.")] = None,
    published_from: Annotated[
        str | None,
        typer.Option("--from", help="First date: 2022, 2022-05, 2022-05-01 or 'last week'."),
    ] = None,
    published_to: Annotated[str | None, typer.Option("--to", help="Last date, included.")] = None,
    size: Annotated[int, typer.Option(min=0, help="Most hits to show.")] = 10,
    offset: Annotated[int, typer.Option(min=0, help="Leave out so many hits.")] = 0,
    page: Annotated[int, typer.Option(min=1, help="Which page of --size hits to show.")] = 1,
    sort: Annotated[
        str, typer.Option(help="relevance, date (oldest first), -date (newest first) or source.")
    ] = "relevance",
    everything: Annotated[
        bool, typer.Option("--all", help="Stream every hit, by date or source if --sort says so.")
    ] = False,
    facets: Annotated[
        bool, typer.Option("--facets", help="Count names, topics, sources and dates too.")
    ] = False,
    facet: Annotated[
        list[str] | None,
        typer.Option(
            help="Count only this: person, organization, place, topic, author, source, published …"
        ),
    ] = None,
    facet_like: Annotated[
        str | None,
        typer.Option(help="Only values with a word that begins so, or has this pattern."),
    ] = None,
    facet_size: Annotated[int, typer.Option(min=1, help="Values of each facet.")] = 10,
    csv: CsvOption = False,
    parquet: ParquetOption = None,
    fields: FieldsOption = None,
    json: JsonOption = None,
) -> int:
    """Find documents by words, names, topics and dates."""
    from pipeline.errors import ConfigurationError
    from pipeline.index import SearchRequest, Sort
    from pipeline.query.filters import filters, narrowed
    from pipeline.query.parse import parse
    from workers.command.named_source import as_uri
    from workers.indexes import open_index
    from workers.reading.advice import rarer_spellings
    from workers.settings import load_settings

    if sort not in list(Sort):
        raise ConfigurationError(f"--sort {sort}: choose one of {', '.join(Sort)}")
    if everything and (offset or page > 1):
        raise ConfigurationError("--all has no pages: leave out one or the other")
    counts = counted.chosen(facets, facet or (), facet_size, facet_like)
    check_forms(csv, parquet, json)
    if counts and (csv or parquet):
        raise ConfigurationError("a table holds hits only: leave out the facets, or the table")
    settings = load_settings()
    sources = [(os.path.exists(one) and as_uri(one)) or one for one in source or ()]
    chosen = filters(
        person=person or (), organization=organization or (), place=place or (),
        topic=topic or (), author=author or (), source=sources,
        language=(language,) if language else (),
        not_person=not_person or (), not_organization=not_organization or (),
        not_place=not_place or (), not_topic=not_topic or (),
        published_from=published_from, published_to=published_to,
    )  # fmt: skip
    if query is None and not chosen:
        raise ConfigurationError("say what to find: a QUERY, or a filter such as --person")
    parsed = parse(" ".join(query or ()))
    if parsed.note:
        notice(parsed.note)
    request = SearchRequest(
        narrowed(parsed.node, chosen),
        size=size,
        offset=offset + (page - 1) * size,
        sort=Sort(sort),
        facets=counts,
    )
    index = open_index(settings)
    shown: list[str] = []
    try:
        if csv or parquet or wants_json(json):
            found = _print(index, request, everything, columns(fields), csv, parquet, shown)
        else:
            found = _show(index, request, everything, shown)
        if not shown:
            _say_why(index, parsed.node, chosen, request, found)
        elif found and found.total <= FEW:
            for told in rarer_spellings(index, parsed.node):
                notice(told)
    finally:
        index.close()
    if shown:
        remember(settings.data_dir, shown, request.offset + 1)
    return 0


def _say_why(
    index: "Index",
    query: "Node",
    chosen: "Sequence[Filter]",
    request: "SearchRequest",
    found: "SearchResult | None",
) -> None:
    """Say why no hit is shown."""
    from workers.reading.advice import advice

    if found and found.total:
        if request.size:
            notice(f"there are {found.total:,}, and none behind the first {request.offset:,}")
        return
    if not index.count():
        notice("the index is empty; start with `docmill run`")
        return
    notice("; ".join(["nothing found", *advice(index, query, chosen)]))


def _print(
    index: "Index",
    request: "SearchRequest",
    everything: bool,
    names: "Sequence[str]",
    csv: bool,
    parquet: str | None,
    shown: list[str],
) -> "SearchResult | None":
    found = index.search(request) if request.facets or not everything else None
    hits = _hits(index, request, found, everything)
    put_out((row(index, hit, names) for hit in _noted(hits, shown)), names, csv, parquet)
    if found and request.facets:
        print_json(counted.as_json(found))
        _say_none_like(found, request)
    return found


def _noted(hits: Iterator["Hit"], shown: list[str]) -> Iterator["Hit"]:
    """The hits; the ids of the first are noted in `shown`."""
    for hit in hits:
        if len(shown) < MOST:
            shown.append(hit.id)
        yield hit


def _say_none_like(found: "SearchResult", request: "SearchRequest") -> None:
    """Say which facet has no value like that which is asked for."""
    if request.facets and request.facets.like and found.total:
        for field, values in found.facets.items():
            if not values:
                notice(f"none of the {field} of {found.total:,} is like {request.facets.like!r}")


def _show(
    index: "Index", request: "SearchRequest", everything: bool, shown: list[str]
) -> "SearchResult | None":
    from workers.command.view.facets import date_bars, facet_tables
    from workers.command.view.hit import hit_view

    found = index.search(request) if request.facets or not everything else None
    number = request.offset
    for hit in _noted(_hits(index, request, found, everything), shown):
        number += 1
        results.print(hit_view(number, hit))
    count = number - request.offset
    if not (count or (found and found.total)):
        return found
    if found and request.facets:
        results.print(facet_tables(found.facets))
        _say_none_like(found, request)
    if found and found.dates:
        results.print(date_bars(found.dates))
    if everything or not found:
        results.print(f"documents found: {count:,}", style="bold")
    else:
        more = f", shown: {count:,} (--page, --size or --all shows more)"
        some = more if found.total > count and request.size else ""
        results.print(f"documents found: {found.total:,}{some}", style="bold")
    return found


def _hits(
    index: "Index", request: "SearchRequest", found: "SearchResult | None", everything: bool
) -> Iterator["Hit"]:
    if everything:
        yield from index.scan(request)
    elif found:
        yield from found.hits
