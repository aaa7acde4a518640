"""Who takes part: a name, what it does in a line, and how one run of it is measured."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from benchmarks.contest.measuring import (
    Course,
    Figures,
    measure_docmill,
    measure_fixed_script,
    measure_script,
    measure_stages,
)

DOCMILL = "docmill"
STAGES = "docmill-stages"
EMBEDDED = "-embedded"


@dataclass(frozen=True)
class Contestant:
    """One row of the table.

    Attributes:
        name: as the command line and the results know it; its requirements file has this name.
        does: what it is, for the table.
        measure: runs it once on a course.
    """

    name: str
    does: str
    measure: Callable[[Course], Figures]


def _script(name: str, script: str, does: str, needs_redis: bool = False) -> Contestant:
    measure = partial(measure_script, name=name, script=script, needs_redis=needs_redis)
    return Contestant(name, does, measure)


CONTESTANTS = {
    contestant.name: contestant
    for contestant in (
        Contestant(
            DOCMILL,
            "docmill on Elasticsearch, all stages",
            partial(measure_docmill, embedded=False),
        ),
        Contestant(
            DOCMILL + EMBEDDED,
            "docmill on its embedded index, all stages",
            partial(measure_docmill, embedded=True),
        ),
        Contestant(
            STAGES,
            "docmill's stages in two plain processes without a queue, Elasticsearch",
            partial(measure_stages, embedded=False),
        ),
        Contestant(
            STAGES + EMBEDDED,
            "the same, each with an embedded index of its own",
            partial(measure_stages, embedded=True),
        ),
        Contestant(
            "tuned",
            "the fixed minimal script: two processes, no queue, tuned spaCy",
            measure_fixed_script,
        ),
        _script("datatrove", "datatrove_pipeline.py", "two tasks, own block, tuned spaCy"),
        _script("pyspark", "spark.py", "`mapPartitions` on `local[2]`, tuned spaCy"),
        _script("ray", "ray_data.py", "Ray Data, `map_batches` with two actors, tuned spaCy"),
        _script(
            "tutorial-celery",
            "celery_tutorial.py",
            "a task a stage and document, whole documents through Redis, full model, prefork 2",
            needs_redis=True,
        ),
        _script("usual", "usual.py", "one process, full model, one document after the other"),
    )
}


def chosen(names: list[str], index: str) -> list[Contestant]:
    """The contestants of these names, or all; `index`: also leave out docmill on the other one.

    Raises:
        KeyError: there is no such contestant.
    """
    wanted = [CONTESTANTS[name] for name in names or CONTESTANTS]
    if index == "elasticsearch":
        return [c for c in wanted if not c.name.endswith(EMBEDDED)]
    if index == "embedded":
        return [c for c in wanted if c.name not in (DOCMILL, STAGES)]
    return wanted
