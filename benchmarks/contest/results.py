"""What a contest has shown, as `results.json` keeps it."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psutil

from testbed.elasticsearch import VERSION as ELASTICSEARCH_VERSION

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"


class Measured(msgspec.Struct, frozen=True):
    """One contestant's figures of one round; see `measuring.Figures`."""

    contestant: str
    round: int
    wall_seconds: float
    docs_per_s: float


class Results(msgspec.Struct, frozen=True):
    """One contest.

    Attributes:
        when: UTC, ISO 8601.
        machine: processor, cores, memory and systems.
        versions: what each contestant consists of, by its name.
        measured: in the order in which it was run.
        peak_bytes: memory by contestant, from a round of its own.
        failed: by contestant, what went wrong in which round; its other rounds count.
    """

    when: str
    documents: int
    machine: dict[str, str]
    versions: dict[str, str]
    measured: list[Measured]
    peak_bytes: dict[str, int]
    failed: dict[str, list[str]]


def now() -> str:
    """The time as `Results.when` has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def machine() -> dict[str, str]:
    """What it runs on."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "elasticsearch": ELASTICSEARCH_VERSION,
    }


def _processor() -> str:
    if platform.system() == "Linux":
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def version(contestant: str) -> str:
    """The packages that its requirements name with the versions that are pinned; docmill's commit
    for docmill itself."""
    named = HERE / "requirements" / f"{contestant}.in"
    if not named.is_file():
        return _commit()
    wanted = {_package(line) for line in named.read_text().splitlines()}
    pins = named.with_suffix(".txt").read_text().splitlines()
    return ", ".join(
        line.partition(";")[0].strip().replace("==", " ")
        for line in pins
        if _package(line) in wanted
    )


def _package(requirement: str) -> str:
    name = requirement.partition(";")[0]
    for mark in "=<>[ ":
        name = name.partition(mark)[0]
    return name


def _commit() -> str:
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=HERE, capture_output=True, text=True
    )
    return f"docmill {described.stdout.strip() or 'outside a repository'}"


def save(results: Results, path: Path = RESULTS) -> None:
    """Write them, readable."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")


def load(path: Path = RESULTS) -> Results:
    """Read the results.

    Raises:
        OSError: the file cannot be read.
        msgspec.DecodeError: it has another form.
    """
    return msgspec.json.decode(path.read_bytes(), type=Results)
