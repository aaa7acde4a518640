"""The last link of the chain: it writes batches to the index and reports every outcome."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from pipeline.fields import Written, index_fields
from pipeline.index import FailureEntry, IndexEntry, Refused
from pipeline.records import Failed, Indexed, Work
from pipeline.stage import PARTS
from pipeline.terms.stage import TERMS
from workers.broker.leases import take_lease
from workers.broker.payloads import BatchKey, Slot
from workers.settings import INDEX_LINK
from workers.worker.batch_report import NOTHING_LEFT, indexed_hashes, send_report, told
from workers.worker.duplicates import without_duplicates
from workers.worker.failure_records import failure_records
from workers.worker.gathering import Gathering
from workers.worker.resources import Batch, Resources
from workers.worker.unchanged import ids_to_look_up, mark_unchanged
from workers.worker.watchdog import Watch

# The file as it was, and its text before cleaning, are no part of a record.
INDEX_NEEDS = PARTS - {"raw", "converted"}
WRITTEN_WITH_ANOTHER = "written together with another batch"


class _Ready(NamedTuple):
    """A batch that is ready to be written: its slots, its entries by place, its failures."""

    batch: Batch
    slots: list[Slot]
    entries: dict[int, IndexEntry]
    failures: list[FailureEntry]


class IndexLink:
    """The index link of one worker process.

    `gathering`: writes several batches at once, for an index with a single writer.
    """

    def __init__(self, resources: Resources, gathering: Gathering | None = None) -> None:
        self._resources = resources
        self._gathering = gathering

    def write(self, key: BatchKey, *, alone: bool) -> str:
        """Write a batch's records and failures to the index, then report every outcome.

        `alone`: one document at a time, each noted as a step; else together with other batches.
        Returns what became of the documents, in words.
        """
        if self._gathering and self._gathering.was_written(key):
            return WRITTEN_WITH_ANOTHER
        take_lease(self._resources.redis, key)
        with ExitStack() as watches:
            watch = watches.enter_context(self._resources.watch(key, INDEX_LINK))
            keys = [key]
            if self._gathering and not alone:
                keys += self._gathering.batches_to_add(key)
                for other in keys[1:]:
                    watches.enter_context(self._resources.watch(other, INDEX_LINK))
            firsts: dict[str, str] = {}
            ready = [one for each in keys if (one := self._ready(each, firsts))]
            answers = self._one_by_one(ready, watch) if alone else self._at_once(ready)
            decided = {one.batch.key: self._report(one, answers) for one in ready}
            if self._gathering:
                self._gathering.note_write(keys[1:])
            return told(decided[key]) if key in decided else NOTHING_LEFT

    def _ready(self, key: BatchKey, firsts: dict[str, str]) -> _Ready | None:
        """A batch, ready to be written; None when its payload is missing or its attempt is old.

        `firsts`: content hash → document id, of the batches that are written with it.
        """
        batch = self._resources.load(key, (*self._resources.stages, TERMS), INDEX_NEEDS)
        if batch is None:
            return None
        envelope = batch.loaded.envelope
        slots = self._mark_indexed_failures(batch)
        if envelope.skip_duplicates:
            slots = without_duplicates(self._resources, key, slots, firsts)
        version = envelope.started_ms * 1000 + key.attempt
        written = Written(key.run, key.name, version, datetime.now(UTC))
        fingerprints = batch.stage_set.fingerprints
        entries = {
            place: IndexEntry(
                slot.document.id,
                written.version,
                index_fields(slot, fingerprints, written),
                slot.terms,
            )
            for place, slot in enumerate(slots)
            if isinstance(slot, Work)
        }
        return _Ready(batch, slots, entries, failure_records(key, envelope.places, slots))

    def _mark_indexed_failures(self, batch: Batch) -> list[Slot]:
        """The slots, with `Indexed` where the index holds a failed document from this run.

        An earlier attempt may have written it after the first link looked.
        """
        places, slots = batch.loaded.envelope.places, batch.loaded.slots
        failed = [slot if isinstance(slot, Failed) else None for slot in slots]
        ids = ids_to_look_up(places, failed)
        if not ids:
            return list(slots)
        found = self._resources.call_index(batch.key.run, lambda: self._resources.index.lookup(ids))
        held = dict(zip(ids, found, strict=True))
        return mark_unchanged(places, slots, held, batch.stage_set.fingerprints, batch.key.run)

    def _at_once(self, ready: list[_Ready]) -> Iterator[Refused | None]:
        """Write all in one request; gives the index's answer for each entry, in order."""
        if not ready:
            return iter(())
        entries = [entry for one in ready for entry in one.entries.values()]
        failures = [failure for one in ready for failure in one.failures]
        return iter(self._write(ready[0].batch.key.run, entries, failures))

    def _one_by_one(self, ready: list[_Ready], watch: Watch) -> Iterator[Refused | None]:
        answers: list[Refused | None] = []
        for one in ready:
            run = one.batch.key.run
            for place, entry in one.entries.items():
                watch.note(INDEX_LINK, place)
                answers += self._write(run, [entry])
            watch.note(INDEX_LINK)
            self._write(run, [], one.failures)
        return iter(answers)

    def _write(
        self, run: str, entries: list[IndexEntry], failures: list[FailureEntry] | None = None
    ) -> list[Refused | None]:
        """Write entries and failures; gives the index's answer for each entry.

        While the index is away, this waits, and reports to the run that it does.
        """
        waits = self._resources.reports(run).report_waiting
        write = partial(self._resources.index.write, entries, failures or [], waits)
        return self._resources.call_index(run, write)

    def _report(self, ready: _Ready, answers: Iterator[Refused | None]) -> list[Slot]:
        """Report a batch that was written; takes its answers from the front of `answers`.

        Returns its slots, each with its outcome.
        """
        key = ready.batch.key
        slots = list(ready.slots)
        hashes = indexed_hashes(self._resources, ready.batch, slots)
        for place, entry in ready.entries.items():
            refused = next(answers)
            hashes[place] = bytes.fromhex(str(entry.fields.get("content_hash", "")))
            slots[place] = Failed("index", refused.error, refused.message) if refused else Indexed()
        tried = [slot if place in ready.entries else None for place, slot in enumerate(slots)]
        if failures := failure_records(key, ready.batch.loaded.envelope.places, tried):
            self._write(key.run, [], failures)
        self._resources.reports(key.run).count_passed(INDEX_LINK, len(slots))
        send_report(self._resources, ready.batch, slots, hashes, ready.slots)
        return slots
