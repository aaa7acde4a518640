"""The exception for a run that ended before it was finished, with its state for the JSON."""

from typing import Any


class Unfinished(BaseException):
    """`error` ended a run; `known`: its state and counts, as `status` prints them."""

    def __init__(self, error: BaseException, known: dict[str, Any]) -> None:
        super().__init__(str(error))
        self.error = error
        self.known = known
