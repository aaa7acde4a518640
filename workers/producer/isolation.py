"""Poison isolation: which document of a batch ended the process that worked it.

A task notes in Redis at what it is (`Step`); a note that outlives its task tells where the task
was lost. A batch that was lost is worked document by document in that link from then on, each
document noted before its turn. The document at which the process ends again is put in quarantine:
it fails in the spool, and the rest of the batch is published again.
"""

import re
from collections.abc import Iterable
from enum import Enum, auto

from redis import Redis

from pipeline.records import Failed
from workers.broker.payloads import BatchKey, Payloads, quarantined
from workers.broker.steps import OUT_OF_MEMORY_CODE, TIMED_OUT_STATUS, Loss, Step, step_of
from workers.producer.spool import Spool
from workers.settings import INDEX_LINK

# So often in a row a document must be the one at work when its process is killed. In a batch of n,
# kills that have nothing to do with it meet it so by chance once in n² times.
KILLS_THAT_CONVICT = 3
# Ends that are as likely to come from outside (the system, an operator) as from the document.
_FROM_OUTSIDE = re.compile(r"signal (9|15)\b")


def verdict(step: Step, loss: Loss | None) -> tuple[Failed, bool]:
    """The failure of the document at a step, and whether the document surely caused it.

    Without a `loss` the whole worker is gone, which happens to the guilty and the innocent.
    """
    if loss is None:
        message = "the worker was lost while it worked this document alone"
        return Failed(step.stage, "WorkerLost", message), False
    if (
        loss.status == TIMED_OUT_STATUS
        and step.seconds
        and loss.ended_ms - step.started_ms >= step.seconds * 1000
    ):
        message = (
            f"{step.stage} was not done with this document alone after {step.seconds:g} s; "
            "DOCMILL_DOCUMENT_SECONDS sets the limit"
        )
        return Failed(step.stage, "TimedOut", message), True
    if loss.status == f"exitcode {OUT_OF_MEMORY_CODE}":
        message = (
            f"{step.stage} found too little memory for this document alone; "
            "DOCMILL_DOCUMENT_MEMORY_BYTES sets how much a worker process may take"
        )
        return Failed(step.stage, "OutOfMemory", message), True
    message = f"the worker process ended ({loss.status}) while it worked this document alone"
    return Failed(step.stage, "WorkerLost", message), not _FROM_OUTSIDE.match(loss.status)


class Finding(Enum):
    """What the loss of an attempt brought to light.

    `NOBODY`: it went with the broker, or while it waited for the index; no document had a part in
    it. `NOTHING`: a process ended with it, for which any of its documents may be the cause.
    """

    NOBODY = auto()
    NOTHING = auto()
    SAME_SUSPECT = auto()
    QUARANTINE = auto()


class Isolation:
    """What the producer has learnt of batches whose worker was lost."""

    def __init__(self, redis: Redis, spool: Spool) -> None:
        self._redis = redis
        self._payloads = Payloads(redis, 0)  # only asked here
        self._spool = spool
        self._links: dict[int, set[str]] = {}
        self._suspects: dict[int, tuple[str, int, int]] = {}

    def learn(self, key: BatchKey, loss: Loss | None) -> Finding:
        """Take in the loss of an attempt.

        A process that ended itself convicts the document noted. One that may have been killed from
        outside makes it a suspect, convicted when that happens `KILLS_THAT_CONVICT` times in a row.
        """
        batch = key.batch
        if not self._payloads.holds(key):
            # The broker has ended and come back since; so may have the process, for that.
            return Finding.NOBODY
        step = step_of(self._redis, key)
        if step is None:
            return Finding.NOBODY if loss is None else Finding.NOTHING
        if step.link == INDEX_LINK and (loss is None or _FROM_OUTSIDE.match(loss.status)):
            # It may have stood there for minutes, as long as the index is away.
            return Finding.NOBODY
        self._links.setdefault(batch, set()).add(step.link)
        if step.place is None:
            return Finding.NOTHING
        failed, sure = verdict(step, loss)
        stage, place, kills = self._suspects.get(batch, ("", -1, 0))
        kills = kills + 1 if (stage, place) == (step.stage, step.place) else 1
        if not sure and kills < KILLS_THAT_CONVICT:
            self._suspects[batch] = (step.stage, step.place, kills)
            return Finding.SAME_SUSPECT if kills > 1 else Finding.NOTHING
        self._suspects.pop(batch, None)
        self._spool.put(batch, quarantined(self._spool.get(batch), step.place, failed))
        return Finding.QUARANTINE

    def alone(self, batch: int) -> tuple[str, ...]:
        """The links in which the batch is to be worked document by document."""
        return tuple(sorted(self._links.get(batch, ())))

    def hand_on(self, batch: int, parts: Iterable[int]) -> None:
        """The batches that take the place of one are worked alone where it was."""
        for part in parts:
            self._links[part] = set(self._links.get(batch, ()))
        self.forget(batch)

    def forget(self, batch: int) -> None:
        """Nothing more will be asked about a batch."""
        self._links.pop(batch, None)
        self._suspects.pop(batch, None)
