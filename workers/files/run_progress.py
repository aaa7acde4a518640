"""A file that tells other processes of this machine how the run goes that is being worked.

The ledger has what became of the documents; this has what only the producer knows. It is written
about once a second, may be lost, and says nothing of a run that is not being worked.
"""

import contextlib
import os
import time
from pathlib import Path

import msgspec

from workers.files.private_files import opener
from workers.settings import Settings

STALE_SECONDS = 30.0


class LinkLoad(msgspec.Struct, frozen=True):
    """What is before a link and in it: batches that wait, and that are worked, by its stages.

    Both are means over the last looks.
    """

    link: str
    waiting: float
    worked: dict[str, float]


class RunProgress(msgspec.Struct, frozen=True):
    """How a run goes. `told_ms`: since 1970. `waiting_for`: as `Progress.waiting`."""

    run: str
    told_ms: int
    bytes_read: int
    bytes_total: int
    documents_per_second: float
    seconds_left: float | None
    links: tuple[LinkLoad, ...]
    waiting_for: str | None = None


def tell(settings: Settings, progress: RunProgress) -> None:
    """Write the file; a disk that is full or away does not stop a run."""
    path = _path(settings)
    partial = path.with_suffix(".part")
    with contextlib.suppress(OSError):
        with open(partial, "wb", opener=opener) as file:
            file.write(msgspec.json.encode(progress))
        os.replace(partial, path)


def told(settings: Settings, run: str) -> RunProgress | None:
    """How a run goes; None where nothing is known of it now."""
    try:
        found = msgspec.json.decode(_path(settings).read_bytes(), type=RunProgress)
    except (OSError, msgspec.MsgspecError):
        return None
    is_current = time.time() - found.told_ms / 1000 < STALE_SECONDS
    return found if found.run == run and is_current else None


def _path(settings: Settings) -> Path:
    return settings.data_dir / "progress.json"
