"""Is memory flat? 200,000 one-line documents with a stage that does nothing.

`python -m benchmarks.memory [--documents N]`: prints the resident memory (MiB) of the producer and
of all its children (broker, workers, index writer; shared pages counted in each) whenever another
twentieth of the documents is accounted for, and the ratios of the last to the first figures.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.harness.command import clean_environment
from tests.harness.stages import NOOP, install_stage
from workers.ledger import Ledger


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
        command = [str(Path(sys.executable).with_name("docmill")), "run", str(source), "--json"]
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as run:
            first, last = sample(run, scratch / "data" / "ledger.sqlite", given.documents)
    for name, begun, ended in zip(("producer", "children"), first, last, strict=True):
        print(f"{name}: {begun:.1f} MiB, at the end {ended:.1f} MiB: ratio {ended / begun:.3f}")
    if run.returncode:
        sys.exit(run.returncode)


def sample(
    run: "subprocess.Popen[bytes]", ledger_path: Path, documents: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Print the curve; returns producer's and children's MiB after 2,000 documents and last."""
    process = psutil.Process(run.pid)
    start = time.perf_counter()
    first = last = (0.0, 0.0)
    step = max(1, documents // 20)
    mark = 2_000
    while run.poll() is None:
        time.sleep(0.1)
        ledger = Ledger.reading(ledger_path) if ledger_path.exists() else None
        if ledger is None:
            continue
        try:
            runs = ledger.runs()
        finally:
            ledger.close()
        done = runs[0].expected - runs[0].in_flight if runs else 0
        try:
            now = resident(process)
        except psutil.Error:  # the run is ending
            break
        if not all(now):
            break
        last = now
        if done >= mark:
            first = first if any(first) else last
            print(
                f"{done:>9,} documents  producer {last[0]:6.1f} MiB  children {last[1]:7.1f} MiB"
                f"  {time.perf_counter() - start:6.1f} s",
                flush=True,
            )
            mark = (done // step + 1) * step
    return first, last


def resident(process: psutil.Process) -> tuple[float, float]:
    """MiB of a process, and of all that it started."""
    children = sum(child.memory_info().rss for child in process.children(recursive=True))
    return process.memory_info().rss / 2**20, children / 2**20


if __name__ == "__main__":
    os.environ.pop("DOCMILL_BROKER_URL", None)
    main()
