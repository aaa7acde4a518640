"""An Elasticsearch as it is in a long run.

A server that has just been started compiles while it indexes, and takes several times as long for
each document.
"""

from benchmarks.speed.index import measured, worked
from workers.indexes.elasticsearch.index import ElasticsearchIndex

DOCUMENTS = 50_000
IN_A_WRITE = 64  # as few as the contestants' requests hold


def warm(url: str) -> None:
    """Let it index documents as docmill makes them, into an index of their own."""
    index = ElasticsearchIndex(url, name="warming")
    index.prepare()
    measured(index, worked(), DOCUMENTS, IN_A_WRITE, 0)
    index.close()
