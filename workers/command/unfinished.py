"""A run that something has ended before its end, with what its JSON says all the same."""

from typing import Any


class Unfinished(BaseException):
    """`error` has ended a run of which `known` is known, as `status` prints it."""

    def __init__(self, error: BaseException, known: dict[str, Any]) -> None:
        super().__init__(str(error))
        self.error = error
        self.known = known
