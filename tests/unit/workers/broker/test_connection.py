"""Connections to a broker that comes back."""

import pytest
from redis import Redis

from pipeline.errors import Unavailable
from workers.broker import connection


def test_a_broker_that_is_starting_again_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a worker which starts meanwhile does not count as one that cannot run."""
    left = 2
    client = Redis()

    def connect(url: str) -> Redis:
        nonlocal left
        if left:
            left -= 1
            raise Unavailable(url)
        return client

    monkeypatch.setattr(connection, "connect", connect)
    monkeypatch.setattr(connection, "RETRY_SECONDS", 0)
    assert connection.reconnect("redis://x") is client
    left = 2
    monkeypatch.setattr(connection, "START_SECONDS", -1)
    with pytest.raises(Unavailable):
        connection.reconnect("redis://x")
