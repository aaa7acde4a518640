"""Is memory flat? 200,000 one-line documents with a stage that does nothing.

`python -m benchmarks.memory [--documents N]`: prints the memory (MiB) of each process of a run
whenever another twentieth of the documents is accounted for, and the ratios of the last to the
first figures; draws the curve as `memory.svg` beside this file. On Linux it is the private memory
and a share of the shared (PSS) without what is mapped from files, which the system takes back when
it needs it; elsewhere the resident memory.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.measuring.docmill_command import DOCMILL
from benchmarks.measuring.environments import EnvironmentNotMade, drawn
from benchmarks.memory.watching import documents_done, size
from testbed.environment import clean_environment
from testbed.stages import NOOP, install_stage

HERE = Path(__file__).parent
PICTURE = HERE / "memory.svg"
ROLES = ("producer", "worker", "pool children", "index writer", "broker")


def main() -> None:
    """Run and sample."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=200_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        packages = scratch / "packages"
        packages.mkdir()
        source = scratch / "lines.jsonl"
        with source.open("w", encoding="utf-8") as lines:
            for number in range(given.documents):
                lines.write(f'{{"id": "{number}", "text": "One line, number {number}."}}\n')
        environment = clean_environment(
            {
                "DOCMILL_DATA_DIR": str(scratch / "data"),
                "DOCMILL_LINKS": "noop",
                "PYTHONPATH": install_stage(packages, "noop", NOOP),
            }
        )
        command = [DOCMILL, "run", str(source), "--json"]
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as run:
            curve = sample(run, scratch / "data" / "ledger.sqlite", given.documents)
    for name in ROLES:
        begun, ended = curve[0][1][name], curve[-1][1][name]
        print(f"{name}: {begun:.1f} MiB, at the end {ended:.1f} MiB: ratio {ended / begun:.3f}")
    if run.returncode:
        sys.exit(run.returncode)
    try:
        rows = [{"documents": documents, "mib": sizes} for documents, sizes in curve]
        drawn(HERE / "picture.py", json.dumps(rows).encode(), PICTURE)
    except EnvironmentNotMade as error:
        sys.exit(f"no picture: {error}")


def sample(
    run: "subprocess.Popen[bytes]", ledger_path: Path, documents: int
) -> list[tuple[int, dict[str, float]]]:
    """Print the curve and return it: documents, and MiB by role; first after 2,000 documents."""
    process = psutil.Process(run.pid)
    start = time.perf_counter()
    curve: list[tuple[int, dict[str, float]]] = []
    step = max(1, documents // 20)
    mark = 2_000
    while run.poll() is None and mark <= documents:
        time.sleep(0.1)
        if (done := documents_done(ledger_path)) >= mark:
            curve.append((done, sizes := by_role(process)))
            told = "  ".join(f"{role} {size:6.1f}" for role, size in sizes.items())
            print(f"{done:>9,} documents  {told}  {time.perf_counter() - start:6.1f} s", flush=True)
            mark = (done // step + 1) * step
    return curve


def by_role(producer: psutil.Process) -> dict[str, float]:
    """MiB of a run's processes, by what they do; the children of a pool together."""
    sizes = dict.fromkeys(ROLES, 0.0)
    sizes["producer"] = size(producer)
    for child in producer.children(recursive=True):
        command = " ".join(child.cmdline())
        if "broker.conf" in command or "valkey" in command:
            role = "broker"
        elif "--name index" in command:
            role = "index writer"
        else:
            role = "worker" if child.parent() == producer else "pool children"
        sizes[role] += size(child)
    return sizes


if __name__ == "__main__":
    os.environ.pop("DOCMILL_BROKER_URL", None)
    main()
