"""The limit of failures, above which the cause is the run as a whole, not single documents.

See docs/decisions/0020-failures-are-judged-over-the-whole-run.md.
"""

from collections.abc import Callable

from pipeline.errors import StopRun
from workers.ledger.records import Balance

FAILURES_COUNT_FROM = 200  # documents
# After this many decided documents the run stops when no document succeeded and too many failed.
# From here on the limit also applies to a run whose length is not known.
NOTHING_GOOD_IN = 5_000
# Then failures must be in this many files, or in the allowed share of the files if that is less.
NOTHING_GOOD_IN_SOURCES = 10


class FailureLimit:
    """Counts only what happened since a session began, so that a resumed run can continue.

    `start`: the balance at the beginning of the session. `files`: number of files in the run's
    sources. `count_failed_files`: counts those with failures in the whole run; it may be slow.
    `most`: the share of documents, and of files, that may fail; 1 for no limit.
    """

    def __init__(
        self, start: Balance, files: int, count_failed_files: Callable[[], int], most: float
    ) -> None:
        self._start = start
        self._files = max(files, 1)
        self._count_failed_files = count_failed_files
        self._failed_files_before = count_failed_files() if start.failed else 0
        self._most = most
        self._failed_at_last_count = 0
        self._failed_files = 0

    def check(self, now: Balance, bytes_read: int, bytes_total: int) -> None:
        """Check the limit against the expected length of the run.

        `bytes_total` is 0 where it is not known.

        Raises:
            StopRun: too large a share of the documents fails.
        """
        failed = now.failed - self._start.failed
        done = _done(now) - _done(self._start)
        if self._most >= 1 or done < FAILURES_COUNT_FROM or not failed:
            return
        nothing_good = done >= NOTHING_GOOD_IN and _good(now) == _good(self._start)
        if nothing_good and failed > self._most * done:
            fewest = min(NOTHING_GOOD_IN_SOURCES, self._most * self._files)
        elif failed > self._most * self._expected_total(now, done, bytes_read, bytes_total):
            fewest = self._most * self._files
        else:
            return
        files = self._failed_sources(failed)
        if files > fewest:
            worst = next(iter(now.failed_by_error), "")
            raise StopRun(
                f"{failed:,} of {done:,} documents failed, in {files:,} of {self._files:,} files, "
                f"most of them with {worst}; see `docmill status {now.run}`, mend the cause and "
                "continue with `docmill resume`, or allow more with DOCMILL_MAX_FAILED_SHARE"
            )

    def _expected_total(self, now: Balance, done: int, read: int, total: int) -> float:
        """How many documents this session will probably have decided at the end of the run."""
        if not total:
            return done if done >= NOTHING_GOOD_IN else float("inf")
        if not read:
            return float("inf")
        return max(now.expected, now.expected * total / read) - _done(self._start)

    def _failed_sources(self, failed: int) -> int:
        if failed > 1.1 * self._failed_at_last_count:
            self._failed_at_last_count = failed
            self._failed_files = self._count_failed_files() - self._failed_files_before
        return self._failed_files


def _done(balance: Balance) -> int:
    return balance.expected - balance.in_flight


def _good(balance: Balance) -> int:
    return sum(balance.outcomes.values()) - balance.failed - balance.filtered
