"""Does a pool child stay as large as it is? `python -m benchmarks.memory.pool [--batches N]`.

The real stages, two pool children and the embedded index, over batches of short documents, no two
alike: sentences of BBC and AG News items, in each document some words that no other has, so
that whatever is remembered by word fills. Prints the memory of a child (MiB, the mean of both)
after 50 batches each, then on the way to `--batches`, and the ratio of the last to the first.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from benchmarks.corpus import articles
from benchmarks.measuring.docmill_command import DOCMILL
from benchmarks.memory.watching import documents_done, size
from testbed.environment import clean_environment

CHILDREN = 2
SENTENCES = 3  # in a document
FIRST = 50  # batches, of each child
STEPS = 10
_SYLLABLES = ("ba", "do", "ke", "li", "mo", "nu", "pra", "ras", "sten", "ti", "vor", "zel")


def main() -> int:
    """Run and sample; returns the exit code of the run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=1_000, help="of each child")
    parser.add_argument("--in-batch", type=int, default=8, help="documents in each batch")
    parser.add_argument("--new-words", type=int, default=3, help="in each document")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        source = scratch / "documents.jsonl"
        number = given.batches * CHILDREN * given.in_batch
        with source.open("w", encoding="utf-8") as lines:
            for document in documents(number, given.new_words):
                lines.write(json.dumps(document) + "\n")
        environment = clean_environment(
            {
                "DOCMILL_DATA_DIR": str(scratch / "data"),
                "DOCMILL_CONCURRENCY": str(CHILDREN),
                "DOCMILL_BATCH_DOCUMENTS": str(given.in_batch),
            }
        )
        command = [DOCMILL, "run", str(source), "--json"]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as run:
            curve = sample(run, scratch / "data" / "ledger.sqlite", given.batches, given.in_batch)
            assert run.stdout
            balance = json.loads(run.stdout.read() or "{}")
    if run.returncode or balance["indexed"] != number:
        print(f"the run failed: {balance}", file=sys.stderr)
        return run.returncode or 1
    (begun, first), (ended, last) = curve[0], curve[-1]
    print(
        f"a pool child: {first:.1f} MiB after {begun} batches, {last:.1f} MiB after {ended}: "
        f"ratio {last / first:.3f}"
    )
    return 0


def documents(number: int, new_words: int) -> Iterator[dict[str, str]]:
    """Short documents, no two alike, the same in every run."""
    sentences = [
        sentence
        for corpus in ("bbc", "agnews")
        for article in articles(corpus)
        for sentence in article.text.replace("\n", " ").split(". ")
        if sentence.strip()
    ]
    chance = random.Random(1)
    for count in range(number):
        words = ". ".join(chance.sample(sentences, SENTENCES)).split(" ")
        for made in range(new_words):
            word = invented(count * new_words + made)
            words.insert(chance.randrange(len(words)), word.title() if made % 2 else word)
        yield {"id": str(count), "text": " ".join(words)}


def invented(number: int) -> str:
    """A word for a number, of at least four syllables."""
    syllables: list[str] = []
    while number or len(syllables) < 4:
        number, which = divmod(number, len(_SYLLABLES))
        syllables.append(_SYLLABLES[which])
    return "".join(syllables)


def sample(
    run: "subprocess.Popen[bytes]", ledger_path: Path, batches: int, in_batch: int
) -> list[tuple[int, float]]:
    """Print the curve and return it: batches of a child, and its MiB."""
    process = psutil.Process(run.pid)
    curve: list[tuple[int, float]] = []
    mark = FIRST
    while run.poll() is None and mark <= batches:
        time.sleep(0.02)
        if (each := documents_done(ledger_path) // (in_batch * CHILDREN)) >= mark:
            curve.append((each, mean_of_children(process)))
            print(f"{each:>6,} batches  {curve[-1][1]:6.1f} MiB", flush=True)
            mark = min(batches, (each // (batches // STEPS) + 1) * (batches // STEPS))
            if each >= batches:
                break
    return curve


def mean_of_children(producer: psutil.Process) -> float:
    """MiB of a pool child: the mean of all, each with its share of what they share."""
    workers = [c for c in producer.children() if "--name worker" in " ".join(c.cmdline())]
    sizes = [size(child) for worker in workers for child in worker.children()]
    return sum(sizes) / len(sizes)


if __name__ == "__main__":
    sys.exit(main())
