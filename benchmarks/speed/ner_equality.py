"""Does docmill's own run of a model find what spaCy finds, and how much faster?

`python -m benchmarks.speed.ner_equality`: BBC and AG articles of the development corpus and odd
texts made of them, in batches of 64 that go through `nlp.pipe` and through docmill in turn, on one
core. Prints how many documents differ, with the first of them, and the ratio of the processor
times. `--package` and `--texts FILE` (JSON lines with a field `text`) are for other models.
"""

import argparse
import gzip
import json
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

# Before numpy is loaded: both paths have one core.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

from benchmarks.corpus import SHARED
from pipeline.extract.languages import ENGLISH
from pipeline.extract.model import Recogniser, load_pipeline
from pipeline.extract.span import Span

BATCH = 64
LONG = 100_000  # characters


def main() -> None:
    """Compare, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", default=ENGLISH)
    parser.add_argument("--texts", type=Path)
    given = parser.parse_args()
    recogniser = Recogniser(given.package)
    if recogniser.path != "numpy":
        raise SystemExit(f"{given.package} is left to spaCy: {recogniser.why}")
    stock = tuned(given.package)
    kinds = {given.texts.name: texts_of(given.texts)} if given.texts else dict(english())
    print(f"{'texts':>12} {'documents':>9} {'entities':>9} {'differing':>9} {'ratio':>6}  ms each")
    for kind, texts in kinds.items():
        compare(kind, texts, stock, recogniser)


def english() -> Iterator[tuple[str, list[str]]]:
    """Articles as they are, then damaged in ways that a tokenizer may stumble over."""
    bbc, ag = (texts_of(SHARED / "corpus" / f"{name}-dev.jsonl.gz") for name in ("bbc", "agnews"))
    yield "BBC", bbc
    yield "AG", ag
    yield "capitals", [text.upper() for text in ag[::4]]
    yield "odd blanks", [odd(text, random.Random(n)) for n, text in enumerate(bbc[::4])]
    yield "markup", [markup(text) for text in ag[1::8]]
    yield "tables, logs", [table(text, random.Random(n)) for n, text in enumerate(ag[2::8])]
    yield "long", ["\n\n".join(bbc[:60])[:LONG], " ".join("".join(bbc[60:110]).split())[:LONG]]


def texts_of(path: Path) -> list[str]:
    """The field `text` of each line."""
    opened = gzip.open if path.suffix == ".gz" else open
    with cast(Callable[..., Any], opened)(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def odd(text: str, chance: random.Random) -> str:
    """Other white space, emoticons, emoji, addresses and other scripts between the words."""
    between = [" "] * 12 + [
        "  ",
        "\n",
        "\t",
        "\u00a0",
        " :) ",
        " (: ",
        " ’’",
        "' ",
        " - ",
        "\u3000",
    ]
    between += [" 🙂 ", " 東京 ", " https://example.org/a?b=1 ", " a@b.org, ", " . ", " Mr . ", "…"]
    return "".join(word + chance.choice(between) for word in text.split())


def markup(text: str) -> str:
    """HTML that was not taken away."""
    words = text.split()
    return "".join(
        f"<p class='a'>{' '.join(words[n : n + 9])}&nbsp;</p>\n" for n in range(0, 60, 9)
    )


def table(text: str, chance: random.Random) -> str:
    """Rows and log lines."""
    return "\n".join(
        f"| {n} | {word} | {chance.randint(1, 10**6):,} | "
        f"2019-03-{n % 28 + 1:02}T12:00:01Z | {word}={chance.random():.3f};"
        for n, word in enumerate(text.split())
    )


def tuned(package: str) -> Callable[[Sequence[str]], list[list[Span]]]:
    """spaCy's own way at its best: NER alone, numpy's OpenBLAS, a memory zone for each batch."""
    from thinc.api import NumpyOps

    nlp = load_pipeline(package)
    for node in cast(Any, nlp.get_pipe("ner")).model.walk():
        node.ops = NumpyOps(use_blis=False)

    def spans(texts: Sequence[str]) -> list[list[Span]]:
        with nlp.memory_zone():
            return [
                [Span(e.start_char, e.end_char, e.label_) for e in doc.ents]
                for doc in nlp.pipe(texts, batch_size=BATCH)
            ]

    return spans


def compare(
    kind: str,
    texts: Sequence[str],
    stock: Callable[[Sequence[str]], list[list[Span]]],
    recogniser: Recogniser,
) -> None:
    """One line: the median of the batches' ratios, and the times of all of them."""
    entities = differing = 0
    spent: list[tuple[float, float]] = []
    for begin in range(0, len(texts), BATCH):
        batch = texts[begin : begin + BATCH]
        times = [time.process_time()]
        expected = stock(batch)
        times.append(time.process_time())
        found = recogniser.spans(batch)
        times.append(time.process_time())
        spent.append((times[1] - times[0], times[2] - times[1]))
        entities += sum(map(len, expected))
        for text, one, spans in zip(batch, expected, found, strict=True):
            other = [Span(*span[:3]) for span in spans]
            if one != other:
                differing += 1
                print(f"{set(one) ^ set(other)} in {text[:80]!r}")
    ratio = statistics.median(one / other for one, other in spent)
    each = [1000 * sum(times) / len(texts) for times in zip(*spent, strict=True)]
    print(
        f"{kind:>12} {len(texts):9,} {entities:9,} {differing:9} {ratio:6.2f}  "
        f"{each[0]:.2f} and {each[1]:.2f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
