"""A real Elasticsearch 9.2.0 for tests and benchmarks, put together from Maven Central's jars.

There is no container and no Elasticsearch distribution: Maven copies the server's jars into a
cache once, and a small Java launcher runs a single node from them. It is the real engine (indexing,
search, aggregations, mget, bulk, versions), but without the distribution's modules: no `GET /`,
delete- or update-by-query, reindex, ILM, painless, language analyzers, asciifolding or security.

`python -m testbed.elasticsearch` starts one, prints its URL as the first line of standard
output and runs until Ctrl-C or the end of standard input (so give it a pipe, not /dev/null).
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from testbed.elasticsearch_home import (
    PIECES,
    VERSION,
    HomeNotBuilt,
    built_root,
    find_java,
    why_not,
)

__all__ = [
    "VERSION",
    "HomeNotBuilt",
    "RunningElasticsearch",
    "StartFailed",
    "start_elasticsearch",
    "why_not",
]

LOOPBACK = "127.0.0.1"
START_SECONDS = 120.0
STOP_SECONDS = 20.0
TAIL_LINES = 40


class StartFailed(RuntimeError):
    """Elasticsearch ended or stayed unhealthy while starting; the message ends with its log."""


@dataclass(frozen=True)
class RunningElasticsearch:
    """One running node; a context manager that stops it.

    Attributes:
        url: base URL without a trailing slash, such as ``http://127.0.0.1:41234``.
        process: the Java process; it ends when its standard input does.
        run_dir: its own folder for log, temporary files and (unless given) data; goes with it.
    """

    url: str
    process: subprocess.Popen[bytes]
    run_dir: Path

    def stop(self) -> None:
        """Stop the node, by force after `STOP_SECONDS`, and remove its run folder. Idempotent."""
        if self.process.stdin is not None and not self.process.stdin.closed:
            # A byte and not only EOF: a forked worker may hold a copy of the pipe's end.
            with contextlib.suppress(OSError):
                self.process.stdin.write(b"\n")
                self.process.stdin.flush()
            with contextlib.suppress(OSError):
                self.process.stdin.close()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.run_dir, ignore_errors=True)

    def log_tail(self, lines: int = TAIL_LINES) -> str:
        """The last `lines` lines of the log, without stack frames; empty once stopped."""
        return _tail(self.run_dir / "elasticsearch.log", lines)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start_elasticsearch(
    data_dir: Path | None = None,
    port: int | None = None,
    address: str = LOOPBACK,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> RunningElasticsearch:
    """Start a node on 127.0.0.1 and return once its health is yellow or green.

    The first start on a machine fetches the jars (about 40 MB). Any number may run side by side.

    Args:
        data_dir: where indices are kept, for them to outlive the node; None: removed with it.
        port: the HTTP port; None: a free one.
        address: of this machine, where it answers besides 127.0.0.1; this needs a `port`.
        settings: of elasticsearch.yml, beside or in place of those of the launcher.

    Raises:
        HomeNotBuilt: what `why_not` says, or Maven failed.
        StartFailed: the node ended, or was not healthy after `START_SECONDS`.
    """
    reason = why_not()
    java = find_java()
    if reason is not None or java is None:
        raise HomeNotBuilt(reason or "no Java")
    root = built_root()
    run_dir = Path(tempfile.mkdtemp(prefix="docmill-es-"))
    data = run_dir / "data" if data_dir is None else data_dir.absolute()
    for folder in (data, run_dir / "logs", run_dir / "tmp"):
        folder.mkdir(parents=True, exist_ok=True)
    command = [
        *(java, "-Xmx512m", "--add-modules", "jdk.incubator.vector"),
        "--enable-native-access=ALL-UNNAMED",
        "-Dorg.elasticsearch.nativeaccess.enableVectorLibrary=false",
        f"-Des.path.home={root / 'home'}",
        f"-Dlog4j2.configurationFile={PIECES / 'log4j2.properties'}",
        f"-Djava.io.tmpdir={run_dir / 'tmp'}",
        f"-XX:ErrorFile={run_dir / 'hs_err.log'}",
        *("-cp", f"{root / 'lib'}/*", str(PIECES / "Launcher.java")),
        *(str(root / "home"), str(data), str(run_dir), str(port or 0)),
        ",".join(dict.fromkeys((LOOPBACK, address))),
        *(f"{name}={value}" for name, value in settings.items()),
    ]
    with open(run_dir / "elasticsearch.log", "wb") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=run_dir,
            # Ctrl-C is for the tests: they still need the node while they tear down.
            start_new_session=True,
        )
    starting = RunningElasticsearch("", process, run_dir)
    try:
        return RunningElasticsearch(_wait_until_healthy(starting), process, run_dir)
    except BaseException:
        starting.stop()
        raise


def _wait_until_healthy(starting: RunningElasticsearch) -> str:
    """Return the URL once ``/_cluster/health`` is yellow or green; raise StartFailed otherwise."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        code = starting.process.poll()
        if code is not None:
            raise StartFailed(f"Elasticsearch ended with {code}:\n{starting.log_tail()}")
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            lines = (starting.run_dir / "logs" / "http.ports").read_text().split()
            port = int(lines[0].rpartition(":")[2])
            # Not urllib: a proxy set in the environment must not get in between.
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            with contextlib.closing(connection):
                connection.request("GET", "/_cluster/health?wait_for_status=yellow&timeout=1s")
                answer = connection.getresponse()
                body = answer.read()
            if answer.status == 200 and re.search(rb'"status":"(yellow|green)"', body):
                return f"http://127.0.0.1:{port}"
        time.sleep(0.05)
    raise StartFailed(f"not healthy after {START_SECONDS:.0f} s:\n{starting.log_tail()}")


def _tail(path: Path, lines: int) -> str:
    try:
        logged = path.read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return ""
    # One Java stack would push the line that names the error out of the tail.
    return "\n".join([line for line in logged if not line.lstrip().startswith("at ")][-lines:])


def main() -> None:
    """Run one node in the foreground; see the module's docstring."""
    parser = argparse.ArgumentParser(description=f"Run a test Elasticsearch {VERSION}.")
    parser.add_argument("--port", type=int, help="the HTTP port (default: a free one)")
    parser.add_argument("--data-dir", type=Path, help="keep the indices here (default: nowhere)")
    options = parser.parse_args()
    try:
        with (
            contextlib.suppress(KeyboardInterrupt),
            start_elasticsearch(options.data_dir, options.port) as server,
        ):
            print(server.url, flush=True)
            while sys.stdin.readline():
                pass
    except (HomeNotBuilt, StartFailed) as error:
        sys.exit(f"testbed.elasticsearch: {error}")


if __name__ == "__main__":
    main()
