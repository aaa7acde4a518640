"""Flower starts with a password and a broker, or not at all."""

import socket

import pytest

from pipeline.errors import ConfigurationError, Unavailable
from workers.address import LOOPBACK
from workers.settings import load_settings
from workers.stack.flower import (
    COLUMNS,
    LOGIN_VARIABLE,
    TASKS_COLUMNS,
    about_task,
    check_port,
    serve,
)

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


KWARGS = (
    "{'run': '20260301-090000-00aa', 'batch': 7, 'attempt': %d, 'source': \"it's.jsonl\", "
    "'records': '64: 1 to 64', 'alone': [], 'stage': 'extract'}"
)


def test_a_task_shows_what_it_is_about() -> None:
    """Run, batch, source, records and the plain name of its link, out of Celery's texts."""
    about = about_task({"kwargs": KWARGS % 1, "result": "'63 passed, 1 filtered'"})
    assert about == {
        "link": "extract",
        "run": "20260301-090000-00aa",
        "batch": "7",
        "source": "it's.jsonl",
        "records": "64: 1 to 64",
        "outcome": "63 passed, 1 filtered",
    }
    assert about.keys() == COLUMNS.keys()


def test_a_failed_task_shows_its_error() -> None:
    """In place of a result, which it has none of; a later attempt says which it is."""
    about = about_task({"kwargs": KWARGS % 3, "exception": "TimedOut: extract …", "result": None})
    assert about["outcome"] == "TimedOut: extract …"
    assert about["batch"] == "7, attempt 3"


@pytest.mark.parametrize("kwargs", [None, "", "{}", "{'run': 'abc", "[1]", "7"])
def test_what_cannot_be_read_is_left_empty(kwargs: str | None) -> None:
    """Tasks of others, and arguments that Celery has cut."""
    assert set(about_task({"kwargs": kwargs}).values()) == {""}


def test_the_columns_are_flowers_or_ours() -> None:
    """Flower leaves out, without a word, what it does not know."""
    from flower.views.tasks import TASK_COLUMNS

    assert set(TASKS_COLUMNS.split(",")) <= {*TASK_COLUMNS, *COLUMNS}
