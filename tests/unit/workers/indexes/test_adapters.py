"""Which adapter an index's address has, and how another one is added."""

from pathlib import Path
from typing import ClassVar, Self

import pytest

from pipeline.errors import ConfigurationError
from workers.command.worker import served_links
from workers.indexes import ADAPTERS, adapter, open_index, scheme
from workers.indexes.embedded.index import EmbeddedIndex
from workers.producer.disk_space import check_room
from workers.settings import Settings, load_settings


class Third(EmbeddedIndex):
    """An index of an engine that docmill does not have: on another disk, with one writer."""

    single_writer: ClassVar = True
    disk_bytes_a_byte: ClassVar = 1e9

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """In the folder that the address names."""
        return cls(Path((settings.index_url or "").removeprefix("third://")))


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (None, "EmbeddedIndex"),
        ("http://localhost:9200", "ElasticsearchIndex"),
        ("https://u:p@host:9200/path", "ElasticsearchIndex"),
    ],
)
def test_the_scheme_chooses_the_adapter(url: str | None, name: str) -> None:
    """No address means the embedded index."""
    assert adapter(url).__name__ == name


@pytest.mark.parametrize("url", ["ftp://host", "localhost:9200", "://", "http:/host", "nonsense"])
def test_an_address_without_an_adapter_is_a_wrong_setting(url: str) -> None:
    """The message names what an address may begin with."""
    assert scheme(url) is None
    with pytest.raises(ValueError, match="no index has an address"):
        adapter(url)
    with pytest.raises(ConfigurationError, match=r"INDEX_URL: must begin with http:// or https://"):
        load_settings(index_url=url)


def test_one_entry_adds_an_index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings, queues, workers and the look at the disk go by what the adapter says of itself."""
    monkeypatch.setitem(ADAPTERS, "third", f"{__name__}:Third")
    settings = load_settings(
        data_dir=tmp_path, index_url=f"third://{tmp_path}/other", broker_url="redis://127.0.0.1:1"
    )
    index = open_index(settings)
    index.prepare()
    assert isinstance(index, Third)
    assert (tmp_path / "other").is_dir()
    assert settings.queue("index") != "docmill.index"
    assert served_links(settings, None) == list(settings.link_names[:-1])
    assert "may need" in str(check_room(settings, 10_000_000))
