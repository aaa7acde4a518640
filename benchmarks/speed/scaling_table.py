"""What the scaling benchmark has shown: as `scaling.json` keeps it, and as a table."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from benchmarks.measuring.ratios import paired, spread

RESULTS = Path(__file__).with_name("scaling.json")


class Measured(msgspec.Struct, frozen=True):
    """One run.

    Attributes:
        docs_per_s: from the run's start, workers ready, to its last document accounted for.
        producer_ms, workers_ms, broker_ms, index_ms: processor time a document; that of the
            index is Elasticsearch's, the embedded one's writer is among the workers.
        producer_share: the producer's processor time in the wall time, its start left out.
        disk_share: the part of the wall time that the producer waited for the disk.
        broker_bytes, broker_commands: into Redis and out of it, a document.
        idle_commands_per_s: what a worker that has nothing to do asks of Redis.
        others_share: the part of the machine's processor time that went to other processes.
    """

    arrangement: str
    round: int
    docs_per_s: float
    producer_ms: float
    producer_share: float
    disk_share: float
    workers_ms: float
    broker_ms: float
    index_ms: float
    broker_bytes: float
    broker_commands: float
    idle_commands_per_s: float
    others_share: float


class Results(msgspec.Struct, frozen=True):
    """All runs. `shared`: why hosts were only processes; None when each had its network."""

    when: str
    documents: int
    machine: dict[str, str]
    version: str
    index: str
    shared: str | None
    measured: list[Measured]


def table(results: Results) -> str:
    """The Markdown that says what was measured, and on what."""
    runs = by_arrangement(results)
    first = next(iter(runs))
    apart = "each host in a network namespace" if not results.shared else results.shared
    lines = [
        f"{results.documents:,} BBC articles, {len(runs[first])} rounds in which all ran in turn; "
        f"index: {results.index}; {apart}; {results.when}.",
        f"{results.machine['processor']}, {results.machine['cores']} cores for everything; "
        f"Python {results.machine['python']}; {results.version}.",
        "",
        f"| workers | docs/s | × {first} | producer, % of wall time | waiting for the disk, % | "
        "other processes, % of the machine |",
        "|---|---|---|---|---|---|",
    ]
    paces = {
        name: {number: one.docs_per_s for number, one in rounds.items()}
        for name, rounds in runs.items()
    }
    for name, rounds in runs.items():
        ratio = paired(paces[name], paces[first])
        lines.append(
            f"| {name} | {_spread(rounds, lambda one: one.docs_per_s, 1)} | "
            + (f"{ratio.median:.2f} ({ratio.low:.2f} to {ratio.high:.2f})" if ratio else "–")
            + f" | {_spread(rounds, lambda one: one.producer_share * 100, 2)} | "
            f"{_spread(rounds, lambda one: one.disk_share * 100, 2)} | "
            f"{_spread(rounds, lambda one: one.others_share * 100, 0)} |"
        )
    lines += [
        "",
        "| workers | producer, ms | workers, ms | Redis, ms | index, ms | Redis, bytes | "
        "Redis, commands | commands/s of an idle worker |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, rounds in runs.items():
        cells = [
            _median(rounds, lambda one: one.producer_ms, 3),
            _median(rounds, lambda one: one.workers_ms, 2),
            _median(rounds, lambda one: one.broker_ms, 3),
            _median(rounds, lambda one: one.index_ms, 2),
            _median(rounds, lambda one: one.broker_bytes, 0),
            _median(rounds, lambda one: one.broker_commands, 2),
            _median(rounds, lambda one: one.idle_commands_per_s, 1),
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def by_arrangement(results: Results) -> dict[str, dict[int, Measured]]:
    """arrangement → round → run."""
    found: dict[str, dict[int, Measured]] = {}
    for one in sorted(results.measured, key=lambda one: one.round):
        found.setdefault(one.arrangement, {})[one.round] = one
    return found


def _spread(rounds: dict[int, Measured], figure: Callable[[Measured], float], digits: int) -> str:
    known = spread(map(figure, rounds.values()))
    return f"{known.median:.{digits}f} ({known.low:.{digits}f} to {known.high:.{digits}f})"


def _median(rounds: dict[int, Measured], figure: Callable[[Measured], float], digits: int) -> str:
    return f"{spread(map(figure, rounds.values())).median:.{digits}f}"


def save(results: Results, path: Path) -> None:
    """Write them, readable."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")


def load(path: Path) -> Results:
    """Read the results.

    Raises:
        OSError: the file cannot be read.
        msgspec.DecodeError: it has another form.
    """
    return msgspec.json.decode(path.read_bytes(), type=Results)
