"""What is counted over the documents that a run indexes; a new count needs an entry here only.

Workers count for each batch, the ledger adds up by run, `status` and `run` show the sums. None of
them names a count, except the two that have a table of their own.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from pipeline.fields import has_foreign_date
from pipeline.records import Work

Numbers = Mapping[str, int]  # by part of a count

COMMON_ENCODINGS = frozenset({"utf-8", "utf-8-sig", "ascii"})


class Count(NamedTuple):
    """A count. `name`: in the ledger and in JSON.

    `title`: in the output for people; None for a count that has a table of its own. `of`: what one
    document adds, by part. `advice`: a warning about the numbers of a run, and what to do; None
    where there is nothing to warn about.
    """

    name: str
    title: str | None
    of: Callable[[Work], Numbers]
    advice: Callable[[Numbers], str | None] = lambda numbers: None


def _words(work: Work) -> Numbers:
    return {WORDS: int(work.cleaned.signals.get("words", 0))} if work.cleaned else {}


def _repair_words(work: Work) -> Numbers:
    return work.cleaned.repair_words if work.cleaned else {}


def _encoding(work: Work) -> Numbers:
    encoding = work.cleaned.encoding if work.cleaned else None
    return {encoding: 1} if encoding and encoding not in COMMON_ENCODINGS else {}


def _replaced(work: Work) -> Numbers:
    replaced = work.cleaned.replaced_bytes if work.cleaned else 0
    return {"documents": 1, "bytes": replaced} if replaced else {}


def _advice_on_replaced(numbers: Numbers) -> str | None:
    if not numbers:
        return None
    return (
        f"bytes that are not of their encoding were read as Windows-1252 or replaced "
        f"({numbers['bytes']:,}, documents: {numbers['documents']:,}); list them: "
        "docmill search 'replaced_bytes:>0'"
    )


def _foreign_date(work: Work) -> Numbers:
    return {"documents": 1} if has_foreign_date(work.document) else {}


def _advice_on_dates(numbers: Numbers) -> str | None:
    if not numbers:
        return None
    return (
        f"dates that were not understood are kept as given (documents: {numbers['documents']:,}); "
        "list them: docmill search 'published_as_given:* -published:*'; where only the order of "
        "day and month is unclear, set DOCMILL_DATE_ORDER"
    )


def _metadata_left_out(work: Work) -> Numbers:
    left_out = work.document.metadata.left_out
    return {"fields": left_out, "documents": 1} if left_out else {}


WORDS, REPAIR_WORDS = "words", "repair_words"
COUNTS: tuple[Count, ...] = (
    Count(WORDS, None, _words),
    Count(REPAIR_WORDS, None, _repair_words),
    Count("encodings", "encodings other than UTF-8", _encoding),
    Count("replaced", "bytes replaced", _replaced, _advice_on_replaced),
    Count("dates_not_understood", "dates kept as given", _foreign_date, _advice_on_dates),
    Count("metadata_left_out", "fields of sources not kept", _metadata_left_out),
)


def tally(works: Iterable[Work]) -> dict[str, dict[str, int]]:
    """The sums over some documents, by count and part; counts without any are left out."""
    found: dict[str, Counter[str]] = {count.name: Counter() for count in COUNTS}
    for work in works:
        for count in COUNTS:
            found[count.name].update(count.of(work))
    return {
        name: {part: number for part, number in numbers.items() if number}
        for name, numbers in found.items()
        if any(numbers.values())
    }
