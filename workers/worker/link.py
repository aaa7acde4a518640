"""The work of one link of the chain on one batch: load, run the stages, store, report."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple, TypeVar

from redis import Redis

from pipeline.errors import Unavailable
from pipeline.fields import Written, index_fields
from pipeline.index import Entry, FailureEntry, Index, Refused
from pipeline.records import (
    Cleaned,
    Duplicate,
    Failed,
    Indexed,
    Unchanged,
    Work,
)  # fmt: skip
from pipeline.stage import PARTS, Stage, apply
from workers.broker.asset_mail import AssetMail
from workers.broker.content_claims import Claims
from workers.broker.leases import take
from workers.broker.payloads import BatchKey, Final, Loaded, Payloads, Place, Slot
from workers.broker.reports import Report, Reports, worker_name
from workers.settings import INDEX_LINK
from workers.worker.gathering import Gathering
from workers.worker.stage_sets import Variant, Variants, stage_report
from workers.worker.watchdog import Watch, end_out_of_memory

T = TypeVar("T")

INDEX_PATIENCE_SECONDS = 600.0


class _Ready(NamedTuple):
    """A batch on its way to the index: its slots, by place its entries, its failures."""

    key: BatchKey
    loaded: Loaded
    slots: list[Slot]
    entries: dict[int, Entry]
    failures: list[FailureEntry]


class Links:
    """All links of the chain in one worker process: its stages, its index, its Redis."""

    def __init__(
        self,
        chain: Sequence[Sequence[str]],
        variants: Variants,
        index: Index,
        redis: Redis,
        payload_ttl_seconds: int,
        document_seconds: float,
        gathering: Gathering | None = None,
    ) -> None:
        self._chain = [tuple(link) for link in chain]
        self._variants = variants
        # What a payload consists of is the same for all variants.
        self._stages = variants.plain.stages
        self._index = index
        self._redis = redis
        self._payloads = Payloads(redis, payload_ttl_seconds)
        self._ttl = payload_ttl_seconds
        self._document_seconds = document_seconds
        self._gathering = gathering
        self._said: set[tuple[str, str]] = set()  # run, stage

    def work(self, key: BatchKey, position: int, *, alone: bool) -> bool:
        """Run the stages of the link at a position of the chain on a batch.

        `alone`: document by document, each noted, because an earlier attempt was lost here.

        True when the chain goes on: something is left to work or a failure to be indexed. False
        when all is decided (and reported), or the payload is gone or stale (the producer will see
        to it).
        """
        link = "+".join(self._chain[position])
        take(self._redis, key)
        with self._watch(key, link) as watch:
            start = sum(len(link) for link in self._chain[:position])
            end = start + len(self._chain[position])
            mine = self._stages[start:end]
            needs = frozenset[str]().union(*(stage.needs for stage in mine))
            loaded = self._payloads.load(key, self._stages[:start], needs)
            variant = self._variant(key, loaded) if loaded else None
            if loaded is None or variant is None:
                return False
            # Now, because the time of documents is limited and that of loading is not.
            variant.load(self._chain[position])
            self._tell(key.run, variant.stages[start:end])
            slots = list(loaded.slots)
            if position == 0:
                slots = self._unchanged(key, loaded.envelope.places, slots, variant)
            for stage in variant.stages[start:end]:
                slots = _run(stage, slots, watch, alone)
                self._payloads.put_stage(key, stage, slots, loaded.contents)
            self._reports(key).passed(link, len(slots))
            if any(isinstance(slot, Work | Failed) for slot in slots):
                return True
            outcomes = [slot for slot in slots if not isinstance(slot, Work)]
            self._finish(key, outcomes, self._held_hashes(key, loaded, slots))
            return False

    def index(self, key: BatchKey, *, alone: bool) -> None:
        """Write a batch's records and failures to the index, then report every outcome.

        `alone`: record by record, each noted; else with other batches that wait, where an index
        has one writer only.
        """
        if self._gathering and self._gathering.has_gone(key):
            return
        take(self._redis, key)
        with ExitStack() as watches:
            watch = watches.enter_context(self._watch(key, INDEX_LINK))
            keys = [key]
            if self._gathering and not alone:
                keys += self._gathering.others(key)
                for other in keys[1:]:
                    watches.enter_context(self._watch(other, INDEX_LINK))
            firsts: dict[str, str] = {}
            ready = [one for each in keys if (one := self._ready(each, firsts))]
            entries = [entry for one in ready for entry in one.entries.values()]
            failures = [failure for one in ready for failure in one.failures]
            answers: list[Refused | None] = []
            if alone:
                for one in ready:
                    for place, entry in one.entries.items():
                        watch.note(INDEX_LINK, place)
                        answers += self._patiently(key, partial(self._index.write, [entry]))
                watch.note(INDEX_LINK)
                self._patiently(key, partial(self._index.write, [], failures))
            elif ready:
                answers += self._patiently(key, partial(self._index.write, entries, failures))
            rest = iter(answers)
            for one in ready:
                self._indexed(one, rest)
            if self._gathering:
                self._gathering.written(keys[1:])

    def _ready(self, key: BatchKey, firsts: dict[str, str]) -> _Ready | None:
        """A batch as it goes to the index; None when it is gone or stale.

        `firsts`: content hash → document, of the batches that go with it.
        """
        loaded = self._payloads.load(key, self._stages, PARTS - {"raw"})
        variant = self._variant(key, loaded) if loaded else None
        if loaded is None or variant is None:
            return None
        slots = list(loaded.slots)
        if loaded.envelope.skip_duplicates:
            slots = self._duplicates(key, slots, firsts)
        written = Written(key.run, key.name, loaded.envelope.started_ms * 1000 + key.attempt)
        entries = {
            place: Entry(
                slot.document.id, written.version, index_fields(slot, variant.fingerprints, written)
            )
            for place, slot in enumerate(slots)
            if isinstance(slot, Work)
        }
        return _Ready(key, loaded, slots, entries, self._failures(key, loaded, slots))

    def _indexed(self, ready: _Ready, answers: Iterator[Refused | None]) -> None:
        """Report a batch that was written; `answers`: what the index said, this batch's next."""
        slots = list(ready.slots)
        hashes = self._held_hashes(ready.key, ready.loaded, slots)
        for place, entry in ready.entries.items():
            refused = next(answers)
            hashes[place] = bytes.fromhex(str(entry.fields.get("content_hash", "")))
            slots[place] = Failed("index", refused.error, refused.message) if refused else Indexed()
        self._reports(ready.key).passed(INDEX_LINK, len(slots))
        outcomes = [slot for slot in slots if not isinstance(slot, Work)]
        written = [slot.cleaned for slot in ready.slots if isinstance(slot, Work) and slot.cleaned]
        self._finish(ready.key, outcomes, hashes, written)

    def _tell(self, run: str, stages: Sequence[Stage]) -> None:
        """Tell the run's producer, once, how these stages run in this process."""
        said = {(run, stage.name) for stage in stages}
        if not said <= self._said:
            self._said |= said
            for stage in stages:
                Reports(self._redis, run, self._ttl).tell(stage_report(stage))

    def complain(self, key: BatchKey, error: BaseException) -> None:
        """Tell the producer why a task on this batch ended without a report."""
        self._reports(key).complain(key.batch, error)

    def _watch(self, key: BatchKey, link: str) -> Watch:
        return Watch(self._redis, key, link, self._document_seconds, self._ttl)

    def _variant(self, key: BatchKey, loaded: Loaded) -> Variant | None:
        """The stages as the batch's run wants them; None when an asset is gone from Redis."""
        mail = AssetMail(self._redis, key.run, self._ttl)
        return self._variants.of(loaded.envelope.assets, mail, loaded.envelope.repairs)

    def _unchanged(
        self, key: BatchKey, places: Sequence[Place], slots: Sequence[Slot], variant: Variant
    ) -> list[Slot]:
        """The slots with what the index holds already: of another run, or of this one.

        That goes before a quarantine, too: a process may end after its document was written.
        """
        fingerprints = variant.fingerprints
        asked = [
            place.document
            for place, slot in zip(places, slots, strict=True)
            if isinstance(slot, Work | Failed) and place.document
        ]
        ids = [document.id for document in asked]
        found = self._patiently(key, lambda: self._index.lookup(ids))
        known = dict(zip(ids, found, strict=True))

        def decide(place: Place, slot: Slot) -> Slot:
            document = place.document
            held = known.get(document.id) if document else None
            if document is None or held is None or not isinstance(slot, Work | Failed):
                return slot
            if held.raw_hash != document.raw_hash or held.fingerprints != fingerprints:
                return slot
            if held.run == key.run:
                return Indexed()
            return Unchanged() if isinstance(slot, Work) else slot

        return [decide(place, slot) for place, slot in zip(places, slots, strict=True)]

    def _duplicates(
        self, key: BatchKey, slots: Sequence[Slot], firsts: dict[str, str]
    ) -> list[Slot]:
        live = [slot for slot in slots if isinstance(slot, Work)]
        hashes = [work.cleaned.content_hash for work in live if work.cleaned]
        firsts.update(self._patiently(key, lambda: self._index.holders(hashes)))
        claimants = {
            work.cleaned.content_hash: work.document.id
            for work in reversed(live)  # of equal ones the first claims
            if work.cleaned and work.cleaned.content_hash not in firsts
        }
        firsts.update(Claims(self._redis, key.run).firsts(claimants))
        decided: list[Slot] = []
        for slot in slots:
            if isinstance(slot, Work) and slot.cleaned:
                first = firsts.setdefault(slot.cleaned.content_hash, slot.document.id)
                decided.append(slot if first == slot.document.id else Duplicate(first))
            else:
                decided.append(slot)
        return decided

    def _held_hashes(self, key: BatchKey, loaded: Loaded, slots: Sequence[Slot]) -> list[bytes]:
        """By place: the content hash of what this run had indexed before, b"" of all else."""
        done = [i for i, slot in enumerate(slots) if isinstance(slot, Indexed)]
        ids = [loaded.envelope.places[i].id for i in done]
        hashes = [b""] * len(slots)
        if not done:
            return hashes
        found = self._patiently(key, lambda: self._index.lookup(ids))
        for i, known in zip(done, found, strict=True):
            hashes[i] = bytes.fromhex(known.content_hash) if known else b""
        return hashes

    def _failures(self, key: BatchKey, loaded: Loaded, slots: Sequence[Slot]) -> list[FailureEntry]:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        return [
            FailureEntry(
                id=place.id,
                run=key.run,
                batch=key.name,
                attempt=key.attempt,
                source=place.locator.source,
                member=place.locator.member,
                record=place.locator.record,
                stage=slot.stage,
                error=slot.error,
                message=slot.message,
                worker=worker_name(),
                failed_at=now,
            )
            for place, slot in zip(loaded.envelope.places, slots, strict=True)
            if isinstance(slot, Failed)
        ]

    def _patiently(self, key: BatchKey, action: Callable[[], T]) -> T:
        """Ask the index, and ask again while it is away: nothing is worked twice for its absence.

        The task waits in place, its lease renewed, and tells so. Raises `Unavailable` after
        `INDEX_PATIENCE_SECONDS`.
        """
        deadline = time.monotonic() + INDEX_PATIENCE_SECONDS
        wait = 0.5
        while True:
            try:
                return action()
            except Unavailable as error:
                if time.monotonic() + wait > deadline:
                    raise
                self._reports(key).wait_for(str(error))
            # Full jitter (AWS architecture blog, "Exponential backoff and jitter", 2015).
            time.sleep(random.uniform(0.1, wait))
            wait = min(wait * 2, 15.0)

    def _reports(self, key: BatchKey) -> Reports:
        return Reports(self._redis, key.run, self._ttl)

    def _finish(
        self,
        key: BatchKey,
        outcomes: Sequence[Final],
        content_hashes: Sequence[bytes],
        written: Sequence[Cleaned] = (),
    ) -> None:
        """Report a batch; `written`: the clean texts that went to the index."""
        repaired: Counter[str] = Counter()
        for cleaned in written:
            repaired.update(cleaned.repair_words)
        self._reports(key).send(
            Report(
                batch=key.batch,
                attempt=key.attempt,
                outcomes=tuple(outcomes),
                content_hashes=tuple(content_hashes),
                worker=worker_name(),
                finished_ms=time.time_ns() // 1_000_000,
                words=sum(int(cleaned.signals.get("words", 0)) for cleaned in written),
                repair_words=dict(repaired),
            )
        )
        self._payloads.delete(key, [stage.name for stage in self._stages])


def _run(stage: Stage, slots: Sequence[Slot], watch: Watch, alone: bool) -> list[Slot]:
    """Run a stage under the watch; the index has no time limit, waiting for it is no fault."""
    if not alone:
        with watch.timed(stage.name):
            return run_stage(stage, slots)
    done: list[Slot] = []
    for place, slot in enumerate(slots):
        if isinstance(slot, Work):
            with watch.timed(stage.name, place):
                done += run_stage(stage, [slot])
        else:
            done.append(slot)
    watch.note(stage.name)
    return done


def run_stage(stage: Stage, slots: Sequence[Slot]) -> list[Slot]:
    """Run a stage on the live slots; final outcomes pass through.

    A document that takes all memory ends the process, like one that crashes it.
    """
    live = [slot for slot in slots if isinstance(slot, Work)]
    results = apply(stage, live)
    if any(isinstance(r, Failed) and r.error == MemoryError.__name__ for r in results):
        end_out_of_memory()
    rest = iter(results)
    return [next(rest) if isinstance(slot, Work) else slot for slot in slots]
