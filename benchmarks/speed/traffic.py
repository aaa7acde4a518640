"""How many bytes go through Redis for a document, whatever they are for.

`python -m benchmarks.speed.traffic [--documents N]`: runs over BBC articles of the development
corpus with a link for each stage and with one link for all, on a Redis that nobody else uses.
Prints what that server counted as read and written, a document, beside the articles' own compressed
size.
"""

import argparse
import tempfile
from pathlib import Path
from typing import cast

import zstandard

from benchmarks.corpus import write_corpus
from benchmarks.measuring.docmill_command import docmill_environment, docmill_run
from testbed.broker import running_broker

CHAINS = ("convert+clean|extract|classify", "convert+clean+extract+classify")
LIMIT_SECONDS = 600


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        corpus = Path(name, "corpus")
        documents = write_corpus(corpus, given.documents)
        sizes = [len(zstandard.compress(path.read_bytes())) for path in corpus.glob("*/*.txt")]
        print(f"{documents:,} articles, each by itself {sum(sizes) / documents:,.0f} B compressed")
        for chain in CHAINS:
            into, out = traffic(corpus, documents, Path(name, f"data-{len(chain)}"), chain)
            print(
                f"{chain:<26} into Redis {into / documents:6,.0f} B  out of it "
                f"{out / documents:6,.0f} B  together {(into + out) / documents:6,.0f} B a document"
            )


def traffic(corpus: Path, documents: int, data_dir: Path, chain: str) -> tuple[int, int]:
    """The bytes that Redis received and sent while a run lasted, start and end of it included."""
    with running_broker() as broker, broker.client() as client:
        environment = {
            **docmill_environment(data_dir, None, "traffic"),
            "DOCMILL_BROKER_URL": broker.url,
            "DOCMILL_LINKS": chain,
        }
        docmill_run(corpus, documents, environment, LIMIT_SECONDS)
        counted = cast("dict[str, int]", client.info("stats"))
        return counted["total_net_input_bytes"], counted["total_net_output_bytes"]


if __name__ == "__main__":
    main()
