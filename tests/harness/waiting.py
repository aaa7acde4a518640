"""Waiting for a state of a run, asked where it is kept: the ledger, the broker."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis, RedisError

from workers.broker.liveness import any_leased
from workers.ledger.writer import Ledger

LOOK_SECONDS = 0.1


def until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for a condition; fail with what was awaited."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds} s: {what}")
        time.sleep(LOOK_SECONDS)


def decided(ledger_path: Path) -> int:
    """How many documents of the latest run are decided; 0 while there is no ledger."""
    ledger = Ledger.reading(ledger_path)
    if ledger is None:
        return 0
    try:
        balances = ledger.runs()
        return balances[0].expected - balances[0].in_flight if balances else 0
    finally:
        ledger.close()


def until_decided(data_dir: Path, documents: int) -> None:
    """Wait until so many documents of the run in a data directory are decided."""
    ledger = data_dir / "ledger.sqlite"
    until(lambda: decided(ledger) >= documents, 60, f"{documents} decided documents")


def until_at_work(data_dir: Path) -> None:
    """Wait until a worker of the embedded stack has a batch in hand."""
    until(lambda: _at_work(data_dir / "broker" / "broker.conf"), 180, "a batch at work")


def _at_work(configuration: Path) -> bool:
    try:
        lines = configuration.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return False
    told = dict(line.split(" ", 1) for line in lines)
    if not {"port", "requirepass"} <= told.keys():
        return False
    try:
        with Redis(port=int(told["port"]), password=told["requirepass"]) as redis:
            return any_leased(redis)
    except RedisError:
        return False
