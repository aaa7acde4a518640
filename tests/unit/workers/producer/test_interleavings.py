"""Ledger and index agree at the end, whatever is killed, lost, late or done twice in between.

Real are the ledger, the spool, the producer's flights and its isolation, the tasks of the workers
with their links, payloads, notes and reports; broker and index are kept in memory, so that a blow
can fall between any two of their commands.
"""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from redis import ConnectionError as BrokerAway
from redis import Redis

from pipeline.index import Index
from pipeline.records import Cleaned, Document, Filtered, Locator, Result, Work
from pipeline.sources import Position
from tests.harness.broker_in_memory import MemoryRedis, nothing
from tests.harness.index_in_memory import MemoryIndex
from workers.broker.chain import Label
from workers.broker.payloads import BatchKey, Envelope, PackedBatch, Payloads, Place, pack_batch
from workers.broker.reports import Reports
from workers.broker.steps import Loss, read_step
from workers.ledger.records import Request
from workers.ledger.writer import Ledger
from workers.producer.flights import Flights
from workers.producer.isolation import KILLS_TO_QUARANTINE
from workers.producer.spool import Spool
from workers.settings import Settings, load_settings
from workers.worker.links import make_links
from workers.worker.resources import Resources
from workers.worker.stage_sets import StageSets
from workers.worker.tasks import register

RUN, EARLIER = "20260101-000000-abcd", "20250101-000000-abcd"
MOST_LOSSES = 2
TTL = 60
KILLED, CRASHED = "signal 9 (SIGKILL)", "signal 11 (SIGSEGV)"
FATES = ("indexed", "odd", "filtered", "indexed", "poison", "refused", "held", "indexed")


def fate(number: int) -> str:
    """What becomes of a document when nothing goes wrong."""
    return FATES[number % len(FATES)]


def document(number: int) -> Document:
    """The document of a number."""
    id = f"{number:032x}"
    return Document(id, Locator("a", record=number), "text/plain", str(number), id, 1)


class ProcessEnds(BaseException):
    """The process of a task is gone at this point; `status`: how its worker tells of it."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class FateStage:
    """Does to a document what its number says; several have the same text."""

    name = "fate"
    needs = frozenset({"raw"})
    gives = frozenset({"cleaned"})
    fingerprint = "1"

    def process(self, batch: Sequence[Work]) -> list[Result]:
        """One document after the other."""
        return [self._one(work) for work in batch]

    def _one(self, work: Work) -> Result:
        number = int(work.document.id, 16)
        match fate(number):
            case "odd":
                raise ValueError("odd")
            case "filtered":
                return Filtered("odd")
            case "poison":
                raise ProcessEnds(CRASHED)
        return work.evolve(cleaned=Cleaned("", "text", "en", f"{1 + number % 5:032x}"))


class LastStage:
    """A second link of the chain."""

    name = "last"
    needs = frozenset({"cleaned"})
    gives = frozenset({"extra"})
    fingerprint = "1"

    def process(self, batch: Sequence[Work]) -> list[Result]:
        """Nothing to do."""
        return list(batch)


class Message(NamedTuple):
    """A message in a queue of the broker."""

    key: BatchKey
    link: int
    alone: tuple[str, ...]


class App:
    """Takes the tasks as Celery does."""

    def __init__(self) -> None:
        self.tasks: dict[str, Callable[..., None]] = {}

    def task(self, function: Callable[..., None], name: str, **options: bool) -> None:
        """Keep one."""
        del options
        self.tasks[name] = function


class Task:
    """What a task sees of itself: the rest of its chain."""

    def __init__(self) -> None:
        self.request = self
        self.chain: object = "the rest"


class Interleavings(RuleBasedStateMachine):
    """A run of batches of up to four documents under blows."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.settings: Settings = load_settings(data_dir=self.folder, links="fate|last")
        self.links = self.settings.link_names
        self.redis = MemoryRedis()
        self.index = MemoryIndex(lambda id: fate(int(id, 16)) == "refused")
        resources = Resources(
            StageSets((FateStage(), LastStage()), {}), cast(Index, self.index), self.client, TTL, 0
        )
        links = make_links([["fate"], ["last"]], resources)
        self.app = App()

        def report_error(key: BatchKey, error: BaseException) -> None:
            resources.reports(key.run).report_error(key.batch, error)

        register(cast(Any, self.app), self.settings, lambda: links, report_error)
        self.payloads = Payloads(self.client, TTL)
        self.reports = Reports(self.client, RUN, TTL)
        self.messages: list[Message] = []
        self.in_hand: list[BatchKey] = []
        self.number = 0
        self.kills_alone: Counter[str] = Counter()
        self.ledger = self._open()
        self.skip_duplicates = False

    @property
    def client(self) -> Redis:
        """The broker as the code under test has it."""
        return cast(Redis, self.redis)

    def _open(self) -> Ledger:
        return Ledger(self.folder / "ledger.sqlite", writable=True)

    @initialize(skip_duplicates=st.booleans())
    def begin(self, skip_duplicates: bool) -> None:
        """The run begins; an earlier one has left some documents in the index."""
        self.skip_duplicates = skip_duplicates
        self.ledger.begin(RUN, 1_000, Request(("a",), skip_duplicates=skip_duplicates))
        for number in range(200):
            if fate(number) == "held":
                one = document(number)
                fields = {
                    "raw_hash": one.raw_hash, "content_hash": f"{1000 + number:032x}",
                    "fingerprints": ["fate:1", "last:1"], "run": EARLIER,
                }  # fmt: skip
                self.index.documents[one.id] = (1, fields)
        self.index.refresh()
        self._produce()

    def _produce(self) -> None:
        """A session of a producer begins."""
        state = self.ledger.state(RUN)
        assert state is not None
        self.spool = Spool(self.folder / "spool", RUN)
        self.flights = Flights(
            state, self.ledger, self.spool, self.client, self._put, lambda action: action(),
            ("fate", "last"), MOST_LOSSES,
        )  # fmt: skip

    def _put(self, key: BatchKey, packed: PackedBatch, _: Label, alone: tuple[str, ...]) -> None:
        self.payloads.put_batch(key, packed)
        self.messages.append(Message(key, 0, alone))

    # What the producer does.

    @rule(count=st.integers(1, 4))
    def publish(self, count: int) -> None:
        """The next documents of the source become a batch."""
        places = tuple(Place(document(n)) for n in range(self.number, self.number + count))
        self.number += count
        batch = self.flights.next_number()
        envelope = Envelope(1_000, self.skip_duplicates, places)
        self.spool.put(batch, pack_batch(envelope))
        self.ledger.add_batch(RUN, batch, envelope, Position("a", record=self.number))
        self.flights.launch(batch, envelope)

    @rule()
    def enter(self) -> None:
        """Reports are entered."""
        received = self.reports.receive(0)
        self.flights.enter_reports([one.report for one in received])
        self.reports.delete(received)

    @rule()
    def look(self) -> None:
        """What is in no queue and in nobody's hand is published again."""
        self.enter()
        alive = {(m.key.batch, m.key.attempt) for m in self.messages}
        alive |= {(key.batch, key.attempt) for key in self.in_hand}
        for batch, attempt in dict(self.flights.attempts()).items():
            if (batch, attempt) not in alive:
                self.flights.republish_lost(batch, None)

    @rule()
    def end_producer(self) -> None:
        """It is killed; the next one takes the open batches from the spool."""
        self.ledger.close()
        self.ledger = self._open()
        self.ledger.reopen(RUN)
        self._produce()
        for batch in self.ledger.open_batches(RUN):
            self.flights.relaunch(batch)

    @precondition(lambda self: not self.flights)
    @rule()
    def retry(self) -> None:
        """Failed documents are worked again."""
        failed = self.ledger.failed_places(RUN, None, None, None)
        if failed:
            places = tuple(Place(document(place.locator.record)) for place in failed)
            batch = self.flights.next_number()
            envelope = Envelope(1_000, self.skip_duplicates, places, again=True)
            self.spool.put(batch, pack_batch(envelope))
            self.ledger.retry_batch(RUN, batch, envelope, failed)
            self.flights.launch(batch, envelope)

    # What befalls broker, index and workers.

    @rule()
    def show(self) -> None:
        """The index refreshes by itself."""
        self.index.refresh()

    @rule()
    def end_broker(self) -> None:
        """It comes back empty."""
        self.redis.flushall()
        self.messages.clear()

    @precondition(lambda self: self.messages)
    @rule(data=st.data())
    def work(self, data: st.DataObject) -> None:
        """A worker takes a message, and nothing happens to it."""
        self._work(data.draw(st.sampled_from(self.messages)))

    @precondition(lambda self: self.messages)
    @rule(
        data=st.data(),
        after=st.integers(0, 40),
        blow=st.sampled_from(["child", "worker", "broker", "broker back", "overtaken", "others"]),
    )
    def strike(self, data: st.DataObject, after: int, blow: str) -> None:
        """A worker takes a message, and after so many commands to broker and index it is struck."""
        message = data.draw(st.sampled_from(self.messages))
        left = after

        def count() -> None:
            nonlocal left
            left -= 1
            if left < 0:
                self._before(nothing)
                self._strike(message.key, blow)

        self._before(count)
        self._work(message)

    def _before(self, hook: Callable[[], None]) -> None:
        self.redis.before = self.index.before = hook

    def _strike(self, key: BatchKey, blow: str) -> None:
        match blow:
            case "child":
                raise ProcessEnds(KILLED)
            case "worker":
                raise ProcessEnds("")
            case "broker":
                self.end_broker()
                raise BrokerAway
            case "broker back":
                self.end_broker()
            case "others":
                # Another worker is quicker.
                for message in list(self.messages):
                    self._work(message)
            case "overtaken" if self.flights.attempts().get(key.batch) == key.attempt:
                # Nobody sees that it is alive: it is published again, and that is done first.
                self.flights.republish_lost(key.batch, None)
                for _ in range(len(self.links)):
                    for message in [m for m in self.messages if m.key.batch == key.batch]:
                        self._work(message)

    def _work(self, message: Message) -> None:
        """What Celery does with a message."""
        self.messages.remove(message)
        key, link, alone = message
        self.in_hand.append(key)
        task = Task()
        named = {"stage": self.links[link], "source": "a", "alone": alone}
        try:
            self.app.tasks[f"docmill.{self.links[link]}"](
                task, run=key.run, batch=key.batch, attempt=key.attempt, **named
            )
        except ProcessEnds as end:
            self._note_kill(key)
            if end.status:
                self.flights.republish_reported(Loss(key.batch, key.attempt, end.status, 0))
        except BrokerAway:
            pass  # the worker logs it
        else:
            if task.chain and link + 1 < len(self.links):
                self.messages.append(Message(key, link + 1, alone))
        finally:
            self._before(nothing)
            self.in_hand.remove(key)

    def _note_kill(self, key: BatchKey) -> None:
        """Note which document, if one, was alone in the process that ended."""
        self._before(nothing)
        step = read_step(self.client, key)
        loaded = self.payloads.load(key, (), frozenset())
        if step is None or loaded is None:
            return
        places = loaded.envelope.places
        if step.place is not None:
            self.kills_alone[places[step.place].id] += 1
        elif len(places) == 1:
            self.kills_alone[places[0].id] += 1

    def teardown(self) -> None:
        """Nothing goes wrong any more: the run ends, and ledger and index say the same."""
        try:
            for _ in range(200):
                if not self.flights:
                    break
                for message in list(self.messages):
                    self._work(message)
                self.look()
            assert not self.flights, self.flights.attempts()
            self._agree()
        finally:
            self.ledger.close()
            shutil.rmtree(self.folder)

    def _agree(self) -> None:
        told: dict[str, str] = {}
        for batch in self.ledger.batches(RUN):
            for id, outcome, content in batch.places():
                if outcome == "retried":
                    continue
                assert id not in told, "one document in two places"
                told[id] = str(outcome)
                known = self.index.known(id)
                ours = known is not None and known.run == RUN
                assert ours == (outcome == "indexed"), (id, outcome, known)
                if known and ours:
                    assert content == known.content_hash
        assert set(told) == {document(n).id for n in range(self.number)}
        if self.skip_duplicates:
            contents = Counter(
                self.index.documents[id][1]["content_hash"]
                for id, outcome in told.items()
                if outcome == "indexed"
            )
            assert set(contents.values()) <= {1}, "one text twice"
        failed = {
            place.locator.record for place in self.ledger.failed_places(RUN, None, None, None)
        }
        for number in range(self.number):
            self._deserves(number, told[document(number).id], number in failed)

    def _deserves(self, number: int, outcome: str, failed: bool) -> None:
        """An innocent document fails only when processes ended around it alone, several times."""
        assert failed == (outcome == "failed")
        id = document(number).id
        expected = {
            "odd": {"failed"}, "poison": {"failed"}, "filtered": {"filtered"},
            "refused": {"failed"}, "held": {"unchanged"}, "indexed": {"indexed"},
        }[fate(number)]  # fmt: skip
        if self.skip_duplicates and fate(number) in ("indexed", "refused"):
            expected = {*expected, "duplicate"}
        if self.kills_alone[id] >= min(MOST_LOSSES, KILLS_TO_QUARANTINE):
            expected = {*expected, "failed"}
        assert outcome in expected, (number, fate(number), outcome, self.kills_alone[id])
        assert failed == (id in self.index.failures)


TestInterleavings = Interleavings.TestCase
TestInterleavings.settings = hypothesis_settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
)
