"""`docmill delete`: removes documents from the index."""

from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from workers.command.view.output import JsonOption, notice, print_json, results, wants_json

if TYPE_CHECKING:
    from workers.settings import Settings

DOCUMENTS_AT_ONCE = 2_000
RUNS_NAMED = 5

EPILOG = """\
\b
Examples:
  docmill delete --run 20260801-101500-3fa9      what that run wrote last
  docmill delete --source /data/leak.zip
  docmill delete --source 'file:///data/leak.zip!mails/' --yes --json

\b
--run selects the documents that this run was the last to write; those that a
later run rewrote belong to the later run. --source selects a source and all
below it: a/b selects a/b, a/b/c and a/b!member, but not a/bc. Write it as
`search` prints it, or as the path of a file. With both options a document must
match both. Exit code 2: no document matches, and there never was such a run.

\b
The ledger is not changed: `verify` then calls the documents missing, and the
next `run` over the sources indexes them again. JSON: run, source, matched,
deleted (counts of documents).
"""


def delete(
    run: Annotated[str | None, typer.Option(help="What this run wrote.")] = None,
    source: Annotated[str | None, typer.Option(help="This source and what is below it.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: JsonOption = None,
) -> int:
    """Remove documents from the index, by run or by source."""
    from pipeline.errors import ConfigurationError
    from pipeline.index import SearchRequest
    from pipeline.query.origin import below, written_by
    from pipeline.query.tree import And
    from pipeline.sources.location import printable
    from workers.command.confirmation import confirmed
    from workers.command.named_source import as_uri
    from workers.command.view.progress import progress
    from workers.indexes import open_index
    from workers.producer.housekeeping import locked_out_runs
    from workers.settings import load_settings

    if not run and not source:
        raise ConfigurationError("say what to delete: --run RUN or --source SOURCE")

    def query_for(place: str | None) -> And:
        return And((*((written_by(run),) if run else ()), *((below(place),) if place else ())))

    query = query_for(source)
    settings = load_settings()
    index = open_index(settings)
    try:
        # A run could write documents again while they are removed.
        with locked_out_runs(settings):
            index.refresh()
            matched = index.search(SearchRequest(query, size=1)).total
            if not matched and source and (uri := as_uri(source)):
                query = query_for(uri)
                matched = index.search(SearchRequest(query, size=1)).total
                source = uri if matched else source
            deleted = 0
            if not matched and run:
                check_known(settings, run)
            if not matched:
                notice("no document matches; nothing is deleted")
            elif confirmed(f"Remove {matched:,} documents from the index?", yes):
                with progress("deleting", matched) as advance:
                    held = index.held(query)
                    while ids := [one.id for one in islice(held, DOCUMENTS_AT_ONCE)]:
                        deleted += index.delete(ids)
                        advance(len(ids))
                index.refresh()
    finally:
        index.close()
    if wants_json(json):
        named = source and printable(source)
        print_json({"run": run, "source": named, "matched": matched, "deleted": deleted})
    else:
        results.print(f"documents deleted: {deleted:,}", style="bold")
    return 0


def check_known(settings: "Settings", run: str) -> None:
    """Check that the ledger has a run.

    Called only when the index has no document of it: a run of another machine may have some.

    Raises:
        ConfigurationError: there is no such run; the message names the newest runs.
    """
    from pipeline.errors import ConfigurationError
    from workers.reading.ledger import opened_ledger

    with opened_ledger(settings) as ledger:
        known = [balance.run for balance in ledger.runs()] if ledger else []
    if run not in known:
        newest = ", ".join(known[:RUNS_NAMED])
        raise ConfigurationError(
            f"no run {run!r}; " + (f"the newest are {newest}" if known else "there is none yet")
        )
