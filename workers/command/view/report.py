"""The report on a trained model, as tables."""

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.classify.held_out import Report

WIDEST_CONFUSION = 8  # labels; with more, the most frequent mistakes are listed instead
MISTAKES_SHOWN = 10


def report_view(report: Report) -> RenderableType:
    """Tables of labels, of confusion and of what abstaining gains."""
    summary = (
        f"Judged on {report.judged_on:,} rows that a model learned from the other "
        f"{report.learned_from:,} never saw: macro-F1 {report.macro_f1:.3f}, "
        f"accuracy {report.accuracy:.3f}, calibration error {report.calibration_error:.3f}"
    )
    return Group(summary, "", *_tables(report))


def _tables(report: Report) -> Iterator[Table]:
    table = _table("Labels", "label", "precision", "recall", "F1", "rows")
    for one in report.labels:
        scores = (f"{value:.3f}" for value in (one.precision, one.recall, one.f1))
        table.add_row(one.label, *scores, f"{one.rows:,}")
    yield table
    if report.confusion:
        yield _confusion(report, report.confusion)
    table = _table("Abstention", "threshold", "documents with a label", "labels that are right")
    for point in report.abstention:
        table.add_row(f"{point.threshold:.2f}", f"{point.coverage:.1%}", f"{point.precision:.1%}")
    yield table


def _confusion(report: Report, counts: tuple[tuple[int, ...], ...]) -> Table:
    labels = [one.label for one in report.labels]
    if len(labels) <= WIDEST_CONFUSION:
        table = _table("Confusion (rows: true label, columns: label given)", "", *labels)
        for number, (label, row) in enumerate(zip(labels, counts, strict=True)):
            cells = [Text(f"{count:,}" if count else "·") for count in row]
            cells[number].stylize("bold green")
            table.add_row(label, *cells)
        return table
    mistakes = sorted(
        ((count, labels[i], labels[j]) for i, row in enumerate(counts)
         for j, count in enumerate(row) if i != j and count),
        reverse=True,
    )  # fmt: skip
    table = _table("Most frequent mistakes", "true label", "label given", "documents")
    for count, true, given in mistakes[:MISTAKES_SHOWN]:
        table.add_row(true, given, f"{count:,}")
    return table


def _table(title: str, first: str, *columns: str) -> Table:
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column(first)
    for name in columns:
        table.add_column(name, justify="right")
    return table
