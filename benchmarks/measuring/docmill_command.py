"""docmill as its users call it, alone or beside a `docmill up`; and its stages without a queue."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.corpus import ROOT
from benchmarks.measuring.running import Finished, RunFailed, run

DOCMILL = str(Path(sys.executable).with_name("docmill"))
# A Redis or Elasticsearch that the user's own docmill knows must not be used, nor its data.
_ENVIRONMENT = {name: v for name, v in os.environ.items() if not name.startswith("DOCMILL_")}


def docmill_environment(data_dir: Path, index_url: str | None, index_name: str) -> dict[str, str]:
    """Two worker children on an index: Elasticsearch at a URL, or the embedded one for None."""
    index = {} if index_url is None else {"DOCMILL_INDEX_URL": index_url}
    return {
        **_ENVIRONMENT,
        **index,
        "DOCMILL_INDEX_NAME": index_name,
        "DOCMILL_DATA_DIR": str(data_dir),
        "DOCMILL_CONCURRENCY": "2",
    }


@contextmanager
def running_up(environment: Mapping[str, str]) -> Iterator[int]:
    """`docmill up` while the block lasts; its process id.

    Raises:
        RunFailed: it did not come up.
    """
    with subprocess.Popen(
        [DOCMILL, "up", "--json"], env=dict(environment), stdout=subprocess.PIPE, text=True
    ) as up:
        if up.stdout is None or not up.stdout.readline():
            raise RunFailed("docmill up did not start")
        try:
            yield up.pid
        finally:
            up.terminate()
            up.wait()


def docmill_run(
    corpus: Path,
    documents: int,
    environment: Mapping[str, str],
    limit_seconds: float,
    with_memory: bool = False,
) -> tuple[float, Finished]:
    """Run a corpus under a new source name; returns the balance's seconds, and the process.

    Raises:
        RunFailed: it failed, or indexed another number than `documents`.
    """
    command = [DOCMILL, "run", str(corpus), "--json", "--source-name", secrets.token_hex(4)]
    finished = run(command, environment, corpus.parent, limit_seconds, with_memory)
    balance = json.loads(finished.output)
    if balance["indexed"] != documents:
        raise RunFailed(f"docmill indexed {balance['indexed']} of {documents}")
    return float(balance["seconds"]), finished


def plain_run(
    corpus: Path,
    documents: int,
    environment: Mapping[str, str],
    limit_seconds: float,
    with_memory: bool = False,
) -> tuple[float, Finished]:
    """The same stages in two plain processes; returns seconds once they are loaded, the process.

    Raises:
        RunFailed: it failed, or indexed another number than `documents`.
    """
    command = [sys.executable, "-m", "benchmarks.quick.plain", str(corpus)]
    finished = run(command, environment, ROOT, limit_seconds, with_memory)
    answer = json.loads(finished.output.strip().splitlines()[-1])
    if answer["count"] != documents:
        raise RunFailed(f"the plain processes indexed {answer['count']} of {documents}")
    return float(answer["seconds"]), finished
