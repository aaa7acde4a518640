"""Stars, tags and notes on the page, over each index."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from pipeline.index import Index
from tests.contract.indexes import ENGINES, opened, written
from tests.contract.page_library import HOSTILE, library
from tests.harness.page import FORM, Page, links, running_page
from workers.page import annotations
from workers.reading.annotations.documents import digest

pytestmark = pytest.mark.once


@pytest.fixture(scope="module", params=ENGINES)
def index(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Index]:
    """The library in an index."""
    directory: Path = tmp_path_factory.mktemp("index")
    with opened(request, directory) as make:
        made = make()
        made.prepare()
        yield written(made, *library(directory))


@pytest.fixture
def page(index: Index, tmp_path: Path) -> Iterator[Page]:
    """The page, nothing being annotated yet."""
    with running_page(index, tmp_path) as running:
        yield running


def titles(page: Page, path: str = "/marked") -> list[str]:
    """The titles of the marked documents."""
    html = page.get(path).text
    return [unescape(one) for one in re.findall(r"<h2>.*?<bdi>(.*?)</bdi>", html)]


def test_a_star_tags_and_a_note_stand_on_the_document_the_hits_and_in_the_list(
    page: Page,
) -> None:
    """And an action leads back to the document, in the search from which it was opened."""
    done = page.post("/document/harbour/star?q=oysters&hit=1", starred="1")
    assert done.headers["Location"] == "/document/harbour?q=oysters&hit=1#own"
    page.post("/document/harbour/tag", tags="to call, fish")
    page.post("/document/harbour/note", note="Ask <b>Maria</b>", seen=annotations_seen(page))
    page.post("/document/letter/tag", tags="fish")
    html = page.get("/document/harbour?q=oysters").text
    assert 'aria-pressed="true"' in html
    assert "Ask &lt;b&gt;Maria&lt;/b&gt;</textarea>" in html
    hits = page.get("/?q=harbour&person=Maria+Svensson").text
    assert "starred" in hits
    assert "<bdi>to call</bdi>" in hits
    assert titles(page) == ["A letter", "Harbour festival"]
    assert titles(page, "/marked?tag=Fish") == ["A letter", "Harbour festival"]
    assert titles(page, "/marked?tag=fish&starred=1") == ["Harbour festival"]
    assert titles(page, "/marked?noted=1") == ["Harbour festival"]
    page.post("/document/harbour/star", starred="0")
    page.post("/document/harbour/untag", tag="to call")
    page.post("/untag-all", tag="fish")
    assert titles(page) == ["Harbour festival"]


def annotations_seen(page: Page, id: str = "harbour") -> str:
    """By which the note that stands on a document's page is known again."""
    found = re.search(r'name="seen" value="(\w+)"', page.get(f"/document/{id}").text)
    assert found
    return found[1]


def test_a_note_written_in_two_tabs_is_lost_in_neither(page: Page) -> None:
    """The later one is shown what stands there, with its own text to put together."""
    seen = annotations_seen(page)
    page.post("/document/harbour/note", note="mine", seen=seen)
    answer = page.post("/document/harbour/note?q=oysters", note="</textarea>yours", seen=seen)
    assert answer.status == 409
    assert ">mine</div>" in answer.text
    assert "&lt;/textarea&gt;yours</textarea>" in answer.text
    assert 'action="/document/harbour/note?q=oysters"' in answer.text
    assert "mine</textarea>" in page.get("/document/harbour").text
    now = re.search(r'name="seen" value="(\w+)"', answer.text)
    assert now
    page.post("/document/harbour/note", note="mine, yours", seen=now[1])
    assert "mine, yours</textarea>" in page.get("/document/harbour").text


def test_a_whole_result_is_tagged_every_copy_too(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that have the tag are a link of their own; too large a result is not tagged at all."""
    assert "Tag all 45" in page.get("/?q=minutes").text
    page.post("/document/note-01/tag", tags="Bern")
    tagged = page.post("/tag-hits?q=minutes&place=Bern", tag="bern")
    assert tagged.status == 303
    assert tagged.headers["Location"] == "/marked?tag=bern&q=minutes&place=Bern"
    told = page.get(tagged.headers["Location"]).text
    assert "<strong>24</strong> documents" in told
    assert links(told, "Back to the hits") == ["/?q=minutes&place=Bern"]
    assert all("q=minutes" in link for link in links(told, "a star"))
    page.post("/tag-hits?q=oysters", tag="fish")
    assert len(titles(page, "/marked?tag=fish")) == 2
    monkeypatch.setattr(annotations, "MOST_TAGGED", 44)
    refused = page.post("/tag-hits?q=minutes", tag="all")
    assert refused.status == 400
    assert "narrow the search down" in refused.text
    assert titles(page, "/marked?tag=all") == []
    assert "Tag all" not in page.get("/?q=minutes").text
    assert page.post("/tag-hits?q=nonesuch", tag="none").status == 400


def test_a_hostile_document_and_hostile_words_stay_text(page: Page) -> None:
    """In the list, which shows what the document called itself; what is no tag is refused."""
    tag = '"><script>harm()</script>'
    page.post("/document/hostile/tag", tags=tag)
    for path in ("/marked", "/document/hostile", "/?q=villain"):
        html = page.get(path).text
        assert "<script>harm" not in html
        assert "<script>window" not in html
        assert "&lt;script&gt;harm()" in html
    assert HOSTILE.split("\x1b")[0] in titles(page)[0]
    assert page.post("/document/hostile/tag", tags="x" * 101).status == 400
    assert page.post("/document/hostile/tag", tags="\x00").status == 400
    assert page.post("/document/hostile/note", note="x" * 20_001).status == 400
    assert page.post("/document/none/star", starred="1").status == 404
    assert page.post("/document/..%2f..%2fetc/tag", tags="x").status == 404
    assert page.post("/document/" + "x" * 300 + "/tag", tags="x").status == 404


@pytest.mark.parametrize("index", ["embedded"], indirect=True)
def test_it_is_said_who_added_what(index: Index, tmp_path: Path) -> None:
    """On the page, in the list, in the export, which can be brought in elsewhere."""
    proxied = {"page_proxies": "127.0.0.1", "page_user_header": "Remote-User"}
    with running_page(index, tmp_path / "a", **proxied) as page:

        def post(user: str, path: str, **fields: str) -> None:
            told = json.loads(page.get("/api/session", **{"Remote-User": user}).body)
            body = urlencode({"token": told["token"], **fields})
            headers = {"Origin": page.url, "Content-Type": FORM, "Remote-User": user}
            assert page.send("POST", path, body, headers).status == 303

        post("maria", "/document/letter/star", starred="1")
        post("jan", "/document/letter/tag", tags="fish, boats")
        post("maria <b>", "/document/letter/note", note="call", seen=digest(""))
        named = {"Remote-User": "maria"}
        for path in ("/document/letter", "/marked", "/?q=accounts"):
            html = page.get(path, **named).text
            told = re.findall(r'<span class="dim">by <bdi>(.*?)</bdi>', html)
            assert told == ["maria", "jan", "jan", "maria &lt;b&gt;"]
        exported = page.get("/api/annotations", **named).body
        by_json = json.loads(page.get("/api/documents/letter/annotation", **named).body)
        assert by_json["tagged_by"] == {"fish": "jan", "boats": "jan"}
    with running_page(index, tmp_path / "b") as page:
        ask(page, "POST", "/api/annotations", json.loads(exported))
        assert page.get("/api/annotations").body == exported


def test_what_is_added_outlives_its_document(page: Page, index: Index) -> None:
    """It says so, and can be forgotten then."""
    page.post("/document/formula/tag", tags="sums")
    index.delete(["formula"])
    index.refresh()
    assert page.get("/document/formula").status == 404
    html = page.get("/marked?tag=sums").text
    assert "not in the index now" in html
    assert 'href="/document/formula"' not in html
    assert page.post("/document/formula/forget").headers["Location"] == "/marked"
    assert titles(page) == []


@pytest.mark.parametrize("index", ["embedded"], indirect=True)
def test_programs_change_the_same_by_json(page: Page) -> None:
    """What is left out of a change stays; a change is made whole or not at all."""
    assert json.loads(page.get("/api/session").body) == {"user": "", "token": page.token}
    path = "/api/documents/harbour/annotation"
    assert ask(page, "GET", path)["tags"] == []
    made = ask(
        page, "PATCH", path,
        {"starred": True, "add_tags": ["fish", "Boats"], "note": "one", "seen": digest("")},
    )  # fmt: skip
    assert (made["starred"], made["tags"], made["note"]) == (True, ["Boats", "fish"], "one")
    assert made["seen"] == digest("one")
    refused = {"remove_tags": ["fish"], "note": "two", "seen": digest("")}
    assert "seen" in ask(page, "PATCH", path, refused, status=409)["error"]
    assert ask(page, "GET", path) == made
    changed = ask(page, "PATCH", path, {"remove_tags": ["FISH"]})
    assert (changed["tags"], changed["starred"]) == (["Boats"], True)
    assert ask(page, "PATCH", path, {"add_tags": ["a,b"]}, status=400)
    assert ask(page, "PATCH", path, {"add_tags": ["x" * 101]}, status=400)
    assert ask(page, "PATCH", "/api/documents/none/annotation", {}, status=404)
    exported = ask(page, "GET", "/api/annotations")
    assert ask(page, "POST", "/api/documents/harbour/forget") == {"done": True}
    assert titles(page) == []
    assert ask(page, "POST", "/api/annotations", exported) == {"done": True}
    assert titles(page) == ["Harbour festival"]


@pytest.mark.parametrize("index", ["embedded"], indirect=True)
def test_a_result_is_tagged_by_json_only_if_it_is_as_large_as_expected(page: Page) -> None:
    """Twice it adds nothing; what is no search is refused."""
    ask(page, "POST", "/api/tags?q=minutes", {"tag": "all", "documents": 44}, status=409)
    assert titles(page, "/marked?tag=all") == []
    for added in (45, 0):
        done = ask(page, "POST", "/api/tags?q=minutes", {"tag": "all", "documents": 45})
        assert done == {"documents": 45, "added": added}
    for query in ("page=2", "sort=date", "colour=red", "from=soon"):
        ask(page, "POST", f"/api/tags?{query}", {"tag": "x", "documents": 1}, status=400)


@pytest.mark.parametrize("index", ["embedded"], indirect=True)
def test_searches_are_saved_looked_at_and_forgotten_by_json(page: Page) -> None:
    """Under names with any characters."""
    ask(page, "POST", "/api/searches", {"name": "a/b ü", "query": "q=harbour&page=7"})
    [kept] = ask(page, "GET", "/api/searches")["searches"]
    assert (kept["name"], kept["query"], kept["documents"]) == ("a/b ü", "q=harbour", 3)
    ask(page, "POST", "/api/searches", {"name": "a/b ü", "query": "q=other"}, status=400)
    ask(page, "POST", "/api/searches", {"name": "c", "query": "from=soon"}, status=400)
    assert ask(page, "POST", "/api/searches/look", {"name": "none"}, status=404)["error"]
    for path in ("/api/searches/look", "/api/searches/remove"):
        assert ask(page, "POST", path, {"name": "a/b ü"}) == {"done": True}
    assert ask(page, "GET", "/api/searches") == {"searches": []}


def ask(page: Page, method: str, path: str, content: object = None, status: int = 200) -> Any:
    """Ask as a program does, with the token."""
    headers = {
        "Origin": page.url, "X-Docmill-Token": page.token, "Content-Type": "application/json",
    }  # fmt: skip
    answer = page.send(method, path, json.dumps(content), headers)
    assert answer.status == status, answer.text
    return json.loads(answer.body)
