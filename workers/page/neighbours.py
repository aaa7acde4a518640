"""The documents before and after one in its folder, archive or file of records."""

from collections.abc import Mapping
from typing import Any

from pipeline.index import Hit, Index, SearchRequest, Sort
from pipeline.query.tree import And, Node, Range, Word
from pipeline.terms.folders import FOLDERS, folders

MOST_IN_FOLDER = 2_000  # that are gone through for the order of their names
NEAR = 100  # numbers of records around one


def neighbour(index: Index, record: Mapping[str, Any], by: int) -> str | None:
    """The id of the document `by` places further, 1 or -1; None at an end, or in a large folder.

    Records of one file follow one another by their numbers, files and members by their names.
    """
    if (id := _record(index, record, by)) is not None:
        return id
    here = folders(record)
    if not here:
        return None
    found = _hits(index, Word(here[-1], FOLDERS))
    beside = sorted((hit for hit in found if folders(_fields(hit))[-1:] == here[-1:]), key=_order)
    at = next((n for n, hit in enumerate(beside) if hit.id == record["id"]), None)
    if at is None or len(found) == MOST_IN_FOLDER or not 0 <= at + by < len(beside):
        return None
    return beside[at + by].id


def _record(index: Index, record: Mapping[str, Any], by: int) -> str | None:
    """The record before or behind one of the same file; those between may be left out of a run."""
    number = record.get("record") or 0
    first, last = (number + 1, number + NEAR) if by > 0 else (max(0, number - NEAR), number - 1)
    if last < 0:
        return None
    query = And((Word(record["source"], "source"), Range("record", str(first), str(last))))
    found = [hit for hit in _hits(index, query) if hit.member == (record.get("member") or "")]
    nearest = min(found, key=lambda hit: abs((hit.record or 0) - number), default=None)
    return nearest.id if nearest else None


def _hits(index: Index, query: Node) -> tuple[Hit, ...]:
    request = SearchRequest(
        query, size=MOST_IN_FOLDER, sort=Sort.SOURCE, collapse=False, snippets=False
    )
    return index.search(request).hits


def _fields(hit: Hit) -> dict[str, str]:
    return {"source": hit.source, "member": hit.member}


def _order(hit: Hit) -> tuple[str, str, int]:
    return hit.source, hit.member, hit.record or 0
