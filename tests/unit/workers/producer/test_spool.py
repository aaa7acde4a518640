"""The batches that a run keeps on disk."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import StopRun
from workers.broker.payloads import PackedBatch
from workers.producer.spool import Spool


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (lambda path: path.unlink(), "No such file"),
        (lambda path: path.write_bytes(path.read_bytes()[:3]), "damaged"),
        (lambda path: path.write_bytes(b"junk"), "damaged"),
    ],
    ids=["gone", "cut off", "junk"],
)
def test_a_batch_that_cannot_be_read_says_how_to_go_on(
    harm: Callable[[Path], object], why: str, tmp_path: Path
) -> None:
    """With the command that reads the sources again."""
    spool = Spool(tmp_path, "run-1")
    kept = PackedBatch(b"documents", b"raw")
    spool.put(1, kept)
    assert spool.get(1) == kept
    harm(tmp_path / "run-1" / "0000001")
    with pytest.raises(StopRun, match=f"{why}.*docmill resume run-1 --restart"):
        spool.get(1)
