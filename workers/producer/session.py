"""One session of a producer on a run: broker and workers around it, ledger, index, display."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import msgspec

from pipeline.errors import ConfigurationError, DocmillError, StopRun
from pipeline.index import Index, RunEntry
from pipeline.sources import Limits, SourceOptions, measure
from workers.broker.connection import celery_app, connect, served_queues
from workers.broker.reports import Reports
from workers.files.directory_lock import producer_lock
from workers.indexes import open_index
from workers.ledger.records import Balance, Request, RunState
from workers.ledger.writer import Ledger
from workers.producer.disk_space import check_room
from workers.producer.producer import Producer
from workers.producer.spool import Spool
from workers.settings import Settings
from workers.stack.stack import OthersStack, Stack, running_stack

TICK_SECONDS = 0.25
FAILURES_COUNT_FROM = 200
# A worker's start takes less, also on a busy machine.
IDLENESS_SECONDS = 20.0


class Progress(msgspec.Struct, frozen=True):
    """A run at one moment. Bytes are counted as they lie on the disk.

    `waiting`: what the workers wait for, such as an index that is away.
    """

    balance: Balance
    passed: dict[str, int]
    bytes_read: int
    bytes_total: int
    waiting: str | None = None


Observer = Callable[[Progress], None]
Notice = Callable[[str], None]
# What a session does with its producer; it tells how many bytes of the sources are read.
Production = Callable[[Producer, Callable[[int], None]], None]


def room(settings: Settings, request: Request, notice: Notice) -> int:
    """The bytes of a request's sources; tells when they may not fit on the disk.

    Raises `StopRun` when there is no room to begin with; nothing is written before.
    """
    total = measure(request.sources, source_options(settings, request))
    if sentence := check_room(settings, total):
        notice(sentence)
    return total


def work(
    settings: Settings,
    ledger: Ledger,
    state: RunState,
    total: int,
    observe: Observer,
    notice: Notice,
    produce: Production,
) -> Balance:
    """One session of a producer on a run, with what it needs around it.

    `total`: bytes of its sources.
    """
    index = open_index(settings)
    try:
        with stack_for(settings, notice) as stack:
            return _produce(stack, ledger, index, state, total, observe, notice, produce)
    except BaseException as error:
        ledger.finish(state.run, "stopped" if isinstance(error, DocmillError) else "interrupted")
        if balance := ledger.balance(state.run):
            note_end(index, balance, notice)
        raise
    finally:
        index.close()


def _produce(
    stack: Stack | OthersStack,
    ledger: Ledger,
    index: Index,
    state: RunState,
    total: int,
    observe: Observer,
    notice: Notice,
    produce: Production,
) -> Balance:
    settings = stack.settings
    redis = connect(settings.broker_url or "")
    reports = Reports(redis, state.run, settings.payload_ttl_seconds)
    read = 0
    ticked = 0.0

    def advance(position: int) -> None:
        nonlocal read
        read = position

    def balance() -> Balance:
        found = ledger.balance(state.run)
        if found is None:
            raise DocmillError(f"run {state.run} is not in the ledger {settings.ledger_path}")
        return found

    def tick() -> None:
        nonlocal ticked
        stack.check()
        if producer.stalled_seconds > settings.stalled_seconds:
            stack.revive()
            producer.forgive()
        if time.monotonic() - ticked >= TICK_SECONDS:
            ticked = time.monotonic()
            now = balance()
            waiting = reports.waiting() or idleness(producer.stalled_seconds)
            observe(Progress(now, producer.progress(), read, total, waiting))
            stop_for_failures(begun, now, settings.max_failed_share)

    begun = balance()
    producer = Producer(
        settings, celery_app(settings), redis, ledger,
        Spool(settings.data_dir / "spool", state.run), state, tick,
    )  # fmt: skip
    try:
        index.prepare()
        index.note_run(run_entry(balance()))
        produce(producer, advance)
        producer.finish()
        ledger.finish(state.run, "done")
        final = balance()
        note_end(index, final, notice)
        observe(Progress(final, producer.progress(), total, total))
        for name, fact in reports.facts().items():
            notice(f"{name} {fact}")
        producer.close()
        return final
    finally:
        redis.close()


def idleness(seconds: float) -> str | None:
    """What people are told when batches wait and no worker has taken any for some seconds."""
    if seconds < IDLENESS_SECONDS:
        return None
    return f"a worker: none has taken a batch for {seconds:.0f} s (see `docmill worker`)"


def note_end(index: Index, balance: Balance, notice: Notice) -> None:
    """Tell the index how a run ended; as the ledger knows it, an index that is away is no error."""
    try:
        index.note_run(run_entry(balance))
        index.refresh()
    except DocmillError as error:
        notice(f"the index was not told how run {balance.run} ended: {error}")


def run_entry(balance: Balance) -> RunEntry:
    """A balance as the index keeps it for people who look there."""
    return RunEntry(
        run=balance.run,
        state=balance.state,
        sources=balance.sources,
        started_at=datetime.fromtimestamp(balance.started_ms / 1000, UTC).isoformat(
            timespec="milliseconds"
        ),
        told_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        seconds=balance.seconds,
        expected=balance.expected,
        indexed=balance.indexed,
        unchanged=balance.unchanged,
        duplicate=balance.duplicate,
        filtered=balance.filtered,
        failed=balance.failed,
        in_flight=balance.in_flight,
        filtered_by_reason=balance.filtered_by_reason,
        failed_by_error=balance.failed_by_error,
    )


def stop_for_failures(begun: Balance, now: Balance, most: float) -> None:
    """Raise `StopRun` when so much fails that something must be wrong with the whole run.

    Counted is what happened since this session began, so that a mended run can go on.
    """
    failed = now.failed - begun.failed
    done = (now.expected - now.in_flight) - (begun.expected - begun.in_flight)
    if done >= FAILURES_COUNT_FROM and failed > most * done:
        worst = next(iter(now.failed_by_error), "")
        raise StopRun(
            f"{failed:,} of {done:,} documents failed, most of them with {worst}; see "
            f"`docmill status {now.run}`, mend the cause and go on with `docmill "
            "resume`, or allow more with DOCMILL_MAX_FAILED_SHARE"
        )


@contextmanager
def writing(settings: Settings) -> Iterator[Ledger]:
    """The ledger, for the one producer of a data directory.

    Raises `ConfigurationError` that names the process that has it.
    """
    lock = producer_lock(settings)
    lock.acquire()
    try:
        ledger = Ledger(settings.ledger_path, writable=True)
        try:
            yield ledger
        finally:
            ledger.close()
    finally:
        lock.release()


@contextmanager
def stack_for(settings: Settings, notice: Notice) -> Iterator[Stack | OthersStack]:
    """Broker and workers while the block lasts: those of `docmill up`, of others, or our own."""
    up = running_stack(settings)
    if up is not None and settings.broker_url in (None, up.broker_url):
        if (up.links, up.stage_options) != (settings.links, settings.stage_options):
            raise ConfigurationError(
                f"the running `docmill up` (pid {up.pid}) has other stages: {up.links}; "
                "start it again with the same DOCMILL_LINKS and DOCMILL_STAGE_OPTIONS"
            )
        yield OthersStack(settings.model_copy(update={"broker_url": up.broker_url}))
        return
    with Stack(settings, with_workers=_needs_workers(settings, notice)) as stack:
        yield stack


def _needs_workers(settings: Settings, notice: Notice) -> bool:
    if settings.workers != "auto" or settings.broker_url is None:
        return settings.workers != "none"
    connect(settings.broker_url).close()
    served = served_queues(celery_app(settings))
    missing = [name for name in settings.link_names if settings.queue(name) not in served]
    if missing:
        notice(f"no running worker serves {', '.join(missing)}; starting workers for this run")
    return bool(missing)


def source_options(settings: Settings, request: Request) -> SourceOptions:
    """How the sources of a request are read."""
    return SourceOptions(
        source_name=request.source_name,
        include=request.include,
        exclude=request.exclude,
        id_field=request.id_field,
        fields={"text": request.text_field} if request.text_field != "text" else request.fields,
        limits=Limits(max_document_bytes=settings.max_document_bytes),
    )
