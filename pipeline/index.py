"""The contract of an index: what docmill asks of the engine that keeps the documents.

`workers` holds the adapters (Elasticsearch, embedded); one contract suite tests them all.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import msgspec

from pipeline.query.tree import Node

SNIPPET_LENGTH = 200  # characters, about: it ends between words
BEFORE_MATCH, AFTER_MATCH = "«", "»"


# Told in a few words what a write waits for.
Waits = Callable[[str], None]


class Entry(msgspec.Struct, frozen=True):
    """One document to write: id, version (see `fields.Written`) and its fields."""

    id: str
    version: int
    fields: dict[str, Any]


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
    """What became of a run, kept in the index for people who look there (Kibana).

    Times are ISO 8601 in UTC; `seconds` is how long it was worked; the rest is its balance.
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
    """Why the index refused one document for good (a mapping conflict, a field too large)."""

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
    """Who wrote a document, and the hash of its clean text ("" where there is none)."""

    id: str
    content_hash: str = ""
    run: str = ""
    batch: str = ""


class SearchRequest(msgspec.Struct, frozen=True):
    """A search: the tree, how many hits, whether facets are counted, equal content collapsed."""

    query: Node
    size: int = 10
    facets: bool = False
    facet_size: int = 10
    collapse: bool = True


class Hit(msgspec.Struct, frozen=True):
    """One found document; `snippet` is plain text with the matches between « and »."""

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


class Found(msgspec.Struct, frozen=True):
    """The answer: `total` documents match (every copy counted); facets as (value, count)."""

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[tuple[str, int], ...]] = {}


class Index(Protocol):
    """What every adapter does. Any method raises `Unavailable` when the engine does not answer."""

    def prepare(self) -> None:
        """Make what is missing (index, template, alias); harmless when all is there."""
        ...

    def write(
        self,
        entries: Sequence[Entry],
        failures: Sequence[FailureEntry] = (),
        waits: Waits | None = None,
    ) -> list[Refused | None]:
        """Store documents, durably when it returns; one answer for each entry.

        None = the index holds this version or a newer one. `waits` is called with what is waited
        for, when that takes longer than a moment. Raises `Unavailable` when the engine went away
        or kept refusing load; then any part may have been written, and writing all again is
        harmless. A document that the engine will never take is refused, not waited for.
        """
        ...

    def forget_failures(self, run: str, ids: Sequence[str]) -> None:
        """Remove what is kept of failures of documents that have ended otherwise in this run."""
        ...

    def lookup(self, ids: Sequence[str]) -> list[Known | None]:
        """What is held under each id now, unrefreshed writes included."""
        ...

    def holders(self, content_hashes: Sequence[str]) -> dict[str, str]:
        """content hash → the id of one document that has it, for those that are held."""
        ...

    def search(self, request: SearchRequest) -> Found:
        """The best hits."""
        ...

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        """Every hit, streamed, in no promised order; `size` and `facets` are ignored."""
        ...

    def held(self, query: Node) -> Iterator[Held]:
        """Every document that matches, streamed in no promised order and in constant memory.

        Reads the index as it is when the first one is asked for; sees what `refresh` made visible.
        """
        ...

    def delete(self, ids: Sequence[str]) -> int:
        """Remove documents for good; returns how many of them were there.

        Raises `Unavailable` too while another process is the only one that may write.
        """
        ...

    def get(self, key: str) -> dict[str, Any] | None:
        """The stored fields (with `id`) under an id, else under a source's own id (newest)."""
        ...

    def note_run(self, entry: RunEntry) -> None:
        """Keep what became of a run under its id, in place of what was kept before."""
        ...

    def refresh(self) -> None:
        """Make everything written visible to searches."""
        ...

    def count(self) -> int:
        """How many documents are held."""
        ...

    def describe(self) -> dict[str, Any]:
        """Engine, version, address (password masked), documents, bytes: for `doctor`."""
        ...

    def close(self) -> None:
        """Let go of connections and files."""
        ...
