"""A link of the chain that runs stages on a batch: load, run, store, report."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.records import Failed, Work
from pipeline.stage import Stage, apply
from pipeline.terms.stage import TERMS
from workers.broker.leases import take_lease
from workers.broker.payloads import BatchKey, Slot
from workers.worker.batch_report import NOTHING_LEFT, indexed_hashes, send_report, told
from workers.worker.index_link import INDEX_NEEDS
from workers.worker.resources import Batch, Resources
from workers.worker.stage_sets import described
from workers.worker.unchanged import ids_to_look_up, mark_unchanged
from workers.worker.watchdog import Watch, end_out_of_memory


class Passed(NamedTuple):
    """Whether the chain continues after a link, and what became of the documents, in words."""

    goes_on: bool
    told: str


class StageLinks:
    """All links of the chain that run stages, in one worker process."""

    def __init__(self, chain: Sequence[Sequence[str]], resources: Resources) -> None:
        self._chain = [tuple(link) for link in chain]
        self._resources = resources
        self._reported: set[tuple[str, str]] = set()  # run, stage

    def run(self, key: BatchKey, position: int, *, alone: bool) -> Passed:
        """Run the stages of the link at a position of the chain on a batch.

        `alone`: one document at a time, each noted as a step, because an earlier attempt was lost
        in this link.

        The chain does not continue when every document is decided (then the batch is reported), or
        when the payload is missing or an attempt is newer.
        """
        names = self._chain[position]
        link = "+".join(names)
        resources = self._resources
        take_lease(resources.redis, key)
        with resources.watch(key, link) as watch:
            start = sum(len(link) for link in self._chain[:position])
            end = start + len(names)
            own = (TERMS,) if end == len(resources.stages) else ()
            needs = frozenset[str]().union(*(s.needs for s in (*resources.stages[start:end], *own)))
            batch = resources.load(key, resources.stages[:start], needs)
            if batch is None:
                return Passed(False, NOTHING_LEFT)
            # Before the first document, because loading does not count against its time limit.
            batch.stage_set.load(names)
            stages = (*batch.stage_set.stages[start:end], *own)
            self._report_stages(key.run, stages)
            slots = list(batch.loaded.slots)
            if position == 0:
                slots = self._mark_unchanged(batch)
            for stage in stages:
                slots = run_watched(stage, slots, watch, alone)
            later = INDEX_NEEDS.union(*(stage.needs for stage in resources.stages[end:]))
            resources.payloads.put_link(key, stages, slots, later, batch.loaded.contents)
            resources.reports(key.run).count_passed(link, len(slots))
            if any(isinstance(slot, Work | Failed) for slot in slots):
                return Passed(True, told(slots))
            send_report(resources, batch, slots, indexed_hashes(resources, batch, slots))
            return Passed(False, told(slots))

    def _mark_unchanged(self, batch: Batch) -> list[Slot]:
        places, slots = batch.loaded.envelope.places, batch.loaded.slots
        ids = ids_to_look_up(places, slots)
        found = self._resources.call_index(batch.key.run, lambda: self._resources.index.lookup(ids))
        held = dict(zip(ids, found, strict=True))
        return mark_unchanged(places, slots, held, batch.stage_set.fingerprints, batch.key.run)

    def _report_stages(self, run: str, stages: Sequence[Stage]) -> None:
        """Report to the producer, once for each run, how these stages run in this process."""
        names = {(run, stage.name) for stage in stages}
        if not names <= self._reported:
            self._reported |= names
            for stage in stages:
                self._resources.reports(run).report_facts(described(stage, "report"))


def run_watched(stage: Stage, slots: Sequence[Slot], watch: Watch, alone: bool) -> list[Slot]:
    """Run a stage within its time limits, each step noted; `alone`: one document at a time."""
    if not alone:
        largest = max((_size(slot) for slot in slots if isinstance(slot, Work)), default=0)
        with watch.timed(stage.name, largest):
            return run_stage(stage, slots)
    done: list[Slot] = []
    for place, slot in enumerate(slots):
        if isinstance(slot, Work):
            with watch.timed(stage.name, _size(slot), place):
                done += run_stage(stage, [slot])
        else:
            done.append(slot)
    watch.note(stage.name)
    return done


def _size(work: Work) -> int:
    """How large a document is: in its file, or as text where that is more."""
    text = work.cleaned or work.converted
    return max(work.document.size, len(text.text) if text else 0)


def run_stage(stage: Stage, slots: Sequence[Slot]) -> list[Slot]:
    """Run a stage on the slots that are not decided yet.

    A document that runs out of memory ends the process, as a crash would.
    """
    live = [slot for slot in slots if isinstance(slot, Work)]
    results = apply(stage, live)
    if any(isinstance(r, Failed) and r.error == MemoryError.__name__ for r in results):
        end_out_of_memory()
    rest = iter(results)
    return [next(rest) if isinstance(slot, Work) else slot for slot in slots]
