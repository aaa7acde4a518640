"""The index in Elasticsearch 9: a versioned index with a strict mapping behind an alias."""

import contextlib
import logging
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Self

from elasticsearch import NotFoundError
from msgspec.structs import replace

from pipeline.index import (
    MOST_NEAR,
    FailureEntry,
    Held,
    Hit,
    IndexEntry,
    Known,
    PublishedWhen,
    Refused,
    RunEntry,
    SearchRequest,
    SearchResult,
    Sort,
    Waits,
)
from pipeline.query.bars import bars
from pipeline.query.matcher import Matcher
from pipeline.query.tree import Node, Word
from pipeline.terms.twins import twins
from workers.address import masked
from workers.indexes.elasticsearch import mapping
from workers.indexes.elasticsearch.bulk import BulkWriter, Operation, operation, probe, removal
from workers.indexes.elasticsearch.connection import client_of
from workers.indexes.elasticsearch.description import description
from workers.indexes.elasticsearch.errors import cannot_read, translated
from workers.indexes.elasticsearch.facets import (
    UNHASHED,
    between,
    dates,
    dates_body,
    facets,
    facets_body,
    texts,
    undated,
)
from workers.indexes.elasticsearch.indices import Indices
from workers.indexes.elasticsearch.pages import (
    LARGE_PAGE,
    SCAN_PAGE,
    deep_body,
    deep_hits,
    is_deep,
    pages,
)
from workers.indexes.elasticsearch.query import TERMS_ANALYZER, render
from workers.indexes.elasticsearch.search import (
    HIT_FIELDS,
    SNIPPET_ONLY,
    TEXT,
    hits_body,
    place_in_order,
    shown,
)
from workers.settings import Settings

logger = logging.getLogger(__name__)

TEXTS_AT_ONCE = 50  # hits whose texts are in memory at a time
HELD_FIELDS = ["content_hash", "run", "batch"]
NOTE_SECONDS = 5  # for the note on a run, which a producer at work waits for
KNOWN_FIELDS = ["raw_hash", "content_hash", "fingerprints", "run", "version"]


class ElasticsearchIndex:
    """Documents behind the alias `name`, failed ones behind `<name>-failures`, runs `<name>-runs`.

    `url`: may have user and password, percent-encoded. `analyzer`: for title and text; like
    `shards` and `replicas` it takes effect when the index is made. `bulk_bytes`: largest bulk
    request. `compress`: whether requests and answers are compressed; None: only those to and from
    another machine. `timeout_seconds`: limit of one request, and of repeating writes that the
    server cannot take for now. `ca_file`: PEM of the authorities that are trusted in place of the
    public ones. `api_key`: encoded, in place of a user.

    Raises:
        ConfigurationError: `url` is malformed, or `ca_file` cannot be used.
    """

    single_writer: ClassVar = False
    in_process: ClassVar = False
    disk_bytes_a_byte: ClassVar = 0.0  # it is not on the data directory's disk

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The index that the settings name."""
        return cls(
            settings.index_url or "",
            name=settings.index_name,
            analyzer=settings.index_analyzer,
            shards=settings.index_shards,
            replicas=settings.index_replicas,
            bulk_bytes=settings.index_bulk_bytes,
            ca_file=settings.index_ca_file,
            api_key=settings.index_api_key,
        )

    def __init__(
        self,
        url: str,
        *,
        name: str = "docmill",
        analyzer: str = "standard",
        shards: int = 1,
        replicas: int = 0,
        bulk_bytes: int = 8_000_000,
        compress: bool | None = None,
        timeout_seconds: float = 60,
        ca_file: Path | None = None,
        api_key: str | None = None,
    ) -> None:
        mapping.check_name(name)
        self._address = masked(url)
        self._alias = name
        self._failures_alias = f"{name}-failures"
        self._runs_alias = f"{name}-runs"
        self._analyzer = analyzer
        self._client = client_of(url, compress, timeout_seconds, ca_file, api_key)
        self._pages = partial(pages, self._client, self._alias, self._address)
        self._indices = Indices(self._client, self._address, shards, replicas)
        self._writer = BulkWriter(
            self._client, self._address, portion_bytes=bulk_bytes, patience_seconds=timeout_seconds
        )

    def prepare(self) -> None:
        """Make templates, indices and aliases; add new fields to an existing index.

        Raises:
            ConfigurationError: an existing index does not fit, for example its analyzer.
        """
        with translated(self._address):
            documents = mapping.document_properties(self._analyzer)
            self._indices.prepare(self._alias, documents, mapping.DOCUMENT_SETTINGS, mapping.META)
            self._indices.prepare(self._failures_alias, mapping.failure_properties())
            self._indices.prepare(self._runs_alias, mapping.run_properties())

    def write(
        self,
        entries: Sequence[IndexEntry],
        failures: Sequence[FailureEntry] = (),
        waits: Waits | None = None,
    ) -> list[Refused | None]:
        """Store documents and failures in one bulk; see `pipeline.index.Index.write`.

        An entry with a lower version than that in the index changes nothing and counts as written.

        Raises:
            ConfigurationError: the server takes no documents at all.
            Unavailable: the server is away or busy for too long.
        """
        refused: dict[int, Refused] = {}
        operations: list[Operation] = []
        for place, entry in enumerate(entries):
            try:
                record = {
                    **entry.fields,
                    **twins(entry.fields, entry.terms),
                    mapping.ID_FIELD: entry.id,
                }
                operations.append(operation(place, self._alias, entry.id, record, entry.version))
            except (ValueError, TypeError) as error:
                refused[place] = Refused(type(error).__name__, f"it is no JSON: {error}")
        operations += [
            operation(
                place, self._failures_alias, mapping.failure_key(failure.run, failure.id), failure
            )
            for place, failure in enumerate(failures, start=len(entries))
        ]
        if operations:
            refused |= self._writer.write(operations, probe(self._alias), waits)
        for place, failure in enumerate(failures, start=len(entries)):
            if place in refused:
                logger.warning(
                    "the failure of document %s is not in the index: %s",
                    failure.id,
                    refused[place].message,
                )
        return [refused.get(place) for place in range(len(entries))]

    def forget_failures(self, run: str, ids: Sequence[str]) -> None:
        """Remove failures of a run in one bulk; those that are not there are no error."""
        removals = [
            removal(place, self._failures_alias, mapping.failure_key(run, id))
            for place, id in enumerate(ids)
        ]
        if removals:
            self._writer.write(removals, probe(self._failures_alias))

    def lookup(self, ids: Sequence[str]) -> list[Known | None]:
        """What the index holds under each id, also before the next refresh (realtime `mget`)."""
        return [
            None
            if source is None
            else Known(
                raw_hash=source.get("raw_hash", ""),
                content_hash=source.get("content_hash", ""),
                fingerprints=tuple(source.get("fingerprints", ())),
                run=source.get("run", ""),
                version=source.get("version", 0),
            )
            for source in self._sources(ids, KNOWN_FIELDS)
        ]

    def _sources(
        self, ids: Sequence[str], only: list[str] | None = None, without: Sequence[str] = ()
    ) -> list[dict[str, Any] | None]:
        """The stored fields under each id; `without`: patterns of names."""
        if not ids:
            return []
        with translated(self._address):
            answer = self._client.mget(
                index=self._alias,
                ids=list(ids),
                source_includes=only,
                source_excludes=list(without) or None,
            )
        sources: list[dict[str, Any] | None] = []
        for one in answer["docs"]:
            error = one.get("error")
            # Before the first `prepare` there is no index, so it holds nothing.
            if error and error["type"] != "index_not_found_exception":
                raise cannot_read(self._address, error)
            sources.append(one["_source"] if one.get("found") else None)
        return sources

    def holders(self, content_hashes: Sequence[str]) -> dict[str, str]:
        """content hash → id of the earliest written document with it, as of the last refresh."""
        wanted = list(dict.fromkeys(content_hashes))
        if not wanted:
            return {}
        answer = self._search(
            query={"terms": {"content_hash": wanted}},
            collapse={"field": "content_hash"},
            sort=[{"version": "asc"}],
            size=len(wanted),
            _source=["content_hash"],
        )
        return {one["_source"]["content_hash"]: one["_id"] for one in answer["hits"]["hits"]}

    def search(self, request: SearchRequest) -> SearchResult:
        """The best hits; the server collapses documents with equal texts.

        Raises:
            ConfigurationError: the server refuses the query (for example a date that does not
                exist).
        """
        if is_deep(request):
            return self._deep(request)
        body = hits_body(request)
        body |= {"size": request.size, "from": request.offset, "track_total_hits": True}
        if request.snippets and request.size <= TEXTS_AT_ONCE:
            body["_source"] = [*HIT_FIELDS, *SNIPPET_ONLY]
        if request.facets:
            body["aggs"] = facets_body(request.facets)
        if not request.collapse:
            return self._result(self._search(**body), request)
        # `collapse` would treat all documents without a hash as copies: they are searched apart.
        body.setdefault("aggs", {})[UNHASHED] = {"missing": {"field": "content_hash"}}
        answer = self._search(**body, collapse={"field": "content_hash"})
        if answer.get("aggregations", {}).get(UNHASHED, {}).get("doc_count", 0) > 1:
            answer["hits"]["hits"] = self._with_unhashed(body, request)
        return self._result(answer, request)

    def _deep(self, request: SearchRequest) -> SearchResult:
        found = self.search(replace(request, size=0, offset=0))
        if request.offset >= found.total:
            return found
        request = replace(request, size=min(request.size, found.total - request.offset))
        with contextlib.closing(self._pages(deep_body(request))) as found_pages:
            answers = deep_hits(found_pages, request)
        matcher = Matcher(request.query) if request.snippets else None
        hits: list[Hit] = []
        for start in range(0, len(answers), SCAN_PAGE):
            part = answers[start : start + SCAN_PAGE]
            sources = self._sources([one["_id"] for one in part], HIT_FIELDS)
            there = [one | {"_source": its} for one, its in zip(part, sources, strict=True) if its]
            hits += self._shown(there, matcher)
        return replace(found, hits=tuple(hits))

    def _result(self, answer: dict[str, Any], request: SearchRequest) -> SearchResult:
        if not answer["hits"]["total"]["value"]:
            with translated(self._address):
                self._indices.check(self._alias, mapping.META)
        matcher = Matcher(request.query) if request.snippets else None
        hits = tuple(self._shown(answer["hits"]["hits"], matcher))
        total = answer["hits"]["total"]["value"]
        if request.facets is None:
            return SearchResult(total, hits)
        counted = facets(answer, request.facets)
        dates_ = self._dates(answer, request.query)
        return SearchResult(total, hits, counted, dates_, texts(answer, request.facets))

    def _dates(self, answer: dict[str, Any], query: Node) -> PublishedWhen | None:
        """How many were published when, by a second search between the first and the last date."""
        if (ends := between(answer)) is None:
            return None
        unit, wanted = bars(*ends)
        found = self._search(query=render(query), size=0, aggs=dates_body(wanted))
        return dates(found, unit, undated(answer))

    def _shown(self, answers: Sequence[dict[str, Any]], matcher: Matcher | None) -> Iterator[Hit]:
        """The hits, their texts read a few at a time, as only a snippet of each is kept."""
        for start in range(0, len(answers), TEXTS_AT_ONCE):
            part = answers[start : start + TEXTS_AT_ONCE]
            if matcher and not any(TEXT in one["_source"] for one in part):
                texts = self._sources([one["_id"] for one in part], SNIPPET_ONLY)
                for one, source in zip(part, texts, strict=True):
                    one["_source"] |= source or {}
            yield from (shown(one, matcher) for one in part)

    def _with_unhashed(self, body: dict[str, Any], request: SearchRequest) -> list[dict[str, Any]]:
        """The hits in order, where several documents have no content hash and are no copies."""
        whole = {**body, "from": 0, "size": request.offset + request.size}
        hashed = {"exists": {"field": "content_hash"}}
        once = self._search(
            **{**whole, "query": {"bool": {"must": [body["query"]], "filter": [hashed]}}},
            collapse={"field": "content_hash"},
        )
        query = {"bool": {"must": [body["query"]], "must_not": [hashed]}}
        others = self._search(**{**whole, "query": query})
        hits: list[dict[str, Any]] = [*once["hits"]["hits"], *others["hits"]["hits"]]
        hits.sort(key=partial(place_in_order, request.sort))
        return hits[request.offset : request.offset + request.size]

    def _search(self, **body: Any) -> dict[str, Any]:
        """One search; raises an error when a shard fails, instead of giving a partial answer."""
        with translated(self._address):
            answer = self._client.search(
                index=self._alias,
                ignore_unavailable=True,
                allow_partial_search_results=False,
                body=body,
            )
            if not answer["_shards"]["total"]:
                self._check_open()
        return dict(answer)

    def _check_open(self) -> None:
        """An index that is not made yet has no shards, which is right; one that is closed, too."""
        with contextlib.suppress(NotFoundError):
            self._client.count(index=self._alias)

    def near(self, field: str, term: str) -> list[tuple[str, int]]:
        """The terms like one that is not there, the most frequent first."""
        asked = {
            "field": field, "suggest_mode": "always", "sort": "frequency", "size": MOST_NEAR,
            "min_word_length": 2, "analyzer": TERMS_ANALYZER,
        }  # fmt: skip
        answer = self._search(size=0, suggest={"near": {"text": term, "term": asked}})
        found = answer.get("suggest", {}).get("near", [])
        return [(one["text"], one["freq"]) for part in found for one in part["options"]]

    def frequencies(self, field: str, terms: Sequence[str]) -> dict[str, int]:
        """In how many documents each term is, as one shard knows it; see `Index.frequencies`."""
        if not terms:
            return {}
        with translated(self._address):
            try:
                answer = self._client.termvectors(
                    index=self._alias,
                    doc={field: " ".join(terms)},
                    term_statistics=True, field_statistics=False, positions=False, offsets=False,
                )  # fmt: skip
            except NotFoundError:
                return {}
        found = answer["term_vectors"].get(field, {}).get("terms", {})
        return {term: one["doc_freq"] for term, one in found.items() if "doc_freq" in one}

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        """Every hit; without an order in that of their contents' hashes when collapsed.

        See `Index.scan`. Reads one point in time, which is released at the end or when the
        iterator is closed.
        """
        # Copies follow one another in this order, so that one hash in memory is enough.
        order = [{"content_hash": "asc"}] if request.collapse else []
        body = hits_body(request) | {"size": SCAN_PAGE}
        is_ordered = request.sort is not Sort.RELEVANCE
        if not is_ordered:
            body["sort"] = [*order, {"_shard_doc": "asc"}]
        matcher = Matcher(request.query)
        seen: set[str] = set()
        for page in self._pages(body):
            firsts = []
            for one in page:
                content = one["_source"].get("content_hash")
                if not request.collapse or content is None or content not in seen:
                    firsts.append(one)
                if not is_ordered:
                    seen.clear()
                if content is not None:
                    seen.add(content)
            yield from self._shown(firsts, matcher)

    def held(self, query: Node) -> Iterator[Held]:
        """Every document that matches, from one point in time; see `pipeline.index.Index.held`."""
        body = {
            "query": {"bool": {"filter": [render(query)]}},
            "size": LARGE_PAGE,
            "sort": [{"_shard_doc": "asc"}],
            "_source": HELD_FIELDS,
        }
        for page in self._pages(body):
            for one in page:
                source = one["_source"]
                yield Held(one["_id"], *(source.get(field, "") for field in HELD_FIELDS))

    def delete(self, ids: Sequence[str]) -> int:
        """Remove documents in one bulk; returns how many of them existed.

        Raises:
            ConfigurationError: the server allows no removal.
        """
        unique = list(dict.fromkeys(ids))
        found = [
            id
            for id, source in zip(unique, self._sources(unique, ["run"]), strict=True)
            if source is not None
        ]
        if not found:
            return 0
        removals = [removal(place, self._alias, id) for place, id in enumerate(found)]
        return len(found) - len(self._writer.write(removals, probe(self._alias)))

    def get(self, key: str) -> dict[str, Any] | None:
        """The stored fields and `id` of a document, by its id, else by its id in the source.

        Of several documents with that id in the source, the newest.
        """
        if not key:
            return None
        [source] = self._sources([key], without=mapping.TWINS)
        if source is not None:
            return {"id": key, **source}
        by_source = render(Word(key, "source_id"))
        newest = self._search(
            query=by_source, sort=[{"version": "desc"}], size=1, _source=mapping.WITHOUT_TWINS
        )
        hits = newest["hits"]["hits"]
        return {"id": hits[0]["_id"], **hits[0]["_source"]} if hits else None

    def records(
        self, ids: Sequence[str], fields: Sequence[str] | None
    ) -> list[dict[str, Any] | None]:
        """Some stored fields of each document, or all; None where there is no document."""
        if fields is None:
            return self._sources(ids, without=mapping.TWINS)
        return self._sources(ids, list(fields))

    def note_run(self, entry: RunEntry) -> None:
        """Store the entry of a run under the run's id."""
        with translated(self._address):
            # Where somebody removed the index, Elasticsearch would make one with the alias's name,
            # and the alias could not be made any more.
            self._client.options(request_timeout=NOTE_SECONDS).index(
                index=self._runs_alias, id=entry.run, document=mapping.run_fields(entry),
                require_alias=True,
            )  # fmt: skip

    def refresh(self) -> None:
        """Make everything written visible to searches."""
        with translated(self._address):
            self._client.indices.refresh(
                index=[self._alias, self._failures_alias, self._runs_alias],
                ignore_unavailable=True,
            )

    def count(self) -> int:
        """The number of documents as of the last refresh."""
        with translated(self._address), contextlib.suppress(NotFoundError):
            return int(self._client.count(index=self._alias)["count"])
        return 0

    def describe(self) -> dict[str, Any]:
        """Engine, version (None if the user may not read it), address, health, documents, bytes."""
        return description(self._client, self._alias, self._address)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
