"""Several batches in one write to an index that has one writer."""

import time
from collections.abc import Sequence
from pathlib import Path

from pipeline.index import FailureEntry, IndexEntry, Refused, Waits
from pipeline.records import Indexed
from testbed.broker import RunningBroker
from tests.harness.batches import RUN, TTL, Plain, place
from workers.broker.chain import task_name
from workers.broker.connection import celery_app
from workers.broker.payloads import BatchKey, Envelope, Payloads, pack_batch
from workers.broker.reports import Reports
from workers.indexes.embedded.index import EmbeddedIndex
from workers.libraries.kombu import IN_HAND
from workers.settings import INDEX_LINK, Settings
from workers.worker.gathering import SECONDS, Gathering
from workers.worker.links import make_links
from workers.worker.resources import Resources
from workers.worker.stage_sets import StageSets


class Counting(EmbeddedIndex):
    """An embedded index that remembers how many documents each write brought, and their terms."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.writes: list[int] = []
        self.terms: list[dict[str, str] | None] = []

    def write(
        self,
        entries: Sequence[IndexEntry],
        failures: Sequence[FailureEntry] = (),
        waits: Waits | None = None,
    ) -> list[Refused | None]:
        self.writes.append(len(entries))
        self.terms += [entry.terms for entry in entries]
        return super().write(entries, failures, waits)


def queue(settings: Settings, key: BatchKey, alone: Sequence[str] = ()) -> None:
    """Put the message of a batch into the index link's queue."""
    arguments = {
        "run": key.run, "batch": key.batch, "attempt": key.attempt, "source": "a",
        "alone": list(alone), "stage": INDEX_LINK,
    }  # fmt: skip
    celery_app(settings).send_task(
        task_name(INDEX_LINK), kwargs=arguments, queue=settings.queue(INDEX_LINK)
    )


def test_batches_that_wait_are_written_together_and_once(
    broker: RunningBroker, tmp_path: Path
) -> None:
    """Each has a report of its own; when its own turn comes, it is left alone."""
    settings = Settings.model_validate({"broker_url": broker.url, "data_dir": tmp_path})
    index = Counting(tmp_path / "index")
    keys = [BatchKey(RUN, number, 1) for number in (1, 2, 3, 4)]
    with broker.client() as redis:
        gathering = Gathering(redis, settings.queue(INDEX_LINK))
        resources = Resources(StageSets([Plain()], {}), index, redis, TTL, 0)
        links = make_links([["plain"]], resources, gathering)
        for key in keys:
            envelope = Envelope(1_000, False, (place(2 * key.batch), place(2 * key.batch + 1)))
            Payloads(redis, TTL).put_batch(key, pack_batch(envelope))
            assert links.stages.run(key, 0, alone=False)
        for key in keys[1:3]:
            queue(settings, key)
        queue(settings, keys[3], alone=[INDEX_LINK])
        for key in keys[:3]:
            links.index.write(key, alone=False)
        assert index.writes == [6]
        links.index.write(keys[3], alone=True)
        reports = [received.report for received in Reports(redis, RUN, TTL).receive(0)]
        assert not redis.keys(f"{RUN}:*:terms*")
    assert index.count() == 8
    # They come with the batch: the single writer has none to make.
    assert index.terms == [{"text_terms": f"text {n}"} for n in range(2, 10)]
    index.close()
    assert [report.batch for report in reports] == [1, 2, 3, 4]
    assert all(report.outcomes == (Indexed(), Indexed()) for report in reports)


def test_it_waits_for_batches_that_are_being_worked(broker: RunningBroker, tmp_path: Path) -> None:
    """Not at first, not for long after a write, and not when nothing is under way."""
    settings = Settings.model_validate({"broker_url": broker.url, "data_dir": tmp_path})
    key, other = BatchKey(RUN, 1, 1), BatchKey(RUN, 2, 1)
    with broker.client() as redis:
        gathering = Gathering(redis, settings.queue(INDEX_LINK))
        for message in ("this", "another"):
            redis.hset(IN_HAND, message, "")
        assert gathering.batches_to_add(key) == []
        gathering.note_write([])
        begun = time.monotonic()
        assert gathering.batches_to_add(key) == []
        assert time.monotonic() - begun > SECONDS / 2
        gathering.note_write([])
        redis.hdel(IN_HAND, "another")
        queue(settings, other)
        assert gathering.batches_to_add(key) == [other]
