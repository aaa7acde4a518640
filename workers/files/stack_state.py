"""The file by which other commands on a data directory find a running `docmill up`."""

import os
from pathlib import Path
from typing import Any

import msgspec

from workers.files.directory_lock import DirectoryLock
from workers.settings import Settings


class StackState(msgspec.Struct, frozen=True):
    """A running `docmill up`, as other commands on the same data directory see it."""

    pid: int
    broker_url: str
    links: str
    stage_options: dict[str, dict[str, Any]]
    flower_url: str | None = None


def running_stack(settings: Settings) -> StackState | None:
    """The stack that `docmill up` runs on this data directory, or None."""
    path = _path(settings)
    if not stack_lock(settings).is_held() or not path.is_file():
        return None
    return msgspec.json.decode(path.read_bytes(), type=StackState)


def stack_lock(settings: Settings) -> DirectoryLock:
    """The lock that the process of an embedded stack holds."""
    return DirectoryLock(settings.data_dir / "stack.lock", "an embedded docmill stack")


def announce(settings: Settings, flower_url: str | None) -> None:
    """Write the file, so that other commands find the stack of this process."""
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
    """Remove the file, so that no command finds the stack of this process."""
    _path(settings).unlink(missing_ok=True)


def _path(settings: Settings) -> Path:
    return settings.data_dir / "stack.json"
