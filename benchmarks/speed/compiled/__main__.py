"""What compiling would give: `python -m benchmarks.speed.compiled [--rounds N] [--documents N]`.

The window layers and moves of the name finder as a C file (`kernel.c`, AVX-512, the best case)
against the numpy that docmill runs. First the names alone: how many documents differ, and the
ratio of processor times of batches in turn. Then whole runs beside `docmill up`, with and without
it, in turn, on Elasticsearch and embedded. Needs a C compiler. docmill keeps numpy unless the
whole is 1.25 times as fast (docs/decisions/0013-no-compiled-kernel.md).
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

from benchmarks.corpus import ROOT, SHARED, write_corpus
from benchmarks.measuring.docmill_command import docmill_environment, docmill_run, running_up
from benchmarks.measuring.ratios import in_turn, paired
from benchmarks.speed.compiled.kernel import NotBuilt, build, compiled
from benchmarks.speed.ner_equality import compare, texts_of
from benchmarks.speed.warming import warm
from pipeline.extract.languages import ENGLISH
from pipeline.extract.model import Recogniser
from testbed.elasticsearch import start_elasticsearch

HOOK = Path(__file__).with_name("hook")
LIMIT_SECONDS = 600.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.speed.compiled", description=__doc__)
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
            sys.exit(f"benchmarks.speed.compiled: {error}")
        documents = write_corpus(folder / "corpus", given.documents)
        with start_elasticsearch() as server:
            warm(server.url)
            for index, url in (("Elasticsearch", server.url), ("embedded", None)):
                compare_runs(folder, documents, given.rounds, library, index, url)


def compare_names(library: Path) -> None:
    """Names alone: a line for new words, one for known ones."""
    numpy, kernel = Recogniser(ENGLISH), Recogniser(ENGLISH)
    fast: Any = kernel._fast
    compiled(fast, library)
    texts = texts_of(SHARED / "corpus" / "bbc-dev.jsonl.gz")
    print(f"{'words':>12} {'documents':>9} {'entities':>9} {'differing':>9} {'ratio':>6}  ms each")
    for words in ("new", "known"):
        compare(words, texts, numpy.spans, kernel)


def compare_runs(
    folder: Path, documents: int, rounds: int, library: Path, index: str, url: str | None
) -> None:
    """One line on whole runs; one round more than said, the first of which does not count."""
    pace: dict[bool, dict[int, float]] = {False: {}, True: {}}
    for number in range(rounds + 1):
        for kernel in in_turn([False, True], number):
            name = f"{index.lower()}-{number}-{int(kernel)}"
            environment = docmill_environment(folder / name, url, name)
            environment["PYTHONPATH"] = f"{HOOK}:{ROOT}"
            if kernel:
                environment["DOCMILL_BENCHMARK_KERNEL"] = str(library)
            with running_up(environment):
                seconds, _ = docmill_run(folder / "corpus", documents, environment, LIMIT_SECONDS)
            if number:
                pace[kernel][number] = documents / seconds
        if number:
            plain, fast = (paces[number] for paces in pace.values())
            print(f"{index}: {plain:.1f} documents/s, compiled {fast:.1f}", flush=True)
    ratio = paired(pace[True], pace[False])
    if ratio is not None:
        print(
            f"{index}: compiled is {ratio.median:.2f} times as fast "
            f"({ratio.low:.2f} to {ratio.high:.2f}, {ratio.count} rounds)",
            flush=True,
        )


if __name__ == "__main__":
    main()
