"""What a batch reports when an earlier attempt had written it already."""

from pathlib import Path

import pytest

from pipeline.records import (
    Filtered,
    Indexed,
    Locator,
    Unchanged,
    Unread,
)
from testbed.broker import RunningBroker
from tests.harness.batches import RUN, TTL, Plain, place
from workers.broker.payloads import BatchKey, Envelope, Payloads, Place, pack_batch
from workers.broker.reports import Report, Reports
from workers.indexes.embedded.index import EmbeddedIndex
from workers.worker.links import make_links
from workers.worker.resources import Resources
from workers.worker.stage_sets import StageSets


def worked(
    broker: RunningBroker, index: EmbeddedIndex, key: BatchKey, places: tuple[Place, ...]
) -> Report:
    """Send a batch through both links; the report that it ends with."""
    with broker.client() as redis:
        Payloads(redis, TTL).put_batch(key, pack_batch(Envelope(1_000, False, places)))
        resources = Resources(StageSets([Plain()], {}), index, redis, TTL, 0)
        links = make_links([["plain"]], resources)
        if links.stages.run(key, 0, alone=False):
            links.index.write(key, alone=False)
        reports = Reports(redis, key.run, TTL)
        (received,) = reports.receive(0)
        reports.delete([received])
        return received.report


@pytest.mark.parametrize("more", [(), (4,)], ids=["all of it", "a part of it"])
def test_a_repeated_batch_reports_the_hashes_that_the_index_holds(
    broker: RunningBroker, tmp_path: Path, more: tuple[int, ...]
) -> None:
    """The report was lost, not the work: the same hashes go to the ledger, nothing is redone."""
    index = EmbeddedIndex(tmp_path)
    skipped = Place(None, Unread(Locator("file:///b"), Filtered("hidden")))
    places = (place(1), skipped, place(2))
    first = worked(broker, index, BatchKey(RUN, 1, 1), places)
    again = worked(broker, index, BatchKey(RUN, 1, 2), (*places, *map(place, more)))
    other = worked(broker, index, BatchKey("other", 1, 1), places)
    index.close()
    hashes = (bytes(15) + b"\x01", b"", bytes(15) + b"\x02")
    assert first.content_hashes == hashes
    assert first.outcomes == (Indexed(), Filtered("hidden"), Indexed())
    assert again.content_hashes == (*hashes, *(bytes(15) + bytes([number]) for number in more))
    assert again.outcomes == (*first.outcomes, *(Indexed() for _ in more))
    assert other.outcomes == (Unchanged(), Filtered("hidden"), Unchanged())
    assert set(other.content_hashes) <= {b""}
