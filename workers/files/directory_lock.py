"""Locks on the data directory: one producer, one embedded stack at a time."""

import fcntl
import os
import re
import socket
import time
from pathlib import Path
from typing import IO

from pipeline.errors import ConfigurationError
from workers.files.private_files import make_folder, opener, unusable
from workers.settings import Settings

LOOK_SECONDS = 0.3
APPENDING = os.O_RDWR | os.O_CREAT | os.O_APPEND
_HOLDER = re.compile(r"pid (\d+) on (\S+) since ")


class DirectoryLock:
    """An exclusive lock on a file of the data directory; says who holds it."""

    def __init__(self, path: Path, purpose: str) -> None:
        self._path = path
        self._purpose = purpose
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            ConfigurationError: another process has it; the message names that process.
        """
        make_folder(self._path.parent)
        try:
            file = os.fdopen(opener(str(self._path), APPENDING), "a+", encoding="utf-8")
        except OSError as error:
            raise unusable(self._path, error) from error
        if not _locked(file):
            file.seek(0)
            holder = file.read().strip() or "another process"
            file.close()
            raise ConfigurationError(
                f"{self._purpose} is already running on {self._path.parent}: {holder}; wait for "
                "it, stop it, or use another DOCMILL_DATA_DIR"
            ) from None
        file.truncate(0)
        since = time.strftime("%Y-%m-%d %H:%M:%S")
        file.write(f"pid {os.getpid()} on {socket.gethostname()} since {since}\n")
        file.flush()
        self._file = file

    def release(self) -> None:
        """Release the lock."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def is_held(self) -> bool:
        """Whether a living process holds the lock."""
        if not self._path.exists():
            return False
        try:
            # Open for reading: a user who may not write can still check.
            file = self._path.open(encoding="utf-8")
        except OSError as error:
            raise unusable(self._path, error) from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    def holder(self) -> tuple[int, str] | None:
        """Process id and host of the holder; None when the lock is free or names no holder."""
        if not self.is_held():
            return None
        match = _HOLDER.match(self._path.read_text(encoding="utf-8"))
        return (int(match[1]), match[2]) if match else None


def _locked(file: IO[str]) -> bool:
    """Take the lock if it is free.

    Tries for `LOOK_SECONDS`, because a command that checks the lock holds it for an instant.
    """
    deadline = time.monotonic() + LOOK_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)


def producer_lock(settings: Settings) -> DirectoryLock:
    """The lock of the only process that may write the ledger of a data directory."""
    return DirectoryLock(settings.data_dir / "producer.lock", "a docmill run")
