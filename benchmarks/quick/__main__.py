"""`make bench-quick`: docmill against the same work without a queue, in one run.

Contestants, run in turn so that a noisy machine is noisy for all: docmill (workers warm, as
`docmill up` keeps them), docmill's own stages in two plain processes (`benchmarks.quick.plain`),
and the fixed minimal script, where it is found. Counts are verified in the index. Prints one line a
run and the medians of the paired ratios. `make bench` compares with more.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.corpus import write_corpus
from benchmarks.measuring.docmill_command import (
    docmill_environment,
    docmill_run,
    plain_run,
    running_up,
)
from benchmarks.measuring.environments import EnvironmentNotMade
from benchmarks.measuring.ratios import paired
from benchmarks.measuring.running import RunFailed
from benchmarks.quick.fixed_script import SCRIPT, run_fixed_script
from testbed.broker import free_port
from testbed.elasticsearch import start_elasticsearch

LIMIT_SECONDS = 600.0
WARMING_DOCUMENTS = 100

Paces = dict[str, dict[int, float]]


def measure(scratch: Path, kind: str, url: str, documents: int, rounds: int) -> Paces:
    """Documents a second on one kind of index, by contestant and round."""
    corpus = scratch / "corpus"
    documents = write_corpus(corpus, documents)
    index_url = url if kind == "elasticsearch" else None
    up = {
        **docmill_environment(scratch / kind, index_url, f"docmill-{kind}"),
        "DOCMILL_FLOWER_PORT": str(free_port()),
        "DOCMILL_PAGE_PORT": str(free_port()),
    }
    paces: Paces = {}
    with running_up(up):
        docmill_run(corpus, documents, up, LIMIT_SECONDS)  # loads what is loaded lazily
        for number in range(rounds):
            name = f"plain-{kind}-{number}"
            alone = docmill_environment(scratch / name, index_url, name)
            seconds, _ = docmill_run(corpus, documents, up, LIMIT_SECONDS)
            plain_seconds, _ = plain_run(corpus, documents, alone, LIMIT_SECONDS)
            measured = {"docmill": documents / seconds, "plain": documents / plain_seconds}
            if SCRIPT.is_file():
                measured["script"], _ = run_fixed_script(corpus, documents, url, LIMIT_SECONDS)
            for contestant, pace in measured.items():
                paces.setdefault(contestant, {})[number] = pace
                label = f"{contestant} ({kind})"
                print(f"round {number + 1}  {label:<24} {pace:7.1f} docs/s", flush=True)
    return paces


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as folder, start_elasticsearch() as server:
            scratch = Path(folder)
            if SCRIPT.is_file():  # warms Elasticsearch and the disk cache
                written = write_corpus(scratch / "warming", WARMING_DOCUMENTS)
                run_fixed_script(scratch / "warming", written, server.url, LIMIT_SECONDS)
            paces = {
                kind: measure(scratch, kind, server.url, given.documents, given.rounds)
                for kind in ("elasticsearch", "embedded")
            }
    except (EnvironmentNotMade, RunFailed) as error:
        sys.exit(f"benchmarks.quick: {error}")
    for kind, by_contestant in paces.items():
        for other in ("plain", "script"):
            ratio = paired(by_contestant["docmill"], by_contestant.get(other, {}))
            if ratio is not None:
                print(
                    f"docmill {kind} / {other}: {ratio.median:.3f} "
                    f"(median of {ratio.count}, {ratio.low:.3f} to {ratio.high:.3f})"
                )


if __name__ == "__main__":
    main()
