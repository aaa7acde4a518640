"""What a benchmark runs: its output, and a reason when it fails."""

import os
import sys
import time
from pathlib import Path

import psutil
import pytest

from benchmarks.measuring.running import RunFailed, run


def python(code: str) -> list[str]:
    """A command that runs this code."""
    return [sys.executable, "-c", code]


def works(pid: int) -> bool:
    """Whether a process is there and not only its entry, which its new parent may not collect."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_output_and_times_of_a_command_are_returned(tmp_path: Path) -> None:
    """It runs in the given folder with the given environment."""
    code = "import os; print(os.getcwd(), os.environ['WHO'])"
    finished = run(python(code), {**os.environ, "WHO": "me"}, tmp_path, 60.0)
    assert finished.output.split() == [str(tmp_path.resolve()), "me"]
    assert finished.began <= finished.ended


def test_a_failure_tells_the_code_and_the_last_lines(tmp_path: Path) -> None:
    """The reason stands in the results, so it has to be told."""
    code = "import sys; print('no such model', file=sys.stderr); sys.exit(3)"
    with pytest.raises(RunFailed, match="ended with 3: no such model"):
        run(python(code), os.environ, tmp_path, 60.0)


def test_what_takes_too_long_is_ended_with_what_it_started(tmp_path: Path) -> None:
    """Nothing goes on working in the background of the next contestant."""
    command = ["sh", "-c", "sleep 60 & echo $! > pid; wait"]
    with pytest.raises(RunFailed, match="not done after 1 s"):
        run(command, os.environ, tmp_path, 1.0)
    child = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 10
    while works(child):
        assert time.monotonic() < deadline
        time.sleep(0.01)
