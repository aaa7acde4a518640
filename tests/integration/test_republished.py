"""A session that goes on publishes the open batches again; what it meets in the broker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from redis import Redis

from pipeline.errors import ConfigurationError
from pipeline.records import Document, Indexed, Locator
from testbed.broker import PASSWORD, RunningBroker
from workers.broker.chain import publish
from workers.broker.connection import celery_app
from workers.broker.payloads import Envelope, Place, pack_batch
from workers.broker.reports import Report, Reports
from workers.ledger.records import Request
from workers.ledger.writer import Ledger
from workers.producer.producer import Producer
from workers.producer.spool import Spool
from workers.settings import Settings, load_settings

RUN = "20260101-000000-abcd"


class Session(NamedTuple):
    """A producer with the ledger and the broker that it works with."""

    producer: Producer
    ledger: Ledger
    redis: Redis
    settings: Settings


@contextmanager
def session(broker: RunningBroker, directory: Path, tick: Callable[[], None]) -> Iterator[Session]:
    """A session of a run with two open batches of one document each."""
    settings = load_settings(
        data_dir=directory, broker_url=broker.url, links="noop", in_flight_batches=1
    )
    ledger = Ledger(settings.ledger_path, writable=True)
    ledger.begin(RUN, 1, Request(("a",)))
    spool = Spool(directory / "spool", RUN)
    for number in (1, 2):
        document = Document(f"{number:032x}", Locator("a", record=number), "text/plain", "x", "", 1)
        envelope = Envelope(1, False, (Place(document),))
        ledger.add_batch(RUN, number, envelope)
        spool.put(number, pack_batch(envelope))
    state = ledger.state(RUN)
    assert state is not None
    put = partial(publish, celery_app(settings), settings)
    with broker.client() as client:
        producer = Producer(settings, put, client, ledger, spool, state, tick)
        yield Session(producer, ledger, client, settings)
    ledger.close()


def test_a_batch_that_an_older_message_gets_done_meanwhile_is_not_published_again(
    broker: RunningBroker, tmp_path: Path
) -> None:
    """A broker that lives on still has its message; the report closes it before its turn comes."""
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1
        if ticks == 2:  # batch 1 is out again, for the second time; batch 2 still waits
            reports = Reports(opened.redis, RUN, 60)
            for batch, attempt in ((2, 1), (1, 2)):
                reports.send(Report(batch, attempt, (Indexed(),), (b"",), "host:1", 5))

    with session(broker, tmp_path, tick) as opened:
        opened.producer.republish_open()
        opened.producer.finish()
        opened.producer.close()
        assert opened.ledger.open_batches(RUN) == []
        found = opened.ledger.balance(RUN)
    assert found is not None
    assert (found.expected, found.indexed, found.failed) == (2, 2, 0)


def test_a_queue_that_is_another_program_s_key_ends_the_run_at_once(
    broker: RunningBroker, tmp_path: Path
) -> None:
    """It is not waited for as a broker that is away, for which the producer ticks on."""
    ticks: list[None] = []
    with session(broker, tmp_path, lambda: ticks.append(None)) as opened:
        opened.redis.hset(opened.settings.queue("noop"), "a", "b")
        with pytest.raises(ConfigurationError, match="remove it") as error:
            opened.producer.republish_open()
    assert "DOCMILL_BROKER_URL" in str(error.value)
    assert PASSWORD not in str(error.value)
    assert len(ticks) < 5
