"""The contract of an index: what docmill needs of the engine that keeps the documents.

The adapters are in `workers` (Elasticsearch, embedded); one contract suite tests them all.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Any, Protocol

import msgspec

from pipeline.fields import USUAL_FACETS
from pipeline.query.tree import Node
from pipeline.records import Locator

MOST_TEXTS = 20_000  # documents whose different texts are counted
MOST_NEAR = 20  # terms that are like one that is not there
SNIPPET_LENGTH = 200  # characters, approximately: a snippet ends between words
BEFORE_MATCH, AFTER_MATCH = "«", "»"


# Called with a few words that say what a write waits for.
Waits = Callable[[str], None]


class IndexEntry(msgspec.Struct, frozen=True):
    """One document to write: id, version (see `fields.Written`) and its fields.

    `terms`: as in `pipeline.records.Work`; an index makes them itself where there are none.
    """

    id: str
    version: int
    fields: dict[str, Any]
    terms: dict[str, str] | None = None


class FailureEntry(msgspec.Struct, frozen=True):
    """A failed document, kept in the index for people who look there (Kibana)."""

    id: str
    run: str
    batch: str
    attempt: int
    source: str
    member: str
    record: int
    stage: str
    error: str
    message: str
    worker: str
    failed_at: str


class RunEntry(msgspec.Struct, frozen=True):
    """The balance of a run, kept in the index for people who look there (Kibana).

    Times are ISO 8601 in UTC; `told_at`: when the entry was written. `seconds`: how long producers
    worked on the run.
    """

    run: str
    state: str
    sources: tuple[str, ...]
    started_at: str
    told_at: str
    seconds: float
    expected: int
    outcomes: dict[str, int]
    in_flight: int
    filtered_by_reason: dict[str, int]
    failed_by_error: dict[str, int]


class Refused(msgspec.Struct, frozen=True):
    """Why the index will never take a document (a mapping conflict, a field too large)."""

    error: str
    message: str


class Known(msgspec.Struct, frozen=True):
    """What the index holds under an id."""

    raw_hash: str
    content_hash: str
    fingerprints: tuple[str, ...]
    run: str
    version: int = 0


class Held(msgspec.Struct, frozen=True):
    """Run and batch that wrote a document, and the hash of its clean text ("": it has none)."""

    id: str
    content_hash: str = ""
    run: str = ""
    batch: str = ""


class Sort(StrEnum):
    """The order of hits; equal ones by id. Documents without a date come last."""

    RELEVANCE = "relevance"
    OLDEST = "date"
    NEWEST = "-date"
    SOURCE = "source"


class Facets(msgspec.Struct, frozen=True):
    """What to count over all documents that are found.

    `fields`: of `fields.FACET_FIELDS`, or `terms.folders.FOLDERS`, each with its `size` most
    frequent values, or with as many as `sizes` has for it. `like`: only values in which a word has
    this beginning or pattern, see `query.facet_values`. `dates`: how many were published when.
    `texts`: how many different texts they have.
    """

    fields: tuple[str, ...] = USUAL_FACETS
    size: int = 10
    like: str = ""
    dates: bool = True
    texts: bool = False
    sizes: tuple[tuple[str, int], ...] = ()

    def size_of(self, field: str) -> int:
        """How many values of a field are wanted."""
        return dict(self.sizes).get(field, self.size)


class SearchRequest(msgspec.Struct, frozen=True):
    """A search. `size`: number of hits; `offset`: how many before them are left out.

    `collapse`: show documents with equal texts once. `snippets`: False for hits without, which
    spares reading every text.
    """

    query: Node
    size: int = 10
    offset: int = 0
    sort: Sort = Sort.RELEVANCE
    facets: Facets | None = None
    collapse: bool = True
    snippets: bool = True


class Hit(msgspec.Struct, frozen=True):
    """One found document; `snippet` is plain text with the matches between « and ».

    `matches`: where in the snippet they begin and end, without these marks: as a text may have such
    marks of its own, only these tell for certain. Offsets are in characters.
    `pages`: how many the document has; 0 of a format without. `page`: on which the snippet's first
    match begins, from 1. `content_hash`: the same for documents of equal texts.
    """

    id: str
    score: float
    title: str
    snippet: str
    people: tuple[str, ...]
    organizations: tuple[str, ...]
    places: tuple[str, ...]
    topics: tuple[str, ...]
    published: str | None
    source: str
    pages: int = 0
    page: int | None = None
    member: str = ""
    record: int | None = None
    source_id: str | None = None
    author: str | None = None
    language: str | None = None
    matches: tuple[tuple[int, int], ...] = ()
    content_hash: str = ""

    @property
    def place(self) -> str:
        """File, member and number of the record, as people read it."""
        return str(Locator(self.source, self.member, self.record or 0))

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The snippet without the marks, in pieces; each says whether it is a match."""
        at = 0
        for start, end in self.matches:
            yield self.snippet[at : start - len(BEFORE_MATCH)], False
            yield self.snippet[start:end], True
            at = end + len(AFTER_MATCH)
        yield self.snippet[at:], False


Counted = tuple[tuple[str, int], ...]  # values with the number of documents that have each


class PublishedWhen(msgspec.Struct, frozen=True):
    """How many documents were published when.

    `unit`: "year", "month" or "day". `bars`: every one of them from the first to the last, as
    2004, 2004-08 or 2004-08-29. `undated`: documents without a date.
    """

    unit: str
    bars: Counted
    undated: int


class SearchResult(msgspec.Struct, frozen=True):
    """The answer: `total` documents match (every copy counted).

    `facets`: what was asked for, by field, the most frequent values first. `dates`: None where none
    were asked for, or no document has one. `texts`: how many different texts they have; None where
    that was not asked for, or where there are too many to tell (`MOST_TEXTS`).
    """

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, Counted] = {}
    dates: PublishedWhen | None = None
    texts: int | None = None


class Index(Protocol):
    """What every adapter does.

    Raises:
        Unavailable: the engine does not answer (any method).
    """

    def prepare(self) -> None:
        """Make index, template and alias if they are missing."""
        ...

    def write(
        self,
        entries: Sequence[IndexEntry],
        failures: Sequence[FailureEntry] = (),
        waits: Waits | None = None,
    ) -> list[Refused | None]:
        """Store documents; they are durable when this returns. One answer for each entry.

        None: the index holds this version or a newer one. `Refused`: the engine will never take the
        document. `waits` is called with what is waited for, if that takes more than a moment.

        Raises:
            Unavailable: the engine is away or too busy. Any part may have been written, and all can
                be written again.
        """
        ...

    def forget_failures(self, run: str, ids: Sequence[str]) -> None:
        """Remove what is kept of failures of documents that have ended otherwise in this run."""
        ...

    def lookup(self, ids: Sequence[str]) -> list[Known | None]:
        """What the index holds under each id, also before the next refresh."""
        ...

    def holders(self, content_hashes: Sequence[str]) -> dict[str, str]:
        """content hash → id of one document with it, for the hashes that the index has."""
        ...

    def search(self, request: SearchRequest) -> SearchResult:
        """The best hits."""
        ...

    def near(self, field: str, term: str) -> list[tuple[str, int]]:
        """Terms of a field that are like one that is not there, and how many documents have them.

        At most `MOST_NEAR`, the most frequent first; they begin with the same character and differ
        in at most two.
        """
        ...

    def frequencies(self, field: str, terms: Sequence[str]) -> dict[str, int]:
        """In how many documents each of the terms of a field is, where it is in one.

        An index of several shards may answer for one of them, to compare terms by.
        """
        ...

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        """Every hit, streamed; `size`, `offset` and `facets` are ignored.

        In any order and in constant memory, or by date or source (`sort`): then the content hash of
        every hit is kept in memory while copies are collapsed.
        """
        ...

    def held(self, query: Node) -> Iterator[Held]:
        """Every document that matches, streamed in any order and in constant memory.

        Reads the index as of the last refresh before the first call of `next`.
        """
        ...

    def delete(self, ids: Sequence[str]) -> int:
        """Remove documents; returns how many of them existed.

        Raises:
            Unavailable: also while another process is the single writer.
        """
        ...

    def get(self, key: str) -> dict[str, Any] | None:
        """The stored fields and `id` of a document, by its id, else by its id in the source.

        Of several documents with that id in the source, the newest.
        """
        ...

    def records(
        self, ids: Sequence[str], fields: Sequence[str] | None
    ) -> list[dict[str, Any] | None]:
        """Some stored fields of each document, or all; None where there is no document."""
        ...

    def note_run(self, entry: RunEntry) -> None:
        """Store the entry of a run under the run's id, in place of an earlier one."""
        ...

    def refresh(self) -> None:
        """Make everything written visible to searches."""
        ...

    def count(self) -> int:
        """The number of documents."""
        ...

    def describe(self) -> dict[str, Any]:
        """Engine, version, address (password masked), documents, bytes: for `doctor`."""
        ...

    def close(self) -> None:
        """Close connections and files."""
        ...
