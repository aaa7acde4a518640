"""billiard: how it words the end of a child (`billiard.common.human_status`; seen in 4.2)."""

import re

from billiard.exceptions import WorkerLostError

_STATUS = re.compile(r"signal \d+( \(\w+\))?|exitcode -?\d+")


def child_was_lost(error: BaseException) -> bool:
    """Whether a task failed because its process ended."""
    return isinstance(error, WorkerLostError)


def status_of(error: BaseException) -> str:
    """How the child ended, such as "signal 9 (SIGKILL)" or "exitcode 3"; else the whole text."""
    status = _STATUS.search(str(error))
    return status[0] if status else str(error)
