"""The limit of failures: beyond it something must be wrong with the whole run."""

from pipeline.errors import StopRun
from workers.ledger.records import Balance

FAILURES_COUNT_FROM = 200


def stop_for_failures(begun: Balance, now: Balance, most: float) -> None:
    """Raise `StopRun` when so much fails that something must be wrong with the whole run.

    Counted is what happened since this session began, so that a mended run can go on.
    """
    failed = now.failed - begun.failed
    done = (now.expected - now.in_flight) - (begun.expected - begun.in_flight)
    if done >= FAILURES_COUNT_FROM and failed > most * done:
        worst = next(iter(now.failed_by_error), "")
        raise StopRun(
            f"{failed:,} of {done:,} documents failed, most of them with {worst}; see "
            f"`docmill status {now.run}`, mend the cause and go on with `docmill "
            "resume`, or allow more with DOCMILL_MAX_FAILED_SHARE"
        )
