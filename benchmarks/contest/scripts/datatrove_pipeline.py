"""datatrove: a local executor with two tasks; a block of one's own reads, enriches and indexes."""

import itertools
import tempfile

import work
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.base import PipelineStep


class Articles(PipelineStep):
    """Yields this task's share of the paths."""

    name = "articles"

    def __init__(self, paths):
        super().__init__()
        self.paths = paths

    def run(self, data=None, rank=0, world_size=1):
        for path in self.paths[rank::world_size]:
            yield Document(text=path, id=path)


class Enrich(PipelineStep):
    """Reads, enriches and indexes by batches."""

    name = "enrich"

    def __init__(self, url, index):
        super().__init__()
        self.url = url
        self.index = index

    def run(self, data, rank=0, world_size=1):
        tuned = work.tuned(self.url, self.index)
        for batch in iter(lambda: list(itertools.islice(data, work.BATCH)), []):
            tuned.work([document.text for document in batch])
            yield from batch


if __name__ == "__main__":
    corpus, url, index = work.given()
    work.create_index(url, index)
    with tempfile.TemporaryDirectory() as logs:
        LocalPipelineExecutor(
            pipeline=[Articles(work.paths(corpus)), Enrich(url, index)],
            tasks=2,
            workers=2,
            logging_dir=logs,
        ).run()
    work.finish(url, index)
