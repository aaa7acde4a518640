"""Is the producer's memory flat? 200,000 one-line documents with a stage that does nothing.

`python -m benchmarks.memory [--documents N]`: prints the producer's resident memory (MiB) each
time another twentieth of the documents is accounted for, and the ratio of the last to the first
figure after 2,000 documents.
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
    print(f"{first:.1f} MiB after 2,000, {last:.1f} MiB at the end: ratio {last / first:.3f}")
    if run.returncode:
        sys.exit(run.returncode)


def sample(
    run: "subprocess.Popen[bytes]", ledger_path: Path, documents: int
) -> tuple[float, float]:
    """Print the curve; returns the producer's MiB after 2,000 documents and at the end."""
    process = psutil.Process(run.pid)
    start = time.perf_counter()
    first = last = 0.0
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
            last = process.memory_info().rss / 2**20 or last
        except psutil.Error:
            break
        if done >= mark:
            first = first or last
            print(f"{done:>9,} documents  {last:6.1f} MiB  {time.perf_counter() - start:6.1f} s")
            mark = (done // step + 1) * step
    return first, last


if __name__ == "__main__":
    os.environ.pop("DOCMILL_BROKER_URL", None)
    main()
