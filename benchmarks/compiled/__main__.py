"""What compiling would give: `python -m benchmarks.compiled [--rounds N] [--documents N]`.

The window layers and moves of the name finder as a C file (`kernel.c`, AVX-512, the best case)
against the numpy that docmill runs. First the names alone: how many documents differ, and the
ratio of processor times of batches in turn. Then whole runs beside `docmill up`, with and without
it, in turn, on Elasticsearch and embedded. Needs a C compiler. docmill keeps numpy unless the
whole is 1.25 times as fast (docs/decisions/0013-no-compiled-kernel.md).
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

from benchmarks.compiled.kernel import NotBuilt, build, compiled
from benchmarks.contest.__main__ import warm
from benchmarks.corpus import write_corpus
from benchmarks.docmill_command import ROOT, docmill_environment, docmill_run, running_up
from benchmarks.ner_equality import BATCH
from benchmarks.quality_kit import articles
from benchmarks.ratios import in_turn
from pipeline.extract.languages import ENGLISH
from pipeline.extract.model import Recogniser
from tests.harness.elasticsearch import start_elasticsearch

HOOK = Path(__file__).with_name("hook")
LIMIT_SECONDS = 600.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.compiled", description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library = folder / "kernel.so"
        try:
            build(library)
            compare_names(library)
        except NotBuilt as error:
            sys.exit(f"benchmarks.compiled: {error}")
        documents = write_corpus(folder / "corpus", given.documents)
        with start_elasticsearch() as server:
            warm(server.url)
            for index, url in (("Elasticsearch", server.url), ("embedded", None)):
                compare_runs(folder, documents, given.rounds, library, index, url)


def compare_names(library: Path) -> None:
    """One line on names alone."""
    ways: list[Any] = [Recogniser(ENGLISH), Recogniser(ENGLISH)]
    compiled(ways[1]._fast, library)
    texts = [f"{article.title}\n\n{article.text}" for article in articles("bbc")]
    batches = [texts[first : first + BATCH] for first in range(0, len(texts), BATCH)]
    differing = 0
    ratios = []
    for batch in [*batches, *batches]:  # the second time all words are known
        found, spent = [], []
        for way in ways:
            begun = time.process_time()
            found.append(way.spans(batch))
            spent.append(time.process_time() - begun)
        differing += sum(one != other for one, other in zip(*found, strict=True))
        ratios.append(spent[0] / spent[1])
    new, known = (
        statistics.median(some) for some in (ratios[: len(batches)], ratios[len(batches) :])
    )
    print(f"names: {differing} of {2 * len(texts)} documents differ from numpy's")
    print(f"names: {new:.2f} times as fast with new words, {known:.2f} with known ones", flush=True)


def compare_runs(
    folder: Path, documents: int, rounds: int, library: Path, index: str, url: str | None
) -> None:
    """One line on whole runs; one round more than said, the first of which does not count."""
    ratios = []
    for number in range(rounds + 1):
        pace = {}
        for kernel in in_turn([False, True], number):
            name = f"{index.lower()}-{number}-{int(kernel)}"
            environment = docmill_environment(folder / name, url, name)
            environment["PYTHONPATH"] = f"{HOOK}:{ROOT}"
            if kernel:
                environment["DOCMILL_BENCHMARK_KERNEL"] = str(library)
            with running_up(environment):
                seconds, _ = docmill_run(folder / "corpus", documents, environment, LIMIT_SECONDS)
            pace[kernel] = documents / seconds
        if number:
            ratios.append(pace[True] / pace[False])
            print(f"{index}: {pace[False]:.1f} documents/s, compiled {pace[True]:.1f}", flush=True)
    print(
        f"{index}: compiled is {statistics.median(ratios):.2f} times as fast "
        f"({min(ratios):.2f} to {max(ratios):.2f}, {rounds} rounds)",
        flush=True,
    )


if __name__ == "__main__":
    main()
