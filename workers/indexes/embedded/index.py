"""The embedded index: tantivy in a directory, nothing to install."""

import contextlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Self

import msgspec
import tantivy
from tantivy import FieldType, Occur, Order, Query

from pipeline.errors import ConfigurationError, StopRun, Unavailable
from pipeline.index import (
    MOST_NEAR,
    Facets,
    FailureEntry,
    Held,
    Hit,
    IndexEntry,
    Known,
    Refused,
    RunEntry,
    SearchRequest,
    SearchResult,
    Sort,
    Waits,
)
from pipeline.query.distance import distance
from pipeline.query.found import Found, hit
from pipeline.query.lowering import asks_for_text
from pipeline.query.matcher import Matcher
from pipeline.query.tree import Node
from workers.indexes.embedded.broad import Broad
from workers.indexes.embedded.facets import Counts, counts
from workers.indexes.embedded.order import Ordered, record, total
from workers.indexes.embedded.query import Renderer
from workers.indexes.embedded.reader import LongRead, Opened, Reader
from workers.indexes.embedded.schema import (
    ID,
    SLOT,
    SLOTS,
    UnfitEntryError,
    document,
    schema,
)
from workers.settings import Settings

_WRITER_HEAP_BYTES = 64_000_000
_SCAN_PAGE = 1_000
_MOST_RENDERERS = 2  # for the languages of the last commit, and for those of one before
_MOST_COUNTED = 128  # searches whose counts are kept


class _Held(msgspec.Struct):
    """The fields of a stored record that a look-up needs."""

    id: str
    version: int
    raw_hash: str = ""
    content_hash: str = ""
    fingerprints: tuple[str, ...] = ()
    run: str = ""


class EmbeddedIndex:
    """An index in a directory; many processes may read it, one at a time may write.

    The first `write` takes the directory's writer lock, `close` releases it; a killed process
    releases it too. Failures are not kept here: the ledger keeps them.
    """

    single_writer: ClassVar = True
    in_process: ClassVar = True
    disk_bytes_a_byte: ClassVar = 3.0  # with all fields, and space for merges

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The index in the data directory of the settings."""
        return cls(settings.index_dir)

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._schema = schema()
        self._renderer = lru_cache(_MOST_RENDERERS)(partial(Renderer, self._schema))
        self._reader = Reader(directory, self._schema)
        self._writer: tantivy.IndexWriter | None = None
        self._newest_commit = 0
        # The last counts: who goes from page to page of the hits has the same ones.
        self._counted: dict[tuple[bytes, Node, Facets], Counts] = {}
        self._broad = Broad()
        self._counting = ThreadPoolExecutor(thread_name_prefix="counting")

    def prepare(self) -> None:
        """Make the directory and an empty index, if they do not exist.

        Raises:
            ConfigurationError: the directory cannot be made, or holds an index of another kind.
        """
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"cannot make the index directory {self._directory}: {error.strerror}; "
                "choose another one or mend its permissions"
            ) from error
        self._reader.opened()

    def write(
        self,
        entries: Sequence[IndexEntry],
        failures: Sequence[FailureEntry] = (),
        waits: Waits | None = None,
    ) -> list[Refused | None]:
        """Store documents and commit; `failures` are ignored, the ledger keeps them.

        Raises:
            Unavailable: another process writes to this index, or the disk takes no more.
            StopRun: the disk is full.
        """
        answers: list[Refused | None] = []
        newest: dict[str, tuple[int, tantivy.Document]] = {}
        for entry in entries:
            try:
                made = document(entry)
            except UnfitEntryError as error:
                answers.append(Refused(type(error).__name__, str(error)))
                continue
            answers.append(None)
            if entry.id not in newest or entry.version >= newest[entry.id][0]:
                newest[entry.id] = (entry.version, made)
        if not newest:
            return answers
        writer = self._writing()
        held = {one.id: one.version for one in self._held(list(newest))}
        with self._committed(writer):
            for id, (number, made) in newest.items():
                if id in held:
                    if held[id] > number:
                        continue
                    # Only existing documents, so that the segments of a first run have no gaps.
                    writer.delete_documents_by_term(ID, id)
                writer.add_document(made)
        return answers

    def forget_failures(self, run: str, ids: Sequence[str]) -> None:
        """Failures are not kept here: the ledger keeps them."""

    def delete(self, ids: Sequence[str]) -> int:
        """Remove documents and commit; returns how many of them existed.

        Raises:
            Unavailable: another process writes to this index, or the disk takes no more.
        """
        if not (held := [one.id for one in self._held(ids)]):
            return 0
        writer = self._writing()
        with self._committed(writer):
            for id in held:
                writer.delete_documents_by_term(ID, id)
        return len(held)

    @contextlib.contextmanager
    def _committed(self, writer: tantivy.IndexWriter) -> Iterator[None]:
        """Commit what the block gave to the writer."""
        try:
            yield
            self._newest_commit = writer.commit()
        except ValueError as error:
            # What a failed commit leaves behind is unknown: the next write begins with a fresh
            # writer, so this one has to give its lock back now.
            self._writer = None
            with contextlib.suppress(ValueError):
                writer.wait_merging_threads()
            if "StorageFull" in str(error):  # Rust's name for ENOSPC, somewhere in tantivy's words
                raise StopRun(
                    f"no space left on the disk of the index {self._directory}; make room, then "
                    "go on with docmill resume"
                ) from error
            raise Unavailable(
                f"cannot write to the index in {self._directory}: {error}; is the disk full?"
            ) from error

    def lookup(self, ids: Sequence[str]) -> list[Known | None]:
        """What the index holds under each id, as last committed by any process."""
        held = {
            one.id: Known(one.raw_hash, one.content_hash, one.fingerprints, one.run, one.version)
            for one in self._held(ids)
        }
        return [held.get(id) for id in ids]

    def holders(self, content_hashes: Sequence[str]) -> dict[str, str]:
        """content hash → id of the earliest written document with it."""
        found: dict[str, str] = {}
        if (searcher := self._reader.searcher()) is None:
            return found
        for content_hash in set(content_hashes):
            query = Query.term_query(self._schema, "content_hash", content_hash)
            earliest = searcher.search(query, 1, order_by_field="version", order=Order.Asc)
            for _, address in earliest.hits:
                found[content_hash] = record(searcher, address, _Held).id
        return found

    def search(self, request: SearchRequest) -> SearchResult:
        """The best hits by BM25, or the first of another order."""
        if (current := self._reader.current()) is None:
            return SearchResult(0, ())
        if request.facets is None:
            hits = self._hits(current, request)
            if not request.collapse and 0 < len(hits) < request.size:
                return SearchResult(request.offset + len(hits), hits)  # these are the last ones
            matches = self._renderer(current.languages).matches(request.query)
            return SearchResult(total(current.searcher.search(matches, 1)), hits)
        # Of another thread, because to count runs outside of Python.
        counting = self._counting.submit(self._counts, current, request.query, request.facets)
        hits = self._hits(current, request)
        counted = counting.result()
        return SearchResult(counted.total, hits, counted.facets, counted.dates, counted.texts)

    def _hits(self, current: Opened, request: SearchRequest) -> tuple[Hit, ...]:
        # No number is too large: there are never more hits than documents.
        wanted = min(request.offset + request.size, current.searcher.num_docs)
        if wanted <= request.offset:
            return ()
        matches = self._renderer(current.languages).matches(request.query)
        by_score = request.sort is Sort.RELEVANCE and asks_for_text(request.query)
        ranked = self._renderer(current.languages).render(request.query) if by_score else matches
        ordered = Ordered(self._schema, current.searcher, ranked, matches, wanted)
        found = ordered.by(request.sort, by_score=by_score, collapse=request.collapse)
        matcher = Matcher(request.query) if request.snippets else None
        shown = islice(found, request.offset, wanted)
        return tuple(hit(one.found, one.score, matcher) for one in shown)

    def _counts(self, current: Opened, query: Node, wanted: Facets) -> Counts:
        key = (current.commit, query, wanted)
        known = self._counted.get(key)
        if known is None:
            matches = self._renderer(current.languages).matches(query)
            known = counts(current.searcher, current.commit, matches, wanted, self._broad)
        others = {one: its for one, its in self._counted.items() if one != key}
        last = list(others.items())[1 - _MOST_COUNTED :]
        self._counted = {**dict(last), key: known}
        return known

    def near(self, field: str, term: str) -> list[tuple[str, int]]:
        """The terms like one that is not there, the most frequent first."""
        if (searcher := self._reader.searcher()) is None or not term:
            return []
        begins_so = searcher.terms_with_prefix(field, term[0])
        alike = ((one, count) for one, count in begins_so if one != term)
        return list(islice((one for one in alike if distance(one[0], term, 2) <= 2), MOST_NEAR))

    def frequencies(self, field: str, terms: Sequence[str]) -> dict[str, int]:
        """In how many documents each term is."""
        if (searcher := self._reader.searcher()) is None:
            return {}
        counted = ((term, searcher.doc_freq(field, term)) for term in terms)
        return {term: count for term, count in counted if count}

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        """Every hit, from the index as it is when the scan begins; see `Index.scan`."""
        if (current := self._reader.current()) is None:
            return
        matcher = Matcher(request.query)
        if request.sort is not Sort.RELEVANCE:
            matches = self._renderer(current.languages).matches(request.query)
            in_order = Ordered(self._schema, current.searcher, matches, matches)
            found = in_order.by(request.sort, by_score=False, collapse=request.collapse)
            yield from (hit(one.found, one.score, matcher) for one in found)
            return
        # Copies stand next to each other in the order of slots, so that the contents of this page
        # and the one before are enough to know them.
        before: set[str] = set()
        long = LongRead(self._reader, current)
        for hits in self._pages(long, self._renderer(current.languages).render(request.query)):
            here: set[str] = set()
            for score, address in hits:
                one = record(long.searcher(), address, Found)
                content = one.content_hash or one.id
                copy = content in here or content in before
                here.add(content)
                if not (request.collapse and copy):
                    yield hit(one, score, matcher)
            before = here

    def held(self, query: Node) -> Iterator[Held]:
        """Every document that matches, from the index as it is at the first call of `next`."""
        if (current := self._reader.current()) is None:
            return
        long = LongRead(self._reader, current)
        for hits in self._pages(long, self._renderer(current.languages).matches(query)):
            for _, address in hits:
                yield record(long.searcher(), address, Held)

    def _pages(
        self, long: LongRead, query: Query
    ) -> Iterator[list[tuple[float, tantivy.DocAddress]]]:
        """Every match, in pages that follow one another in the order of slots."""
        # Halve the range of slots until a part fits a page: constant memory and no page is
        # searched by counting past the ones before it.
        parts = [(0, SLOTS)]
        while parts:
            low, high = parts.pop()
            part = query if (low, high) == (0, SLOTS) else self._within(query, low, high)
            page = long.searcher().search(part, _SCAN_PAGE)
            if total(page) > _SCAN_PAGE:
                middle = (low + high) // 2
                parts += [(middle, high), (low, middle)]
                continue
            yield page.hits

    def get(self, key: str) -> dict[str, Any] | None:
        """The stored fields and `id` of a document, by its id, else by its id in the source.

        Of several documents with that id in the source, the newest.
        """
        if (searcher := self._reader.searcher()) is None:
            return None
        for field in (ID, "source_id"):
            query = Query.term_query(self._schema, field, key)
            for _, address in searcher.search(query, 1, order_by_field="version").hits:
                return record(searcher, address, dict[str, Any])
        return None

    def records(
        self, ids: Sequence[str], fields: Sequence[str] | None
    ) -> list[dict[str, Any] | None]:
        """Some stored fields of each document, or all; None where there is no document."""
        searcher = self._reader.searcher()
        if searcher is None or not ids:
            return [None] * len(ids)
        query = Query.term_set_query(self._schema, ID, list(ids))
        # Only the wanted fields are decoded: a record has a text and every mention in it.
        stored = (
            record(searcher, address, dict[str, msgspec.Raw])
            for _, address in searcher.search(query, len(ids), count=False).hits
        )
        found = {
            msgspec.json.decode(one["id"], type=str): {
                name: msgspec.json.decode(one[name])
                for name in (one if fields is None else fields)
                if name in one
            }
            for one in stored
        }
        return [found.get(id) for id in ids]

    def note_run(self, entry: RunEntry) -> None:
        """Runs are not kept here: the ledger keeps them."""

    def refresh(self) -> None:
        """Nothing to do: every search sees what has been committed."""

    def count(self) -> int:
        """The number of documents."""
        searcher = self._reader.searcher()
        return 0 if searcher is None else searcher.num_docs

    def describe(self) -> dict[str, Any]:
        """Engine, version, directory, documents, bytes."""
        from importlib.metadata import version  # here, because a search does without it

        return {
            "engine": "tantivy",
            "version": version("tantivy"),
            "address": str(self._directory),
            "documents": self.count(),
            "bytes": _bytes_in(self._directory),
        }

    def close(self) -> None:
        """Wait for merges, release the writer lock, close the files."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.wait_merging_threads()
        self._reader.forget()

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is not None and self._last_commit() != self._newest_commit:
            # Somebody has put another index in its place: what this writer knows of it is wrong.
            self._writer = None
            self._reader.forget()
        if self._writer is None:
            self.prepare()
            index = self._reader.opened()
            self._newest_commit = self._last_commit()
            try:
                # One thread, because each thread makes a segment of its own in every batch.
                self._writer = index.writer(_WRITER_HEAP_BYTES, num_threads=1)
            except ValueError as error:
                raise Unavailable(
                    f"another process writes to the index in {self._directory}, such as "
                    "`docmill up` or `docmill run`: stop it, or use another DOCMILL_DATA_DIR"
                ) from error
        return self._writer

    def _last_commit(self) -> int:
        """The number of the last commit, as the directory has it."""
        return int(msgspec.json.decode(self._reader.commit())["opstamp"])

    def _held(self, ids: Sequence[str]) -> list[_Held]:
        searcher = self._reader.searcher()
        if searcher is None or not ids:
            return []
        query = Query.term_set_query(self._schema, ID, list(ids))
        found = searcher.search(query, len(ids), count=False)
        return [record(searcher, address, _Held) for _, address in found.hits]

    def _within(self, query: Query, low: int, high: int) -> Query:
        slots = Query.range_query(
            self._schema, SLOT, FieldType.Unsigned, low, high - 1, include_upper=True
        )
        return Query.boolean_query(
            [(Occur.Must, query), (Occur.Must, Query.const_score_query(slots, 0.0))]
        )


def _bytes_in(directory: Path) -> int:
    total = 0
    for path in directory.glob("*"):
        # A merge may have removed it meanwhile.
        with contextlib.suppress(FileNotFoundError):
            total += path.stat().st_size
    return total
