"""One run of one contestant: from files on disk to searchable, its documents counted in the index.

Every run gets an index, a data directory and a corpus folder of nobody else's past: nothing is
warm but the machine and Elasticsearch.
"""

import os
import secrets
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from elasticsearch import Elasticsearch

from benchmarks.measuring.docmill_command import (
    docmill_environment,
    docmill_run,
    plain_run,
    running_up,
)
from benchmarks.measuring.environments import environment_python
from benchmarks.measuring.running import RunFailed, run
from benchmarks.quick.fixed_script import run_fixed_script
from testbed.broker import free_port, running_broker
from testbed.elasticsearch_home import find_java
from workers.indexes import open_index
from workers.settings import load_settings

HERE = Path(__file__).parent
SCRIPTS = HERE / "scripts"


@dataclass(frozen=True)
class Course:
    """What a contestant has to run over.

    Attributes:
        corpus: the folder of `label/id.txt`; documents: how many there are.
        url: the running Elasticsearch.
        scratch: a folder for this run alone.
        limit_seconds: a run that takes longer has failed.
        with_memory: whether to watch the memory, which costs time.
    """

    corpus: Path
    documents: int
    url: str
    scratch: Path
    limit_seconds: float
    with_memory: bool


@dataclass(frozen=True)
class Figures:
    """What one run took.

    Attributes:
        wall_seconds: from the start of the process until every document can be searched.
        docs_per_s: from "models loaded" until the last document is acknowledged.
        peak_bytes: the most memory of the whole tree, Elasticsearch left out; 0: not measured.
    """

    wall_seconds: float
    docs_per_s: float
    peak_bytes: int


def measure_script(course: Course, name: str, script: str, needs_redis: bool = False) -> Figures:
    """A script of `scripts/` in the environment of its pins; a Redis of its own counts as its.

    Raises:
        EnvironmentNotMade: its packages cannot be installed.
        RunFailed: it failed, or the index holds another number of documents.
    """
    python = environment_python(HERE / "requirements" / f"{name}.txt")
    index = f"contest-{secrets.token_hex(4)}"
    with ExitStack() as stack:
        marks = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=course.scratch)))
        broker = stack.enter_context(running_broker()) if needs_redis else None
        environment = {
            **os.environ,
            # As in an activated environment: PySpark starts the first Python of the path.
            "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(SCRIPTS),
            "CONTEST_MARKS": str(marks),
            "SPARK_LOCAL_DIRS": str(course.scratch),
            **({"CONTEST_REDIS": broker.url} if broker else {}),
            **_java(),
        }
        finished = run(
            [str(python), str(SCRIPTS / script), str(course.corpus), course.url, index],
            environment,
            course.scratch,
            course.limit_seconds,
            course.with_memory,
            beside=[broker.process.pid] if broker else (),
        )
        moments = {path.name: float(path.read_text()) for path in marks.iterdir()}
    _verify(course, index)
    ready = [moment for name, moment in moments.items() if name.startswith("ready-")]
    return Figures(
        moments["searchable"] - finished.began,
        course.documents / (moments["done"] - sum(ready) / len(ready)),
        finished.peak_bytes,
    )


def _java() -> dict[str, str]:
    """The Java that Elasticsearch runs on, for PySpark."""
    java = find_java()
    return {} if java is None else {"JAVA_HOME": str(Path(java).parents[1])}


def measure_fixed_script(course: Course) -> Figures:
    """The fixed minimal script.

    Raises:
        EnvironmentNotMade: its packages cannot be installed.
        RunFailed: it is not there, failed, or lost documents.
    """
    pace, finished = run_fixed_script(
        course.corpus, course.documents, course.url, course.limit_seconds, course.with_memory
    )
    return Figures(finished.ended - finished.began, pace, finished.peak_bytes)


def measure_docmill(course: Course, embedded: bool) -> Figures:
    """docmill twice: `docmill run` with nothing up, for wall time and memory; then the first run
    of a `docmill up`, for the pace.

    Raises:
        RunFailed: it failed, or the index holds another number of documents.
    """
    cold = _docmill_environment(course, "cold", embedded)
    _, finished = docmill_run(
        course.corpus, course.documents, cold, course.limit_seconds, course.with_memory
    )
    _verify_docmill(course, cold)
    warm = _docmill_environment(course, "warm", embedded)
    warm["DOCMILL_FLOWER_PORT"] = str(free_port())
    warm["DOCMILL_PAGE_PORT"] = str(free_port())
    with running_up(warm):
        seconds, _ = docmill_run(course.corpus, course.documents, warm, course.limit_seconds)
    _verify_docmill(course, warm)
    return Figures(finished.ended - finished.began, course.documents / seconds, finished.peak_bytes)


def measure_stages(course: Course, embedded: bool) -> Figures:
    """docmill's own stages without a queue.

    Raises:
        RunFailed: it failed, or the index holds another number of documents.
    """
    environment = _docmill_environment(course, "plain", embedded)
    seconds, finished = plain_run(
        course.corpus, course.documents, environment, course.limit_seconds, course.with_memory
    )
    if not embedded:  # each process has an embedded index of its own, which `plain` counts itself
        _verify_docmill(course, environment)
    return Figures(finished.ended - finished.began, course.documents / seconds, finished.peak_bytes)


def _docmill_environment(course: Course, name: str, embedded: bool) -> dict[str, str]:
    return docmill_environment(
        course.scratch / name,
        None if embedded else course.url,
        f"contest-{secrets.token_hex(4)}",
    )


def _verify_docmill(course: Course, environment: dict[str, str]) -> None:
    if url := environment.get("DOCMILL_INDEX_URL"):
        _verify(course, environment["DOCMILL_INDEX_NAME"])
        return
    index = open_index(load_settings(data_dir=environment["DOCMILL_DATA_DIR"], index_url=url))
    try:
        _check(course, index.count())
    finally:
        index.close()


def _verify(course: Course, index: str) -> None:
    """Count what Elasticsearch holds, and take it away: the next one finds an empty server."""
    with Elasticsearch(course.url) as client:
        client.indices.refresh(index=index)
        count = client.count(index=index)["count"]
        # docmill's index is an alias, and others lie beside it.
        for name in client.indices.get(index=f"{index}*"):
            client.indices.delete(index=name)
    _check(course, count)


def _check(course: Course, count: int) -> None:
    if count != course.documents:
        raise RunFailed(f"the index holds {count} of {course.documents} documents")
