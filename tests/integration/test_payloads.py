"""Payloads, reports, leases and liveness on a real broker."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from redis import Redis

from pipeline.errors import StopRun
from pipeline.records import (
    Cleaned,
    Converted,
    Document,
    Entities,
    Failed,
    Filtered,
    Indexed,
    Locator,
    Mention,
    Properties,
    Result,
    Unread,
    Work,
)
from pipeline.stage import PARTS
from testbed.broker import RunningBroker
from workers.broker.chain import Label, publish
from workers.broker.connection import celery_app, queue_lengths
from workers.broker.leases import LEASE_SECONDS, end_lease, take_lease
from workers.broker.liveness import any_leased, find_alive
from workers.broker.payloads import BatchKey, Envelope, Payloads, Place, Slot, pack_batch
from workers.broker.reports import Report, Reports
from workers.settings import load_settings
from workers.worker.index_link import INDEX_NEEDS

KEY = BatchKey("20260101-000000-abcd", 1, 1)
TTL = 600
TEXT = "Ada Lovelace wrote to Charles Babbage."


@dataclass(frozen=True)
class Giver:
    """A stage that gives one part; only its declarations count here."""

    name: str
    gives: frozenset[str]
    needs: frozenset[str] = frozenset({"raw"})
    fingerprint: str = "1"

    def process(self, batch: Sequence[Work]) -> list[Result]:
        return list(batch)


CLEAN = Giver("clean", frozenset({"cleaned"}))
EXTRACT = Giver("extract", frozenset({"entities"}))
NOTE = Giver("note", frozenset({"extra"}))


@pytest.fixture
def redis(broker: RunningBroker) -> Iterator[Redis]:
    """A client of an empty broker."""
    with broker.client() as client:
        yield client


def document(number: int, raw: str | bytes) -> Document:
    """A document with content."""
    return Document(f"{number:032x}", Locator("file:///a"), "text/plain", raw, "0" * 32, len(raw))


ENVELOPE = Envelope(
    1_700_000_000_000,
    True,
    (
        Place(document(0, TEXT)),
        Place(None, Unread(Locator("file:///b"), Filtered("hidden"))),
        Place(document(2, b"\xff\x00bytes")),
    ),
)
CLEANED = Cleaned("Ada", TEXT, "en", "1" * 32)
ENTITIES = Entities((Mention(0, 12, "person", "Ada Lovelace", "Ada Lovelace"),))


def work(slot: Slot) -> Work:
    """The slot, which must be live."""
    assert isinstance(slot, Work)
    return slot


def test_a_batch_comes_back_as_it_was_sent(redis: Redis) -> None:
    """Text stays text, bytes stay bytes, and what could not be read keeps its outcome."""
    payloads = Payloads(redis, TTL)
    payloads.put_batch(KEY, pack_batch(ENVELOPE))
    loaded = payloads.load(KEY, [], frozenset({"raw"}))
    assert loaded is not None
    first, second, third = loaded.slots
    assert work(first).document == ENVELOPE.places[0].document
    assert second == Filtered("hidden")
    assert work(third).document.raw == b"\xff\x00bytes"
    assert loaded.envelope.skip_duplicates
    assert 0 < redis.ttl(KEY.part("raw")) <= TTL


def test_a_stage_that_does_not_need_content_does_not_get_it(redis: Redis) -> None:
    """Content is loaded only for stages that declare `raw`."""
    payloads = Payloads(redis, TTL)
    payloads.put_batch(KEY, pack_batch(ENVELOPE))
    loaded = payloads.load(KEY, [], frozenset({"cleaned"}))
    assert loaded is not None
    assert work(loaded.slots[0]).document.raw is None


def test_each_stage_adds_its_own_results_and_outcomes_are_carried_on(redis: Redis) -> None:
    """Later stages see what they need of earlier ones; a failed slot stays failed."""
    payloads = Payloads(redis, TTL)
    payloads.put_batch(KEY, pack_batch(ENVELOPE))
    failed = Failed("clean", "Broken", "why")
    loaded = payloads.load(KEY, [], frozenset({"raw"}))
    assert loaded is not None
    cleaned: list[Slot] = [work(loaded.slots[0]).evolve(cleaned=CLEANED), loaded.slots[1], failed]
    payloads.put_link(KEY, [CLEAN], cleaned, PARTS, loaded.contents)
    extracted: list[Slot] = [work(cleaned[0]).evolve(entities=ENTITIES), *cleaned[1:]]
    payloads.put_link(KEY, [EXTRACT], extracted, PARTS)
    noted: list[Slot] = [work(extracted[0]).evolve(extra={"note": {"n": [1]}}), *cleaned[1:]]
    payloads.put_link(KEY, [NOTE], noted, PARTS)

    final = payloads.load(KEY, [CLEAN, EXTRACT, NOTE], frozenset({"cleaned", "entities", "extra"}))
    assert final is not None
    result = work(final.slots[0])
    assert (result.cleaned, result.entities) == (CLEANED, ENTITIES)
    assert result.extra == {"note": {"n": [1]}}
    assert final.slots[1:] == (Filtered("hidden"), failed)
    partly = payloads.load(KEY, [CLEAN, EXTRACT], frozenset({"cleaned"}))
    assert partly is not None
    assert work(partly.slots[0]).cleaned == CLEANED


def test_clean_text_takes_little_beside_its_content(redis: Redis) -> None:
    """What cleaning left as it was is stored once; a stage without content reads it as well."""
    text = " ".join(f"Paragraph {n * n} speaks of {n * 7919 % 10_007}." for n in range(400))
    payloads = Payloads(redis, TTL)
    payloads.put_batch(KEY, pack_batch(Envelope(1, True, (Place(document(0, text)),))))
    loaded = payloads.load(KEY, [], frozenset({"raw"}))
    assert loaded is not None
    cleaned = Cleaned("Numbers", text, "en", "1" * 32)
    slots: list[Slot] = [work(loaded.slots[0]).evolve(cleaned=cleaned)]
    payloads.put_link(KEY, [CLEAN], slots, PARTS, loaded.contents)
    assert 0 < redis.strlen(KEY.part("clean:text")) < redis.strlen(KEY.part("raw")) / 10
    read = payloads.load(KEY, [CLEAN], frozenset({"cleaned"}))
    assert read is not None
    assert work(read.slots[0]).cleaned == cleaned
    assert work(read.slots[0]).document.raw is None


def test_a_stage_that_needs_nothing_of_another_reads_the_outcomes_alone(redis: Redis) -> None:
    """What an earlier stage gave may be gone."""
    payloads = Payloads(redis, TTL)
    payloads.put_batch(KEY, pack_batch(ENVELOPE))
    loaded = payloads.load(KEY, [], frozenset({"raw"}))
    assert loaded is not None
    failed = Failed("extract", "Broken", "why")
    payloads.put_link(KEY, [EXTRACT], [loaded.slots[0], loaded.slots[1], failed], PARTS)
    redis.delete(KEY.part("extract"), KEY.part("raw"))
    read = payloads.load(KEY, [EXTRACT], frozenset())
    assert read is not None
    assert isinstance(read.slots[0], Work)
    assert read.slots[1:] == (Filtered("hidden"), failed)


def test_what_no_later_link_needs_is_not_sent_on(redis: Redis) -> None:
    """The text of a file goes no further than the link that cleans it, unless a later one asks."""
    convert = Giver("convert", frozenset({"converted", "properties"}))
    payloads = Payloads(redis, TTL)
    payloads.put_batch(KEY, pack_batch(ENVELOPE))
    loaded = payloads.load(KEY, [], frozenset({"raw"}))
    assert loaded is not None
    converted, properties = Converted("The text."), Properties(page_count=3)
    done = work(loaded.slots[0]).evolve(converted=converted, properties=properties, cleaned=CLEANED)
    slots: list[Slot] = [done, *loaded.slots[1:]]
    payloads.put_link(KEY, [convert, CLEAN], slots, INDEX_NEEDS, loaded.contents)
    assert not redis.exists(KEY.part("convert:text"))
    read = payloads.load(KEY, [convert, CLEAN], INDEX_NEEDS)
    assert read is not None
    found = work(read.slots[0])
    assert (found.converted, found.properties, found.cleaned) == (None, properties, CLEANED)

    needs = frozenset({"converted"})
    payloads.put_link(KEY, [convert], slots, INDEX_NEEDS | needs, loaded.contents)
    read = payloads.load(KEY, [convert], needs)
    assert read is not None
    assert (work(read.slots[0]).converted, work(read.slots[0]).properties) == (converted, None)
    read = payloads.load(KEY, [convert], frozenset({"properties"}))
    assert read is not None
    assert (work(read.slots[0]).converted, work(read.slots[0]).properties) == (None, properties)
    payloads.delete(KEY, ["convert", "clean"])
    assert redis.keys("*") == []


def test_a_payload_that_is_gone_is_no_error(redis: Redis) -> None:
    """A missing part means that another attempt has taken over."""
    payloads = Payloads(redis, TTL)
    assert payloads.load(KEY, [], frozenset({"raw"})) is None
    payloads.put_batch(KEY, pack_batch(ENVELOPE))
    assert payloads.load(KEY, [CLEAN], frozenset({"cleaned"})) is None
    payloads.delete(KEY, ["clean"])
    assert redis.keys("*") == []


def test_a_report_stays_until_it_is_forgotten(redis: Redis) -> None:
    """The producer deletes a report only after its ledger has it."""
    reports = Reports(redis, KEY.run, TTL)
    report = Report(1, 1, (Indexed(), Filtered("empty")), (b"1" * 16, b""), "host:1", 5)
    reports.send(report)
    for _ in range(2):
        (received,) = reports.receive(wait_seconds=0)
        assert received.report == report
    reports.delete([received])
    assert reports.receive(wait_seconds=0.01) == []
    reports.count_passed("clean", 3)
    reports.count_passed("clean", 4)
    assert reports.progress() == {"clean": 7}
    reports.close()
    assert redis.keys("*") == []


def test_complaints_tell_why_and_whether_to_stop(redis: Redis) -> None:
    """An error is kept by batch; only `StopRun` asks for the end of the run."""
    reports = Reports(redis, KEY.run, TTL)
    reports.report_error(3, ValueError("odd"))
    assert reports.take_error(3) == "ValueError: odd"
    assert reports.take_error(3) is None
    assert reports.take_error(4) is None
    assert reports.stop_reason() is None
    reports.report_error(3, StopRun("nothing works"))
    assert reports.stop_reason() == "nothing works"


def test_a_batch_is_alive_while_it_waits_or_is_leased(broker: RunningBroker, redis: Redis) -> None:
    """A message in a queue or a fresh lease is evidence of life; nothing else is."""
    settings = load_settings(broker_url=broker.url)
    queues = [settings.queue(link) for link in settings.link_names]
    assert find_alive(redis, KEY.run, {1: 1, 2: 1}, queues) == (set(), set())
    publish(celery_app(settings), settings, KEY, Label("file:///a"))
    assert queue_lengths(redis, queues)[queues[0]] == 1
    assert find_alive(redis, KEY.run, {1: 1, 2: 1}, queues) == ({1}, set())
    assert not any_leased(redis)
    assert find_alive(redis, "another run", {1: 1}, queues) == (set(), set())
    redis.delete(*queues)
    take_lease(redis, KEY)
    assert find_alive(redis, KEY.run, {1: 1, 2: 1}, queues) == (set(), {1})
    assert any_leased(redis)
    assert 0 < redis.ttl(KEY.part("lease")) <= LEASE_SECONDS
    end_lease(redis, KEY)
    assert find_alive(redis, KEY.run, {1: 1}, queues) == (set(), set())


def test_a_message_names_run_batch_stage_and_source_and_nothing_of_the_text(
    broker: RunningBroker, redis: Redis
) -> None:
    """What Flower can show of a task are references only."""
    settings = load_settings(broker_url=broker.url)
    publish(celery_app(settings), settings, KEY, Label("file:///a.zip"))
    (message,) = redis.lrange(settings.queue("convert+clean"), 0, -1)
    envelope = json.loads(message)
    assert envelope["headers"]["task"] == "docmill.convert+clean"
    shown = envelope["headers"]["kwargsrepr"]
    for part in (KEY.run, "'batch': 1", "'stage': 'convert+clean'", "file:///a.zip"):
        assert part in shown
    assert len(message) < 6_000
