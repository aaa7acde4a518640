"""docmill's own stages in plain processes without a queue: what the machine could do at best.

Each process takes every n-th document of the same sources, runs the same stages in batches of
the same size and writes to the same kind of index. Prints one JSON line.
"""

import argparse
import itertools
import multiprocessing
import os
import time
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

import msgspec

from pipeline.fields import Written, index_fields
from pipeline.index import Index, IndexEntry
from pipeline.records import Document, Work
from pipeline.sources import SourceOptions, read_sources
from pipeline.stage import build_stages, run_stages
from workers.indexes import open_index
from workers.settings import Settings, load_settings
from workers.stack.environment import CHILD_ENVIRONMENT
from workers.worker.stage_sets import load_stage

BATCH = 64


def work(number: int, processes: int, sources: list[str], settings: Settings, go: Barrier) -> None:
    """Work this process's share of the documents."""
    stages = build_stages(settings.stage_names)
    for stage in stages:
        load_stage(stage)
    index: Index = open_index(settings)
    index.prepare()
    fingerprints = [f"{stage.name}:{stage.fingerprint}" for stage in stages]
    go.wait()
    documents = (d for d in read_sources(sources, SourceOptions()) if isinstance(d, Document))
    mine = itertools.islice(documents, number, None, processes)
    for batch in iter(lambda: list(itertools.islice(mine, BATCH)), []):
        results = run_stages(stages, [Work(document) for document in batch])
        written = Written("plain", "0", 1, datetime.now(UTC))
        index.write(
            [
                IndexEntry(r.document.id, 1, index_fields(r, fingerprints, written))
                for r in results
                if isinstance(r, Work)
            ]
        )
    index.close()


def main() -> None:
    """Run the processes and print documents, seconds and the count in the index."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    os.environ.update(CHILD_ENVIRONMENT)
    settings = load_settings()
    context = multiprocessing.get_context("spawn")
    go = context.Barrier(given.processes + 1)
    parts = [
        # The embedded index takes one writer, so each process gets an index of its own.
        settings.model_copy(update={"data_dir": Path(f"{settings.data_dir}-{number}")})
        if settings.index_url is None
        else settings
        for number in range(given.processes)
    ]
    children = [
        context.Process(target=work, args=(n, given.processes, given.sources, parts[n], go))
        for n in range(given.processes)
    ]
    for child in children:
        child.start()
    go.wait()
    start = time.perf_counter()
    for child in children:
        child.join()
    seconds = time.perf_counter() - start
    count = 0
    for part in {p.data_dir: p for p in parts}.values():
        index = open_index(part)
        index.refresh()
        count += index.count()
        index.close()
    print(msgspec.json.encode({"count": count, "seconds": seconds}).decode())


if __name__ == "__main__":
    main()
