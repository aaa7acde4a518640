"""Cancels runs and removes what ended runs left in the ledger, the spool and the broker."""

import os
import shutil
import signal
import socket
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import cast

import msgspec
from redis import Redis

from pipeline.errors import ConfigurationError, Unavailable
from workers.broker.connection import connect
from workers.files.assets import Asset, AssetStore
from workers.files.directory_lock import producer_lock
from workers.files.stack_state import running_stack
from workers.indexes import open_index
from workers.ledger.records import Balance
from workers.ledger.states import State
from workers.ledger.writer import Ledger
from workers.libraries.kombu import arguments
from workers.producer.cancellation import cancelling
from workers.producer.index_notes import note_end
from workers.producer.progress import Notice
from workers.producer.source_profile import profiles_dir
from workers.settings import Settings

# A producer first stops its stack, which gives every process ten seconds.
STOP_SECONDS = 60.0
STOP_LOOK_SECONDS = 0.1
KEYS_AT_ONCE = 1_000
DAY_MS = 86_400_000


class Removed(msgspec.Struct, frozen=True):
    """What was removed from the broker."""

    messages: int = 0
    keys: int = 0


class Leftovers(msgspec.Struct, frozen=True):
    """What `prune` removes: runs of the ledger, folders of the spool, assets, source profiles."""

    runs: tuple[str, ...]
    spools: tuple[str, ...]
    assets: tuple[str, ...]
    profiles: tuple[str, ...]


class Pruned(msgspec.Struct, frozen=True):
    """What `prune` removed; `bytes`: how much of the disk that freed."""

    runs: tuple[str, ...]
    spools: tuple[str, ...]
    assets: tuple[str, ...]
    profiles: tuple[str, ...]
    messages: int
    keys: int
    bytes: int


@contextmanager
def locked_out_runs(settings: Settings) -> Iterator[None]:
    """Within this context no run can start in the data directory.

    Raises:
        ConfigurationError: a run is being worked; the message names its process.
    """
    lock = producer_lock(settings)
    lock.acquire()
    try:
        yield
    finally:
        lock.release()


def stop_producer(settings: Settings, run: str) -> None:
    """End the producer of a run, so that the run counts as cancelled, and wait until it has ended.

    Raises:
        ConfigurationError: it runs on another host or belongs to another user.
        Unavailable: it does not end within `STOP_SECONDS`.
    """
    lock = producer_lock(settings)
    if (holder := lock.holder()) is None:
        return
    pid, host = holder
    if host != socket.gethostname():
        raise ConfigurationError(f"the run works on {host} (pid {pid}); cancel it there")
    with cancelling(settings, run):
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
        except PermissionError:
            raise ConfigurationError(
                f"the run belongs to another user (pid {pid}); cancel it as that user"
            ) from None
        deadline = time.monotonic() + STOP_SECONDS
        while lock.is_held():
            if time.monotonic() > deadline:
                raise Unavailable(
                    f"the run has not ended within {STOP_SECONDS:.0f} s; end pid {pid} and cancel "
                    "again"
                )
            time.sleep(STOP_LOOK_SECONDS)


def cancel(settings: Settings, run: str, *, stopped: bool = False) -> Balance:
    """Mark a run as cancelled and remove its spool; returns its balance.

    `stopped`: its producer was just stopped, and may have marked the run itself. Documents in
    flight stay in flight: they are neither indexed nor failed.

    Raises:
        ConfigurationError: the run has ended, or a producer works it.
    """
    with locked_out_runs(settings):
        ledger = Ledger(settings.ledger_path, writable=True)
        try:
            balance = ledger.balance(run)
            done = stopped and balance is not None and balance.state is State.CANCELLED
            if balance is None or not (done or balance.state.is_unfinished):
                state = balance.state if balance else "not known"
                raise ConfigurationError(f"run {run} is {state}; there is nothing to cancel")
            if not done:
                ledger.mark_ended(run, State.CANCELLED)
            shutil.rmtree(settings.spool_dir / run, ignore_errors=True)
            return ledger.balance(run) or balance
        finally:
            ledger.close()


def end_run(settings: Settings, balance: Balance, notice: Notice) -> Balance:
    """Stop a run for good and remove what it left; returns its balance then.

    `balance` has its true state (`workers.reading.balances`).

    Raises:
        ConfigurationError, Unavailable: as `stop_producer` and `cancel` do.
    """
    run, works = balance.run, balance.state is State.RUNNING
    if works:
        notice(f"stopping run {run} …")
        stop_producer(settings, run)
    balance = cancel(settings, run, stopped=works)
    index = open_index(settings)
    try:
        note_end(index, balance, notice)
    finally:
        index.close()
    try:
        removed = clear_broker(settings, {run})
    except Unavailable as error:
        notice(f"{error}; Redis drops what the run left there after DOCMILL_PAYLOAD_TTL_SECONDS")
    else:
        if removed.messages or removed.keys:
            notice(f"removed from the broker: {removed.messages} messages, {removed.keys} keys")
    return balance


def clear_broker(settings: Settings, runs: Collection[str]) -> Removed:
    """Remove the messages and payloads of runs from the broker, if there is one.

    An embedded broker that is not running holds nothing.

    Raises:
        Unavailable: the broker that the settings name does not answer.
    """
    up = running_stack(settings)
    address = settings.broker_url or (up.broker_url if up else None)
    if address is None or not runs:
        return Removed()
    redis = connect(address)
    try:
        queues = [settings.queue(link) for link in settings.link_names]
        return Removed(_remove_messages(redis, queues, runs), _remove_keys(redis, runs))
    finally:
        redis.close()


def _remove_messages(redis: Redis, queues: Sequence[str], runs: Collection[str]) -> int:
    removed = 0
    for queue in queues:
        for message in cast("list[bytes]", redis.lrange(queue, 0, -1)):
            if arguments(message).get("run") in runs:
                removed += redis.lrem(queue, 1, cast(str, message))
    return removed


def _remove_keys(redis: Redis, runs: Collection[str]) -> int:
    removed = 0
    found: list[bytes] = []
    for key in redis.scan_iter(match="*:*", count=KEYS_AT_ONCE):
        # Every key of a run begins with the run's id.
        if key.split(b":", 1)[0].decode("utf-8", "replace") in runs:
            found.append(key)
        if len(found) == KEYS_AT_ONCE:
            removed += redis.unlink(*found)
            found.clear()
    return removed + (redis.unlink(*found) if found else 0)


def find_leftovers(
    settings: Settings,
    balances: Sequence[Balance],
    used: Iterable[tuple[str, Asset]],
    keep: int,
    older_than_days: float | None,
    profiles: bool,
) -> Leftovers:
    """What can be removed: ended runs, spool folders of ended runs, assets that no run needs.

    The newest `keep` of the ended runs stay; with `older_than_days` those that ended since then
    stay instead. `used`: the assets of each run. `profiles`: remove profiles of sources as well.
    """
    newest_first = sorted(balances, key=lambda balance: -balance.started_ms)
    ended = [balance for balance in newest_first if not balance.state.is_unfinished]
    if older_than_days is None:
        old = ended[keep:]
    else:
        limit = time.time_ns() // 1_000_000 - older_than_days * DAY_MS
        old = [one for one in ended if (one.finished_ms or one.started_ms) < limit]
    unfinished = {balance.run for balance in balances if balance.state.is_unfinished}
    folder = settings.spool_dir
    spools = sorted(path.name for path in folder.glob("*") if path.is_dir())
    old_runs = {balance.run for balance in old}
    needed = {asset.digest for run, asset in used if run not in old_runs}
    return Leftovers(
        runs=tuple(balance.run for balance in old),
        spools=tuple(name for name in spools if name not in unfinished),
        assets=tuple(d for d in AssetStore(settings.data_dir).digests() if d not in needed),
        profiles=tuple(sorted(path.name for path in profiles_dir(settings).glob("*")))
        if profiles
        else (),
    )


def prune(settings: Settings, leftovers: Leftovers, ended: Collection[str]) -> Pruned:
    """Remove leftovers, and what the `ended` runs left in the broker; within `locked_out_runs`.

    Raises:
        Unavailable: the broker does not answer; nothing was removed.
        StopRun: the ledger cannot be written.
    """
    removed = clear_broker(settings, {*ended, *leftovers.spools})
    freed = 0
    for name in leftovers.spools:
        path = settings.spool_dir / name
        freed += sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        shutil.rmtree(path, ignore_errors=True)
    assets = AssetStore(settings.data_dir)
    files = [
        *map(assets.path, leftovers.assets),
        *map(profiles_dir(settings).joinpath, leftovers.profiles),
    ]
    for file in files:
        freed += file.stat().st_size
        file.unlink()
    if leftovers.runs:
        ledger = Ledger(settings.ledger_path, writable=True)
        try:
            ledger.remove(leftovers.runs)
            freed += ledger.shrink()
        finally:
            ledger.close()
    return Pruned(
        leftovers.runs,
        leftovers.spools,
        leftovers.assets,
        leftovers.profiles,
        removed.messages,
        removed.keys,
        freed,
    )
