"""The review file: proposed spellings, one a line, which people accept with a "y".

A table of values divided by tabs, with a heading, as every spreadsheet reads and writes it.
"""

import csv
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.resolve.variants import Variant

COLUMNS = (
    "accept", "type", "name", "same_as", "documents", "documents_same_as", "likeness", "beside_both"
)  # fmt: skip
_YES = frozenset({"y", "yes", "x", "1", "true"})
_NO = frozenset({"", "n", "no", "0", "false"})

Accepted = Mapping[tuple[str, str], str]  # (label, key) → the key that it is a spelling of


def write_review(path: Path, proposed: Iterable[Variant], accepted: Accepted) -> int:
    """Write the proposals, those accepted before with a "y"; returns how many there are."""
    rows = [
        (
            "y" if accepted.get((one.label, one.name)) == one.same_as else "",
            one.label, one.name, one.same_as, one.documents, one.documents_same_as,
            f"{one.likeness:.2f}", ", ".join(one.shared),
        )
        for one in proposed
    ]  # fmt: skip
    _write(path, rows)
    return len(rows)


def write_accepted(path: Path, accepted: Accepted) -> None:
    """Write what is accepted, as a review file that only its owner reads.

    In one step, so that it is never half there.
    """
    rows = [("y", label, key, same, "", "", "", "") for (label, key), same in accepted.items()]
    _write(path, rows, mode=0o600)


def read_review(path: Path) -> Accepted:
    """What is accepted in a review file.

    Raises:
        ConfigurationError: the file cannot be read, or a line is wrong; the message names it.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [*csv.reader(file, delimiter="\t")]
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigurationError(
            f"the review file {path} cannot be read ({why}); docmill resolve writes one"
        ) from error
    if not rows or tuple(rows[0][:4]) != COLUMNS[:4]:
        raise ConfigurationError(
            f"{path}, line 1: not the heading of a review file, {' '.join(COLUMNS[:4])}, with tabs"
        )
    accepted: dict[tuple[str, str], str] = {}
    for number, row in enumerate(rows[1:], 2):
        if not any(map(str.strip, row)):
            continue
        answer = row[0].strip().casefold()
        if len(row) < 4 or answer not in _YES | _NO:
            raise ConfigurationError(
                f"{path}, line {number}: write y or nothing in the first of the columns, which are "
                "divided by tabs"
            )
        if answer in _YES:
            accepted[row[1].strip(), row[2].strip()] = row[3].strip()
    return _to_the_end(accepted, path)


def _to_the_end(accepted: dict[tuple[str, str], str], path: Path) -> Accepted:
    """Each name with the last of a row of spellings: of A as B and B as C, A is C."""
    found: dict[tuple[str, str], str] = {}
    for (label, key), same in accepted.items():
        seen = {key}
        while (label, same) in accepted and same not in seen:
            seen.add(same)
            same = accepted[label, same]
        if same in seen:
            raise ConfigurationError(
                f"{path}: {key!r} and {same!r} are each said to be a spelling of the other; take "
                "the y from one"
            )
        found[label, key] = same
    return found


def _write(path: Path, rows: Iterable[tuple[object, ...]], mode: int = 0o666) -> None:
    new = path.with_name(f"{path.name}.new")
    opened = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with open(opened, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    os.replace(new, path)
