"""Where a document's milliseconds go: `python -m benchmarks.speed.milliseconds [--rounds N]`.

Each step of the road by itself, in processor time of one core, on every second BBC article after
the others have filled what is remembered: a document is 380 words on average. Prints medians.
"""

import argparse
import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# Before numpy is loaded: as in a worker's children, one core each.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

from benchmarks.corpus import articles
from benchmarks.quality.cost import works
from benchmarks.quality.kit import MODEL
from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.model import Recogniser
from pipeline.extract.resolution import resolve
from pipeline.fields import Written, index_fields
from pipeline.index import IndexEntry
from pipeline.records import Work
from pipeline.stage import Stage, build_stages
from workers.broker.payloads import GAINS, Envelope, Gain, Place, pack, pack_batch, unpack
from workers.indexes.embedded.index import EmbeddedIndex
from workers.settings import load_settings
from workers.worker.stage_sets import load_stage

BATCH = 64
WRITTEN = Written("20260101-000000-0000", "0000001", 1, datetime.now(UTC))


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    documents = works([f"{article.title}\n\n{article.text}" for article in articles("bbc")])
    warm, told = documents[1::2], documents[0::2]
    stages = build_stages(load_settings().stage_names)
    for stage in stages:
        load_stage(stage)
        warm = through(stage, warm)
    model = Recogniser(MODEL)
    model.spans([work.cleaned.text for work in warm if work.cleaned])
    gc.collect()
    gc.freeze()  # as a worker does before it forks
    spent: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, seconds in one_round(stages, model, told).items():
            spent.setdefault(name, []).append(seconds * 1_000 / len(told))
    for name, costs in spent.items():
        print(f"{name:<44} {statistics.median(costs):6.2f} ms")


def one_round(
    stages: Sequence[Stage], model: Recogniser, documents: Sequence[Work]
) -> dict[str, float]:
    """Seconds of each step for all of the documents."""
    spent: dict[str, float] = {}

    def timed(name: str, act: Callable[..., Any], *given: Any) -> Any:
        begun = time.process_time()
        answer = act(*given)
        spent[name] = spent.get(name, 0.0) + time.process_time() - begun
        return answer

    envelopes = [Envelope(0, False, tuple(Place(w.document) for w in b)) for b in cut(documents)]
    timed("pack what was read", lambda: [pack_batch(envelope) for envelope in envelopes])
    for stage in stages:
        documents = timed(f"stage {stage.name}", through, stage, documents)
        gains = [
            Gain(
                work.cleaned if "cleaned" in stage.gives else None,
                work.entities if "entities" in stage.gives else None,
                work.topics if "topics" in stage.gives else None,
            )
            for work in documents
        ]
        timed("pack and unpack results", there_and_back, gains)
    texts = [work.cleaned.text for work in documents if work.cleaned]
    spans = timed("  of extract: the model", model.spans, texts)
    pairs = list(zip(texts, spans, strict=True))
    timed("  of extract: joining", lambda: [resolve(t, s, packaged()) for t, s in pairs])
    fields = timed("index fields", lambda: [index_fields(w, ("a:1",), WRITTEN) for w in documents])
    entries = [IndexEntry(f"{i:032x}", 1, one) for i, one in enumerate(fields)]
    with tempfile.TemporaryDirectory() as folder:
        index = EmbeddedIndex(Path(folder))
        index.prepare()
        timed("embedded index", lambda: [index.write(some) for some in cut(entries, 8 * BATCH)])
        timed("embedded index", index.close)
    return spent


def there_and_back(gains: Sequence[object]) -> None:
    """What one hop through Redis costs, without the way there."""
    for some in cut(gains):
        unpack(pack(some), GAINS)


def through(stage: Stage, documents: Sequence[Work]) -> list[Work]:
    """The documents after a stage, in batches."""
    worked = [one for batch in cut(documents) for one in stage.process(batch)]
    return [one for one in worked if isinstance(one, Work)]


def cut(items: Sequence[Any], size: int = BATCH) -> list[Sequence[Any]]:
    """Runs of so many."""
    return [items[first : first + size] for first in range(0, len(items), size)]


if __name__ == "__main__":
    main()
