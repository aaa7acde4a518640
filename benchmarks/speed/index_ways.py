"""How fast one Elasticsearch takes documents in different ways.

`python -m benchmarks.speed.index_ways`: 1, 2 and 4 write; 2 with a refresh after so many documents;
2 with compressed requests; 64 with more than the server's memory takes at once. All write enriched
BBC articles as in `benchmarks.speed.index`, each way into an index of its own. At docmill's pace of
130 documents a second a refresh after every 256 is an interval of 2 s (the engine's own is 1 s),
one after 4,096 that of 30 s which docmill sets.

All ways in turn, each round another one first. Prints medians: documents a second, processor
milliseconds a document of the writers and of Elasticsearch, requests that it refused; and what gzip
makes of a request. Writers are threads: their own work is a tenth of the server's.
"""

import argparse
import gzip
import itertools
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple
from unittest import mock

import psutil
from elasticsearch import Elasticsearch

from benchmarks.measuring.ratios import in_turn
from benchmarks.speed.index import worked
from benchmarks.speed.milliseconds import cut
from pipeline.errors import Unavailable
from pipeline.index import IndexEntry
from testbed.elasticsearch import RunningElasticsearch, start_elasticsearch
from workers.indexes.elasticsearch import bulk as elasticsearch_bulk
from workers.indexes.elasticsearch.bulk import operation
from workers.indexes.elasticsearch.connection import LEVEL
from workers.indexes.elasticsearch.index import ElasticsearchIndex
from workers.indexes.elasticsearch.portion import PortionSize

BATCH = 256  # documents in a batch of a long run
LEVELS = (LEVEL, 6, 9)  # docmill's, the usual one, that of the client itself


class Way(NamedTuple):
    """So many write; `refresh`: after so many documents, 0 = at the end only.

    `batch`: documents in a write. `adapt`: whether requests get smaller under load.
    """

    writers: int = 2
    refresh: int = 0
    compress: bool = False
    batch: int = BATCH
    adapt: bool = True

    def __str__(self) -> str:
        told = f"{self.writers} writing"
        told += f", {self.batch} at once" if self.batch != BATCH else ""
        told += "" if self.adapt else ", requests of one size"
        told += f", a refresh every {self.refresh:,}" if self.refresh else ""
        return told + (", compressed" if self.compress else "")


class Cost(NamedTuple):
    """Documents a second, milliseconds of the writers and of the server, refused requests."""

    rate: float
    writers: float
    server: float
    refused: int


class OneSize(PortionSize):
    """Requests as large as they may be, whatever the server says."""

    def refused(self, sent: int) -> None:
        """Take no notice."""


WAYS = {
    "writers": (Way(1), Way(2), Way(4)),
    "refresh": (Way(refresh=BATCH), Way(refresh=16 * BATCH), Way()),
    "compress": (Way(), Way(compress=True)),
    "load": (Way(64, batch=512, adapt=False), Way(64, batch=512)),
}


def main() -> None:
    """Measure every way and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=WAYS, help="one comparison alone")
    given = parser.parse_args()
    names = [given.only] if given.only else list(WAYS)
    ways = list(dict.fromkeys(way for name in names for way in WAYS[name]))
    records = worked()
    costs: dict[Way, list[Cost]] = {way: [] for way in ways}
    with start_elasticsearch() as server:
        measured(server, records, given.documents, Way(), "warm")
        for number in range(given.rounds):
            for way in in_turn(ways, number):
                name = f"way-{number}-{ways.index(way)}"
                costs[way].append(measured(server, records, given.documents, way, name))
                print(way, costs[way][-1], flush=True)
    for way, found in costs.items():
        rate, writers, spent, no = (
            statistics.median(values) for values in zip(*found, strict=True)
        )
        told = f"{rate:6,.0f}/s  writers {writers:.2f} ms  server {spent:.2f} ms  refused {no:.0f}"
        print(f"{way!s:<44} {told}")
    for level in LEVELS:
        seconds, left = squeezed(records, level)
        print(f"gzip level {level}: {seconds * 1_000:.2f} ms, {left:.0%} of the bytes")


def measured(
    server: RunningElasticsearch,
    records: Sequence[dict[str, Any]],
    number: int,
    way: Way,
    name: str,
) -> Cost:
    """What it costs to write so many documents, or two batches from each, until they are found."""
    share = max(number // way.writers, 2 * way.batch)
    number = share * way.writers
    some = itertools.islice(itertools.cycle(records), number)
    shares = cut([IndexEntry(f"{i:032x}", 1, one) for i, one in enumerate(some)], share)
    java = psutil.Process(server.process.pid)
    size = PortionSize if way.adapt else OneSize
    with Elasticsearch(server.url) as client:
        index = ElasticsearchIndex(server.url, name=name)
        index.prepare()
        client.indices.put_settings(index=name, settings={"refresh_interval": "-1"})
        before = seen(client, java)
        with (
            mock.patch.object(elasticsearch_bulk, "PortionSize", size),
            ThreadPoolExecutor(way.writers) as pool,
        ):
            list(pool.map(lambda entries: write(server.url, name, way, entries), shares))
        index.refresh()
        seconds, writers, spent, refused = (
            end - start for end, start in zip(seen(client, java), before, strict=True)
        )
        if index.count() != number:
            raise SystemExit(f"{way}: {index.count()} documents of {number} are in the index")
        client.indices.delete(index=f"{name}-v2")
        index.close()
    return Cost(number / seconds, writers * 1_000 / number, spent * 1_000 / number, int(refused))


def seen(client: Elasticsearch, java: psutil.Process) -> tuple[float, float, float, int]:
    """The time, processor seconds of this process and of the server, requests refused so far."""
    (node,) = client.nodes.stats(metric="indexing_pressure")["nodes"].values()
    counts = node["indexing_pressure"]["memory"]["total"]
    refused = counts["coordinating_rejections"] + counts["primary_rejections"]
    return time.perf_counter(), time.process_time(), sum(java.cpu_times()[:2]), refused


def write(url: str, name: str, way: Way, entries: Sequence[IndexEntry]) -> None:
    """Write a share of the documents; again what the server was given up on, as a worker does."""
    index = ElasticsearchIndex(url, name=name, compress=way.compress)
    unseen = 0
    for batch in cut(entries, way.batch):
        while True:
            try:
                index.write(batch)
                break
            except Unavailable as error:
                print(error, flush=True)
        unseen += len(batch)
        if way.refresh and unseen >= way.refresh * way.writers:  # the others refresh as well
            index.refresh()
            unseen = 0
    index.close()


def squeezed(records: Sequence[dict[str, Any]], level: int) -> tuple[float, float]:
    """What gzip takes for the requests of these records: seconds a document, and what is left."""
    operations = [operation(0, "docmill", f"{i:032x}", one, 1) for i, one in enumerate(records)]
    requests = [
        b"".join(line + b"\n" for one in some for line in (one.action, one.source))
        for some in cut(operations, BATCH)
    ]
    begun = time.process_time()
    small = [gzip.compress(request, level) for request in requests]
    spent = (time.process_time() - begun) / len(records)
    return spent, sum(map(len, small)) / sum(map(len, requests))


if __name__ == "__main__":
    main()
