"""`docmill topics suggest`: words for a taxonomy, from indexed documents."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workers.command.view.output import JsonOption, notice, print_json, results, wants_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.classify.suggestion import Suggestion
    from pipeline.query.tree import Node

FOUND = 200  # documents taken for the label: the best hits, because later ones are less relevant
ELSEWHERE = 500  # documents that these are compared with
FEWEST = 5  # documents needed to see what they have in common
HELP = "Work on the labels and seed words of a taxonomy."

EPILOG = """\
\b
Examples:
  docmill topics suggest health
  docmill topics suggest 'climate policy' --seeds 'climate*,emission*'
  docmill topics suggest sport --query 'topic:sport NOT topic:health'
  docmill topics suggest sport --taxonomy own.toml   only what it lacks

\b
The best 200 documents for the label's name, for --seeds or for a --query are
compared with a sample of all others. score: how much more frequent a word is in
them (z-score of the log-odds ratio); kinship: its similarity to the label's own
words; found, elsewhere: the shares of documents that have it. Names of people,
organizations and places are left out: as seeds they would only find documents
on the same people. Read the list before you use it.

\b
JSON: label, documents, compared_with, suggestions: [{words, score, kinship,
found, elsewhere}].
"""

group = typer.Typer(name="topics", help=HELP, rich_markup_mode=None)


@group.command(epilog=EPILOG)
def suggest(
    label: Annotated[str, typer.Argument(metavar="LABEL", help="The name of a topic.")],
    seeds: Annotated[
        str | None,
        typer.Option(
            help="Words and phrases that find its documents, divided by commas; a final * matches "
            "any ending.",
            show_default="LABEL itself",
        ),
    ] = None,
    query: Annotated[
        str | None, typer.Option(help="Find its documents by this query instead, see `search`.")
    ] = None,
    taxonomy: Annotated[
        Path | None,
        typer.Option(help="A taxonomy: its seeds for LABEL find documents, and are left out."),
    ] = None,
    size: Annotated[int, typer.Option(min=1, help="Most words to show.")] = 30,
    json: JsonOption = None,
) -> int:
    """Propose seed words for a label, from the documents that are indexed."""
    from pipeline.classify.sampling import best, sample, seeds_query
    from pipeline.classify.suggestion import suggest as propose
    from pipeline.errors import ConfigurationError
    from workers.indexes import open_index
    from workers.settings import load_settings

    has = seeds_of(taxonomy, label) if taxonomy else ()
    given = [seed.strip().lower() for seed in (seeds or "").split(",") if seed.strip()]
    own = [*given, *has] or parts_of(label)
    tree = parsed(query) if query else seeds_query(own)
    index = open_index(load_settings())
    try:
        found = best(index, tree, FOUND)
        ids = {one.id for one in found}
        elsewhere = [one for one in sample(index, ELSEWHERE + len(found)) if one.id not in ids]
        empty = not found and not index.count()
    finally:
        index.close()
    if empty:
        raise ConfigurationError("the index is empty; start with `docmill run`")
    if len(found) < FEWEST:
        raise ConfigurationError(
            f"{len(found)} documents found for {label!r}, and {FEWEST} are needed; name its words "
            "with --seeds, or find its documents with --query"
        )
    if not elsewhere:
        raise ConfigurationError(
            f"all {len(found)} documents of the index match {label!r}, so there is nothing to "
            "compare with; use --seeds or --query, or index more documents"
        )
    proposed = [
        one
        for one in propose(
            [one.text for one in found],
            [one.text for one in elsewhere],
            [label, *own],
            {name for one in found for name in one.names},
        )
        if not covered(one.words, [*given, *has])
    ][:size]
    if wants_json(json):
        print_json(
            {
                "label": label,
                "documents": len(found),
                "compared_with": len(elsewhere),
                "suggestions": proposed,
            }
        )
    else:
        show(label, len(found), len(elsewhere), proposed)
    return 0


def seeds_of(taxonomy: Path, label: str) -> tuple[str, ...]:
    """The seed words of a label; none if the taxonomy does not have the label yet."""
    from pipeline.classify.taxonomy import load_taxonomy

    labels = {one.label.lower(): one.words for one in load_taxonomy(str(taxonomy)).labels}
    if label.lower() not in labels:
        notice(f"{taxonomy} has no label {label!r} yet; it has {', '.join(labels)}")
    return tuple(seed.lower() for seed in labels.get(label.lower(), ()))


def parts_of(label: str) -> list[str]:
    """The parts of a label that lists several: "conflict, war and peace" has three."""
    parts = re.split(r"[,/&;]|\b(?:and|or)\b", label.lower())
    return [part.strip() for part in parts if part.strip()] or [label]


def covered(words: str, seeds: "Sequence[str]") -> bool:
    """Whether the seeds include a word already, or one word of several in a row."""
    parts = [words, *words.split()]
    return any(
        part.startswith(seed.removesuffix("*")) if seed.endswith("*") else part == seed
        for seed in seeds
        for part in parts
    )


def parsed(query: str) -> "Node":
    """A query in the syntax of `docmill search`."""
    from pipeline.query.parse import parse

    query_tree = parse(query)
    if query_tree.note:
        notice(query_tree.note)
    return query_tree.node


def show(label: str, documents: int, others: int, proposed: "Sequence[Suggestion]") -> None:
    """Show the words as a table, and as a line to paste into a taxonomy."""
    from rich import box
    from rich.table import Table

    if not proposed:
        notice(f"no word distinguishes the {documents} documents from {others} others; see --query")
        return
    title = f"Words for {label}: {documents} documents against {others} others"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("words")
    for name in ("score", "kinship", "found", "elsewhere"):
        table.add_column(name, justify="right")
    for one in proposed:
        table.add_row(
            one.words, f"{one.score:.1f}", f"{one.kinship:.2f}", f"{one.found:.1%}",
            f"{one.elsewhere:.1%}",
        )  # fmt: skip
    results.print(table)
    quoted = ", ".join(f'"{one.words}"' for one in proposed)
    results.print(f"words = [{quoted}]", style="dim")
