"""How long a search takes in the embedded index: `python -m benchmarks.speed.search`.

Documents (100,000 unless told) that are put together from the sentences of BBC articles, each with
the names and topics of one of them, all in one index. Then 200 searches of each kind, in this
process, by words that the articles have: one to three words, the same with facets, one misspelt
word, a phrase, a part of a name. Prints the median and the 95th percentile of processor
milliseconds: a search runs on one core.
"""

import argparse
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.speed.index import worked
from benchmarks.speed.milliseconds import cut
from pipeline.index import Facets, IndexEntry, SearchRequest
from pipeline.query.parse import parse
from workers.indexes.embedded.index import EmbeddedIndex

SEARCHES = 200
AT_ONCE = 512
SEED = 16


def main() -> None:
    """Fill an index, search it warm, print a line for each kind of search."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    number = parser.parse_args().documents
    records = worked()
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        index = EmbeddedIndex(Path(folder))
        index.prepare()
        for some in cut(list(range(number)), AT_ONCE):
            index.write([document(at, records, chance) for at in some])
        index.close()
        for kind, typed in kinds(records).items():
            facets = Facets() if kind == "words, with facets" else None
            asked = [typed(chance) for _ in range(SEARCHES)]
            costs = sorted(spent(index, text, facets) for text in asked for _ in range(2))
            p95 = costs[int(0.95 * len(costs))]
            print(f"{kind:<20} {statistics.median(costs):6.1f} {p95:6.1f} ms", flush=True)
        index.close()


def document(at: int, records: list[dict[str, Any]], chance: random.Random) -> IndexEntry:
    """A document of sentences from several articles."""
    record = chance.choice(records)
    length = record["text"].count(". ") + 1
    sentences = (chance.choice(chance.choice(records)["text"].split(". ")) for _ in range(length))
    fields = {**record, "text": ". ".join(sentences), "content_hash": f"{at:032x}"}
    return IndexEntry(f"{at:032x}", 1, fields)


def kinds(records: list[dict[str, Any]]) -> dict[str, Callable[[random.Random], str]]:
    """What is typed, by the kind of search: words as often as the articles have them."""
    words = [word for one in records for word in one["text"].split() if word.isalpha()]
    pairs = [" ".join(pair) for pair in itertools.pairwise(words)]
    people = [part for one in records for name in one.get("people", ()) for part in name.split()]

    def several(chance: random.Random) -> str:
        return " ".join(chance.choices(words, k=chance.randint(1, 3)))

    def misspelt(chance: random.Random) -> str:
        word = chance.choice([word for word in chance.choices(words, k=50) if len(word) > 5])
        at = chance.randrange(1, len(word) - 1)
        return f"{word[:at]}{word[at + 1 :]}~"

    return {
        "words": several,
        "words, with facets": several,
        "a misspelt word": misspelt,
        "a phrase": lambda chance: f'"{chance.choice(pairs)}"',
        "a part of a name": lambda chance: f"person:{chance.choice(people)}",
    }


def spent(index: EmbeddedIndex, text: str, facets: Facets | None) -> float:
    """Processor milliseconds of one search, from what is typed to the hits."""
    begun = time.process_time()
    index.search(SearchRequest(parse(text).node, facets=facets))
    return (time.process_time() - begun) * 1_000


if __name__ == "__main__":
    main()
