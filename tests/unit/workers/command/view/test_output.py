"""What commands write: in every encoding, to full disks, and to terminals that must not obey it."""

import errno
import io
import json
import os
import sys
from pathlib import Path

import pytest
from rich.text import Text

from tests.unit.conftest import CommandLine
from workers.command.command_line import run_command
from workers.command.view.output import (
    errors,
    print_json,
    print_text,
    print_view,
    ready_output,
    results,
)

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e"


class Terminal(io.TextIOWrapper):
    """A standard output that says it is a terminal."""

    def __init__(self, encoding: str = "utf-8", *, terminal: bool = True) -> None:
        self.written = io.BytesIO()
        super().__init__(self.written, encoding=encoding)
        self._terminal = terminal

    def isatty(self) -> bool:
        """Whether it is one."""
        return self._terminal


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-16"])
def test_json_is_the_same_json_in_every_encoding(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    """What the encoding does not have is escaped as JSON has it, beyond U+FFFF too."""
    value = {"title": "Zürich “x” 中文 🦉 \x9b"}
    output = Terminal(encoding, terminal=False)
    monkeypatch.setattr(sys, "stdout", output)
    print_json(value)
    assert json.loads(output.written.getvalue().decode(encoding)) == value


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_a_view_spells_out_what_the_encoding_does_not_have(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    """Text and tables for people are written to the end."""
    output = Terminal(encoding, terminal=False)
    monkeypatch.setattr(sys, "stdout", output)
    ready_output()
    results.print(Text("before 中 after"))
    print_text("raw 中 end\n")
    output.flush()
    assert output.written.getvalue().decode(encoding) == "before \\u4e2d after\nraw \\u4e2d end\n"


def test_no_view_feeds_a_terminal_what_a_document_says(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Control characters and turns of direction are spelled out, in results and remarks alike."""
    output = Terminal()
    monkeypatch.setattr(sys, "stdout", output)
    results.print(f"a{ESCAPES}b")
    results.print(Text(f"a{ESCAPES}b"))
    errors.print(f"a{ESCAPES}b")
    output.flush()
    written = output.written.getvalue().decode() + capfd.readouterr().err
    assert not set(written) & set(ESCAPES) - set("]0;owned[2J31m")
    assert written.count("⟨U+001B⟩]0;owned") == 3


def test_colours_stay_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """What docmill itself tells the terminal is not spelled out."""
    output = Terminal()
    monkeypatch.setattr(sys, "stdout", output)
    monkeypatch.setattr(results, "_color_system", results._color_system)
    monkeypatch.setattr(results, "_force_terminal", True)
    with results.capture() as capture:
        results.print("text", style="bold")
    assert "⟨" not in capture.get()


def test_json_at_a_terminal_does_nothing_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control characters that JSON allows are escaped too, and it is still the same JSON."""
    output = Terminal()
    monkeypatch.setattr(sys, "stdout", output)
    print_json({"title": ESCAPES + "é"})
    written = output.written.getvalue().decode()
    assert json.loads(written) == {"title": ESCAPES + "é"}
    assert not set(written) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert "é" in written


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is full")
@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["run", "--help"], ["runs", "--json"], ["config"]]
)
@pytest.mark.usefixtures("data_dir")
def test_an_output_that_takes_no_more_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """Exit code 3, and nothing more is said when Python ends."""
    full = open("/dev/full", "w", encoding="utf-8")  # noqa: SIM115
    monkeypatch.setattr(sys, "stdout", full)
    assert run_command(arguments) == 3
    full.close()  # its last flush goes to where everything fits
    told = capfd.readouterr().err
    assert told.startswith("docmill: the output cannot be written: No space left on device")
    assert told.count("\n") == 1


class Full(io.StringIO):
    """A stream on a disk that is full."""

    def write(self, text: str) -> int:
        """Refuse it."""
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.usefixtures("data_dir")
def test_remarks_that_cannot_be_written_change_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A full standard error alters neither result nor exit code, and ends nothing."""
    monkeypatch.setattr(sys, "stderr", Full())
    assert run_command(["status", "--json"]) == 0  # with a remark that there is no run
    assert capsys.readouterr().out == "null\n"
    assert run_command(["nonsense"]) == 2


@pytest.mark.usefixtures("data_dir")
def test_a_closed_output_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """`docmill runs >&-` runs."""
    monkeypatch.setattr(sys, "stdout", None)
    assert run_command(["runs", "--json"]) == 0
    sys.stdout.close()


@pytest.mark.parametrize("command", ["search", "show", "status", "delete", "cancel", "run"])
def test_an_argument_that_is_not_utf_8_is_refused(docmill: CommandLine, command: str) -> None:
    """In one line, with exit code 2."""
    answer = docmill(command, os.fsdecode(b"caf\xe9"))
    assert answer.exit_code == 2
    assert "not UTF-8" in answer.errors
    assert answer.errors.count("\n") == 1


def test_a_file_whose_name_is_not_utf_8_cannot_be_named_to_run(
    docmill: CommandLine, tmp_path: Path
) -> None:
    """The ledger keeps what a run was given; what a folder holds may have any name."""
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    try:
        path.write_text("text")
    except OSError:
        pytest.skip("this file system knows no such names")
    answer = docmill("run", str(path))
    assert answer.exit_code == 2
    assert "give the folder that it is in" in answer.errors


def test_no_line_of_a_view_ends_within_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a terminal; a pipe gets the lines as they are."""
    text = "Chancellor Angela Merkel met President Emmanuel Macron"
    for terminal in (True, False):
        output = Terminal(terminal=terminal)
        monkeypatch.setattr(sys, "stdout", output)
        monkeypatch.setenv("COLUMNS", "20")
        monkeypatch.setattr(results, "_width", 20)
        print_view(Text(text))
        output.flush()
        lines = output.written.getvalue().decode().splitlines()
        assert " ".join(line.strip() for line in lines) == text
        assert (len(lines) > 1) is terminal
