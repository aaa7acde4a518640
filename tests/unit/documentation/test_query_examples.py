"""The queries and commands of docs/how-to/query.md are understood as they stand there."""

import re
import shlex
from pathlib import Path

import pytest

from pipeline.query.parse import parse
from tests.unit.conftest import CommandLine

PAGE = Path("docs/how-to/query.md").read_text(encoding="utf-8")
# What stands for a value of the reader's.
PLACEHOLDERS = ("…", "ID")


def queries() -> list[str]:
    """The queries in the first columns of tables."""
    cells = [line.split(" | ")[0] for line in PAGE.splitlines() if line.startswith("| `")]
    found = [query for cell in cells for query in re.findall("`([^`]+)`", cell)]
    return [query for query in found if not any(mark in query for mark in PLACEHOLDERS)]


def commands() -> list[list[str]]:
    """The arguments of the commands in blocks, up to a pipe or file."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line]
    words = [shlex.split(line, comments=True) for line in lines]
    ends = ("|", ">")
    return [
        line[1 : min((line.index(end) for end in ends if end in line), default=len(line))]
        for line in words
    ]


def test_there_are_examples() -> None:
    """Otherwise the page has another form, and nothing is tested."""
    assert len(queries()) > 30
    assert len(commands()) > 10


@pytest.mark.parametrize("query", queries())
def test_queries_are_understood(query: str) -> None:
    """With no note on anything that has no meaning."""
    assert parse(query).note is None


def test_commands_run(
    docmill: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each on an empty index, where nothing is found; `show` and `similar` have no document."""
    monkeypatch.chdir(tmp_path)
    for arguments in commands():
        answer = docmill(*arguments)
        is_of_one = arguments[0] in ("show", "similar")
        assert answer.exit_code == (1 if is_of_one else 0), arguments
        assert "plain words" not in answer.errors
