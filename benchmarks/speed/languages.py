"""What the extract stage costs by language.

    python -m benchmarks.speed.languages --shared ../shared [--language pt]

Processor time of one core for 400 words, warm, on the development parts that the networks of
`docmill-names` were chosen by, put together as documents of 400 words or a few more. All that the
stage does is in it: network, lists, patterns, entities. Prints the median of the rounds, the least,
and what the network alone takes.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

# Before numpy is loaded: as in a worker's children, one core each.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

from pipeline.extract.languages import NAMES, trained_languages
from pipeline.extract.model import Recogniser
from pipeline.extract.stage import ExtractStage
from pipeline.records import Cleaned, Document, Locator, Metadata, Work
from tools.names.training import NETWORKS, sentences

WORDS = 400  # of a document, and what the figures are for
DOCUMENTS = 40
LANGUAGES = tuple(dict.fromkeys(code for of in NETWORKS.values() for code in of))


def main() -> None:
    """Measure and print a line for each language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--language", action="append")
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    stage = ExtractStage()
    for language in asked.language or LANGUAGES:
        texts = [*documents(asked.shared / "corpus" / "names", language)][:DOCUMENTS]
        words = sum(len(text.split()) for text in texts)
        works = [work(text, language) for text in texts]
        model = Recogniser(NAMES, network=trained_languages()[language].network)
        model.spans(texts)
        whole = costs(partial(stage.process, works), asked.rounds, words)
        alone = costs(partial(model.spans, texts), asked.rounds, words)
        print(
            f"{language}: {len(works)} documents, {words} words; ms for {WORDS} words: "
            f"{statistics.median(whole):.2f}, least {min(whole):.2f}, "
            f"network alone {statistics.median(alone):.2f}",
            flush=True,
        )


def documents(corpora: Path, language: str) -> Iterator[str]:
    """Texts of at least `WORDS` words, a sentence a line."""
    lines: list[str] = []
    words = 0
    for sentence in sentences(corpora, language)[1]:
        lines.append(sentence.text)
        words += len(sentence.text.split())
        if words >= WORDS:
            yield "\n".join(lines)
            lines, words = [], 0


def work(text: str, language: str) -> Work:
    """A document that is cleaned already."""
    document = Document(locator=Locator("languages:"), id="0" * 32, media_type="text/plain",
                        raw=text, raw_hash="", size=len(text), metadata=Metadata())  # fmt: skip
    return Work(document, cleaned=Cleaned("", text, language, ""))


def costs(act: Callable[[], object], rounds: int, words: int) -> list[float]:
    """Milliseconds for `WORDS` words in each round; the first run is not counted."""
    act()
    found = []
    for _ in range(rounds):
        begun = time.process_time()
        act()
        found.append((time.process_time() - begun) * 1_000 * WORDS / words)
    return found


if __name__ == "__main__":
    main()
