"""The index adapters: each implements `pipeline.index.Index` for one engine.

A new one needs a package here, an entry in `ADAPTERS`, and its place in the contract suite
(tests/contract/indexes.py).
"""

from pkgutil import resolve_name
from typing import TYPE_CHECKING, ClassVar, Protocol, Self, cast

from pipeline.index import Index

if TYPE_CHECKING:  # they ask here which adapter an address has
    from workers.settings import Settings

# Scheme of DOCMILL_INDEX_URL ("" where it is not set) → adapter. By name, so that a command loads
# only the client of the engine that it uses.
ADAPTERS = {
    "": "workers.indexes.embedded.index:EmbeddedIndex",
    "http": "workers.indexes.elasticsearch.index:ElasticsearchIndex",
    "https": "workers.indexes.elasticsearch.index:ElasticsearchIndex",
}


class Adapter(Index, Protocol):
    """An index of one engine, with what must be known before it is opened.

    `single_writer`: only one process may write, on the machine of the data directory.
    `in_process`: whether a search takes a core of the process that asks.
    `disk_bytes_a_byte`: bytes on the data directory's disk for each byte of plain text.
    """

    single_writer: ClassVar[bool]
    in_process: ClassVar[bool]
    disk_bytes_a_byte: ClassVar[float]

    @classmethod
    def of(cls, settings: "Settings") -> Self:
        """The index that the settings name.

        Raises:
            ConfigurationError: its address is wrong.
        """
        ...


def scheme(url: str | None) -> str | None:
    """The key in `ADAPTERS` for an address, "" for no address; None when there is no adapter."""
    if url is None:
        return ""
    name, mark, _ = url.partition("://")
    return name if mark and name and name in ADAPTERS else None


def adapter(url: str | None) -> type[Adapter]:
    """The adapter for the address of an index; loads the engine's client.

    Raises:
        ValueError: there is no adapter for the address.
    """
    name = scheme(url)
    if name is None:
        raise ValueError(f"no index has an address like {url}")
    return cast("type[Adapter]", resolve_name(ADAPTERS[name]))


def open_index(settings: "Settings") -> Adapter:
    """The index that the settings name."""
    return adapter(settings.index_url).of(settings)
