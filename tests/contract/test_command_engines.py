"""The commands that ask the index answer alike on both engines."""

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from elasticsearch import Elasticsearch

from tests.contract.indexes import entry, written
from workers.command.checks import Check
from workers.command.checks import index as look_at_index
from workers.command.command_line import run_command
from workers.indexes import open_index
from workers.settings import load_settings

pytestmark = pytest.mark.once

Ask = Callable[..., list[Any]]


@pytest.fixture(params=["embedded", "elasticsearch"])
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Settings that name one engine, which holds two documents."""
    for name in [name for name in os.environ if name.startswith("DOCMILL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DOCMILL_DATA_DIR", str(tmp_path))
    name = f"docmill-test-{secrets.token_hex(4)}"
    if request.param == "elasticsearch":
        monkeypatch.setenv("DOCMILL_INDEX_URL", request.getfixturevalue("elasticsearch_url"))
        monkeypatch.setenv("DOCMILL_INDEX_NAME", name)
    settings = load_settings()
    index = open_index(settings)
    index.prepare()
    written(
        index,
        entry(
            "1", title="Talks", text="Talks on trade.", places=["Zürich"], source_id="A-1",
            run="r1", source="file:///a.zip", member="b/c.txt",
        ),
        entry(
            "2", title="Other", text="Nothing else.", language="en", published="2022-05-01",
            run="r2", source="file:///a.zip", member="b.txt",
        ),
    )  # fmt: skip
    index.close()
    yield request.param
    if settings.index_url:
        with Elasticsearch(settings.index_url) as client:
            for index_name in client.indices.get(index=f"{name}*", allow_no_indices=True):
                client.indices.delete(index=index_name)
            client.options(ignore_status=404).indices.delete_index_template(name=f"{name}*")


@pytest.fixture
def ask(engine: str, capfd: pytest.CaptureFixture[str]) -> Ask:
    """A command that must go well → the lines of its JSON."""

    def run(*arguments: str) -> list[Any]:
        assert run_command([*arguments, "--json"]) == 0
        return [msgspec.json.decode(line) for line in capfd.readouterr().out.splitlines()]

    return run


def test_a_search_finds_the_same(ask: Ask) -> None:
    """Words, filters, all hits and facets."""
    [hit] = ask("search", "trade", "--place", "zurich")
    assert (hit["id"], hit["snippet"], hit["places"]) == ("1", "Talks on «trade».", ["Zürich"])
    assert {hit["id"] for hit in ask("search", "", "--all")} == {"1", "2"}
    *hits, last = ask("search", "--from", "2022", "--to", "2022-05", "--facets")
    assert [hit["id"] for hit in hits] == ["2"]
    assert last["total"] == 1
    assert last["facets"]["language"] == [{"value": "en", "documents": 1}]


def test_a_document_is_shown_the_same(ask: Ask) -> None:
    """By either id, without the fields that only serve matching."""
    [shown] = ask("show", "A-1")
    assert ask("show", "1") == [shown]
    assert shown["id"] == "1"
    assert "places_folded" not in shown


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        (["--run", "r1"], {"2"}),
        (["--source", "file:///a.zip!b"], {"2"}),
        (["--source", "file:///a.zip", "--run", "r2"], {"1"}),
        (["--source", "file:///"], set()),
        (["--source", "/a.zip!b"], {"2"}),
        (["--source", "/a.zip", "--run", "r2"], {"1"}),
        (["--source", "file:///a"], {"1", "2"}),
    ],
)
def test_documents_are_deleted_by_run_and_source(
    ask: Ask, wanted: list[str], left: set[str]
) -> None:
    """What fits all that is asked for is gone for every search; its number is told."""
    [told] = ask("delete", *wanted, "--yes")
    assert told["matched"] == told["deleted"] == 2 - len(left)
    assert {hit["id"] for hit in ask("search", "", "--all")} == left


def test_the_doctor_describes_the_engine(engine: str) -> None:
    """The index is well, and its documents are counted."""
    [check] = look_at_index(load_settings())
    assert isinstance(check, Check)
    assert check.state == "ok"
    assert "2 documents" in check.detail
    assert ("elasticsearch" in check.detail) is (engine == "elasticsearch")
