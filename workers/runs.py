"""A run from the request to the balance sheet: stack, ledger, producer, index."""

import secrets
import time
from collections.abc import Callable

import msgspec
from celery import Celery

from pipeline.errors import ConfigurationError, DocmillError
from pipeline.sources import Limits, SourceOptions, check_source, measure, read_sources
from pipeline.stage import build_stages
from workers.broker import celery_app, connect
from workers.directory_lock import DirectoryLock
from workers.indexes import open_index
from workers.ledger import Balance, Ledger, Request
from workers.producer import Producer
from workers.settings import Settings
from workers.spool import Spool
from workers.stack import Stack, running_stack

TICK_SECONDS = 0.25
WORKER_ANSWER_SECONDS = 1.0


class Progress(msgspec.Struct, frozen=True):
    """A run at one moment. Bytes are counted as they lie on the disk."""

    balance: Balance
    passed: dict[str, int]
    bytes_read: int
    bytes_total: int


Observer = Callable[[Progress], None]
Notice = Callable[[str], None]


def execute(settings: Settings, request: Request, observe: Observer, notice: Notice) -> Balance:
    """Work one run to its end and return its balance.

    `observe` is called about four times a second, `notice` with a sentence worth telling.
    Raises `ConfigurationError` before anything starts, `Unavailable` or `StopRun` when the run
    cannot be finished; whatever ends it, the ledger knows how far it came.
    """
    for source in request.sources:
        check_source(source)
    build_stages(settings.stage_names, settings.stage_options)
    lock = DirectoryLock(settings.data_dir / "producer.lock", "a docmill run")
    lock.acquire()
    try:
        up = running_stack(settings)
        if up is not None and settings.broker_url in (None, up.broker_url):
            if (up.links, up.stage_options) != (settings.links, settings.stage_options):
                raise ConfigurationError(
                    f"the running `docmill up` (pid {up.pid}) has other stages: {up.links}; "
                    "start it again with the same DOCMILL_LINKS and DOCMILL_STAGE_OPTIONS"
                )
            resolved = settings.model_copy(update={"broker_url": up.broker_url})
            return _produce(resolved, request, observe, lambda: None)
        with Stack(settings, with_workers=_needs_workers(settings, notice)) as stack:
            return _produce(stack.settings, request, observe, stack.check)
    finally:
        lock.release()


def _needs_workers(settings: Settings, notice: Notice) -> bool:
    if settings.workers != "auto" or settings.broker_url is None:
        return settings.workers != "none"
    connect(settings.broker_url).close()
    served = served_queues(celery_app(settings))
    missing = [name for name in settings.link_names if settings.queue(name) not in served]
    if missing:
        notice(f"no running worker serves {', '.join(missing)}; starting workers for this run")
    return bool(missing)


def served_queues(app: Celery) -> set[str]:
    """The queues that some running worker takes from."""
    answers = app.control.inspect(timeout=WORKER_ANSWER_SECONDS).active_queues() or {}
    return {queue["name"] for queues in answers.values() for queue in queues}


def new_run_id(started_ms: int) -> str:
    """A run's id: its start in UTC, and four random hex digits."""
    start = time.strftime("%Y%m%d-%H%M%S", time.gmtime(started_ms / 1000))
    return f"{start}-{secrets.token_hex(2)}"


def _produce(
    settings: Settings, request: Request, observe: Observer, check: Callable[[], None]
) -> Balance:
    app = celery_app(settings)
    redis = connect(settings.broker_url or "")
    index = open_index(settings)
    index.prepare()
    ledger = Ledger(settings.ledger_path, writable=True)
    started_ms = time.time_ns() // 1_000_000
    run = new_run_id(started_ms)
    options = SourceOptions(
        source_name=request.source_name,
        include=request.include,
        exclude=request.exclude,
        id_field=request.id_field,
        text_field=request.text_field,
        limits=Limits(max_document_bytes=settings.max_document_bytes),
    )
    total = measure(request.sources, options)
    read = 0
    ticked = 0.0

    def advance(position: int) -> None:
        nonlocal read
        read = position

    def balance() -> Balance:
        found = ledger.balance(run)
        if found is None:
            raise DocmillError(f"run {run} is not in the ledger {settings.ledger_path}")
        return found

    def tick() -> None:
        nonlocal ticked
        check()
        if time.monotonic() - ticked >= TICK_SECONDS:
            ticked = time.monotonic()
            observe(Progress(balance(), producer.progress(), read, total))

    ledger.begin(run, started_ms, request)
    producer = Producer(
        settings, app, redis, ledger, Spool(settings.data_dir / "spool", run), run, started_ms,
        request.skip_duplicates, tick,
    )  # fmt: skip
    try:
        producer.work(read_sources(request.sources, options, advance))
        index.refresh()
    except DocmillError:
        ledger.finish(run, "stopped")
        raise
    except BaseException:
        ledger.finish(run, "interrupted")
        raise
    else:
        ledger.finish(run, "done")
        final = balance()
        observe(Progress(final, producer.progress(), total, total))
        producer.close()
        return final
    finally:
        ledger.close()
        index.close()
        redis.close()
