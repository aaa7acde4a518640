"""The producer holds back before the broker or the disk is full."""

import json
import time
from pathlib import Path

import pytest

from pipeline.errors import StopRun
from testbed.broker import RunningBroker, running_broker
from testbed.stages import install_stage
from tests.harness.command import Docmill
from tests.harness.waiting import until_decided
from workers.broker.memory import UNLIMITED_BYTES, MemoryGauge, allowed_bytes
from workers.producer import disk_space
from workers.settings import load_settings


def test_a_broker_without_a_limit_is_given_one(broker: RunningBroker) -> None:
    """512 MB, or 60 % of its own maxmemory."""
    with broker.client() as client:
        assert allowed_bytes(client) == UNLIMITED_BYTES
        client.config_set("maxmemory", 100_000_000)
        try:
            assert allowed_bytes(client) == 60_000_000
            gauge = MemoryGauge(client, 0)
            assert gauge.has_room(1_000)
            assert not gauge.has_room(60_000_000)
            gauge.add(59_000_000)
            assert not gauge.has_room(1_000_000)
        finally:
            client.config_set("maxmemory", 0)


HELD = """
import time
from pathlib import Path

from pipeline.records import Cleaned


class HeldStage:
    \"\"\"Never gives back the first batch of all; of the others it takes the text as it is.\"\"\"

    name = "held"
    needs = frozenset({"raw"})
    gives = frozenset({"cleaned"})
    fingerprint = "1"

    def __init__(self, *, mark):
        self.mark = Path(mark)

    def process(self, batch):
        try:
            self.mark.touch(exist_ok=False)  # one process alone makes it
        except FileExistsError:
            pass
        else:
            time.sleep(3600)
        return [
            work.evolve(cleaned=Cleaned("", work.document.raw, "en", work.document.raw_hash))
            for work in batch
        ]
"""


@pytest.mark.parametrize("in_hand", [False, True])
def test_a_broker_that_is_full_pauses_the_run_and_loses_nothing(
    in_hand: bool, tmp_path: Path
) -> None:
    """At maxmemory everything waits; when there is room again the run ends well.

    Also when a child has a task in hand that takes long: its worker, which the broker refused,
    does not wait for it.
    """
    packages = tmp_path / "packages"
    packages.mkdir()
    mark = tmp_path / "mark"
    if not in_hand:
        mark.touch()
    source = tmp_path / "many.jsonl"
    rows = (f'{{"id": "{n}", "text": "Item number {n} of many."}}\n' for n in range(2_000))
    source.write_text("".join(rows), encoding="utf-8")
    with running_broker() as broker, broker.client() as client:
        docmill = Docmill(
            {
                "DOCMILL_DATA_DIR": str(tmp_path / "data"),
                "DOCMILL_BROKER_URL": broker.url,
                "DOCMILL_LINKS": "held",
                "DOCMILL_STAGE_OPTIONS": json.dumps({"held": {"mark": str(mark)}}),
                "DOCMILL_CONCURRENCY": "2",
                "DOCMILL_BATCH_DOCUMENTS": "16",
                "DOCMILL_DOCUMENT_SECONDS": "0",
                "PYTHONPATH": install_stage(packages, "held", HELD),
            },
            tmp_path,
        )
        client.set("ballast", bytes(5_000_000))
        with docmill.start("run", str(source), "--json") as run:
            until_decided(tmp_path / "data", 48)
            client.config_set("maxmemory", 4_000_000)
            time.sleep(4)
            client.config_set("maxmemory", 0)
            output, errors = run.communicate(timeout=120)
    assert run.returncode == 0, errors
    assert json.loads(output)["indexed"] == 2_000


TOGETHER = """
import os
import time
from pathlib import Path

from pipeline.records import Cleaned


class TogetherStage:
    \"\"\"Works on a document only while another process works on one too.\"\"\"

    name = "together"
    needs = frozenset({"raw"})
    gives = frozenset({"cleaned"})
    fingerprint = "1"

    def __init__(self, *, folder):
        self.folder = Path(folder)

    def process(self, batch):
        (self.folder / str(os.getpid())).touch()
        deadline = time.monotonic() + 60
        while len(list(self.folder.iterdir())) < 2:
            if time.monotonic() > deadline:
                raise TimeoutError("nobody else has work")
            time.sleep(0.1)
        raw = [work.document.raw for work in batch]
        return [
            work.evolve(cleaned=Cleaned(text, text, "en", work.document.raw_hash))
            for work, text in zip(batch, raw, strict=True)
        ]
"""


def test_more_workers_than_foreseen_do_not_wait_for_the_producer(tmp_path: Path) -> None:
    """One batch in flight is all that is set; a second worker process gets one all the same."""
    packages, folder = tmp_path / "packages", tmp_path / "processes"
    packages.mkdir()
    folder.mkdir()
    source = tmp_path / "some.jsonl"
    source.write_text("".join(f'{{"id": "{n}", "text": "Item {n}"}}\n' for n in range(6)), "utf-8")
    docmill = Docmill(
        {
            "DOCMILL_DATA_DIR": str(tmp_path / "data"),
            "DOCMILL_LINKS": "together",
            "DOCMILL_STAGE_OPTIONS": json.dumps({"together": {"folder": str(folder)}}),
            "DOCMILL_CONCURRENCY": "2",
            "DOCMILL_BATCH_DOCUMENTS": "1",
            "DOCMILL_IN_FLIGHT_BATCHES": "1",
            "PYTHONPATH": install_stage(packages, "together", TOGETHER),
        },
        tmp_path,
    )
    answer = docmill("run", str(source), "--json")
    assert answer.exit_code == 0, answer.errors
    assert answer.json["indexed"] == 6
    assert len(list(folder.iterdir())) == 2


def test_a_disk_without_room_is_told_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No room for the batches in flight is an error, little room for the run a warning."""
    settings = load_settings(data_dir=tmp_path / "not" / "there")
    assert disk_space.check_room(settings, 1_000) is None
    sentence = disk_space.check_room(settings, 10**15)
    assert sentence is not None
    assert "can be resumed" in sentence
    monkeypatch.setattr(disk_space, "RESERVE_BYTES", 10**18)
    with pytest.raises(StopRun, match="DOCMILL_DATA_DIR"):
        disk_space.check_room(settings, 1_000)
