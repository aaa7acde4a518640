"""The documents before and after one in its folder, archive or file of records."""

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

from pipeline.index import Facets, Hit, Index, SearchRequest, Sort
from pipeline.query.tree import And, Node, Range, Word
from pipeline.terms.folders import FOLDERS, folders

MOST_FILES = 10_000  # of a folder, that are put in the order of their names
MOST_DOCUMENTS = 2_000  # of an archive or file that are gone through
MOST_TRIED = 20  # archives between two files
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
    if record.get("member"):
        return _member(index, record, here[-1], by)
    return _file(index, record["source"], here[-1], by)


def _file(index: Index, source: str, folder: str, by: int) -> str | None:
    """The first document of the next file, or the last one of the file before.

    The files are counted as values, so that no record of them is read.
    """
    wanted = Facets(("source",), size=MOST_FILES, dates=False)
    counted = index.search(SearchRequest(Word(folder, FOLDERS), size=0, facets=wanted))
    files = sorted(
        name for name, _ in counted.facets["source"] if folders({"source": name})[-1] == folder
    )
    if len(counted.facets["source"]) == MOST_FILES or source not in files:
        return None
    at = bisect_left(files, source)
    beside = files[at + 1 :] if by > 0 else files[:at][::-1]
    for name in beside[:MOST_TRIED]:
        hits = _hits(index, Word(name, "source"))
        if len(hits) == MOST_DOCUMENTS:
            return None
        # What is in an archive stands in the archive, not in this folder.
        if found := sorted((hit for hit in hits if not hit.member), key=_order):
            return found[0 if by > 0 else -1].id
    return None


def _member(index: Index, record: Mapping[str, Any], folder: str, by: int) -> str | None:
    found = _hits(index, Word(folder, FOLDERS))
    beside = sorted((hit for hit in found if folders(_fields(hit))[-1:] == [folder]), key=_order)
    at = next((n for n, hit in enumerate(beside) if hit.id == record["id"]), None)
    if at is None or len(found) == MOST_DOCUMENTS or not 0 <= at + by < len(beside):
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
        query, size=MOST_DOCUMENTS, sort=Sort.SOURCE, collapse=False, snippets=False
    )
    return index.search(request).hits


def _fields(hit: Hit) -> dict[str, str]:
    return {"source": hit.source, "member": hit.member}


def _order(hit: Hit) -> tuple[str, str, int]:
    return hit.source, hit.member, hit.record or 0
