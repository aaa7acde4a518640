"""Begins, resumes and retries runs: from the request to the balance."""

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
from workers.indexes import open_index
from workers.ledger.records import Balance, Request, RunState
from workers.ledger.states import State
from workers.ledger.writer import Ledger
from workers.producer.disk_space import check_room
from workers.producer.producer import Producer
from workers.producer.session import RunContext, locked_ledger, run_session
from workers.producer.source_options import source_options
from workers.producer.source_profile import learned_assets
from workers.producer.spool import Spool
from workers.producer.stage_files import check_kept
from workers.settings import Settings


def execute(context: RunContext, request: Request, restart: bool = False) -> Balance:
    """Work a request to its end and return the balance.

    An unfinished run of the same request is continued; with `restart` it is abandoned and a new run
    begins. Whatever ends the run, the ledger has its state.

    Raises:
        ConfigurationError: the request or a setting is wrong; nothing was started.
        Unavailable: the broker or the index stays away.
        StopRun: the run cannot be finished.
    """
    settings = context.settings
    for source in request.sources:
        check_source(source, request.within)
    stages = build_stages(settings.stage_names, settings.stage_options)
    stamps = stamp(request.sources, source_options(settings, request))
    with locked_ledger(settings) as ledger:
        # Standard input differs from that of an earlier run.
        piped = STANDARD_INPUT in request.sources
        unfinished = None if piped else ledger.unfinished(request)
        state = ledger.state(unfinished) if unfinished else None
        if state is not None and (restart or changed(state.stamps, stamps)):
            why = "as asked" if restart else "; ".join(changed(state.stamps, stamps))
            context.notice(f"run {state.run} is abandoned ({why}); beginning a new run")
            ledger.mark_ended(state.run, State.ABANDONED)
            Spool(settings.spool_dir, state.run).clear()
            state = None
        if state is not None:
            return _continue(context, ledger, state)
        total = checked_size(context, request)
        assets = (*request.assets, *learned_assets(settings, request, stages, context.notice))
        started_ms = ledger.next_start(time.time_ns() // 1_000_000)
        run = new_run_id(started_ms)
        ledger.begin(run, started_ms, request, stamps, assets)
        return _work_rest(context, ledger, known_state(ledger, run), total)


def resume(context: RunContext, run: str | None, restart: bool = False) -> Balance:
    """Continue an unfinished run; the latest one if none is named.

    `restart` reads its sources from the beginning, under the same run id.

    Raises:
        ConfigurationError: the run is not known or is done, or its sources have changed.
    """
    settings = context.settings
    build_stages(settings.stage_names, settings.stage_options)
    with locked_ledger(settings) as ledger:
        named = run or ledger.unfinished()
        if named is None:
            raise ConfigurationError("there is no unfinished run to resume; see `docmill runs`")
        state = known_state(ledger, named)
        if not state.state.is_unfinished:
            raise ConfigurationError(
                f"run {named} is {state.state}; there is nothing to resume; a new `docmill run` "
                "skips what is indexed already"
            )
        if STANDARD_INPUT in state.request.sources:
            if restart:
                raise ConfigurationError(
                    f"run {named} read standard input, which cannot be read again: resume it "
                    "without --restart to finish what was read, or pipe all of it into docmill run"
                )
        else:
            for source in state.request.sources:
                check_source(source, state.request.within)
            stamps = stamp(state.request.sources, source_options(settings, state.request))
            if restart:
                Spool(settings.spool_dir, named).clear()
                _forget_failures(settings, ledger, named)
                ledger.reset(named, stamps)
                state = known_state(ledger, named)
            elif differences := changed(state.stamps, stamps):
                raise ConfigurationError(
                    f"{'; '.join(differences)}; either read it again from its beginning "
                    f"(docmill resume {named} --restart) or begin a new run (docmill run)"
                )
        return _continue(context, ledger, state)


def retry(
    context: RunContext,
    run: str | None,
    stage: str | None,
    error: str | None,
    document: str | None,
) -> Balance:
    """Work the failed documents of a run again that match the filters, in the same run.

    Raises:
        ConfigurationError: the run is not known or not done, or no failure matches.
    """
    settings = context.settings
    build_stages(settings.stage_names, settings.stage_options)
    with locked_ledger(settings) as ledger:
        named = run or ledger.latest()
        if named is None:
            raise ConfigurationError("there is no run yet; see `docmill run --help`")
        state = known_state(ledger, named)
        check_kept(settings, state.assets)
        if state.state.is_unfinished:
            raise ConfigurationError(
                f"run {named} is not finished; resume it first: docmill resume {named}"
            )
        if state.state is not State.DONE:
            # What it had in flight is lost, and a newer run may have written its documents since.
            raise ConfigurationError(
                f"run {named} is {state.state}, and is not worked any more; a new docmill run "
                "reads its sources, and skips what is indexed"
            )
        failed = {p.locator: p for p in ledger.failed_places(named, stage, error, document)}
        if not failed:
            raise ConfigurationError(f"run {named} has no failed document that matches")
        left = set(failed)

        def items(advance: Callable[[int], None]) -> Iterator[Document | Unread]:
            options = source_options(settings, state.request)
            for item in read_again(state.request.sources, options, set(failed), advance):
                left.discard(item.locator)
                yield item

        def produce(producer: Producer, advance: Callable[[int], None]) -> None:
            producer.publish_failed(items(advance), failed)
            if not left:
                return
            # While the run goes on, so that it is said to whoever sees that it is over.
            context.notice(
                f"{len(left)} of {len(failed)} failed documents are not in the sources now; what "
                "is new there, such as the files of a folder or archive that can be opened again, "
                "is read by docmill run"
            )

        total = checked_size(context, state.request)
        ledger.reopen(named)
        return run_session(context, ledger, state, total, produce)


def _continue(context: RunContext, ledger: Ledger, state: RunState) -> Balance:
    check_kept(context.settings, state.assets)
    balance = ledger.balance(state.run)
    if balance is not None and balance.expected:
        done = balance.expected - balance.in_flight
        context.notice(f"resuming run {state.run}: {done:,} documents of {balance.expected:,} done")
    total = checked_size(context, state.request)
    ledger.reopen(state.run)
    return _work_rest(context, ledger, state, total)


def _work_rest(context: RunContext, ledger: Ledger, state: RunState, total: int) -> Balance:
    """Work what is left of a run: its open batches, then the unread rest of its sources."""
    request = state.request
    options = source_options(context.settings, request)

    def produce(producer: Producer, advance: Callable[[int], None]) -> None:
        producer.republish_open()
        if state.position == END:
            return
        if state.position is not None:
            if STANDARD_INPUT in request.sources:
                context.notice(
                    "standard input cannot be read again; what was read from it is worked to "
                    "the end, the rest must be piped into a new run"
                )
                return
            if sentence := reopening(state.position, request.sources, options):
                context.notice(sentence)
        cursor = Cursor()
        producer.publish_new(
            read_sources(request.sources, options, advance, cursor, state.position), cursor
        )

    return run_session(context, ledger, state, total, produce)


def _forget_failures(settings: Settings, ledger: Ledger, run: str) -> None:
    """Remove the failures of a run from the index: what is read again may not fail again."""
    index = open_index(settings)
    try:
        index.prepare()
        index.forget_failures(run, [failure.id for failure in ledger.find_failures(run)])
    finally:
        index.close()


def known_state(ledger: Ledger, run: str) -> RunState:
    """The state of a run.

    Raises:
        ConfigurationError: the ledger has no such run.
    """
    state = ledger.state(run)
    if state is None:
        raise ConfigurationError(f"no run {run} in the ledger; see `docmill runs`")
    return state


def new_run_id(started_ms: int) -> str:
    """A run's id: its start in UTC, and four random hex digits."""
    start = time.strftime("%Y%m%d-%H%M%S", time.gmtime(started_ms / 1000))
    return f"{start}-{secrets.token_hex(2)}"


def checked_size(context: RunContext, request: Request) -> int:
    """The bytes of a request's sources; gives notice when the run may not fit on the disk.

    Raises:
        StopRun: there is no room even to begin.
    """
    total = measure(request.sources, source_options(context.settings, request))
    if sentence := check_room(context.settings, total):
        context.notice(sentence)
    return total
