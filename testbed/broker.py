"""A private Redis-compatible server (Valkey) for tests, with a password and no persistence."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from redis import Redis, RedisError

from workers.stack.stack import broker_program

PASSWORD = "test-password"
START_SECONDS = 10.0


@dataclass(frozen=True)
class RunningBroker:
    """A server that runs: its port and its process."""

    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        """The address, password included."""
        return f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"

    def client(self) -> Redis:
        """A client of it."""
        return Redis.from_url(self.url)


def free_port() -> int:
    """A port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_broker(port: int | None = None, address: str = "127.0.0.1") -> Iterator[RunningBroker]:
    """A server while the block lasts; `address`: where it answers besides 127.0.0.1."""
    chosen = free_port() if port is None else port
    command = [
        broker_program(), "--port", str(chosen), "--bind", *dict.fromkeys(("127.0.0.1", address)),
        "--save", "",
        "--requirepass", PASSWORD, "--loglevel", "warning",
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        broker = RunningBroker(chosen, process)
        try:
            _await(broker)
            yield broker
        finally:
            process.kill()


def _await(broker: RunningBroker) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with broker.client() as client:
                client.ping()
            return
        except RedisError:
            if time.monotonic() > deadline or broker.process.poll() is not None:
                raise
            time.sleep(0.02)
