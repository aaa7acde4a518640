"""The balance of a run, as JSON and as tables."""

from collections.abc import Sequence
from typing import Any

from pipeline.counts import COUNTS
from workers.command.exit_codes import EXIT_FAILED_DOCUMENTS
from workers.command.view.output import notice, print_json, results, wants_json
from workers.command.view.tables import balance_table, count_table, failure_table, repair_table
from workers.ledger.equal_keys import equal_keys
from workers.ledger.records import Balance, Failure
from workers.ledger.states import State
from workers.reading.balances import counts
from workers.reading.ledger import opened_ledger
from workers.settings import Settings

FAILURES_SHOWN = 20
# There is a warning when a repair removes or alters more than this many words in 100,000. In clean
# news all repairs together reach 10; more means a damaged archive, or a faulty repair.
MOST_ALTERED = 20.0
# Fewer words say nothing of a rate: two of 32 are chance.
FEWEST_ALTERED = 5


def first_failures(settings: Settings, balance: Balance) -> list[Failure]:
    """The failures that a summary lists."""
    if not balance.failed:
        return []
    with opened_ledger(settings) as ledger:
        return ledger.failures(balance.run, FAILURES_SHOWN) if ledger else []


def request_warnings(settings: Settings, balance: Balance) -> list[str]:
    """A warning when what the run was asked for gave nothing, or one key to several documents."""
    with opened_ledger(settings) as ledger:
        state = ledger.state(balance.run) if ledger else None
        equal = equal_keys(ledger, balance.run) if ledger else 0
    found = []
    if state and balance.state is State.DONE and not balance.expected:
        request = state.request
        patterns = [f"--include {pattern}" for pattern in request.include]
        patterns += [f"--exclude {pattern}" for pattern in request.exclude]
        asked = f"no path or member is left by {' '.join(patterns)}" if patterns else "it is empty"
        found.append(f"nothing was read of {', '.join(request.sources)}: {asked}")
    if equal:
        found.append(
            f"{equal:,} documents have a key (--id-field) that another document of the run has "
            "too: of those with one key only one is in the index; choose a field that differs"
        )
    return found


def summary(balance: Balance, failures: list[Failure], more: Sequence[str] = ()) -> dict[str, Any]:
    """The JSON of a run; `more`: further warnings."""
    return {
        "run": balance.run,
        "state": balance.state,
        **counts(balance),
        "filtered_by_reason": balance.filtered_by_reason,
        "failed_by_error": balance.failed_by_error,
        "words": balance.words,
        "repairs": {
            repair: {"words": words, "per_100000": round(per_100_000(words, balance), 1)}
            for repair, words in balance.repair_words.items()
        },
        "counts": {
            count.name: balance.counts.get(count.name, {}) for count in COUNTS if count.title
        },
        "warnings": [*warnings(balance), *more],
        "failures": [
            {
                "id": failure.id,
                "source": failure.source,
                "stage": failure.stage,
                "error": failure.error,
                "message": failure.message,
            }
            for failure in failures
        ],
    }


def per_100_000(words: int, balance: Balance) -> float:
    """These words, in 100,000 words of the run's texts."""
    return 100_000 * words / max(balance.words, 1)


def warnings(balance: Balance) -> list[str]:
    """A sentence for each repair and each count that the user should look at."""
    advice = [count.advice(balance.counts.get(count.name, {})) for count in COUNTS]
    return [
        *filter(None, advice),
        *_repair_warnings(balance),
    ]


def _repair_warnings(balance: Balance) -> list[str]:
    return [
        f"{repair} removed or altered {rate:,.0f} in 100,000 words; look at what it did: "
        f"docmill search repaired:{repair}"
        for repair, words in balance.repair_words.items()
        if (rate := per_100_000(words, balance)) > MOST_ALTERED and words >= FEWEST_ALTERED
    ]


def show_balance(balance: Balance, failures: list[Failure], more: Sequence[str] = ()) -> None:
    """Show the balance as tables; `more`: further warnings."""
    results.print(balance_table(balance))
    if balance.filtered:
        results.print(f"what was left out, and why: docmill left-out {balance.run}", style="dim")
    if any(count.title and balance.counts.get(count.name) for count in COUNTS):
        results.print(count_table(balance.counts))
    if balance.repair_words:
        rates = {
            repair: per_100_000(words, balance) for repair, words in balance.repair_words.items()
        }
        results.print(repair_table(balance, rates, MOST_ALTERED, FEWEST_ALTERED))
    for warning in (*warnings(balance), *more):
        results.print(warning, style="yellow")
    if failures:
        results.print(failure_table(failures, balance.failed))


def print_result(settings: Settings, balance: Balance, json: bool | None) -> int:
    """Print a finished run as JSON or as tables; returns the exit code."""
    failures = first_failures(settings, balance)
    more = request_warnings(settings, balance)
    if wants_json(json):
        print_json(summary(balance, failures, more))
        for warning in (*warnings(balance), *more):
            notice(warning)
    else:
        show_balance(balance, failures, more)
    return EXIT_FAILED_DOCUMENTS if balance.failed else 0
