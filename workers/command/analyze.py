"""`docmill analyze`: what the stages find in documents, without broker and index."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from workers.command.exit_codes import EXIT_FAILED_DOCUMENTS
from workers.command.options import (
    MapOption,
    ProfileOption,
    RepairsOption,
    TaxonomyOption,
    TextFieldOption,
    TopicsOption,
    field_map,
    stage_files,
)
from workers.command.view.output import (
    HtmlOption,
    JsonOption,
    print_json_lines,
    print_view,
    results,
    wants_json,
)
from workers.reading.plain_text import harmless

if TYPE_CHECKING:
    from workers.command.analysis import Answer


EPILOG = """\
\b
Examples:
  docmill analyze article.txt              a readable view of one document
  docmill analyze leak.zip > found.jsonl   one JSON line a document
  docmill analyze letters/ --html a.html   all documents on one page for a browser
  echo '{"text": "Angela Merkel met Emmanuel Macron in Berlin."}' | docmill analyze -

\b
From standard input, each line is an object with "text" and optionally "id",
"title", "author", "published", "url"; each answer has the id of its line.
Blank lines get no answer. The answer to a line that fails is {"id", "error"},
to one that is left out on purpose {"id", "filtered"}. Answers about the documents
of files also say where each is: "source", "member", "record" (from 0) and
"source_id" (its own id). Exit code 1: a document failed.
"""


def analyze(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE",
            help="Any source that `run` takes, or - for JSON lines from standard input "
            "(the default when that is a pipe).",
            show_default=False,
        ),
    ] = None,
    text_field: TextFieldOption = None,
    fields: MapOption = None,
    profile: ProfileOption = None,
    taxonomy: TaxonomyOption = None,
    topics: TopicsOption = None,
    repairs: RepairsOption = "",
    html: HtmlOption = None,
    json: JsonOption = None,
) -> int:
    """Show what the stages find in documents, without indexing them.

    They run in this process: no broker, no index, and nothing is changed.
    """
    from workers.one_thread import take_one_core

    take_one_core()
    # Imported here because only this command needs them; models load at the first document.
    from pipeline.errors import ConfigurationError
    from pipeline.sources import STANDARD_INPUT, check_source
    from pipeline.stage import build_stages
    from workers.command.analysis import answers
    from workers.command.question import from_lines, from_sources
    from workers.producer.stage_files import given_options
    from workers.settings import load_settings

    as_json = wants_json(json, html)
    settings = load_settings()
    named_fields = field_map(text_field, fields)
    named = sources or ([] if sys.stdin is None or sys.stdin.isatty() else [STANDARD_INPUT])
    if not named:
        raise ConfigurationError("name a FILE to analyze, or - for JSON lines on standard input")
    if STANDARD_INPUT in named and len(named) > 1:
        raise ConfigurationError("- cannot be combined with files: analyze them one by one")
    if named == [STANDARD_INPUT]:
        if sys.stdin is None:
            raise ConfigurationError("standard input is closed; name a FILE to analyze")
        batches = from_lines(sys.stdin.fileno(), settings, named_fields)
    else:
        for source in named:
            check_source(source)
        batches = from_sources(named, settings, named_fields)
    files = stage_files(profile, taxonomy, topics)
    stages = build_stages(settings.stage_names, given_options(settings, files, repairs))
    failed = False

    def analyzed() -> Iterator["Answer"]:
        nonlocal failed
        for questions in batches:
            for answer in answers(stages, questions):
                failed = failed or "error" in answer.fields
                yield answer

    if html is not None:
        from workers.command.view.page import write_page

        write_page(html, ((str(a.question.locator), a.fields) for a in analyzed()))
    elif as_json:
        for answer in analyzed():
            print_json_lines([answer.fields])
    else:
        for answer in analyzed():
            show(answer)
    return EXIT_FAILED_DOCUMENTS if failed else 0


def show(answer: "Answer") -> None:
    """Show one answer."""
    from rich.text import Text

    from workers.command.view.document import document_view

    # Not rich's Rule, which cuts a title that is longer than a line.
    results.print(Text(f"── {harmless(str(answer.question.locator))}", "dim"))
    if reason := answer.fields.get("error"):
        results.print(f"failed: {harmless(reason)}", style="bold red")
    elif reason := answer.fields.get("filtered"):
        results.print(f"left out: {harmless(reason)}", style="yellow")
    else:
        print_view(document_view(answer.fields))
