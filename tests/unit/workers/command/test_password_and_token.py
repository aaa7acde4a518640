"""`docmill password` and `docmill token`: hashes of what was given, and of what is made."""

import getpass
import io
from collections.abc import Iterator

import pytest

from tests.unit.conftest import CommandLine
from workers.page.password import matches
from workers.page.token import holder

PASSWORD = "correct horse"


class Terminal(io.StringIO):
    """A standard input at which somebody sits."""

    def isatty(self) -> bool:
        return True


def typed(monkeypatch: pytest.MonkeyPatch, *passwords: str) -> None:
    """Let somebody at a terminal type these, one at each question."""
    answers: Iterator[str] = iter(passwords)
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", lambda question: next(answers))


def test_a_piped_password_gives_its_hash(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its line end is no part of it; standard output has the hash alone, for scripts."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\r\n"))
    answer = docmill("password")
    assert answer.exit_code == 0
    assert matches(PASSWORD, answer.output.removesuffix("\n"))


def test_a_typed_password_has_to_be_typed_twice(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a slip of a finger would lock the user out."""
    typed(monkeypatch, PASSWORD, PASSWORD)
    assert matches(PASSWORD, docmill("password").output.removesuffix("\n"))
    typed(monkeypatch, PASSWORD, "correct hoarse")
    slipped = docmill("password")
    assert (slipped.exit_code, slipped.output) == (2, "")
    assert "not the same" in slipped.errors


def test_without_a_password_there_is_no_hash(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty or closed standard input is said, and ends with 2."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert docmill("password").exit_code == 2
    monkeypatch.setattr("sys.stdin", None)
    closed = docmill("password")
    assert closed.exit_code == 2
    assert "closed" in closed.errors


def test_a_token_is_another_one_each_time_and_its_hash_knows_it(docmill: CommandLine) -> None:
    """As JSON and for people."""
    first, second = docmill("token", "--json").json, docmill("token", "--json").json
    assert first["token"] != second["token"]
    assert holder({"nightly": first["hash"]}, first["token"]) == "nightly"
    assert holder({"nightly": first["hash"]}, second["token"]) is None
    told = dict(line.split() for line in docmill("token", "--no-json").output.splitlines())
    assert holder({"nightly": told["hash"]}, told["token"]) == "nightly"
