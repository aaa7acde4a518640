"""Runs the contest: `python -m benchmarks.contest [CONTESTANT …]`.

Elasticsearch is warmed beforehand (`benchmarks.speed.warming`). The first round warms the disk
cache and watches memory; its times do not count, for watching costs time. In every further round
all run in turn, each time another one first.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.contest.contestants import CONTESTANTS, Contestant, chosen
from benchmarks.contest.measuring import Course, Figures
from benchmarks.contest.results import RESULTS, Measured, Results, machine, now, save, version
from benchmarks.corpus import write_corpus
from benchmarks.measuring.environments import EnvironmentNotMade
from benchmarks.measuring.ratios import in_turn
from benchmarks.measuring.running import RunFailed
from benchmarks.speed.warming import warm
from testbed.elasticsearch import start_elasticsearch

START_SECONDS = 120.0
SLOWEST_DOCS_PER_S = 2.0
MOST_FAILURES = 2


def compete(
    contestants: list[Contestant], documents: int, rounds: int, folder: Path
) -> Iterator[Results]:
    """Run all of them in turn, until they have failed `MOST_FAILURES` times; reasons are kept.

    Yields what is known after each round: an hour's work is not lost to an interruption.
    """
    corpus = folder / "corpus"
    documents = write_corpus(corpus, documents)
    measured: list[Measured] = []
    peaks: dict[str, int] = {}
    failed: dict[str, list[str]] = {}
    versions = {contestant.name: version(contestant.name) for contestant in contestants}
    with start_elasticsearch() as server:
        warm(server.url)
        for number in range(rounds + 1):
            for contestant in in_turn(contestants, number):
                name = contestant.name
                if len(failed.get(name, ())) >= MOST_FAILURES:
                    continue
                limit = START_SECONDS + documents / SLOWEST_DOCS_PER_S
                with tempfile.TemporaryDirectory(dir=folder) as scratch:
                    course = Course(
                        corpus, documents, server.url, Path(scratch), limit, number == 0
                    )
                    try:
                        figures = contestant.measure(course)
                    except (EnvironmentNotMade, RunFailed) as error:
                        failed.setdefault(name, []).append(f"round {number}: {error}")
                        print(f"round {number}  {name} failed: {error}", flush=True)
                        continue
                _tell(number, name, figures)
                if number == 0:
                    peaks[name] = figures.peak_bytes
                else:
                    measured.append(
                        Measured(name, number, figures.wall_seconds, figures.docs_per_s)
                    )
            yield Results(now(), documents, machine(), versions, measured, peaks, failed)


def _tell(number: int, name: str, figures: Figures) -> None:
    memory = f"  {figures.peak_bytes / 1e6:6.0f} MB" if figures.peak_bytes else ""
    print(
        f"round {number}  {name:<24} {figures.docs_per_s:7.1f} docs/s once ready  "
        f"{figures.wall_seconds:6.1f} s start to searchable{memory}",
        flush=True,
    )


def main() -> None:
    """Run the contest and keep its results."""
    parser = argparse.ArgumentParser(prog="benchmarks.contest", description=__doc__)
    parser.add_argument("contestants", nargs="*", metavar="CONTESTANT", help=", ".join(CONTESTANTS))
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--index", choices=("elasticsearch", "embedded", "both"), default="both",
                        help="which docmill takes part")  # fmt: skip
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    try:
        contestants = chosen(given.contestants, given.index)
    except KeyError as error:
        sys.exit(f"no contestant {error}; there are: {', '.join(CONTESTANTS)}")
    with tempfile.TemporaryDirectory() as folder:
        for results in compete(contestants, given.documents, given.rounds, Path(folder)):
            save(results, given.results)


if __name__ == "__main__":
    main()
