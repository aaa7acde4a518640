"""Processes end with the one that started them."""

import os
import subprocess
import sys

import psutil

from tests.harness.waiting import until
from workers.parent import parent_variable

CHILD = "import time; from workers.parent import end_with_parent; end_with_parent(); time.sleep(60)"


def test_a_child_whose_parent_is_gone_before_it_asks_ends() -> None:
    """It knows from its environment whose child it was, not from who has adopted it."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    environment = {**os.environ, **{name: str(ended.pid) for name in parent_variable()}}
    with subprocess.Popen([sys.executable, "-c", CHILD], env=environment) as child:
        assert child.wait(timeout=15) == 1


def test_a_child_lives_as_long_as_its_parent() -> None:
    """And no longer, though the parent has no time to say so."""
    code = (
        "import subprocess, sys, os, time; from workers.parent import parent_variable; "
        f"child = subprocess.Popen([sys.executable, '-c', {CHILD!r}], "
        "env={**os.environ, **parent_variable()}); print(child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        child = psutil.Process(pid)
        try:
            child.wait(timeout=3)
            raise AssertionError("it ended before its parent")
        except psutil.TimeoutExpired:
            parent.kill()
    until(lambda: not psutil.pid_exists(pid), 10, "the child gone")
