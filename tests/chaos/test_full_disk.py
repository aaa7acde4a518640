"""The disk fills up under a run: it stops with one clear line, and goes on when there is room."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from testbed.broker import running_broker
from tests.chaos.accounting import accounted
from tests.chaos.articles import articles
from tests.chaos.recovery import Recovery
from tests.harness.command import Docmill, processes_of
from tests.harness.fixtures import cannot

DOCUMENTS = 640
DISK_BYTES = 128_000_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk, mounted as the data directory."""
    data = tmp_path / "data"
    data.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(data)]
    try:
        subprocess.run(mount, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        cannot("there is no mount command to make a small disk with")
    except subprocess.CalledProcessError as error:
        cannot(f"a small disk cannot be mounted, which takes root: {error.stderr.strip()}")
    yield data
    subprocess.run(["umount", "--lazy", str(data)], check=True)


def fill(disk: Path) -> Path:
    """Fill the disk to its last byte; returns the file that is to be removed for room."""
    ballast = disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    return ballast


def test_a_full_disk_stops_the_run_until_there_is_room(
    quick: Docmill, tmp_path: Path, disk: Path, recovery: Recovery
) -> None:
    """Ledger and spool cannot be written: exit code 3, one line; `resume` finishes it later."""
    (tmp_path / "index").mkdir()
    (disk / "index").symlink_to(tmp_path / "index")
    stops_and_goes_on(quick, tmp_path, disk, recovery)


def test_a_full_disk_of_the_index_stops_the_run_too(
    quick: Docmill, tmp_path: Path, disk: Path, recovery: Recovery
) -> None:
    """The index writer meets it first; what a broker that lives on remembers of it is no matter."""
    with running_broker() as broker:
        docmill = Docmill({**quick.environment, "DOCMILL_BROKER_URL": broker.url}, tmp_path)
        stops_and_goes_on(docmill, tmp_path, disk, recovery)


def stops_and_goes_on(quick: Docmill, tmp_path: Path, disk: Path, recovery: Recovery) -> None:
    """Fill the disk in the middle of a run, try to resume it, make room, resume it."""
    source = articles(tmp_path / "articles.jsonl", DOCUMENTS)
    with quick.start("run", str(source), "--json") as run:
        recovery.until_done(DOCUMENTS // 4)
        ballast = fill(disk)
        output, errors = run.communicate(timeout=120)
    stopped_well(run.returncode, output, errors)
    still = quick("resume", "--json")
    stopped_well(still.exit_code, still.output, still.errors)
    assert os.path.getsize(ballast) > 0
    ballast.unlink()
    recovery.blow("disk full, then room again")
    answer = quick("resume", "--json")
    assert answer.exit_code == 0, answer.errors
    accounted(quick, source, answer.json)
    assert processes_of(tmp_path) == {}


def stopped_well(exit_code: int, output: str, errors: str) -> None:
    """Exit code 3, one object on standard output, a last line about the disk, no traceback."""
    assert exit_code == 3, errors
    assert json.loads(output)["exit_code"] == 3
    assert "Traceback" not in errors, errors
    last = errors.strip().splitlines()[-1]
    assert last.startswith("docmill: "), errors
    assert "disk" in last or "space left" in last, errors
