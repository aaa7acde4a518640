"""What may be meant by a query that is not yet written to its end: names of fields, known names."""

import re
import time
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from heapq import nlargest

import msgspec

from pipeline.folding import fold
from pipeline.index import Counted, Facets, Index, SearchRequest
from pipeline.query.names import FIELD_NAMES, query_name
from pipeline.query.tree import All
from workers.page.renewed import Renewed

# The most frequent of each field; the list of a facet's values finds the others.
NAMES_A_FIELD = 10_000
NAME_FIELDS = ("people", "organizations", "places", "groups", "topics", "author")
COMPLETED_FIELDS = (*NAME_FIELDS, "language", "media_type")
MOST = 8
FEWEST_LETTERS = 2  # before names are told without a field
RENEWED_SECONDS = 120.0  # while a run goes on there are new names
# Fields that people search by, in the order that is told; each can be found by its beginning.
FIELDS = (
    "person", "organization", "place", "group", "topic", "title", "author", "published", "language",
    "media_type", "source", "mail_from", "mail_to", "event", "work", "product", "law", "money",
    "date", "email", "phone", "url", "pages", "repaired", "run",
)  # fmt: skip
# The last word before the cursor: a field's name with its colon, then what is typed of a value.
_LAST = re.compile(r'(?:^|(?<=[\s(+-]))(?:(?P<field>\w+):)?(?P<value>"[^"]*|[^\s"():]*)\Z')
_WORD = re.compile(r"\w+")
_LAST_CHARACTER = "\U0010ffff"


class Completion(msgspec.Struct, frozen=True):
    """What a query may go on as.

    `query`: the whole of it up to the cursor; `shown`: the field or name that it would have;
    `kind`: "field", or the field of the name; `documents`: that have the name, 0 for a field.
    """

    query: str
    shown: str
    kind: str
    documents: int = 0


class _Names:
    """Known names of one field, found by how one of their words begins."""

    def __init__(self, counted: Counted) -> None:
        self._counted = counted
        begins = sorted((rest, at) for at, (name, _) in enumerate(counted) for rest in _rests(name))
        self._rests = [rest for rest, _ in begins]
        self._places = array("I", (at for _, at in begins))

    def like(self, beginning: str) -> list[tuple[str, int]]:
        """The most frequent names in which a word begins so; all begin with nothing."""
        first = bisect_left(self._rests, beginning)
        last = bisect_left(self._rests, beginning + _LAST_CHARACTER)
        # The names are in the order of their numbers.
        best = sorted(set(self._places[first:last]))[:MOST]
        return [self._counted[at] for at in best]


class KnownNames:
    """The names of an index, read again from time to time; used by many threads."""

    def __init__(self, index: Index, clock: Callable[[], float] = time.monotonic) -> None:
        self._names = Renewed(lambda: _read(index), RENEWED_SECONDS, clock)

    def completions(self, typed: str) -> list[Completion]:
        """What the query may go on as, the likeliest first; `typed`: it up to the cursor."""
        last = _LAST.search(typed)
        if last is None:
            return []
        before, value = typed[: last.start()], fold(last["value"].lstrip('"'))
        if (name := last["field"]) is not None:
            field = FIELD_NAMES.get(name.lower())
            if field not in COMPLETED_FIELDS:
                return []
            return list(self._of_field(f"{before}{name}:", field, value))
        if last["value"].startswith('"') or not value:
            return []
        fields = [one for one in FIELDS if one.startswith(value)]
        found = [Completion(f"{before}{one}:", one, "field") for one in fields]
        if len(value) >= FEWEST_LETTERS:
            named = [
                one
                for field in NAME_FIELDS
                for one in self._of_field(f"{before}{query_name(field)}:", field, value)
            ]
            found += nlargest(MOST, named, key=lambda one: one.documents)
        return found[:MOST]

    def _of_field(self, before: str, field: str, value: str) -> Iterator[Completion]:
        for name, count in self._names.value()[field].like(value):
            written = name.replace("\\", "\\\\").replace('"', '\\"')
            quoted = written if _WORD.fullmatch(name) else f'"{written}"'
            yield Completion(f"{before}{quoted} ", name, query_name(field), count)


def _read(index: Index) -> dict[str, _Names]:
    wanted = Facets(COMPLETED_FIELDS, size=NAMES_A_FIELD, dates=False)
    found = index.search(SearchRequest(All(), size=0, facets=wanted)).facets
    return {field: _Names(found.get(field, ())) for field in COMPLETED_FIELDS}


def _rests(name: str) -> list[str]:
    """A name from each of its words on, folded."""
    plain = fold(name)
    return [plain[word.start() :] for word in _WORD.finditer(plain)]
