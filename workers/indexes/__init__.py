"""The index adapters: each does what `pipeline.index.Index` asks, in its engine's own terms."""

from collections.abc import Callable
from functools import partial

from pipeline.index import Index
from workers.settings import Settings


def open_index(settings: Settings) -> Index:
    """The index that the settings name: Elasticsearch, or the embedded one."""
    return load_engine(settings)()


def load_engine(settings: Settings) -> Callable[[], Index]:
    """Load the client of the index that the settings name; what is returned opens the index."""
    # Each engine's client is loaded only where it is used: commands start faster.
    if settings.index_url is not None:
        from workers.indexes.elasticsearch.index import ElasticsearchIndex

        return partial(
            ElasticsearchIndex,
            settings.index_url,
            name=settings.index_name,
            analyzer=settings.index_analyzer,
            shards=settings.index_shards,
            replicas=settings.index_replicas,
            bulk_bytes=settings.index_bulk_bytes,
        )
    from workers.indexes.embedded.index import EmbeddedIndex

    return partial(EmbeddedIndex, settings.index_dir)
