"""Runs the services of docker-compose.yml as processes of this machine, in place of containers."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from redis import Redis, RedisError

from testbed.broker import free_port
from testbed.environment import clean_environment
from tests.harness.command import SEEDS
from tests.harness.compose import (
    Service,
    compose_file,
    image_environment,
    own_services,
    replaced,
)
from workers.stack.stack import broker_program

GRACE_SECONDS = 60.0  # stop_grace_period of the workers
READY_SECONDS = 60.0
PROGRAMS = Path(sys.executable).parent


class Deployment:
    """The services with the passwords of an .env; host names and ports are those of here.

    `folder` holds logs and whatever is written; `extra` are variables that every service gets.
    """

    def __init__(
        self,
        variables: Mapping[str, str],
        elasticsearch_url: str,
        folder: Path,
        extra: Mapping[str, str],
    ) -> None:
        self.services = own_services(variables)
        self.folder = folder
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.redis_port = free_port()
        self.flower_port = free_port()
        self.page_port = free_port()
        self._variables = variables
        self._extra = extra
        self._here = {
            "redis:6379": f"127.0.0.1:{self.redis_port}",
            "elasticsearch:9200": elasticsearch_url.removeprefix("http://"),
            "127.0.0.1:5555": f"127.0.0.1:{self.flower_port}",
            "127.0.0.1:8686": f"127.0.0.1:{self.page_port}",
            "0.0.0.0": "127.0.0.1",
            "/archive": str(SEEDS),
        }
        (folder / "work").mkdir(parents=True)

    def start_redis(self) -> None:
        """Start a real server with the configuration that the Compose file gives it."""
        content = replaced(compose_file()["configs"]["redis"]["content"], self._variables)
        data = self.folder / "redis"
        data.mkdir()
        file = self.folder / "redis.conf"
        file.write_text(
            content.replace("dir /data", f'dir "{data}"')
            + f"port {self.redis_port}\nbind 127.0.0.1\n"
        )
        self._start("redis", [broker_program(), str(file)], {})
        self.await_true(self._redis_answers)

    def start(self, name: str) -> None:
        """Start one of our own services."""
        service = self.services[name]
        self._start(name, self._command(service, service.command), self.environment(service))

    def run(self, name: str, *command: str) -> subprocess.CompletedProcess[str]:
        """What `docker compose run --rm NAME [COMMAND]` does."""
        service = self.services[name]
        return subprocess.run(
            self._command(service, command or service.command),
            env=self.environment(service),
            cwd=self.folder / "work",
            capture_output=True,
            text=True,
            timeout=120,
        )

    def check_health(self, name: str) -> int:
        """Run a service's health check in its environment; its exit code."""
        service = self.services[name]
        kind, *test = service.healthcheck or ("CMD",)
        command = ["sh", "-c", *test] if kind == "CMD-SHELL" else list(test)
        environment = self.environment(service)
        return subprocess.run(
            [self._local(argument) for argument in command],
            env=environment,
            cwd=self.folder / "work",
            capture_output=True,
        ).returncode

    def get(self, path: str, login: str | None) -> tuple[int, str]:
        """Ask Flower for a page, with a `user:password` or without; status and body."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.flower_port}{path}")
        if login:
            token = base64.b64encode(login.encode()).decode()
            request.add_header("Authorization", f"Basic {token}")
        # A proxy set in the environment must not get in between.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def get_json(self, path: str) -> Any:
        """Flower's answer to who has the password; an empty one while it is not there."""
        login = self.services["flower"].environment["FLOWER_BASIC_AUTH"]
        try:
            status, body = self.get(path, login)
        except OSError:
            return {}
        return json.loads(body) if status == 200 else {}

    def await_true(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so; fails with the logs when a process ended or time is up."""
        deadline = time.monotonic() + READY_SECONDS
        while not condition():
            ended = [name for name, process in self.running.items() if process.poll() is not None]
            if ended or time.monotonic() > deadline:
                raise AssertionError(f"{condition}; ended: {ended}\n{self.logs()}")
            time.sleep(0.2)

    def stop(self) -> dict[str, int]:
        """SIGTERM to all but Redis, then to Redis; name → exit code. Kills after the grace."""
        codes: dict[str, int] = {}
        for wave in ([name for name in self.running if name != "redis"], ["redis"]):
            for name in wave:
                self.running[name].send_signal(signal.SIGTERM)
            for name in wave:
                process = self.running.pop(name)
                try:
                    codes[name] = process.wait(GRACE_SECONDS)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    codes[name] = process.wait()
        return codes

    def kill(self) -> None:
        """End what is still there, when a test could not go on."""
        for process in self.running.values():
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def logs(self) -> str:
        """The end of every log."""
        return "\n".join(
            f"== {log.stem}\n{log.read_text(errors='replace')[-1500:]}"
            for log in sorted(self.folder.glob("*.log"))
        )

    def environment(self, service: Service) -> dict[str, str]:
        """A service's variables over those of the image."""
        given = {name: self._local(value) for name, value in service.environment.items()}
        data = "data" if service.has_data else f"data-{service.name}"
        return clean_environment(
            {
                **image_environment(),
                "HOSTNAME": socket.gethostname(),
                "HOME": str(self.folder / "home"),
                **given,
                **self._extra,
                "DOCMILL_DATA_DIR": str(self.folder / data),
                "DOCMILL_FLOWER_PORT": str(self.flower_port),
                "DOCMILL_PAGE_PORT": str(self.page_port),
                "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
            }
        )

    def _command(self, service: Service, command: tuple[str, ...]) -> list[str]:
        return [*service.entrypoint, *(self._local(argument) for argument in command)]

    def _local(self, text: str) -> str:
        for there, here in self._here.items():
            text = text.replace(there, here)
        return text

    def _redis_answers(self) -> bool:
        try:
            with Redis.from_url(self._local(self._broker_url())) as client:
                return bool(client.ping())
        except RedisError:
            return False

    def _broker_url(self) -> str:
        return self.services["flower"].environment["DOCMILL_BROKER_URL"]

    def _start(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.running[name] = subprocess.Popen(
                command,
                env=dict(environment),
                cwd=self.folder / "work",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
