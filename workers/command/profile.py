"""`docmill profile`: makes the profile of a source."""

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from workers.command.options import (
    ExcludeOption,
    IncludeOption,
    MapOption,
    TextFieldOption,
    field_map,
)
from workers.command.view.output import JsonOption, print_json, results, wants_json

SHOWN_LINES = 20

EPILOG = """\
\b
Examples:
  docmill profile news/ --output news.profile
  docmill profile feed.jsonl.gz --documents 2000 --output feed.profile
  docmill run more-news/ --profile news.profile

\b
A profile holds the words of a source, which tell glued words from names, and
the lines that its documents repeat. Of these, cleaning removes the ones that
only web sites use ("Read more") and marks the others. `docmill run` makes a
profile itself from the first 500 documents. Make your own to look at it, to use
more documents, or to use one for several sources. A document is `unchanged`
only if the content of the profile that you give is unchanged too.

\b
JSON: documents, words (counts), lines (all that repeat), file, bytes, hash.
"""


def profile(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE", help="Any source that `run` takes; - is JSONL from standard input."
        ),
    ],
    output: Annotated[Path, typer.Option(metavar="FILE", help="The file to write.")],
    documents: Annotated[
        int, typer.Option(min=1, help="Number of documents with a text to read.")
    ] = 500,
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    text_field: TextFieldOption = None,
    fields: MapOption = None,
    json: JsonOption = None,
) -> int:
    """Make the profile of a source: its words, its repeated lines."""
    from pipeline.clean import CleanStage
    from pipeline.clean.profile import make_profile, read_profile, write_profile
    from pipeline.convert import ConvertStage
    from pipeline.errors import ConfigurationError
    from pipeline.sources import SourceOptions, check_source
    from workers.command.view.progress import progress
    from workers.producer.learning import sample
    from workers.producer.source_options import source_limits
    from workers.producer.source_profile import contents
    from workers.settings import load_settings

    settings = load_settings()
    for source in sources:
        check_source(source)
    options = SourceOptions(
        include=tuple(include or ()),
        exclude=tuple(exclude or ()),
        fields=field_map(text_field, fields),
        limits=source_limits(settings),
    )
    with progress("reading documents", documents) as advance:
        convert = ConvertStage(**settings.stage_options.get(ConvertStage.name, {}))
        clean = CleanStage(**settings.stage_options.get(CleanStage.name, {}))
        texts = sample(convert, clean, sources, options, documents, lambda: True, sys.maxsize)
        made = make_profile(noted(texts, advance))
    if not made.documents:
        raise ConfigurationError(
            "the sources have no document with a text; look at them with docmill analyze "
            f"{sources[0]}"
        )
    write_profile(made, output)
    _, digest = read_profile(output)
    size = output.stat().st_size
    if wants_json(json):
        print_json(
            {
                "documents": made.documents,
                "words": len(made.lexicon.words),
                "lines": made.lines,
                "file": str(output),
                "bytes": size,
                "hash": digest,
            }
        )
        return 0
    results.print(
        f"{output}: the profile of {made.documents:,} documents, {contents(made)}, {size:,} bytes",
        style="bold",
    )
    for line in made.lines[:SHOWN_LINES]:
        results.print(f"  {line}")
    if (left := len(made.lines) - SHOWN_LINES) > 0:
        results.print(f"  and {left:,} more (--json lists them)")
    return 0


def noted(texts: Iterable[str], advance: Callable[[int], None]) -> Iterator[str]:
    """The texts; `advance` is called for each."""
    for text in texts:
        advance(1)
        yield text
