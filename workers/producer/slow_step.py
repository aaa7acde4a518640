"""The step that has taken longest: which document a worker is at, in which stage, since when."""

import time
from collections.abc import Mapping

from workers.broker.payloads import Envelope, unpack
from workers.broker.steps import Step
from workers.producer.spool import Spool
from workers.settings import INDEX_LINK

SLOW_SECONDS = 20.0


class SlowStep:
    """Says what a run waits for when a stage is long at a document."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._named: tuple[int, int | None, str] | None = None  # batch, place, name: the last one

    def message(self, steps: Mapping[int, Step]) -> str | None:
        """The slowest of these steps (by batch) in words; None when no stage has taken long."""
        # A link that loads its models names no stage, the index link waits for its index.
        at_work = [item for item in steps.items() if item[1].stage not in ("", INDEX_LINK)]
        if not at_work:
            return None
        batch, step = min(at_work, key=lambda item: item[1].started_ms)
        seconds = time.time() - step.started_ms / 1000
        if seconds < SLOW_SECONDS:
            return None
        limit = f" of {step.seconds:,.0f}" if step.seconds else ""
        return f"{self._name(batch, step.place)}: {step.stage}, {seconds:,.0f} s{limit}"

    def _name(self, batch: int, place: int | None) -> str:
        if self._named is None or self._named[:2] != (batch, place):
            # Written before the batch was published, removed when it is reported.
            places = unpack(self._spool.get(batch).documents, Envelope).places
            name = str(places[place or 0].locator).rpartition("/")[2]
            more = f" and {len(places) - 1:,} more" if place is None and len(places) > 1 else ""
            self._named = batch, place, f"{name}{more}"
        return self._named[2]
