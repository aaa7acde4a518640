"""`docmill train`: topics learned from labelled documents."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workers.command.view.output import JsonOption, notice, print_json, results, wants_json

if TYPE_CHECKING:
    from pipeline.classify.labelled import Examples

EPILOG = """\
\b
Examples:
  docmill train labelled.jsonl --output topics.model
  docmill run leak.zip --topics topics.model
  docmill analyze article.txt --topics topics.model

\b
Each line of the file (.jsonl, also .gz, .xz, .zst) is an object:
  {"text": "…", "title": "…", "label": "sport"}        one label, or
  {"text": "…", "labels": ["sport", "politics"]}       any number of them
A label needs at least five different rows, better fifty. Copies of a row count
once, so that no copy is both in the training rows and in the test rows.

\b
The report comes from a fifth of the rows, which a first model was not trained
on. The model that is written is trained on all rows and is a little better.

\b
JSON: one document: model, bytes, rows, labels, several, languages, copies,
contradictions (lines), rare (labels left out), unusable (lines), chosen
(strength, temperature, loss), report, seconds.
"""


def train(
    labelled: Annotated[
        Path, typer.Argument(metavar="LABELLED", help="File of labelled documents, see below.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The model's file.")],
    seed: Annotated[int, typer.Option(min=0, help="Another number selects other test rows.")] = 0,
    json: JsonOption = None,
) -> int:
    """Learn topics from labelled documents.

    The report says how well the model distinguishes the labels.

    It is a linear model of words and static vectors, with calibrated probabilities.
    """
    from pipeline.classify.head_file import write_head
    from pipeline.classify.held_out import held_out
    from pipeline.classify.labelled import read_rows, select
    from pipeline.classify.training import FITS, learn
    from workers.command.labelled import cleaned_rows
    from workers.command.view.progress import progress
    from workers.settings import load_settings

    begun = time.monotonic()
    settings = load_settings()
    rows = list(read_rows(labelled))
    with progress("cleaning", len(rows)) as advance:
        rows, unusable = cleaned_rows(rows, settings, advance)
    examples = select(rows)
    warn(examples, unusable)
    learning = (examples.rows, examples.labels, examples.several, seed)
    with progress("learning", 2 * FITS) as advance:
        report = held_out(*learning, advance)
        learned = learn(*learning, advance)
    size = write_head(learned.head, output)
    outcome = {
        "model": str(output),
        "bytes": size,
        "rows": len(examples.rows),
        "labels": examples.labels,
        "several": examples.several,
        "languages": learned.head.languages,
        "copies": examples.copies,
        "contradictions": examples.contradictions,
        "rare": examples.rare,
        "unusable": unusable,
        "chosen": learned.choice._asdict(),
        "report": report,
        "seconds": round(time.monotonic() - begun, 1),
    }
    if wants_json(json):
        print_json(outcome)
    else:
        from workers.command.view.report import report_view

        results.print(report_view(report))
        results.print(
            f"{output}: {size:,} bytes, learned from all {len(examples.rows):,} rows. Use it with "
            f"`docmill run SOURCE --topics {output}`."
        )
    return 0


def warn(examples: "Examples", unusable: dict[int, str]) -> None:
    """Print on standard error which rows and labels were left out."""
    if unusable:
        line, reason = next(iter(unusable.items()))
        notice(f"{len(unusable):,} rows cannot be cleaned and are left out (line {line}: {reason})")
    if examples.rare:
        named = ", ".join(f"{label!r} ({count})" for label, count in examples.rare.items())
        notice(f"labels with fewer than five different rows are left out: {named}")
    if examples.contradictions:
        lines = ", ".join(map(str, examples.contradictions[:10]))
        notice(
            f"{len(examples.contradictions):,} copies of earlier rows have other labels; the first "
            f"one counts (lines {lines})"
        )
    elif examples.copies:
        notice(f"{len(examples.copies):,} copies of earlier rows are left out")
