"""Standard input as a source."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.sources import SourceOptions, check_source, measure, read_sources, reopening
from tests.harness.reopening import read_with_positions
from tests.harness.sources import failures, read_all, texts

LINES = b'{"text": "a"}\n\n{"text": "b"}\n{\n'


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A pipe as standard input, with JSON lines in it."""
    out, into = os.pipe()
    os.write(into, LINES)
    os.close(into)
    with open(out, encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield


@pytest.mark.usefixtures("piped")
def test_standard_input_is_read_as_json_lines(tmp_path: Path) -> None:
    """With the sources before and after it, each under its own name."""
    (tmp_path / "a.txt").write_text("first")
    (tmp_path / "b.txt").write_text("last")
    check_source("-")
    items = read_all(tmp_path / "a.txt", "-", tmp_path / "b.txt")
    assert texts(items) == ["first", "a", "b", "last"]
    assert [str(item.locator) for item in items][1:4] == ["stdin:", "stdin:#3", "stdin:#4"]
    [failed] = failures(items)
    assert "record 4 is not JSON" in failed.message
    assert not sys.stdin.closed


@pytest.mark.usefixtures("piped")
def test_it_takes_the_name_of_the_run(tmp_path: Path) -> None:
    """For ids that hold wherever the records come from."""
    assert read_all("-", source_name="wire")[1].locator.source == "wire"


@pytest.mark.usefixtures("piped")
def test_it_has_no_measure(tmp_path: Path) -> None:
    """Progress is told of the other sources alone."""
    (tmp_path / "b.txt").write_text("last")
    steps: list[int] = []
    arguments = ["-", str(tmp_path / "b.txt")]
    assert measure(arguments, SourceOptions()) == 4
    list(read_sources(arguments, SourceOptions(), steps.append))
    assert steps[0] == 0
    assert steps[-1] == 4


@pytest.mark.usefixtures("piped")
def test_it_cannot_be_read_again(tmp_path: Path) -> None:
    """The message says what can be done; sources behind it are entered without it."""
    (tmp_path / "b.txt").write_text("last")
    arguments = ["-", str(tmp_path / "b.txt")]
    positions = read_with_positions(*arguments)[1]
    with pytest.raises(ConfigurationError, match="cannot be read a second time; pipe the same"):
        next(iter(read_sources(arguments, SourceOptions(), start=positions[0])))
    assert "cannot be read a second time" in reopening(positions[0], arguments, SourceOptions())
    assert texts(list(read_sources(arguments, SourceOptions(), start=positions[-1]))) == ["last"]


def test_a_redirected_file_cannot_be_read_again_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it could be sought in now, nobody knows its name later."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINES)
    with path.open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        items, positions = read_with_positions("-")
    assert texts(items) == ["a", "b"]
    assert {position.offset for position in positions} == {None}


def test_a_terminal_or_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything starts, so that nobody waits for what nobody types."""
    leader, terminal = os.openpty()
    with open(leader, "rb"), open(terminal, encoding="utf-8") as stdin:
        for there in (stdin, None):
            monkeypatch.setattr(sys, "stdin", there)
            with pytest.raises(ConfigurationError, match="pipe JSON lines or name a file"):
                check_source("-")
    [failed] = failures(read_all("-"))
    assert failed.message == "standard input is closed [stdin:]"


def test_a_file_of_that_name_is_named_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As everywhere."""
    (tmp_path / "-").write_text("a file")
    monkeypatch.chdir(tmp_path)
    assert texts(read_all("./-")) == ["a file"]
