"""The ledger under any interleaving: the balance is exact at every step and a run ends in done."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pipeline.records import (
    Document,
    Duplicate,
    Failed,
    Filtered,
    Indexed,
    Locator,
    Outcome,
    Unchanged,
)
from pipeline.sources import END, Position
from workers.broker.payloads import Envelope, Place
from workers.broker.reports import Report
from workers.ledger.records import Balance, Request
from workers.ledger.states import State
from workers.ledger.writer import Ledger

RUN = "20260101-000000-abcd"
outcomes: st.SearchStrategy[Outcome] = st.sampled_from(
    [
        Indexed(), Unchanged(), Duplicate("0" * 32), Filtered("empty"),
        Failed("clean", "Corrupt", "cut"), Failed("index", "Mapping", "conflict"),
    ]
)  # fmt: skip


class LedgerMachine(RuleBasedStateMachine):
    """A producer's life: batches noted, lost, reported late, twice or never; crashes; retries."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.ledger = self.open()
        self.ledger.begin(RUN, 1, Request(("a",)))
        self.documents = 0
        self.last_batch = 0
        self.attempts: dict[int, int] = {}
        self.sizes: dict[int, int] = {}
        self.old_reports: list[Report] = []

    def open(self) -> Ledger:
        return Ledger(self.folder / "ledger.sqlite", writable=True)

    def envelope(self, numbers: list[int]) -> Envelope:
        """A batch of the documents with these numbers."""
        return Envelope(
            1,
            False,
            tuple(
                Place(Document(f"{n:032x}", Locator("a", record=n), "text/plain", None, "", 1))
                for n in numbers
            ),
        )

    def balance(self) -> Balance:
        found = self.ledger.balance(RUN)
        assert found is not None
        return found

    def report(self, batch: int, attempt: int, data: st.DataObject) -> Report:
        size = self.sizes[batch]
        results: list[Outcome] = data.draw(st.lists(outcomes, min_size=size, max_size=size))
        return Report(batch, attempt, tuple(results), (b"",) * size, "host:1", 5)

    @rule(count=st.integers(1, 4))
    def publish(self, count: int) -> None:
        """The next documents of the source become a batch."""
        self.last_batch += 1
        numbers = list(range(self.documents, self.documents + count))
        self.documents += count
        position = Position("a", record=self.documents)
        self.ledger.add_batch(RUN, self.last_batch, self.envelope(numbers), position)
        self.attempts[self.last_batch] = 1
        self.sizes[self.last_batch] = count

    @precondition(lambda self: self.attempts)
    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        """A batch is lost and published again."""
        batch = data.draw(st.sampled_from(sorted(self.attempts)))
        self.attempts[batch] = self.ledger.next_attempt(RUN, batch)

    @precondition(lambda self: any(self.sizes[batch] > 1 for batch in self.attempts))
    @rule(data=st.data())
    def split(self, data: st.DataObject) -> None:
        """A batch that was lost too often becomes two; its own reports then come too late."""
        batch = data.draw(st.sampled_from([b for b in sorted(self.attempts) if self.sizes[b] > 1]))
        found = self.ledger.batch(RUN, batch)
        assert found is not None
        numbers = [int(id, 16) for id, _, _ in found.places()]
        middle = len(numbers) // 2
        parts = {
            self.last_batch + 1: self.envelope(numbers[:middle]),
            self.last_batch + 2: self.envelope(numbers[middle:]),
        }
        before = self.balance()
        late = self.report(batch, self.attempts.pop(batch), data)
        self.ledger.split_batch(RUN, batch, parts)
        self.last_batch += 2
        for number, envelope in parts.items():
            self.attempts[number], self.sizes[number] = 1, len(envelope.places)
        assert self.ledger.commit(RUN, [late]) == set()
        assert self.balance() == before

    @precondition(lambda self: self.attempts)
    @rule(data=st.data())
    def finish_batch(self, data: st.DataObject) -> None:
        """The current attempt reports."""
        batch = data.draw(st.sampled_from(sorted(self.attempts)))
        report = self.report(batch, self.attempts.pop(batch), data)
        assert self.ledger.commit(RUN, [report]) == {batch}
        self.old_reports.append(report)

    @precondition(lambda self: any(a > 1 for a in self.attempts.values()))
    @rule(data=st.data())
    def report_late(self, data: st.DataObject) -> None:
        """A report of an attempt that was given up changes nothing."""
        batch = data.draw(st.sampled_from([b for b, a in self.attempts.items() if a > 1]))
        assert (
            self.ledger.commit(RUN, [self.report(batch, self.attempts[batch] - 1, data)]) == set()
        )

    @precondition(lambda self: self.old_reports)
    @rule(data=st.data())
    def report_twice(self, data: st.DataObject) -> None:
        """A report that comes again changes nothing."""
        assert self.ledger.commit(RUN, [data.draw(st.sampled_from(self.old_reports))]) == set()

    @rule()
    def crash(self) -> None:
        """The producer dies; another one opens the ledger and goes on."""
        self.ledger.close()
        self.ledger = self.open()
        self.ledger.reopen(RUN)
        state = self.ledger.state(RUN)
        assert state is not None
        assert state.last_batch == self.last_batch
        assert state.position == (Position("a", record=self.documents) if self.documents else None)
        assert self.ledger.open_batches(RUN) == sorted(self.attempts)

    @precondition(lambda self: self.balance().failed)
    @rule()
    def retry(self) -> None:
        """Failed documents go into a batch of their own."""
        failed = self.ledger.failed_places(RUN, None, None, None)
        before = self.balance()
        self.last_batch += 1
        envelope = self.envelope([place.locator.record for place in failed])
        self.ledger.retry_batch(RUN, self.last_batch, envelope, failed)
        self.attempts[self.last_batch] = 1
        self.sizes[self.last_batch] = len(failed)
        after = self.balance()
        assert (after.failed, after.in_flight) == (0, before.in_flight + before.failed)

    @invariant()
    def balanced(self) -> None:
        """Expected is the sum of its parts, and what is in flight is in the open batches."""
        found = self.balance()
        assert found.expected == self.documents
        assert found.in_flight == sum(self.sizes[batch] for batch in self.attempts)
        assert found.filtered == sum(found.filtered_by_reason.values())
        assert found.failed == sum(found.failed_by_error.values())
        assert min(found.outcomes.values()) >= 0

    def teardown(self) -> None:
        """However it went, reporting the open batches ends the run."""
        for batch, attempt in self.attempts.items():
            done = (Indexed(),) * self.sizes[batch]
            self.ledger.commit(RUN, [Report(batch, attempt, done, (b"",) * len(done), "host:1", 5)])
        self.ledger.read_to_end(RUN)
        self.ledger.finish(RUN, State.DONE)
        assert (self.balance().state, self.balance().in_flight) == ("done", 0)
        state = self.ledger.state(RUN)
        assert state is not None
        assert state.position == END
        self.ledger.close()
        shutil.rmtree(self.folder)


TestLedgerStates = LedgerMachine.TestCase
TestLedgerStates.settings = settings(max_examples=8, stateful_step_count=20, deadline=None)
