"""The review file: proposed spellings, one a line, which people accept with a "y".

A table of values divided by tabs, with a heading, as every spreadsheet reads and writes it.
"""

import csv
import os
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import ConfigurationError
from pipeline.extract.keys import key
from pipeline.resolve.variants import Variant

COLUMNS = (
    "accept", "type", "name", "same_as", "documents", "documents_same_as", "likeness", "beside_both"
)  # fmt: skip
_YES = frozenset({"y", "yes", "x", "1", "true"})
_NO = frozenset({"", "n", "no", "0", "false"})

Accepted = Mapping[tuple[str, str], str]  # (label, key) → the key that it is a spelling of


class Answer(NamedTuple):
    """What people say of two keys; `is_same`: that the first is a spelling of the second."""

    label: str
    name: str
    same_as: str
    is_same: bool


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


def read_review(path: Path) -> list[Answer]:
    """The answers in a review file.

    Raises:
        ConfigurationError: the file cannot be read, or a line is wrong; the message names it.
    """
    try:
        content = path.read_bytes()
        # As Excel saves "Unicode text".
        encoding = "utf-16" if content[:2] in (BOM_UTF16_LE, BOM_UTF16_BE) else "utf-8-sig"
        rows = [*csv.reader(StringIO(content.decode(encoding), newline=""), delimiter="\t")]
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigurationError(
            f"the review file {path} cannot be read ({why}); docmill resolve writes one"
        ) from error
    if not rows or tuple(rows[0][:4]) != COLUMNS[:4]:
        raise ConfigurationError(
            f"{path}, line 1: not the heading of a review file, {' '.join(COLUMNS[:4])}, with tabs"
        )
    answers = []
    for number, row in enumerate(rows[1:], 2):
        if not any(map(str.strip, row)):
            continue
        answer = row[0].strip().casefold()
        if len(row) < 4 or answer not in _YES | _NO:
            raise ConfigurationError(
                f"{path}, line {number}: write y or nothing in the first of the columns, which are "
                "divided by tabs"
            )
        name, same = map(_as_key, row[2:4])
        answers.append(Answer(row[1].strip().casefold(), name, same, answer in _YES))
    return answers


def _as_key(cell: str) -> str:
    """What stands in a cell; what is written as a name there becomes its key."""
    cell, made = cell.strip(), key(cell)
    return cell if cell.removeprefix("the ") == made else made


def with_answers(accepted: Accepted, answers: Iterable[Answer]) -> Accepted:
    """What is accepted after these answers; an answer counts more than any before on its names.

    Of A as B and B as C, A is C.

    Raises:
        ConfigurationError: two names are each said to be a spelling of the other.
    """
    made = dict(accepted)
    answers = [*answers]
    for label, name, same, _ in answers:
        for one, other in ((name, same), (same, name)):
            if made.get((label, one)) == other:
                del made[label, one]
    made.update({(a.label, a.name): a.same_as for a in answers if a.is_same})
    return _to_the_end(made)


def _to_the_end(accepted: Accepted) -> Accepted:
    """Each name with the last of a row of spellings."""
    found: dict[tuple[str, str], str] = {}
    for (label, name), first in accepted.items():
        same, seen = first, {name}
        while (label, same) in accepted and same not in seen:
            seen.add(same)
            same = accepted[label, same]
        if same in seen:
            raise ConfigurationError(
                f"the review file says of {name!r} and {first!r} that each is a spelling of the "
                "other; take the y from one"
            )
        found[label, name] = same
    return found


def _write(path: Path, rows: Iterable[tuple[object, ...]], mode: int = 0o666) -> None:
    new = path.with_name(f"{path.name}.new")
    opened = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with open(opened, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    os.replace(new, path)
