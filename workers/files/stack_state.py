"""What a running `docmill up` leaves in the data directory for other commands."""

import os
from pathlib import Path
from typing import Any

import msgspec

from workers.files.directory_lock import DirectoryLock
from workers.settings import Settings


class StackState(msgspec.Struct, frozen=True):
    """What a running `docmill up` tells other commands on the same data directory."""

    pid: int
    broker_url: str
    links: str
    stage_options: dict[str, dict[str, Any]]
    flower_url: str | None = None


def running_stack(settings: Settings) -> StackState | None:
    """The stack that `docmill up` keeps on this data directory, if it runs."""
    path = _path(settings)
    if not stack_lock(settings).held_by_someone() or not path.is_file():
        return None
    return msgspec.json.decode(path.read_bytes(), type=StackState)


def stack_lock(settings: Settings) -> DirectoryLock:
    """What the process that keeps an embedded stack holds."""
    return DirectoryLock(settings.data_dir / "stack.lock", "an embedded docmill stack")


def announce(settings: Settings, flower_url: str | None) -> None:
    """Let other commands on this data directory find the stack of this process."""
    state = StackState(
        os.getpid(),
        settings.broker_url or "",
        settings.links,
        settings.stage_options,
        flower_url,
    )
    descriptor = os.open(_path(settings), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(state))


def withdraw(settings: Settings) -> None:
    """The stack of this process is to be found no more."""
    _path(settings).unlink(missing_ok=True)


def _path(settings: Settings) -> Path:
    return settings.data_dir / "stack.json"
