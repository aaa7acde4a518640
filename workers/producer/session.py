"""One session of a producer on a run: broker and workers around it, ledger, index, display."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Protocol

import msgspec

from pipeline.errors import ConfigurationError, DocmillError
from pipeline.index import Index
from workers.broker.chain import publish
from workers.broker.connection import celery_app, reconnect
from workers.broker.reports import Reports
from workers.files.directory_lock import producer_lock
from workers.files.run_progress import LinkLoad, RunProgress, tell
from workers.indexes import open_index
from workers.ledger.records import Balance, RunState
from workers.ledger.states import State
from workers.ledger.writer import Ledger
from workers.producer.cancellation import cancelled_run, forget_cancellation
from workers.producer.failure_limit import FailureLimit
from workers.producer.index_notes import note_end, note_progress, run_entry
from workers.producer.load_meter import LoadMeter
from workers.producer.pace import Pace
from workers.producer.producer import Producer
from workers.producer.progress import Notice, Observer, Progress
from workers.producer.slow_step import SlowStep
from workers.producer.spool import Spool
from workers.settings import Settings

TICK_SECONDS = 0.25
TELL_SECONDS = 1.0  # between two looks at the queues, which other processes are told of
# Between two notes in the index of how far the run is.
NOTE_SECONDS = 10.0
# Workers start in less than this, even on a busy machine.
IDLE_SECONDS = 20.0

# What a session does with its producer; the second argument is called with the bytes read so far.
Production = Callable[[Producer, Callable[[int], None]], None]


class RunningStack(Protocol):
    """A broker and workers that run; `settings` name the broker."""

    @property
    def settings(self) -> Settings: ...

    def check(self, done: int) -> None:
        """Check the processes; `done`: how many documents are done.

        Raises:
            StopRun: a process cannot be kept running.
        """

    def restart_workers(self) -> None:
        """Start the workers again, if docmill started them."""


class RunContext(msgspec.Struct, frozen=True):
    """What a command gives its run.

    `observe` is called with the progress about four times a second, `notice` with a sentence for
    the user. `stack` starts broker and workers as the settings say.
    """

    settings: Settings
    observe: Observer
    notice: Notice
    stack: Callable[[Settings, Notice], AbstractContextManager[RunningStack]]


def run_session(
    context: RunContext, ledger: Ledger, state: RunState, total: int, produce: Production
) -> Balance:
    """Work a run in one session, with index, broker and workers; `total`: bytes of its sources."""
    index = open_index(context.settings)
    try:
        if balance := ledger.balance(state.run):
            context.observe(Progress(balance, {}, 0, total))
        with context.stack(context.settings, context.notice) as stack:
            session = Session(context, stack, ledger, index, state, total)
            try:
                return session.run(produce)
            finally:
                session.close()
    except BaseException as error:
        ledger.finish(state.run, _end(context.settings, state.run, error))
        if balance := ledger.balance(state.run):
            note_end(index, balance, context.notice)
        raise
    finally:
        index.close()


def _end(settings: Settings, run: str, error: BaseException) -> State:
    """The state of a run that ended by an error or a signal."""
    if isinstance(error, DocmillError):
        return State.STOPPED
    return State.CANCELLED if cancelled_run(settings) == run else State.INTERRUPTED


class Session:
    """One session: the producer, and what is checked while it works."""

    def __init__(
        self,
        context: RunContext,
        stack: RunningStack,
        ledger: Ledger,
        index: Index,
        state: RunState,
        total: int,
    ) -> None:
        settings = stack.settings
        self._context = context
        self._stack = stack
        self._ledger = ledger
        self._index = index
        self._run = state.run
        self._settings = settings
        self._redis = reconnect(settings.broker_url or "")
        self._reports = Reports(self._redis, state.run, settings.payload_ttl_seconds)
        spool = Spool(settings.spool_dir, state.run)
        self._producer = Producer(
            settings, partial(publish, celery_app(settings), settings), self._redis, ledger,
            spool, state, self._tick,
        )  # fmt: skip
        self._slow_step = SlowStep(spool)
        self._slow: str | None = None
        self._total = total
        self._read = 0
        self._ticked = 0.0
        self._noted = time.monotonic()
        self._done = 0
        self._pace = Pace()
        queues = {link: settings.queue(link) for link in settings.link_names}
        self._meter = LoadMeter(self._redis, state.run, queues)
        self._told = 0.0
        self._failure_limit = FailureLimit(
            self._balance(),
            sum(stamp.files for stamp in state.stamps),
            lambda: ledger.failed_sources(state.run),
            settings.max_failed_share,
        )

    def run(self, produce: Production) -> Balance:
        """Publish all batches, wait for the last report, mark the run as done."""
        self._index.prepare()
        self._check_index()
        self._index.note_run(run_entry(self._balance()))
        produce(self._producer, self._advance)
        self._producer.finish()
        self._ledger.finish(self._run, State.DONE)
        final = self._balance()
        note_end(self._index, final, self._context.notice)
        self._context.observe(Progress(final, self._producer.progress(), self._total, self._total))
        for name, fact in self._reports.facts().items():
            self._context.notice(f"{name} {fact}")
        self._producer.close()
        return final

    def close(self) -> None:
        """Close the connection to the broker."""
        self._redis.close()

    def _check_index(self) -> None:
        """Raise `ConfigurationError` for an empty index that should hold documents of this run.

        With what is left of the run alone it would be called done, and lack the rest.
        """
        indexed = self._balance().indexed
        if not indexed or self._index.count():
            return
        self._index.refresh()
        if not self._index.count():
            raise ConfigurationError(
                f"run {self._run} has indexed {indexed:,} documents, and the index holds none: it "
                "was removed, or the settings name another one; put it back, or work all anew: "
                f"docmill resume {self._run} --restart, or docmill run for a run that is done"
            )

    def _advance(self, position: int) -> None:
        self._read = position

    def _balance(self) -> Balance:
        found = self._ledger.balance(self._run)
        if found is None:
            raise DocmillError(f"run {self._run} is not in the ledger {self._settings.ledger_path}")
        return found

    def _tick(self) -> None:
        """Called by the producer repeatedly, also while it waits."""
        self._stack.check(self._done)
        if self._producer.stalled_seconds > self._settings.stalled_seconds:
            self._stack.restart_workers()
            self._producer.reset_stall()
        if time.monotonic() - self._ticked < TICK_SECONDS:
            return
        self._ticked = time.monotonic()
        now = self._balance()
        self._done = now.expected - now.in_flight
        idle = idle_message(self._producer.stalled_seconds)
        waiting = self._reports.waiting() or idle or self._slow
        if self._ticked - self._noted >= NOTE_SECONDS:
            note_progress(self._index, now)
            self._noted = time.monotonic()
        moment = self._moment(now, waiting)
        self._context.observe(moment)
        if self._ticked - self._told >= TELL_SECONDS:
            self._told = self._ticked
            self._slow = self._slow_step.message(self._meter.look(self._producer.attempts()))
            tell(self._settings, _told(moment, self._meter.loads()))
        self._failure_limit.check(now, self._read, self._total)

    def _moment(self, now: Balance, waiting: str | None) -> Progress:
        read = min(1.0, self._read / self._total) if self._total else 0.0
        share = read * self._done / now.expected if now.expected else 0.0
        self._pace.note(self._ticked, self._done, share)
        return Progress(
            now, self._producer.progress(), self._read, self._total, waiting,
            self._pace.documents_per_second(), self._pace.seconds_left(),
        )  # fmt: skip


def _told(moment: Progress, loads: tuple[LinkLoad, ...]) -> RunProgress:
    """A moment as other processes are told of it."""
    return RunProgress(
        run=moment.balance.run,
        told_ms=time.time_ns() // 1_000_000,
        bytes_read=moment.bytes_read,
        bytes_total=moment.bytes_total,
        documents_per_second=moment.documents_per_second,
        seconds_left=moment.seconds_left,
        links=loads,
        waiting_for=moment.waiting,
    )


def idle_message(seconds: float) -> str | None:
    """A message when batches have waited for long without a worker taking one, else None."""
    if seconds < IDLE_SECONDS:
        return None
    return f"a worker: none has taken a batch for {seconds:.0f} s (see `docmill worker`)"


@contextmanager
def locked_ledger(settings: Settings) -> Iterator[Ledger]:
    """The ledger, open for the only producer of a data directory.

    Raises:
        ConfigurationError: another producer has it; the message names its process.
    """
    lock = producer_lock(settings)
    lock.acquire()
    try:
        forget_cancellation(settings)
        ledger = Ledger(settings.ledger_path, writable=True)
        try:
            yield ledger
        finally:
            ledger.close()
    finally:
        lock.release()
