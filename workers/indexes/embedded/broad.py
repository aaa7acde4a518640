"""Values of what most documents match, told from all documents and from the few others.

To count takes as long as there are documents to look at, and a common word is in nearly all.
"""

from collections.abc import Mapping
from heapq import heappush, heapreplace
from typing import Any, NamedTuple

from tantivy import Occur, Query, Searcher

from pipeline.index import Counted

# tantivy counts by segment and keeps this many values of each; beyond that, counts of rare values
# would be too low.
VALUES_PER_SEGMENT = 1_000_000
MOST_VALUES = 2**32 - 1  # tantivy takes no larger number
# Values of each field that are counted over all documents, and the most over the others.
KEPT = 2_000
# Values that are counted over the others for each one that is wanted.
FOR_ONE = 32
# The part of all documents from which on the others are so few that to count these is quicker.
_MOST = 0.6
_EVERY = Query.const_score_query(Query.all_query(), 0.0)


class Most(NamedTuple):
    """The most frequent values of a field, in this order; others are in `rest` at most."""

    counted: dict[str, int]
    rest: int


class Broad:
    """Counts over all documents of the last commit; used by many threads.

    They are made when a second search of the same commit could use them: one alone would take
    longer by them.
    """

    def __init__(self) -> None:
        self._wanted = b""
        self._known: tuple[bytes, dict[str, Most]] = (b"", {})

    def values(
        self,
        searcher: Searcher,
        commit: bytes,
        query: Query,
        total: int,
        sizes: Mapping[str, int],
    ) -> dict[str, Counted]:
        """The most frequent values of fields in the `total` documents that match.

        Without those fields of which what is known does not tell for certain. `sizes`: how many
        values of each.
        """
        if not sizes or total < _MOST * searcher.num_docs:
            return {}
        of_all = self._of_all(searcher, commit, sizes)
        if of_all is None:
            return {}
        others = Query.boolean_query([(Occur.Must, _EVERY), (Occur.MustNot, query)])
        kept = {name: min(KEPT, FOR_ONE * size) for name, size in sizes.items()}
        of_others = _most(searcher, others, kept)
        found = {
            name: difference(of_all[name], of_others[name], size) for name, size in sizes.items()
        }
        return {name: counted for name, counted in found.items() if counted is not None}

    def _of_all(
        self, searcher: Searcher, commit: bytes, fields: Mapping[str, int]
    ) -> dict[str, Most] | None:
        known_commit, known = self._known
        if known_commit == commit and known.keys() >= fields.keys():
            return known
        if self._wanted != commit:
            self._wanted = commit
            return None
        known = _most(searcher, _EVERY, dict.fromkeys(fields, KEPT))
        self._known = commit, known
        return known


def difference(of_all: Most, of_others: Most, size: int) -> Counted | None:
    """The `size` most frequent values in all documents but some others; None if it is not certain.

    Equally frequent ones are in the order of their characters.
    """
    exact: list[tuple[str, int]] = []
    best: list[int] = []  # a heap of the largest counts
    unknown = of_all.rest  # the most of any value of which it is not certain
    for value, count in of_all.counted.items():
        if len(best) == size and count < best[0]:
            break  # neither this one nor any behind it is among the first
        if of_others.rest and value not in of_others.counted:
            unknown = max(unknown, count)
        elif here := count - of_others.counted.get(value, 0):
            exact.append((value, here))
            if len(best) < size:
                heappush(best, here)
            elif here > best[0]:
                heapreplace(best, here)
    first = sorted(exact, key=lambda one: (-one[1], one[0]))[:size]
    least = first[-1][1] if len(first) == size else 0
    return tuple(first) if not unknown or least > unknown else None


def _most(searcher: Searcher, query: Query, sizes: Mapping[str, int]) -> dict[str, Most]:
    terms = {name: {"terms": most_frequent(name, size)} for name, size in sizes.items()}
    found: dict[str, Any] = searcher.aggregate(query, terms)
    most = {}
    for name in sizes:
        buckets = found[name]["buckets"]
        is_cut = found[name]["sum_other_doc_count"] > 0
        counted = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
        most[name] = Most(counted, buckets[-1]["doc_count"] if is_cut else 0)
    return most


def most_frequent(field: str, size: int) -> dict[str, Any]:
    """What asks tantivy for the most frequent values of a field, by their documents."""
    most = min(size, MOST_VALUES)
    return {"field": field, "size": most, "segment_size": VALUES_PER_SEGMENT}
