"""`docmill run`: an archive in, a searchable index out."""

import os
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import ConfigurationError
from workers.command.options import (
    ExcludeOption,
    IncludeOption,
    MapOption,
    ProfileOption,
    RepairsOption,
    TaxonomyOption,
    TextFieldOption,
    TopicsOption,
    field_map,
    stage_files,
)
from workers.command.view.output import JsonOption, notice

EPILOG = """\
\b
Examples:
  docmill run seeds/                        a folder, everything in it
  docmill run leak.zip --source-name leak   ids stay when the archive moves
  docmill run feed.jsonl.gz --id-field guid --json > balance.json
  docmill run news/ --taxonomy topics.toml  with topics of your own
  docmill run court/ --repairs none         every word as it was read

\b
From the first 500 documents of a source docmill learns its words and repeated
lines, once. Every later run of the same source name uses the same profile.
Standard input cannot be read twice, so it only has a profile if its
--source-name has one. Files that are given are kept with the run, so that
resume and retry use the same content.
"""


def run(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE",
            help="Files and folders: archives, mail, PDF, office files, web pages, tables, text "
            "and more; - is JSONL from standard input.",
            show_default=False,
        ),
    ],
    source_name: Annotated[
        str | None,
        typer.Option(help="Used in ids instead of the path, so that an archive may be moved."),
    ] = None,
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    id_field: Annotated[
        str | None,
        typer.Option(help="The field of a record that is its key; the id is made from it."),
    ] = None,
    text_field: TextFieldOption = None,
    fields: MapOption = None,
    restart: Annotated[
        bool,
        typer.Option("--restart", help="Begin a new run even if there is an unfinished one."),
    ] = False,
    skip_duplicates: Annotated[
        bool, typer.Option(help="Do not index a document whose clean text is indexed already.")
    ] = False,
    profile: ProfileOption = None,
    taxonomy: TaxonomyOption = None,
    topics: TopicsOption = None,
    repairs: RepairsOption = "",
    resolve: Annotated[
        bool, typer.Option("--resolve", help="Then settle names by the archive: `docmill resolve`.")
    ] = False,
    json: JsonOption = None,
) -> int:
    """Clean, enrich and index documents, and account for every one."""
    # Imported here, so that --help does not load Celery and the sources.
    from workers.command.view.balance import print_result
    from workers.command.watched import watched
    from workers.ledger.records import Request
    from workers.ledger.states import State
    from workers.producer.runs import execute
    from workers.producer.stage_files import keep_files
    from workers.settings import load_settings

    settings = load_settings()
    request = Request(
        tuple(map(absolute, sources)), source_name, tuple(include or ()), tuple(exclude or ()),
        id_field, skip_duplicates=skip_duplicates,
        assets=keep_files(settings, stage_files(profile, taxonomy, topics), repairs),
        fields=field_map(text_field, fields), repairs=repairs,
    )  # fmt: skip
    with watched(
        settings, "continue with the same command again, or with docmill resume", json
    ) as context:
        balance = execute(context, request, restart)
    exit_code = print_result(settings, balance, json)
    if resolve and balance.state is State.DONE:
        from workers.command.resolve import REVIEW, resolve_all

        done = resolve_all(settings, Path(REVIEW), apply=None, dry_run=False, is_shown=False)
        notice(f"names settled by the archive in {done['changed']:,} documents")
    return exit_code


def absolute(source: str) -> str:
    """The absolute path of a source, so that a run can be resumed from any folder.

    Raises:
        ConfigurationError: the name is not UTF-8, so that the ledger cannot keep it.
    """
    from pipeline.sources import STANDARD_INPUT

    try:
        source.encode()
    except UnicodeEncodeError:
        raise ConfigurationError(
            f"the name {source!r} is not UTF-8: give the folder that it is in, or rename it"
        ) from None
    return source if source == STANDARD_INPUT else os.path.abspath(source)
