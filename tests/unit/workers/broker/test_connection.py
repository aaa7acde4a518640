"""Connections to a broker that comes back."""

from types import SimpleNamespace
from typing import Any

import pytest
from kombu.common import declaration_cached
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import NoPermissionError, ReadOnlyError, ResponseError

from pipeline.errors import ConfigurationError, Unavailable
from workers.broker import connection
from workers.libraries.kombu import arguments, told_as_lost


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


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ResponseError("DB index is out of range"), ConfigurationError),
        (NoPermissionError("no permissions to run 'unlink'"), ConfigurationError),
        (ReadOnlyError("a read only replica"), Unavailable),
        (ResponseError("MISCONF Redis cannot write its snapshot"), Unavailable),
    ],
)
def test_a_broker_that_refuses_the_work_is_there(
    error: ResponseError, kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waiting helps for a full disk, and a replica is made the primary when that is lost."""

    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(Redis, "ping", lambda _: True)
    monkeypatch.setattr(Redis, "unlink", refuse)
    with pytest.raises(kind, match=rf"{error}.*DOCMILL_BROKER_URL"):
        connection.connect("redis://localhost/99")


@pytest.mark.parametrize(
    "message",
    [b"{}", b"not json", b"\xff\xfe", b'{"body": 3}', b'{"body": "e30="}', b'{"body": "W10="}',
     b'{"body": "WzEsMiwzXQ=="}', b"[]", b'{"body": "!"}'],
)  # fmt: skip
def test_a_message_of_another_program_has_no_arguments(message: bytes) -> None:
    """One in a queue of ours, by a mistake or on purpose, ends no run."""
    assert arguments(message) == {}


def test_a_connection_that_ends_amid_a_call_is_lost_like_any_other() -> None:
    """kombu asks a channel that it has just closed for its connection's client."""
    closed = SimpleNamespace(connection=None)
    asked: Any = declaration_cached
    with pytest.raises(OperationalError, match="lost"), told_as_lost():
        asked(None, closed)


def test_other_errors_are_not_taken_for_a_lost_connection() -> None:
    """Not our own, nor those of kombu about anything but what it has dropped."""
    nothing: Any = None
    asked: Any = declaration_cached
    with pytest.raises(AttributeError), told_as_lost():
        _ = nothing.client
    with pytest.raises(AttributeError), told_as_lost():
        asked(None, SimpleNamespace())
