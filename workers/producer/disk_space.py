"""Whether the disk has room for a run, before it begins."""

import shutil
from pathlib import Path

from pipeline.errors import StopRun
from workers.indexes import adapter
from workers.settings import Settings

# Measured with 10 million documents: 73 bytes each.
LEDGER_BYTES_A_DOCUMENT = 100
SMALL_DOCUMENT_BYTES = 1_000
RESERVE_BYTES = 50_000_000


def check_room(settings: Settings, source_bytes: int) -> str | None:
    """A warning when the run may not fit on the disk, else None.

    `source_bytes`: size of the sources on the disk.

    Raises:
        StopRun: there is no room for the batches in flight.
    """
    free = shutil.disk_usage(nearest_existing(settings.data_dir)).free
    spool = min(settings.in_flight_bytes, source_bytes or settings.in_flight_bytes)
    if free < spool + RESERVE_BYTES:
        raise StopRun(
            f"only {free / 1e6:,.0f} MB are free on the disk of {settings.data_dir}, the batches "
            f"in flight need {(spool + RESERVE_BYTES) / 1e6:,.0f} MB; make room, set "
            "DOCMILL_DATA_DIR to another disk, or lower DOCMILL_IN_FLIGHT_BYTES"
        )
    ledger = source_bytes // SMALL_DOCUMENT_BYTES * LEDGER_BYTES_A_DOCUMENT
    index = int(source_bytes * adapter(settings.index_url).disk_bytes_a_byte)
    needed = spool + ledger + index
    if free >= needed + RESERVE_BYTES:
        return None
    return (
        f"{free / 1e9:,.1f} GB are free for {settings.data_dir} and this run may need about "
        f"{needed / 1e9:,.1f} GB; if the disk fills up the run stops and can be resumed"
    )


def nearest_existing(path: Path) -> Path:
    """The path, or the nearest directory above it that exists."""
    return next(place for place in (path, *path.parents) if place.exists())
