"""The limit of failures: beyond it something must be wrong with the whole run.

See docs/decisions/0020-failures-are-judged-over-the-whole-run.md.
"""

from collections.abc import Callable

from pipeline.errors import StopRun
from workers.ledger.records import Balance

FAILURES_COUNT_FROM = 200  # documents
# When so many documents were decided, most failed and none is well, nobody waits for the rest. From
# so many on a run is judged of which nobody knows how long it is.
NOTHING_GOOD_IN = 5_000
# That many sources, or the allowed share of them if that is less, must have had failures then.
NOTHING_GOOD_IN_SOURCES = 10


class FailureLimit:
    """Judges a session by what happened since it began, so that a mended run can go on.

    `begun`: the balance at that time. `files`: how many the run's sources are. `failed_files`:
    tells how many of them have failures in the whole run, and may take long. `most`: the share of
    the documents, and of the files, that may fail; 1 for no limit.
    """

    def __init__(
        self, begun: Balance, files: int, failed_files: Callable[[], int], most: float
    ) -> None:
        self._begun = begun
        self._files = max(files, 1)
        self._ask = failed_files
        self._failed_files_before = failed_files() if begun.failed else 0
        self._most = most
        self._asked_at = 0
        self._failed_files = 0

    def check(self, now: Balance, bytes_read: int, bytes_total: int) -> None:
        """Raise `StopRun` when more than the share fails, as far as the whole run can be told.

        `bytes_total` is 0 where it is not known.
        """
        failed = now.failed - self._begun.failed
        done = _done(now) - _done(self._begun)
        if self._most >= 1 or done < FAILURES_COUNT_FROM or not failed:
            return
        nothing_good = done >= NOTHING_GOOD_IN and _good(now) == _good(self._begun)
        if nothing_good and failed > self._most * done:
            fewest = min(NOTHING_GOOD_IN_SOURCES, self._most * self._files)
        elif failed > self._most * self._to_come(now, done, bytes_read, bytes_total):
            fewest = self._most * self._files
        else:
            return
        files = self._failed_sources(failed)
        if files > fewest:
            worst = next(iter(now.failed_by_error), "")
            raise StopRun(
                f"{failed:,} of {done:,} documents failed, in {files:,} of {self._files:,} files, "
                f"most of them with {worst}; see `docmill status {now.run}`, mend the cause and go "
                "on with `docmill resume`, or allow more with DOCMILL_MAX_FAILED_SHARE"
            )

    def _to_come(self, now: Balance, done: int, read: int, total: int) -> float:
        """How many documents this session will have decided at the end of the run."""
        if not total:
            return done if done >= NOTHING_GOOD_IN else float("inf")
        if not read:
            return float("inf")
        return max(now.expected, now.expected * total / read) - _done(self._begun)

    def _failed_sources(self, failed: int) -> int:
        if failed > 1.1 * self._asked_at:
            self._asked_at = failed
            self._failed_files = self._ask() - self._failed_files_before
        return self._failed_files


def _done(balance: Balance) -> int:
    return balance.expected - balance.in_flight


def _good(balance: Balance) -> int:
    return sum(balance.outcomes.values()) - balance.failed - balance.filtered
