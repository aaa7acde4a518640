"""The index adapters: each does what `pipeline.index.Index` asks, in its engine's own terms.

A new one is a package here, its entry in `ADAPTERS`, its place in the contract suite
(tests/contract/indexes.py).
"""

from pkgutil import resolve_name
from typing import TYPE_CHECKING, ClassVar, Protocol, Self, cast

from pipeline.index import Index

if TYPE_CHECKING:  # they ask here which adapter an address has
    from workers.settings import Settings

# The scheme of DOCMILL_INDEX_URL, "" where it is not set → the adapter. By name, because each loads
# its engine's client, and commands start faster without those that they do not use.
ADAPTERS = {
    "": "workers.indexes.embedded.index:EmbeddedIndex",
    "http": "workers.indexes.elasticsearch.index:ElasticsearchIndex",
    "https": "workers.indexes.elasticsearch.index:ElasticsearchIndex",
}


class Adapter(Index, Protocol):
    """An index of one engine, and what must be known of the engine before it is opened.

    `single_writer`: one process alone may write, on the machine of the data directory.
    `disk_bytes_a_byte`: what it takes on the data directory's disk for a byte of plain text.
    """

    single_writer: ClassVar[bool]
    disk_bytes_a_byte: ClassVar[float]

    @classmethod
    def of(cls, settings: "Settings") -> Self:
        """The index that the settings name. Raises `ConfigurationError` for a wrong address."""
        ...


def scheme(url: str | None) -> str | None:
    """What names an address's adapter, "" for no address; None for one that no adapter takes."""
    if url is None:
        return ""
    name, mark, _ = url.partition("://")
    return name if mark and name and name in ADAPTERS else None


def adapter(url: str | None) -> type[Adapter]:
    """The adapter for an index's address; its engine's client is loaded.

    Raises ValueError for an address that none takes.
    """
    name = scheme(url)
    if name is None:
        raise ValueError(f"no index has an address like {url}")
    return cast("type[Adapter]", resolve_name(ADAPTERS[name]))


def open_index(settings: "Settings") -> Adapter:
    """The index that the settings name."""
    return adapter(settings.index_url).of(settings)
