"""Signals that end a command."""

import json
import signal
import subprocess
import sys

import pydantic
import pytest

from workers.command.ending import end_of
from workers.command.interruption import Interrupted

TWICE = """
import os, signal
from workers.command.interruption import Interrupted, interruptible
with interruptible({as_json}):
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except Interrupted:
        os.kill(os.getpid(), signal.SIGINT)
"""


@pytest.mark.parametrize("as_json", [True, False])
def test_a_second_signal_ends_at_once_and_leaves_the_object_that_was_asked_for(
    as_json: bool,
) -> None:
    """With --json it says that the end was forced; without, nothing is written."""
    program = TWICE.format(as_json=as_json)
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert ended.returncode == 128 + signal.SIGINT
    left = json.loads(ended.stdout) if as_json else ended.stdout
    assert left == (
        {"error": "stopped at once by a second signal (2)", "exit_code": 130} if as_json else b""
    )


CLOSED = """
import os, signal
from workers.command.interruption import Interrupted, interruptible
{first}
with interruptible():
    try:
        os.kill(os.getpid(), signal.SIGHUP)
    except Interrupted as stop:
        os.kill(os.getpid(), signal.SIGHUP)
        print(stop.exit_code)
    else:
        print("goes on")
"""


@pytest.mark.parametrize(("action", "said"), [("SIG_DFL", "129"), ("SIG_IGN", "goes on")])
def test_a_terminal_that_is_closed_ends_a_command_in_order(action: str, said: str) -> None:
    """Its second signal does not disturb that; a command that ignores it, under nohup, goes on."""
    program = CLOSED.format(first=f"signal.signal(signal.SIGHUP, signal.{action})")
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (0, f"{said}\n")


class Slow(pydantic.BaseModel):
    """What is being written when a signal comes."""

    value: int = 1

    @pydantic.field_serializer("value")
    def _value(self, value: int) -> int:
        raise Interrupted(signal.SIGINT)


def test_a_signal_in_the_middle_of_a_library_is_no_fault() -> None:
    """Pydantic makes an error of its own of whatever is raised while it works."""
    with pytest.raises(ValueError, match="signal 2") as wrapped:
        Slow().model_dump(mode="json")
    assert end_of(wrapped.value).exit_code == 128 + signal.SIGINT
