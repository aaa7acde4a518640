"""How large the ledger grows, what a batch costs it, how fast its balance is read.

`python -m benchmarks.speed.ledger [--documents N]`: enters batches of 64 documents of one archive,
each with a member name of its own and one failure in a thousand, as a producer does.
"""

import argparse
import subprocess
import tempfile
import time
from hashlib import blake2b
from pathlib import Path
from statistics import median

from benchmarks.measuring.docmill_command import DOCMILL
from pipeline.records import Document, Failed, Indexed, Locator
from pipeline.sources import Position
from testbed.environment import clean_environment
from workers.broker.payloads import Envelope, Place
from workers.broker.reports import Report
from workers.ledger.records import Request
from workers.ledger.writer import Ledger

RUN = "20260101-000000-abcd"
BATCH = 64
ARCHIVE = "file:///archives/2026/leak.zip"


def digest(number: int) -> bytes:
    """16 bytes that do not compress."""
    return blake2b(number.to_bytes(8, "big"), digest_size=16).digest()


def enter(ledger: Ledger, batch: int) -> None:
    """Note a batch and enter its report."""
    numbers = range(batch * BATCH, (batch + 1) * BATCH)
    places = tuple(
        Place(
            Document(
                digest(n).hex(), Locator(ARCHIVE, f"mail/{n // 1000:05d}/message-{n:08d}.txt"),
                "text/plain", None, "", 3_000,
            )
        )
        for n in numbers
    )  # fmt: skip
    ledger.add_batch(RUN, batch, Envelope(0, False, places), Position(ARCHIVE, "next"))
    outcomes = tuple(
        Failed("extract", "ValueError", "a message of usual length") if n % 1000 == 0 else Indexed()
        for n in numbers
    )
    hashes = tuple(digest(n + 1_000_000_000) for n in numbers)
    ledger.commit(RUN, [Report(batch, 1, outcomes, hashes, "host:1", 1)])


def main() -> None:
    """Fill a ledger and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.sqlite"
        ledger = Ledger(path, writable=True)
        ledger.begin(RUN, 1, Request((ARCHIVE,)))
        start = time.perf_counter()
        batches = given.documents // BATCH
        for batch in range(batches):
            enter(ledger, batch)
        seconds = time.perf_counter() - start
        ledger.close()
        size = path.stat().st_size
        reader = Ledger.reading(path)
        assert reader is not None
        start = time.perf_counter()
        balance = reader.balance(RUN)
        asked = time.perf_counter() - start
        reader.close()
        commands = [seconds_of(folder, "status", RUN) for _ in range(5)]
        started = [seconds_of(folder, "--version") for _ in range(5)]
    assert balance is not None
    documents = balance.expected
    print(f"{documents:,} documents: {size / 1e6:,.1f} MB, {size / documents:.1f} bytes each")
    print(f"10 M documents would take {size / documents * 10:,.0f} MB")
    print(
        f"{seconds / batches * 1000:.2f} ms a batch, {seconds / documents * 1e6:.0f} us a document"
    )
    print(
        f"the balance in {asked * 1000:.1f} ms, `docmill status` in {median(commands):.2f} s "
        f"(`docmill --version` in {median(started):.2f} s)"
    )


def seconds_of(folder: str, *arguments: str) -> float:
    """Seconds that the command takes on the data directory."""
    command = [DOCMILL, *arguments]
    start = time.perf_counter()
    subprocess.run(
        command, env=clean_environment({"DOCMILL_DATA_DIR": folder}), check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
