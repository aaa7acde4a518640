"""Saved searches on the page, over each index: what is new since somebody last looked."""

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from pipeline.index import Index
from testbed.broker import free_port
from tests.contract.indexes import ENGINES, entry, opened, written
from tests.harness.page import Page, Reply, running_page
from workers.indexes.elasticsearch.index import ElasticsearchIndex
from workers.reading.annotations.documents import digest

pytestmark = pytest.mark.once


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """An index to which tests add."""
    with opened(request, tmp_path) as make:
        made = make()
        made.prepare()
        yield made


@pytest.fixture
def page(index: Index, tmp_path: Path) -> Iterator[Page]:
    """The page, without a saved search yet."""
    with running_page(index, tmp_path) as running:
        yield running


def add(index: Index, *ids: str, ago: float = 0.0) -> None:
    """Documents about fish that were indexed so many seconds ago."""
    at = datetime.fromtimestamp(time.time() - ago, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    common: dict[str, Any] = {
        "text": "fish",
        "indexed_at": at,
        "places": ["Oslo"],
        "source": "file:///fish.txt",
    }
    written(index, *(entry(id, title=id, **common) for id in ids))


def told(page: Page) -> list[str]:
    """What the list says of each search."""
    return re.findall(r"<p>([\d,]+ documents?, \S+ new)</p>", page.get("/searches").text)


def test_what_came_since_the_last_look_is_counted_and_shown(page: Page, index: Index) -> None:
    """Each once: what was seen just before the look is not new, what appeared late is."""
    add(index, "old", ago=9_000)
    add(index, "just now", ago=2)
    page.post("/searches/save?q=fish&place=Oslo&page=7", name="Fish & <chips>")
    assert told(page) == ["2 documents, none new"]
    assert "Fish &amp; &lt;chips&gt;" in page.get("/searches").text
    add(index, "late", ago=100)
    add(index, "new")
    assert told(page) == ["4 documents, 2 new"]
    shown = page.post("/searches/look", name="Fish & <chips>")
    assert shown.status == 303
    assert shown.headers["Location"].startswith("/?q=fish&place=Oslo&indexed=")
    html = page.get(shown.headers["Location"]).text
    assert {"late", "new"} <= set(re.findall(r"<bdi>(late|new|old)</bdi>", html))
    assert "<bdi>old</bdi>" not in html
    assert "indexed since" in html
    assert told(page) == ["4 documents, none new"]
    [whole] = re.findall(r'<h2><a href="([^"]*)"', page.get("/searches").text)
    assert "<strong>4</strong>" in page.get(unescape(whole)).text
    page.post("/searches/remove", name="Fish & <chips>")
    assert told(page) == []
    assert page.post("/searches/look", name="Fish & <chips>").status == 404


@pytest.mark.parametrize("index", ["embedded"], indirect=True)
def test_a_name_belongs_to_one_search(page: Page) -> None:
    """Saving the same again changes nothing; what cannot be a name is refused."""
    assert page.post("/searches/save?q=fish", name="one").status == 303
    assert page.post("/searches/save?q=fish", name=" one ").status == 303
    refused = page.post("/searches/save?q=boats", name="one")
    assert (refused.status, "another search" in refused.text) == (400, True)
    for name in ("", "x" * 201, "a\x00b", "\u202e"):
        assert page.post("/searches/save?q=fish", name=name).status == 400
    assert page.post("/searches/save?q=fish&from=soon", name="soon").status == 400
    assert len(told(page)) == 1


@pytest.mark.parametrize("index", ["embedded"], indirect=True)
def test_what_is_kept_beside_the_index_is_shown_while_that_is_away(
    page: Page, index: Index, tmp_path: Path
) -> None:
    """Once it says what cannot be told, and no document is said to be gone."""
    add(index, "a")
    page.post("/document/a/tag", tags="to call")
    for name, query in (("one", "fish"), ("two", "boats")):
        page.post(f"/searches/save?q={query}", name=name)
    dead = f"http://127.0.0.1:{free_port()}"
    with running_page(ElasticsearchIndex(dead), tmp_path) as away:
        marked, saved = away.get("/marked"), away.get("/searches")
        assert (marked.status, saved.status) == (200, 200)
        assert marked.text.count(dead) == saved.text.count(dead) == 1
        assert 'href="/document/a"' in marked.text
        assert "to call" in marked.text
        assert "not in the index" not in marked.text
        assert all(f"<bdi>{word}</bdi>" in saved.text for word in ("one", "fish", "two", "boats"))
        assert told(away) == []
        answer = json.loads(away.get("/api/searches").body)["searches"]
        assert [(one["name"], one["new"], dead in one["problem"]) for one in answer] == [
            ("one", None, True), ("two", None, True),
        ]  # fmt: skip
        assert away.post("/searches/remove", name="one").status == 303
        assert away.get("/?q=fish").status == 503


@pytest.mark.parametrize("index", ["embedded"], indirect=True)
def test_all_of_it_is_exported_and_brought_in_again(page: Page, index: Index) -> None:
    """Twice as once; what is there is never lost."""
    add(index, "a", "b")
    for path, fields in (
        ("/document/a/star", {"starred": "1"}),
        ("/document/a/tag", {"tags": "fish, to call"}),
        ("/document/b/note", {"note": "mine ü", "seen": digest("")}),
        ("/searches/save?q=fish", {"name": "one"}),
    ):
        assert page.post(path, **fields).status == 303
    answer = page.get("/marked/export.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    kept = json.loads(answer.body)
    assert [one["id"] for one in kept["documents"]] == ["a", "b"]
    other = {
        **kept,
        "documents": [
            *kept["documents"],
            {"id": "b", "note": "theirs"},
            {"id": "c", "tags": ["x"]},
        ],
        "searches": [{"name": "one", "query": "q=boats&evil=1&page=3"}],
    }
    for _ in range(2):
        assert bring_in(page, json.dumps(other).encode()).status == 303
    now = json.loads(page.get("/api/annotations").body)
    by_id = {one["id"]: one for one in now["documents"]}
    assert by_id["a"] == kept["documents"][0]
    assert by_id["b"]["note"] == "mine ü\n\ntheirs"
    assert by_id["c"]["tags"] == ["x"]
    assert now["searches"] == [
        {"name": "one", "query": "q=fish"}, {"name": "one (2)", "query": "q=boats"},
    ]  # fmt: skip


@pytest.mark.parametrize("index", ["embedded"], indirect=True)
def test_what_is_no_export_changes_nothing(page: Page) -> None:
    """The message says where it differs; half a file is not brought in either."""
    right = {"format": "docmill annotations 1", "documents": [], "searches": []}
    first = {"id": "a", "tags": ["kept?"]}
    for content in (
        b"", b"nothing", b"[" * 100_000, b"\xff", json.dumps({**right, "format": "2"}).encode(),
        *(
            json.dumps({**right, "documents": [first, wrong]}).encode()
            for wrong in ({"id": ""}, {"id": "x" * 201}, {"id": "b", "tags": ["\x00"]}, 7,
                          {"id": "b", "note": "x" * 20_001}, {"id": "b", "tags": ["t" * 101]})
        ),
        json.dumps({**right, "documents": [first],
                    "searches": [{"name": "n", "query": "sort=upwards"}]}).encode(),
    ):  # fmt: skip
        assert bring_in(page, content).status == 400, content[:80]
    assert json.loads(page.get("/marked/export.json").body)["documents"] == []
    assert bring_in(page, json.dumps(right).encode(), token="wrong").status == 403
    assert bring_in(page, json.dumps(right).encode(), Origin="http://evil.example").status == 403


def bring_in(page: Page, content: bytes, token: str = "", **headers: str) -> Reply:
    """Send a file as a browser does."""
    body = b"".join(
        b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % part
        for part in (
            (b"token", b"", (token or page.token).encode()),
            (b"file", b'; filename="a.json"\r\nContent-Type: application/json', content),
        )
    )
    given = {"Origin": page.url, "Content-Type": "multipart/form-data; boundary=b", **headers}
    return page.send("POST", "/marked/import", body + b"--b--\r\n", given)
