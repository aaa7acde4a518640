"""billiard: how it words the end of a child (`billiard.common.human_status`; seen in 4.2)."""

import re
import tempfile
from multiprocessing import process
from typing import Any

from billiard.exceptions import WorkerLostError

_STATUS = re.compile(r"signal \d+( \(\w+\))?|exitcode -?\d+")


def child_was_lost(error: BaseException) -> bool:
    """Whether a task failed because its process ended."""
    return isinstance(error, WorkerLostError)


def status_of(error: BaseException) -> str:
    """How the child ended, such as "signal 9 (SIGKILL)" or "exitcode 3"; else the whole text."""
    status = _STATUS.search(str(error))
    return status[0] if status else str(error)


def leave_no_folder() -> None:
    """Have no folder made for files that a pool shares with its children.

    Each is removed as soon as it is open, so it needs none; a process that is killed would leave an
    empty folder behind.
    """
    # `multiprocessing.util.get_temp_dir`, which billiard uses, makes a folder where none is set.
    process.current_process()._config["tempdir"] = tempfile.gettempdir()  # type: ignore[attr-defined]


class _InWords(Exception):
    """An error that monitors show as its text alone."""

    def __repr__(self) -> str:
        return str(self)


def tell_monitors(info: Any, text: str) -> None:
    """Put a text in place of the error that Celery's event of a failed task will show.

    `info`: the `einfo` of its signal `task_failure`, which Celery reads after the signal.
    """
    info.exception = _InWords(text)
    info.traceback = ""  # billiard's own, of the main process
