"""Flower starts with a password and a broker, or not at all."""

import socket

import pytest

from pipeline.errors import ConfigurationError, Unavailable
from workers.address import LOOPBACK
from workers.settings import load_settings
from workers.stack.flower import LOGIN_VARIABLE, check_port, serve

NOWHERE = "redis://:secret@127.0.0.1:1/0"


@pytest.mark.parametrize("login", ["", "docmill", "docmill:", ":secret"])
def test_flower_wants_a_login(monkeypatch: pytest.MonkeyPatch, login: str) -> None:
    """A user without a password, or the reverse, would leave its pages open."""
    monkeypatch.setenv(LOGIN_VARIABLE, login)
    with pytest.raises(ConfigurationError, match=LOGIN_VARIABLE):
        serve(load_settings(broker_url=NOWHERE), LOOPBACK)


def test_flower_wants_a_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Alone it has nothing to show; what to do is said."""
    monkeypatch.setenv(LOGIN_VARIABLE, "docmill:secret")
    monkeypatch.delenv("DOCMILL_BROKER_URL", raising=False)
    with pytest.raises(ConfigurationError, match=r"DOCMILL_BROKER_URL.*docmill up"):
        serve(load_settings(), LOOPBACK)


def test_flower_says_that_the_broker_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """At once and without the password, instead of pages that stay empty."""
    monkeypatch.setenv(LOGIN_VARIABLE, "docmill:secret")
    with pytest.raises(Unavailable, match=r"redis://:\*\*\*@127\.0\.0\.1:1/0"):
        serve(load_settings(broker_url=NOWHERE), LOOPBACK)


def test_a_port_that_is_taken_is_told_before_flower_starts() -> None:
    """The message names the setting; nothing has been started by then."""
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        with pytest.raises(ConfigurationError, match="DOCMILL_FLOWER_PORT"):
            check_port(LOOPBACK, other.getsockname()[1])


def test_an_address_that_is_not_ours_is_told() -> None:
    """Neither is that a traceback."""
    with pytest.raises(ConfigurationError, match=r"192\.0\.2\.1"):
        check_port("192.0.2.1", 5555)
