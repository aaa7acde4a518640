"""`docmill worker`: which links it serves, and what it refuses before it starts."""

import pytest

from pipeline.errors import ConfigurationError
from tests.unit.conftest import CommandLine
from workers.command.worker import is_single_writer, served_links
from workers.settings import Settings, load_settings

ELASTICSEARCH = "http://localhost:9200"


def settings(index_url: str | None = None) -> Settings:
    """Settings with a chain of two links before the index."""
    return load_settings(links="clean+extract|classify", index_url=index_url)


@pytest.mark.parametrize(
    ("queues", "index_url", "links"),
    [
        (None, ELASTICSEARCH, ["clean+extract", "classify", "index"]),
        (None, None, ["clean+extract", "classify"]),
        ("index", None, ["index"]),
        (" index , clean+extract", ELASTICSEARCH, ["clean+extract", "index"]),
    ],
)
@pytest.mark.usefixtures("data_dir")
def test_links_come_in_the_chains_order(
    queues: str | None, index_url: str | None, links: list[str]
) -> None:
    """Without --queues all are served, but for the one writer of the embedded index."""
    assert served_links(settings(index_url), queues) == links


@pytest.mark.parametrize("queues", ["clean", "clean+extract,nonsense", "", " , "])
@pytest.mark.usefixtures("data_dir")
def test_a_queue_that_is_no_link_is_refused(queues: str) -> None:
    """A link is named as a whole; the message tells which there are."""
    with pytest.raises(ConfigurationError, match=r"clean\+extract, classify, index"):
        served_links(settings(), queues)


@pytest.mark.usefixtures("data_dir")
def test_only_the_embedded_index_has_one_writer() -> None:
    """An Elasticsearch takes writes from any number of processes."""
    assert is_single_writer(settings(), ["index"])
    assert not is_single_writer(settings(), ["classify"])
    assert not is_single_writer(settings(ELASTICSEARCH), ["index"])


def test_without_a_broker_it_says_what_to_set(docmill: CommandLine) -> None:
    """Neither a setting nor a running stack: exit code 2 and both ways out."""
    answer = docmill("worker")
    assert answer.exit_code == 2
    assert "DOCMILL_BROKER_URL" in answer.errors
    assert "docmill up" in answer.errors


@pytest.mark.parametrize(
    "arguments",
    [("--queues", "index,convert+clean"), ("--queues", "index", "--concurrency", "2")],
)
def test_many_writers_of_the_embedded_index_are_refused(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    """The message says how the index link can be served."""
    monkeypatch.setenv("DOCMILL_BROKER_URL", "redis://localhost:1/0")
    answer = docmill("worker", *arguments)
    assert answer.exit_code == 2
    assert "--queues index" in answer.errors
