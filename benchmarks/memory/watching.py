"""A run as it is watched: how far it is, and how large its processes are."""

from pathlib import Path

import psutil

from workers.ledger.writer import Ledger


def documents_done(ledger_path: Path) -> int:
    """How many documents of the newest run are accounted for; 0 before there is a ledger."""
    if (ledger := Ledger.reading(ledger_path)) is None:
        return 0
    try:
        runs = ledger.runs()
    finally:
        ledger.close()
    return runs[0].expected - runs[0].in_flight if runs else 0


def size(process: psutil.Process) -> float:
    """MiB that a process adds to the machine's load."""
    rollup = Path(f"/proc/{process.pid}/smaps_rollup")
    if not rollup.exists():
        return float(process.memory_info().rss / 2**20)
    lines = dict(line.split(":", 1) for line in rollup.read_text().splitlines()[1:])
    return int(lines["Pss_Anon"].split()[0]) / 1024
