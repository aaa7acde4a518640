"""Runs: begun, gone on with, tried again; from the request to the balance sheet."""

import secrets
import time
from collections.abc import Callable, Iterator

from pipeline.errors import ConfigurationError
from pipeline.records import Document, Unread
from pipeline.sources import (
    END,
    STANDARD_INPUT,
    Cursor,
    changed,
    check_source,
    measure,
    read_again,
    read_sources,
    reopening,
    stamp,
)
from pipeline.stage import build_stages
from workers.ledger.records import Balance, Request, RunState
from workers.ledger.states import State
from workers.ledger.writer import Ledger
from workers.producer.disk_space import check_room
from workers.producer.producer import Producer
from workers.producer.session import Surroundings, work, writing
from workers.producer.source_options import source_options
from workers.producer.source_profile import learned_assets
from workers.producer.spool import Spool
from workers.producer.stage_files import check_kept


def execute(around: Surroundings, request: Request, restart: bool = False) -> Balance:
    """Work a request to its end and return the balance.

    A run of the same request that did not end is gone on with; `restart` gives it up instead.
    Raises `ConfigurationError` before anything starts, `Unavailable` or `StopRun` when the run
    cannot be finished; whatever ends it, the ledger knows how far it came.
    """
    settings = around.settings
    for source in request.sources:
        check_source(source)
    stages = build_stages(settings.stage_names, settings.stage_options)
    stamps = stamp(request.sources, source_options(settings, request))
    with writing(settings) as ledger:
        # What is piped in now is not what an earlier run was given.
        piped = STANDARD_INPUT in request.sources
        unfinished = None if piped else ledger.unfinished(request)
        state = ledger.state(unfinished) if unfinished else None
        if state is not None and (restart or changed(state.stamps, stamps)):
            why = "as asked" if restart else "; ".join(changed(state.stamps, stamps))
            around.notice(f"run {state.run} is given up ({why}); beginning a new run")
            ledger.give_up(state.run, State.ABANDONED)
            Spool(settings.spool_dir, state.run).clear()
            state = None
        if state is not None:
            return _go_on(around, ledger, state)
        total = checked_size(around, request)
        assets = (*request.assets, *learned_assets(settings, request, stages, around.notice))
        started_ms = time.time_ns() // 1_000_000
        run = new_run_id(started_ms)
        ledger.begin(run, started_ms, request, stamps, assets)
        return _read_on(around, ledger, known_state(ledger, run), total)


def resume(around: Surroundings, run: str | None, restart: bool = False) -> Balance:
    """Go on with a run that did not end, the latest one if none is named.

    `restart` reads its sources from the beginning, with the same id. Raises `ConfigurationError`
    for a run that is not known or done, and for sources that have changed since it began.
    """
    settings = around.settings
    build_stages(settings.stage_names, settings.stage_options)
    with writing(settings) as ledger:
        named = run or ledger.unfinished()
        if named is None:
            raise ConfigurationError("there is no unfinished run to resume; see `docmill runs`")
        state = known_state(ledger, named)
        if not state.state.is_unfinished:
            raise ConfigurationError(
                f"run {named} is {state.state}; there is nothing to resume; a new `docmill run` "
                "passes over what is indexed already"
            )
        if STANDARD_INPUT not in state.request.sources:
            for source in state.request.sources:
                check_source(source)
            stamps = stamp(state.request.sources, source_options(settings, state.request))
            if restart:
                Spool(settings.spool_dir, named).clear()
                ledger.reset(named, stamps)
                state = known_state(ledger, named)
            elif differences := changed(state.stamps, stamps):
                raise ConfigurationError(
                    f"{'; '.join(differences)}; either read it again from its beginning "
                    f"(docmill resume {named} --restart) or begin a new run (docmill run)"
                )
        return _go_on(around, ledger, state)


def retry(
    around: Surroundings,
    run: str | None,
    stage: str | None,
    error: str | None,
    document: str | None,
) -> Balance:
    """Work the failed documents of a run again, those that fit the filters, in the same run.

    Raises `ConfigurationError` for a run that is not known or has not ended.
    """
    settings = around.settings
    build_stages(settings.stage_names, settings.stage_options)
    with writing(settings) as ledger:
        named = run or ledger.latest()
        if named is None:
            raise ConfigurationError("there is no run yet; see `docmill run --help`")
        state = known_state(ledger, named)
        check_kept(settings, state.assets)
        if state.state.is_unfinished:
            raise ConfigurationError(
                f"run {named} is not finished; first go on with it: docmill resume {named}"
            )
        failed = {p.locator: p for p in ledger.failed_places(named, stage, error, document)}
        if not failed:
            raise ConfigurationError(f"run {named} has no failed document that fits")
        left = set(failed)

        def items(advance: Callable[[int], None]) -> Iterator[Document | Unread]:
            options = source_options(settings, state.request)
            for item in read_again(state.request.sources, options, set(failed), advance):
                left.discard(item.locator)
                yield item

        def produce(producer: Producer, advance: Callable[[int], None]) -> None:
            producer.work_again(items(advance), failed)

        total = checked_size(around, state.request)
        ledger.reopen(named)
        balance = work(around, ledger, state, total, produce)
        if left:
            around.notice(
                f"{len(left)} of {len(failed)} failed documents are not in the sources now"
            )
        return balance


def _go_on(around: Surroundings, ledger: Ledger, state: RunState) -> Balance:
    check_kept(around.settings, state.assets)
    balance = ledger.balance(state.run)
    if balance is not None and balance.expected:
        done = balance.expected - balance.in_flight
        around.notice(
            f"going on with run {state.run}: {done:,} documents of {balance.expected:,} done"
        )
    total = checked_size(around, state.request)
    ledger.reopen(state.run)
    return _read_on(around, ledger, state, total)


def _read_on(around: Surroundings, ledger: Ledger, state: RunState, total: int) -> Balance:
    """Work what is left of a run: its open batches, then what its sources still have to give."""
    request = state.request
    options = source_options(around.settings, request)

    def produce(producer: Producer, advance: Callable[[int], None]) -> None:
        producer.republish()
        if state.position == END:
            return
        if state.position is not None:
            if STANDARD_INPUT in request.sources:
                around.notice(
                    "standard input cannot be read again; what was taken from it is worked to "
                    "the end, the rest must be piped into a new run"
                )
                return
            if sentence := reopening(state.position, request.sources, options):
                around.notice(sentence)
        cursor = Cursor()
        producer.work(
            read_sources(request.sources, options, advance, cursor, state.position), cursor
        )

    return work(around, ledger, state, total, produce)


def known_state(ledger: Ledger, run: str) -> RunState:
    """The state of a run; raises `ConfigurationError` for one that the ledger does not know."""
    state = ledger.state(run)
    if state is None:
        raise ConfigurationError(f"no run {run} in the ledger; see `docmill runs`")
    return state


def new_run_id(started_ms: int) -> str:
    """A run's id: its start in UTC, and four random hex digits."""
    start = time.strftime("%Y%m%d-%H%M%S", time.gmtime(started_ms / 1000))
    return f"{start}-{secrets.token_hex(2)}"


def checked_size(around: Surroundings, request: Request) -> int:
    """The bytes of a request's sources; gives notice when they may not fit on the disk.

    Raises `StopRun` when there is no room to begin with; nothing is written before.
    """
    total = measure(request.sources, source_options(around.settings, request))
    if sentence := check_room(around.settings, total):
        around.notice(sentence)
    return total
