"""The index adapters: each does what `pipeline.index.Index` asks, in its engine's own terms."""

from pipeline.index import Index
from workers.settings import Settings


def open_index(settings: Settings) -> Index:
    """The index that the settings name: Elasticsearch, or the embedded one."""
    # Each engine's client is loaded only where it is used: commands start faster.
    if settings.index_url is not None:
        from workers.indexes.elasticsearch import ElasticsearchIndex

        return ElasticsearchIndex(
            settings.index_url,
            name=settings.index_name,
            analyzer=settings.index_analyzer,
            shards=settings.index_shards,
            replicas=settings.index_replicas,
            bulk_bytes=settings.index_bulk_bytes,
        )
    from workers.indexes.embedded import EmbeddedIndex

    return EmbeddedIndex(settings.index_dir)
