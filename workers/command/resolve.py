"""`docmill resolve`: settles names by the evidence of all documents of the index."""

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workers.command.view.output import JsonOption, notice, print_json, results, wants_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.index import Index
    from pipeline.resolve.archive import Plan
    from pipeline.resolve.review import Answer
    from workers.settings import Settings

ROWS = 40  # of the table
REVIEW = "names-to-review.tsv"
ACCEPTED = "accepted-names.tsv"  # in the data directory
WORK = "resolving"  # there, too, while names are settled

EPILOG = """\
\b
Examples:
  docmill resolve --dry-run             what would change
  docmill resolve                       change it, and write names-to-review.tsv
  docmill resolve --apply names-to-review.tsv   and what has a y there
  docmill resolve --undo                every name as the stages found it

\b
type        a name that is, say, an organization in nine of ten documents is one
            in the others too
short form  a surname or acronym alone, in documents like those of the one full
            name that it stands for elsewhere
spelling    names that differ in case, accents or punctuation alone
review      spellings of one name that you accepted: they are proposed in a file,
            a line each; write y before those that are right

\b
The texts, and the forms in them, stay. What was found before is kept beside, so
that --undo takes everything back; accepted names are forgotten then. After an
interruption run it again. A document that a later run writes again has the
names of the stages until the next resolve. No run can work meanwhile.

\b
JSON: documents, changed, written, changes (by rule), kinds: [{by, type, name,
new_type, new_name, documents}], review (path), proposed; with --undo: undone.
"""


def resolve(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show it; change nothing.")] = False,
    apply: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A review file: spellings with a y are one name."),
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Give all documents back what the stages found.")
    ] = False,
    review: Annotated[
        Path, typer.Option(metavar="FILE", help="Where to write the spellings to be reviewed.")
    ] = Path(REVIEW),
    json: JsonOption = None,
) -> int:
    """Settle types, short forms and spellings of names by all documents of the index."""
    from pipeline.errors import ConfigurationError
    from workers.settings import load_settings

    if undo and (apply or dry_run):
        raise ConfigurationError("--undo goes with no other choice")
    settings = load_settings()
    answer = (
        undo_all(settings)
        if undo
        else resolve_all(
            settings, review, apply=apply, dry_run=dry_run, is_shown=not wants_json(json)
        )
    )
    if wants_json(json):
        print_json(answer)
    elif undo:
        results.print(f"documents with their own names again: {answer['undone']:,}", style="bold")
    return 0


def resolve_all(
    settings: "Settings", review: Path, *, apply: Path | None, dry_run: bool, is_shown: bool
) -> dict[str, Any]:
    """Plan a resolution and, unless `dry_run`, write it; gives the fields of its JSON."""
    import msgspec

    from pipeline.resolve.archive import Resolution
    from pipeline.resolve.review import read_review, with_answers, write_accepted, write_review
    from workers.command.view.progress import progress

    kept = settings.data_dir / ACCEPTED
    accepted = with_answers({}, read_review(kept) if kept.is_file() else ())
    answers = read_review(apply) if apply else []
    accepted = with_answers(accepted, answers)
    written = 0
    with _opened(settings) as index, _folder(settings.data_dir / WORK) as folder:
        resolution = Resolution(index, folder, accepted)
        try:
            with progress("reading", index.count()) as advance:
                plan = resolution.plan(advance)
            _tell_unknown(plan, answers)
            if is_shown:
                _show(plan)
            if not dry_run:
                if apply:
                    write_accepted(kept, accepted)
                with progress("writing", plan.to_write) as advance:
                    written = resolution.write(advance)
                index.refresh()
        finally:
            resolution.close()
    if plan.variants and not dry_run:
        write_review(review, plan.variants, accepted)
        notice(f"{len(plan.variants):,} spellings to review are in {review}")
    if is_shown and not dry_run:
        results.print(f"documents written: {written:,}", style="bold")
    return {
        "documents": plan.documents,
        "changed": plan.changed,
        "written": written,
        "changes": plan.changes,
        "kinds": msgspec.to_builtins(plan.kinds),
        "review": str(review) if plan.variants and not dry_run else None,
        "proposed": msgspec.to_builtins(plan.variants),
    }


def undo_all(settings: "Settings") -> dict[str, Any]:
    """Take every resolution back, and forget what was accepted."""
    from pipeline.resolve.archive import undo
    from workers.command.view.progress import progress

    (settings.data_dir / ACCEPTED).unlink(missing_ok=True)
    with _opened(settings) as index, progress("taking back", index.count()) as advance:
        undone = undo(index, advance)
        index.refresh()
    return {"undone": undone}


@contextmanager
def _opened(settings: "Settings") -> "Iterator[Index]":
    """The index, opened while no run can work, as a run would write what is read here."""
    from workers.indexes import open_index
    from workers.producer.housekeeping import locked_out_runs

    index = open_index(settings)
    try:
        with locked_out_runs(settings):
            index.refresh()
            yield index
    finally:
        index.close()


@contextmanager
def _folder(path: Path) -> "Iterator[Path]":
    """An empty folder that is gone afterwards; what a killed process left in it goes, too."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    try:
        yield path
    finally:
        shutil.rmtree(path)


def _tell_unknown(plan: "Plan", answers: "list[Answer]") -> None:
    """Say which lines of the review file are about names that are nowhere."""
    asked = {(one.label, one.name) for one in answers if one.is_same}
    lines = [f"{one} as {same} ({label})" for label, one, same in plan.unknown
             if (label, one) in asked]  # fmt: skip
    if lines:
        more = f" and {len(lines) - ROWS:,} more" if len(lines) > ROWS else ""
        notice(f"a name of these lines is in no document, so they change nothing: "
               f"{'; '.join(lines[:ROWS])}{more}")  # fmt: skip


def _show(plan: "Plan") -> None:
    from rich import box
    from rich.table import Table

    title = f"{plan.changed:,} of {plan.documents:,} documents get other names"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for column in ("by", "name", "becomes"):
        table.add_column(column, overflow="fold")
    table.add_column("documents", justify="right")
    for kind in plan.kinds[:ROWS]:
        table.add_row(
            kind.by, f"{kind.name} ({kind.type})", f"{kind.new_name} ({kind.new_type})",
            f"{kind.documents:,}",
        )  # fmt: skip
    results.print(table)
    if len(plan.kinds) > ROWS:
        notice(f"{len(plan.kinds) - ROWS:,} kinds of changes more, see --json")
