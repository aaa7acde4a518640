"""How fast `docmill resolve` settles the names of an archive, and in what memory.

`python -m benchmarks.speed.resolve [--documents N]`: an embedded index of synthetic documents of 33
mentions (30,000 documents are a million). Names are real ones of docmill's lists, given names with
surnames, towns, towns' firms, and drawn as they are in archives: how frequent one is falls with its
rank (Zipf), every topic has its own people, one person in ten is called by the surname alone, one
name in a hundred has another type or spelling.
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pipeline.extract.gazetteer.kinds import CITY, TOWN
from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.keys import key
from pipeline.fields import Written, index_fields, publication_date
from pipeline.index import IndexEntry
from pipeline.records import Cleaned, Document, Entities, Entity, Locator, Mention, Work
from pipeline.resolve.archive import Resolution, read
from workers.indexes.embedded.index import EmbeddedIndex

NAMES = 15  # of a document, with MENTIONS in all
MENTIONS = 33
DISTINCT = 60_000  # names of the whole archive
TOPICS = 400
AT_ONCE = 500
_KINDS = ("Bank", "University", "Group", "Council", "Steel", "Party", "Press")
_LABELS = ("person", "person", "organization", "place")
STARTED_AT = publication_date("2026-01-01")


def names_of(chance: random.Random) -> list[tuple[str, str]]:
    """Labels and names, all different, as many as there are in the whole archive."""
    known = packaged()
    given, surnames = sorted(known.given), sorted(known.also_names)
    towns = sorted(name for name, kind in known.kinds.items() if kind & (TOWN | CITY))
    made: dict[tuple[str, str], None] = {}
    while len(made) < DISTINCT:
        label, town = chance.choice(_LABELS), chance.choice(towns)
        name = {
            "person": f"{chance.choice(given)} {chance.choice((chance.choice(surnames), town))}",
            "organization": f"{town} {chance.choice(_KINDS)}",
            "place": town,
        }[label]
        made[label, name.title()] = None
    return list(made)


def entries(documents: int) -> Iterator[IndexEntry]:
    """The documents, always the same."""
    chance = random.Random(17)
    names = names_of(chance)
    weights = [1 / rank for rank in range(1, DISTINCT + 1)]
    topics = [chance.choices(names, weights, k=60) for _ in range(TOPICS)]
    assert STARTED_AT is not None
    written = Written("r", "b", 1, STARTED_AT)
    for number in range(documents):
        found = {
            key(name): (label, name)
            for label, name in (
                *chance.choices(chance.choice(topics), k=NAMES - 3),
                *chance.choices(names, weights, k=3),
            )
        }
        entities, mentions, place = [], [], 0
        for label, name in found.values():
            shown = name.split()[-1] if label == "person" and chance.random() < 0.1 else name
            label = chance.choice(_LABELS) if chance.random() < 0.01 else label
            shown = shown.upper() if chance.random() < 0.01 else shown
            entities.append(Entity(key(shown), shown, label, MENTIONS // NAMES))
            for again in range(MENTIONS // NAMES):
                text = shown.split()[-1] if again else shown
                mentions.append(Mention(place, place + len(text), label, text, shown))
                place += len(text) + 1
        id = f"{number:032x}"
        document = Document(id, Locator("a", record=number), "text/plain", None, id, 1)
        text = " ".join(mention.text for mention in mentions)
        work = Work(
            document, Cleaned("", text, "en", id), Entities(tuple(mentions), tuple(entities))
        )
        yield IndexEntry(id, 1, index_fields(work, (), written))


def main() -> None:
    """Make the index, resolve it, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=30_000)
    documents = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as folder:
        index = EmbeddedIndex(Path(folder) / "index")
        index.prepare()
        waiting = []
        mentions = 0
        for entry in entries(documents):
            mentions += len(entry.fields["mentions"])
            waiting.append(entry)
            if len(waiting) == AT_ONCE:
                index.write(waiting)
                waiting = []
        index.write(waiting)
        index.close()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.process_time()
        for _ in read(index):
            pass
        begun = time.process_time()
        resolution = Resolution(index, Path(folder), {})
        plan = resolution.plan(lambda _: None)
        planned = time.process_time()
        written = resolution.write(lambda _: None)
        done = time.process_time()
        resolution.close()
        index.close()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(
        f"{documents:,} documents, {mentions:,} mentions; {plan.changes}, {written:,} written, "
        f"{len(plan.variants):,} spellings proposed"
    )
    print(
        f"read: {begun - began:.1f} s of one processor, read and settled: {planned - begun:.1f} s, "
        f"written: {done - planned:.1f} s; read and settled a million mentions in "
        f"{(planned - begun) / mentions * 1e6:.0f} s; memory grew by {grown / 1024:.0f} MB"
    )


if __name__ == "__main__":
    main()
