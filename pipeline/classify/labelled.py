"""Labelled documents for training: one JSON object on each line."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from pipeline.classify.vectors import words
from pipeline.errors import ConfigurationError
from pipeline.identity import content_hash
from pipeline.records import Record
from pipeline.sources.compression import open_gzip, open_xz, open_zstd

UNPACKERS = {".gz": open_gzip, ".xz": open_xz, ".zst": open_zstd}
PROBLEMS_SHOWN = 5
# With fewer rows a label can be neither trained nor evaluated: each of the five parts of a
# cross-validation needs one.
LEAST_ROWS = 5


class Row(Record, frozen=True):
    """A labelled document. `several`: its labels were given as a list; `line` counts from 1."""

    line: int
    title: str
    text: str
    labels: tuple[str, ...]
    several: bool = False
    language: str = "und"


class Examples(Record, frozen=True):
    """The rows for training, and what was left out.

    `several`: a document may have any number of labels. `rare`: label → number of rows, of labels
    with fewer than `LEAST_ROWS`. `copies`: lines with the same words as an earlier one;
    `contradictions`: copies with other labels.
    """

    rows: tuple[Row, ...]
    labels: tuple[str, ...]
    several: bool
    rare: dict[str, int]
    copies: tuple[int, ...]
    contradictions: tuple[int, ...]


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file, plain or packed (.gz, .xz, .zst); blank lines are skipped.

    Raises:
        ConfigurationError: the file cannot be read, or, at its end, lines were wrong; the message
            has the first five with their numbers.
    """
    wrong: list[str] = []
    try:
        with path.open("rb") as stream:
            unpack = UNPACKERS.get(path.suffix.lower())
            for number, line in enumerate(unpack(stream) if unpack else stream, start=1):
                if not line.strip():
                    continue
                try:
                    yield _row(number, line)
                except ValueError as error:
                    wrong.append(f"line {number}: {error}")
    except (OSError, EOFError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigurationError(
            f"{path} cannot be read: {why}; name a file of labelled documents"
        ) from error
    if wrong:
        more = len(wrong) - PROBLEMS_SHOWN
        raise ConfigurationError(
            f'{path} has {len(wrong)} wrong lines; each must be {{"text": …, "label": …}}. '
            + "; ".join(wrong[:PROBLEMS_SHOWN])
            + (f"; and {more} more" if more > 0 else "")
        )


def _row(number: int, line: bytes) -> Row:
    try:
        value = json.loads(line.decode("utf-8-sig"), strict=False)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError(f"it is {type(value).__name__}, not an object")
    text, title = value.get("text"), value.get("title") or ""
    if not isinstance(text, str):
        raise ValueError('it has no "text"')
    if not isinstance(title, str):
        raise ValueError('its "title" is not text')
    return Row(number, title, text, _labels(value), several="labels" in value)


def _labels(value: Mapping[str, Any]) -> tuple[str, ...]:
    given = value.get("labels")
    if given is None:
        if "label" not in value:
            raise ValueError('it has neither "label" nor "labels"')
        given = [value["label"]]
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise ValueError('its "label" must be text, its "labels" a list of texts')
    labels = [one.strip() for one in given]
    if not all(labels):
        raise ValueError("its label is empty")
    return tuple(dict.fromkeys(labels))


def select(rows: Iterable[Row]) -> Examples:
    """Leave out copies and rare labels, so that no copy is used for training and for evaluation.

    Two rows are copies when they have the same words, without case and punctuation; the first is
    kept.

    Raises:
        ConfigurationError: fewer than two labels remain (one, where documents may have several).
    """
    kept: dict[str, Row] = {}
    copies: list[int] = []
    contradictions: list[int] = []
    for row in rows:
        first = kept.setdefault(content_hash(" ".join(words(f"{row.title}\n{row.text}"))), row)
        if first is not row:
            copies.append(row.line)
            if set(first.labels) != set(row.labels):
                contradictions.append(row.line)
    several = any(row.several for row in kept.values())
    counts: dict[str, int] = {}
    for row in kept.values():
        for label in row.labels:
            counts[label] = counts.get(label, 0) + 1
    labels = sorted(label for label, count in counts.items() if count >= LEAST_ROWS)
    if len(labels) < (1 if several else 2):
        told = ", ".join(f"{label!r} {count}" for label, count in sorted(counts.items())[:10])
        raise ConfigurationError(
            f"there is too little to learn from: {'a label' if several else 'two labels'} with at "
            f"least {LEAST_ROWS} different rows each are needed, and there are {told or 'no rows'}"
        )
    return Examples(
        rows=tuple(_only(kept.values(), labels)),
        labels=tuple(labels),
        several=several,
        rare={label: count for label, count in counts.items() if count < LEAST_ROWS},
        copies=tuple(copies),
        contradictions=tuple(contradictions),
    )


def _only(rows: Iterable[Row], labels: list[str]) -> Iterator[Row]:
    """The rows with only these labels; rows without any of them are left out."""
    for row in rows:
        left = tuple(label for label in row.labels if label in labels)
        if left or not row.labels:
            yield msgspec.structs.replace(row, labels=left)
