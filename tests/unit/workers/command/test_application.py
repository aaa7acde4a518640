"""The command line as a whole: help, wrong usage, exit codes, a quick start."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline.query.parse
from pipeline.errors import ConfigurationError, StopRun, Unavailable
from tests.unit.conftest import CommandLine
from workers.command.command_line import decoded
from workers.command.interruption import Interrupted

COMMANDS = (
    "run", "analyze", "search", "show", "status", "runs", "worker", "up", "config", "doctor",
)  # fmt: skip


INTERRUPTED_AS_IT_LOADS = """
import os, signal, sys

class Interrupter:
    def find_spec(self, name, *_):
        if name == "workers.command.registry":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupter())
from workers.command.main import main
main()
"""


def test_ctrl_c_while_the_command_loads_says_nothing() -> None:
    """It ends with 130, as later, and not in a traceback."""
    code = INTERRUPTED_AS_IT_LOADS
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")


@pytest.mark.parametrize("command", ["status", "runs", "config", "search", "verify", "left-out"])
def test_a_variable_that_is_no_setting_is_told_once(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Whatever the command, with the setting it resembles, in one line beside the output."""
    told = "docmill: DOCMILL_CONCURENCY is no setting; did you mean DOCMILL_CONCURRENCY?"
    before = docmill(command, "--json")
    monkeypatch.setenv("DOCMILL_CONCURENCY", "4")
    answer = docmill(command, "--json")
    assert answer.errors.splitlines() == [told, *before.errors.splitlines()]
    assert (answer.exit_code, answer.output) == (before.exit_code, before.output)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["cancel", ""], "what follows cancel"),
        (["delete", "--run", "", "--source", "/archive", "--yes"], "what follows --run"),
        (["delete", "--run=", "--source", "/archive", "--yes"], "--run="),
        (["search", "--person", ""], "what follows --person"),
    ],
)
def test_an_empty_argument_is_refused(
    docmill: CommandLine, arguments: list[str], named: str
) -> None:
    """A variable of the shell that is not set must not cancel the newest run, or delete more."""
    answer = docmill(*arguments)
    assert answer.exit_code == 2
    assert answer.errors == (f"docmill: {named} is empty: is a variable of the shell not set?\n")


def test_help_lists_every_command_in_order(docmill: CommandLine) -> None:
    """Without arguments the help is shown, which is no error."""
    bare = docmill()
    assert bare.exit_code == 0
    assert bare.output == docmill("--help").output
    listed = [line.split()[0] for line in bare.output.partition("Commands:")[2].splitlines()[1:]]
    assert [name for name in listed if name in COMMANDS] == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_teaches_how_it_is_used(docmill: CommandLine, command: str) -> None:
    """The help of a command shows its JSON option and keeps the lines of its examples."""
    answer = docmill(command, "--help")
    assert answer.exit_code == 0
    assert "--json" in answer.output
    assert f"docmill {command}" in answer.output.partition("--json")[2]
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", answer.output)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("frob",), "frob"),
        (("run",), "SOURCE"),
        (("show",), "ID"),
        (("search", "--size", "none", "x"), "--size"),
        (("search", "--nonsense"), "--nonsense"),
        (("search",), "QUERY"),
        (("analyze", "no-such-file"), "no-such-file"),
        (("analyze", "-", "other"), "cannot be combined with files"),
        (("search", "--from", "someday"), "someday"),
        (("status", "no-such-run"), "no-such-run"),
        (("topics",), "docmill topics --help"),
        (("kibana",), "docmill kibana --help"),
    ],
)
def test_wrong_usage_is_told_in_at_most_two_lines(
    docmill: CommandLine, arguments: tuple[str, ...], told: str
) -> None:
    """Wrong usage exits with 2, names what is wrong on standard error and prints no result."""
    answer = docmill(*arguments)
    assert answer.exit_code == 2
    assert answer.output == ""
    assert told in answer.errors
    assert 1 <= len(answer.errors.splitlines()) <= 2


def test_a_wrong_setting_is_named(docmill: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that cannot be exits with 2 and the variable's name, whatever the command."""
    monkeypatch.setenv("DOCMILL_BROKER_URL", "amqp://somewhere")
    answer = docmill("config")
    assert answer.exit_code == 2
    assert "DOCMILL_BROKER_URL" in answer.errors
    assert "Traceback" not in answer.errors


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (ConfigurationError("mend this"), 2),
        (Unavailable("mend this"), 3),
        (StopRun("mend this"), 3),
        (Interrupted(2), 130),
        (Interrupted(15), 143),
        (KeyboardInterrupt(), 130),
    ],
)
def test_an_error_decides_the_exit_code(
    docmill: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    exit_code: int,
) -> None:
    """Each class of errors has its exit code and is told in one line, without a traceback."""

    def fail(text: str) -> None:
        raise error

    monkeypatch.setattr(pipeline.query.parse, "parse", fail)
    answer = docmill("search", "anything")
    assert answer.exit_code == exit_code
    assert answer.errors == ("docmill: mend this\n" if exit_code in (2, 3) else "")


def test_debug_shows_where_an_error_comes_from(docmill: CommandLine) -> None:
    """With --debug an error is raised on, so that Python shows its traceback."""
    with pytest.raises(ConfigurationError):
        docmill("--debug", "status", "no-such-run")


def test_the_version_is_that_of_the_distribution(docmill: CommandLine) -> None:
    """`--version` names the program and its version."""
    answer = docmill("--version")
    assert answer.exit_code == 0
    assert answer.output.startswith("docmill 0.")


def test_help_loads_nothing_heavy() -> None:
    """What takes long to load is loaded by the commands that need it, not by their help."""
    heavy = {"celery", "redis", "spacy", "pydantic", "elasticsearch", "tantivy"}
    program = (
        "import sys, workers.command.registry; "
        f"print(sorted({heavy!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stderr == "[]\n"


def test_arguments_that_a_locale_left_as_bytes_are_utf_8(tmp_path: Path) -> None:
    """But for names of files, which are as the system gives them; other bytes are refused."""
    file = tmp_path / "caf\udce9.txt"
    file.touch()
    assert decoded(["search", "\udcc5\udc81", str(file)]) == ["search", "Ł", str(file)]
    with pytest.raises(ConfigurationError, match="not UTF-8 and names no file"):
        decoded(["search", "caf\udce9"])


@pytest.mark.parametrize(
    "command", [("run", "letters"), ("delete", "--source", "letters", "--yes"), ("show", "1")]
)
def test_a_working_folder_that_was_removed_is_named_as_the_cause(
    docmill: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """Relative paths mean nothing there, be they of sources or of the data directory."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    if command[0] == "show":
        monkeypatch.setenv("DOCMILL_DATA_DIR", "data")
    gone.rmdir()
    answer = docmill(*command)
    assert answer.exit_code == 2
    assert "the folder that docmill was started in is gone" in answer.errors
