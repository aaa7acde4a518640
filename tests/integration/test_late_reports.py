"""Reports of a session that is over, which come while the next one publishes again."""

from functools import partial
from pathlib import Path

from pipeline.records import Document, Indexed, Locator
from testbed.broker import RunningBroker
from workers.broker.chain import publish
from workers.broker.connection import celery_app
from workers.broker.payloads import Envelope, Place, pack_batch
from workers.broker.reports import Report, Reports
from workers.ledger.records import Request
from workers.ledger.writer import Ledger
from workers.producer.producer import Producer
from workers.producer.spool import Spool
from workers.settings import load_settings

RUN = "20260101-000000-abcd"


def test_a_batch_that_an_older_message_gets_done_meanwhile_is_not_published_again(
    broker: RunningBroker, tmp_path: Path
) -> None:
    """A broker that lives on still has its message; the report closes it before its turn comes."""
    settings = load_settings(
        data_dir=tmp_path, broker_url=broker.url, links="noop", in_flight_batches=1
    )
    ledger = Ledger(settings.ledger_path, writable=True)
    ledger.begin(RUN, 1, Request(("a",)))
    spool = Spool(tmp_path / "spool", RUN)
    for number in (1, 2):
        document = Document(f"{number:032x}", Locator("a", record=number), "text/plain", "x", "", 1)
        envelope = Envelope(1, False, (Place(document),))
        ledger.add_batch(RUN, number, envelope)
        spool.put(number, pack_batch(envelope))
    state = ledger.state(RUN)
    assert state is not None
    with broker.client() as client:
        reports = Reports(client, RUN, 60)
        ticks = 0

        def tick() -> None:
            nonlocal ticks
            ticks += 1
            if ticks == 2:  # batch 1 is out again, for the second time; batch 2 still waits
                for batch, attempt in ((2, 1), (1, 2)):
                    reports.send(Report(batch, attempt, (Indexed(),), (b"",), "host:1", 5))

        put = partial(publish, celery_app(settings), settings)
        producer = Producer(settings, put, client, ledger, spool, state, tick)
        producer.republish_open()
        producer.finish()
        producer.close()
    assert ledger.open_batches(RUN) == []
    found = ledger.balance(RUN)
    ledger.close()
    assert found is not None
    assert (found.expected, found.indexed, found.failed) == (2, 2, 0)
