"""Children are kept running, and end with their parent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from pipeline.errors import ConfigurationError, StopRun
from tests.harness.waiting import until
from workers.broker.connection import connect
from workers.files.directory_lock import DirectoryLock
from workers.settings import load_settings
from workers.stack.stack import Stack
from workers.stack.supervisor import MOST_DEATHS, ChildSpec, Supervisor

SLEEPER = ("--", sys.executable, "-c", "import time; time.sleep(60)")


def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    """After kill -9 a new process takes its place; `stop` ends it with all that it started."""
    supervisor = Supervisor(tmp_path, {})
    supervisor.start(ChildSpec("sleeper", "workers.stack.guard", SLEEPER))
    first = supervisor.pids()["sleeper"]
    until(lambda: bool(psutil.Process(first).children()), 10, "the guarded program")
    (program,) = psutil.Process(first).children()
    os.kill(first, signal.SIGKILL)
    until(lambda: supervisor.pids()["sleeper"] != first, 5, "a new child")
    until(lambda: not program.is_running() or program.status() == "zombie", 5, "its program gone")
    supervisor.check()
    second = supervisor.pids()["sleeper"]
    supervisor.stop()
    assert not psutil.pid_exists(second)


def test_the_broker_starts_wherever_the_data_is(tmp_path: Path) -> None:
    """With its configuration: Valkey takes a name with brackets or asterisks for a pattern."""
    settings = load_settings(data_dir=tmp_path / 'it\'s "[x] *?"\n100 % ü', broker_url=None)
    with Stack(settings, with_workers=False) as stack:
        assert stack.settings.broker_url
        with connect(stack.settings.broker_url) as redis:
            assert redis.config_get("loglevel") == {"loglevel": "warning"}


def test_a_child_that_cannot_run_stops_the_run_with_its_last_words(tmp_path: Path) -> None:
    """Endless restarts would hide the reason; the message brings it."""
    supervisor = Supervisor(tmp_path, {})
    supervisor.start(
        ChildSpec(
            "broken", "workers.stack.guard", ("--", sys.executable, "-c", "exit('no such disk')")
        )
    )

    reasons: list[StopRun] = []

    def gave_up() -> bool:
        try:
            supervisor.check()
        except StopRun as reason:
            reasons.append(reason)
        return bool(reasons)

    until(gave_up, 30, "the supervisor giving up")
    assert f"ended {MOST_DEATHS} times" in str(reasons[0])
    assert "no such disk" in str(reasons[0])
    supervisor.stop()


def test_a_child_that_is_killed_stops_a_run_only_when_nothing_is_done_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when it is the guarded program that is killed, as the broker is; `up` never ends so."""
    monkeypatch.setattr("workers.stack.supervisor.MOST_KILLS", 3)
    monkeypatch.setattr("workers.stack.supervisor.MOST_DEATHS", 3)
    monkeypatch.setattr("workers.stack.supervisor.PAUSE_AFTER_KILLS_SECONDS", 0.0)
    supervisor = Supervisor(tmp_path, {})
    supervisor.start(ChildSpec("sleeper", "workers.stack.guard", SLEEPER))

    def kill(guard_itself: bool) -> None:
        guard = supervisor.pids()["sleeper"]
        until(lambda: bool(psutil.Process(guard).children()), 10, "the guarded program")
        (program,) = psutil.Process(guard).children()
        os.kill(guard if guard_itself else program.pid, signal.SIGKILL)
        until(lambda: supervisor.pids().get("sleeper", guard) != guard, 5, "a new child")

    for number in range(4):
        kill(guard_itself=number % 2 == 0)
        supervisor.check(done=number)
    for number in range(2):
        kill(guard_itself=number == 0)
        supervisor.check(done=3)
    kill(guard_itself=True)
    with pytest.raises(StopRun, match="sleeper process was killed 3 times"):
        supervisor.check(done=3)
    supervisor.check()
    supervisor.stop()


def test_a_guarded_program_ends_when_the_parent_is_killed(tmp_path: Path) -> None:
    """The guard notices that its parent is gone, however it went."""
    mark = tmp_path / "pid"
    program = f"import os, time; open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, sys, time; "
            "subprocess.Popen([sys.executable, '-P', '-m', 'workers.stack.guard', '--', "
            f"sys.executable, '-c', {program!r}]); time.sleep(60)",
        ]
    )
    until(lambda: mark.exists() and mark.read_text() != "", 15, "the program")
    pid = int(mark.read_text())
    parent.kill()
    parent.wait()
    until(lambda: not psutil.pid_exists(pid), 5, "the program gone")


def test_a_lock_names_its_holder_and_is_free_after_a_kill(tmp_path: Path) -> None:
    """The operating system frees the lock of a dead process."""
    path = tmp_path / "producer.lock"
    code = (
        "import time; from pathlib import Path; "
        "from workers.files.directory_lock import DirectoryLock; "
        f"lock = DirectoryLock(Path({str(path)!r}), 'a docmill run'); lock.acquire(); "
        "print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        lock = DirectoryLock(path, "a docmill run")
        assert lock.is_held()
        with pytest.raises(ConfigurationError, match=f"pid {holder.pid} "):
            lock.acquire()
        holder.kill()
    time.sleep(0.1)
    assert not lock.is_held()
    lock.acquire()
    lock.release()
