"""How many documents a second an index takes: `python -m benchmarks.speed.index [--documents N]`.

BBC articles with all that the stages give, each copy under an id of its own, in writes of 64 and of
512 documents, from one process: to a real Elasticsearch on this machine, and to the embedded index.
Prints documents a second, and the client's processor time a document.
"""

import argparse
import itertools
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.corpus import articles
from benchmarks.quality.cost import works
from benchmarks.speed.milliseconds import WRITTEN, cut, through
from pipeline.fields import index_fields
from pipeline.index import Index, IndexEntry
from pipeline.stage import build_stages
from testbed.elasticsearch import start_elasticsearch
from workers.indexes.elasticsearch.index import ElasticsearchIndex
from workers.indexes.embedded.index import EmbeddedIndex
from workers.settings import load_settings
from workers.worker.stage_sets import load_stage

KINDS = ("Elasticsearch", "embedded")
SIZES = (64, 512)


def main() -> None:
    """Measure each index with each size, the first time to warm it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    number = parser.parse_args().documents
    records = worked()
    for kind in KINDS:
        with opened(kind) as index:
            index.prepare()
            for attempt, size in enumerate((SIZES[-1], *SIZES)):
                rate, cost = measured(index, records, number, size, attempt)
                note = "  (to warm it)" if not attempt else ""
                print(
                    f"{kind}, {size} in a write: {rate:,.0f} documents/s, {cost:.2f} ms{note}",
                    flush=True,
                )


def worked() -> list[dict[str, Any]]:
    """The fields of all BBC articles after the stages."""
    documents = works([f"{article.title}\n\n{article.text}" for article in articles("bbc")])
    for stage in build_stages(load_settings().stage_names):
        load_stage(stage)
        documents = through(stage, documents)
    return [index_fields(work, ("a:1",), WRITTEN) for work in documents]


@contextmanager
def opened(kind: str) -> Iterator[Index]:
    """An empty index."""
    if kind == "embedded":
        with tempfile.TemporaryDirectory() as folder:
            index: Index = EmbeddedIndex(Path(folder))
            yield index
            index.close()
    else:
        with start_elasticsearch() as server:
            index = ElasticsearchIndex(server.url, name="benchmark")
            yield index
            index.close()


def measured(
    index: Index, records: list[dict[str, Any]], number: int, size: int, attempt: int
) -> tuple[float, float]:
    """Documents a second, and milliseconds of this process's time a document."""
    some = itertools.islice(itertools.cycle(records), number)
    entries = [IndexEntry(f"{attempt:08x}{i:024x}", 1, one) for i, one in enumerate(some)]
    begun, spent = time.perf_counter(), time.process_time()
    for batch in cut(entries, size):
        index.write(batch)
    index.refresh()
    return (
        number / (time.perf_counter() - begun),
        (time.process_time() - spent) * 1_000 / number,
    )


if __name__ == "__main__":
    main()
