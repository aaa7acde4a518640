"""Poison isolation: finds the document of a batch that ends its worker process.

A task notes in Redis what it is working on (`Step`). If the process ends, the note stays. From then
on the batch is worked document by document in that link, and each document is noted before it is
worked. The document at which the process ends again is put in quarantine: it fails in the spool,
and the rest of the batch is published again.
"""

from collections.abc import Iterable
from enum import Enum, auto

from redis import Redis

from workers.broker.payloads import BatchKey, Payloads, quarantine
from workers.broker.steps import FROM_OUTSIDE, Loss, failure_at, read_step
from workers.producer.spool import Spool
from workers.settings import INDEX_LINK

# A document is put in quarantine when its process is killed this many times in a row while it is
# being worked. In a batch of n, kills from outside hit the same document by chance 1 in n² times.
KILLS_TO_QUARANTINE = 3


class Finding(Enum):
    """What is known of the cause of a lost attempt.

    `NO_DOCUMENT`: the broker restarted, or the task was waiting for the index. `ANY_DOCUMENT`: the
    process ended, and any document may be the cause. `SAME_DOCUMENT`: it ended at the same document
    as the time before. `QUARANTINE`: a document was put in quarantine.
    """

    NO_DOCUMENT = auto()
    ANY_DOCUMENT = auto()
    SAME_DOCUMENT = auto()
    QUARANTINE = auto()


class Isolation:
    """What the producer knows of batches whose worker was lost."""

    def __init__(self, redis: Redis, spool: Spool) -> None:
        self._redis = redis
        self._payloads = Payloads(redis, 0)  # only read here
        self._spool = spool
        self._links: dict[int, set[str]] = {}
        # batch → stage and place at which its process was killed last, how often in a row
        self._kills: dict[int, tuple[str, int, int]] = {}

    def examine(self, key: BatchKey, loss: Loss | None) -> Finding:
        """Examine why an attempt was lost; puts a document in quarantine when it is the cause.

        When the process ended by itself, the noted document is the cause. When the process may have
        been killed from outside, it is after `KILLS_TO_QUARANTINE` kills in a row.
        """
        batch = key.batch
        if not self._payloads.holds(key):
            # The broker has restarted empty, which may have ended the process as well.
            return Finding.NO_DOCUMENT
        step = read_step(self._redis, key)
        from_outside = loss is None or FROM_OUTSIDE.match(loss.status)
        if step is None:  # the task had not begun, or was done with the documents
            return Finding.NO_DOCUMENT if from_outside else Finding.ANY_DOCUMENT
        if step.link == INDEX_LINK and from_outside:
            # The document may have been noted for minutes, while the index was away.
            return Finding.NO_DOCUMENT
        self._links.setdefault(batch, set()).add(step.link)
        if step.place is None:
            return Finding.ANY_DOCUMENT
        failed, sure = failure_at(step, loss)
        stage, place, kills = self._kills.get(batch, ("", -1, 0))
        kills = kills + 1 if (stage, place) == (step.stage, step.place) else 1
        if not sure and kills < KILLS_TO_QUARANTINE:
            self._kills[batch] = (step.stage, step.place, kills)
            return Finding.SAME_DOCUMENT if kills > 1 else Finding.ANY_DOCUMENT
        self._kills.pop(batch, None)
        self._spool.put(batch, quarantine(self._spool.get(batch), step.place, failed))
        return Finding.QUARANTINE

    def links_alone(self, batch: int) -> tuple[str, ...]:
        """The links in which the batch is worked document by document."""
        return tuple(sorted(self._links.get(batch, ())))

    def pass_to_parts(self, batch: int, parts: Iterable[int]) -> None:
        """The batches that replace one are worked alone in the same links."""
        for part in parts:
            self._links[part] = set(self._links.get(batch, ()))
        self.forget(batch)

    def forget(self, batch: int) -> None:
        """Forget a batch that is decided."""
        self._links.pop(batch, None)
        self._kills.pop(batch, None)
