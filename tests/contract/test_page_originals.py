"""Originals beside the text: what is shown of each kind, and what a hostile one cannot do."""

import csv
import io
import socket
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.contract.indexes import entry, written
from tests.contract.page_library import HOSTILE, note_run
from tests.harness.page import Page, links, running_page
from workers.indexes.embedded.index import EmbeddedIndex
from workers.page.page_picture import png
from workers.reading.original import Original
from workers.settings import load_settings

pytestmark = pytest.mark.once


def packed(name: str, text: str) -> bytes:
    """A zip with one member."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(name, text)
    return made.getvalue()


PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents %d 0 R>>"
PDF = b"\n".join([
    b"%PDF-1.4",
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
    b"2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj",
    b"3 0 obj" + PAGE % 5 + b"endobj",
    b"4 0 obj" + PAGE % 6 + b"endobj",
    b"5 0 obj<</Length 22>>stream\n1 0 0 rg 0 0 200 100 re f\nendstream endobj",
    b"6 0 obj<</Length 22>>stream\n0 0 1 rg 0 0 200 100 re f\nendstream endobj",
    b"trailer<</Root 1 0 R>>",
])  # fmt: skip
GIF = bytes.fromhex("47494638396101000100800000ff0000ffffff2c00000000010001000002024401003b")
MAIL = (
    b"From: Maria <maria@example.org>\r\nSubject: =?utf-8?q?Caf=C3=A9?=\r\n"
    b"Received: by one\r\n\tand another\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
    b"--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b'<p>rich</p><script>top.harmed = true</script><img src="cid:a%40b"><img src="cid:none@x">'
    b"<p>cid:a%40b</p>\r\n--x\r\nContent-Type: image/gif\r\nContent-ID: <a@b>\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n" + b64encode(GIF) + b"\r\n--x--\r\n"
)
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
SHEET = packed("mimetype", SPREADSHEET)
HARM = (
    f"<html><head><meta http-equiv=refresh content='0;url=/runs'><base href=//evil.example></head>"
    f"<body>{HOSTILE}<a href='/runs'>runs</a><form action='/tag-hits' method=post><button>send"
    "</button></form><iframe src='/runs'></iframe><img src='http://evil.example/seen.png'></body>"
)
KINDS: dict[str, tuple[str, bytes]] = {
    "two-pages.pdf": ("application/pdf", PDF),
    "broken.pdf": ("application/pdf", b"%PDF-1.4 and no more"),
    "message.eml": ("message/rfc822", MAIL),
    "cells.ods": (SPREADSHEET, SHEET),
    "harm.html": ("text/html", HARM.encode()),
    "gone.html": ("text/html", b""),
    "notes.txt": ("text/plain", "<b>caf\u00e9</b>".encode("cp1252")),
}


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """A server elsewhere that would learn that a document was looked at."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, listener: socket.socket) -> Iterator[Page]:
    """The page over originals of each kind."""
    directory: Path = tmp_path_factory.mktemp("page")
    index = EmbeddedIndex(directory / "index")
    index.prepare()
    made = []
    elsewhere = "http://{}:{}".format(*listener.getsockname())
    telling = (
        f"<LINK/rel=preconnect href={elsewhere}><link\nrel=preconnect href={elsewhere}>"
        f"<IFRAME/src={elsewhere}></IFRAME><iframe\nsrc={elsewhere}></iframe>tells"
    )
    kinds = {**KINDS, "telling.html": ("text/html", telling.encode())}
    for name, (media_type, raw) in kinds.items():
        if raw:
            (directory / name).write_bytes(raw)
        fields: dict[str, Any] = {
            "text": "one\ttwo\nthree\tfour",
            "pages": 2,
            "page_starts": [0, 8],
        }
        source = (directory / name).as_uri()
        made.append(
            entry(name, title=name, source=source, media_type=media_type, run="x", **fields)
        )
    others = tmp_path_factory.mktemp("others") / "secret.txt"
    others.write_text("secret", encoding="utf-8")
    places = {"pruned": directory / "notes.txt", "planted": others}
    made += [
        entry(id, title=id, source=place.as_uri(), media_type="text/plain", run="pruned", text="x")
        for id, place in places.items()
    ]
    written(index, *made)
    note_run(load_settings(data_dir=directory), "x")
    with running_page(index, directory) as running:
        yield running
    index.close()


def test_the_page_of_a_pdf_with_the_match_is_a_picture(page: Page) -> None:
    """Each page is drawn by itself; the second is blue."""
    assert "/page/1" in page.get("/document/two-pages.pdf?beside=text").text
    html = page.get("/document/two-pages.pdf?q=three&beside=text").text
    assert 'src="/original/two-pages.pdf/page/2"' in html
    assert "beside=1" in html
    drawn = page.get("/original/two-pages.pdf/page/2")
    assert drawn.headers["Content-Type"] == "image/png"
    blue = [bytes((0, 0, 255)) * 1000] * 500
    assert drawn.body == png(1000, 500, blue)
    assert page.get("/original/two-pages.pdf/page/2").body == drawn.body


def test_exported_hits_tell_the_page_of_the_match(page: Page) -> None:
    """As the list of hits does."""
    html = page.get("/?q=three").text
    shown = next(one for one in links(html, "page 2 of 2") if "two-pages" in one)
    assert 'src="/original/two-pages.pdf/page/2"' in page.get(shown.partition("#")[0]).text
    rows = list(csv.DictReader(page.get("/export/hits.csv?q=three").text.splitlines()))
    assert {row["page"] for row in rows} == {"2"}
    assert len(rows) == len(KINDS) + 1


def test_what_cannot_be_drawn_is_said_and_harms_nothing(page: Page) -> None:
    """A broken file, a page that is not there, a document of another kind."""
    assert page.get("/original/broken.pdf/page/1").status == 422
    assert page.get("/original/two-pages.pdf/page/3").status == 422
    assert page.get("/original/two-pages.pdf/page/0").status == 400
    assert page.get("/original/message.eml/page/1").status == 415
    assert page.get("/original/two-pages.pdf/page/1").status == 200


def test_a_picture_in_the_form_of_png_has_its_rows() -> None:
    """As the standard packs them, each after the number of its filter."""
    made = png(1, 2, [b"abc", b"def"])
    start = made.index(b"IDAT") + 4
    assert zlib.decompress(made[start : made.index(b"IEND") - 8]) == b"\0abc\0def"


def test_a_message_has_its_header_and_its_html_in_a_frame(page: Page) -> None:
    """Words of the header as people read them, folded lines as one."""
    html = page.get("/document/message.eml?beside=text").text
    assert "<bdi>Caf\u00e9</bdi>" in html
    assert "<bdi>by one and another</bdi>" in html
    assert '<iframe src="/framed/message.eml" sandbox' in html
    framed = page.get("/framed/message.eml").text
    assert "<p>rich</p>" in framed
    # The picture that it brings, and no other.
    assert f'src="data:image/gif;base64,{b64encode(GIF).decode()}"' in framed
    assert 'src="cid:none@x"' in framed
    assert "<p>cid:a%40b</p>" in framed


def test_a_picture_is_shown_as_one(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are documents where somebody's own converter reads them."""
    for module in ("originals", "beside"):
        monkeypatch.setattr(
            f"workers.page.{module}.read_original", lambda *_: Original(GIF, "image/gif", True)
        )
    assert '<img src="/framed/notes.txt"' in page.get("/document/notes.txt?beside=text").text
    answer = page.get("/framed/notes.txt")
    assert (answer.headers["Content-Type"], answer.body) == ("image/gif", GIF)
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")


def test_rows_with_tabs_are_a_table_and_text_stays_text(page: Page) -> None:
    """Markup in a text is shown as its characters, in the encoding that it is in."""
    html = page.get("/document/cells.ods?beside=text").text
    assert html.count("<td dir") == 4
    found = page.get("/document/cells.ods?q=four&beside=text&rows=HRE").text
    assert "1 row<" in found
    assert '<th scope="row" class="number">2</th><td dir="auto">three</td>' in found
    assert '<td dir="auto"><b class="match">four</b></td>' in found
    assert 'name="q" value="four"' in found
    none = page.get("/document/cells.ods?beside=text&rows=one+four").text
    assert "0 rows<" in none
    assert "<td dir" not in none
    assert "&lt;b&gt;caf\u00e9&lt;/b&gt;" in page.get("/document/notes.txt?beside=text").text
    assert page.get("/framed/notes.txt").status == 415


def test_what_is_framed_is_bound(page: Page) -> None:
    """No script, no form, nothing from elsewhere, an origin of its own."""
    for name in ("harm.html", "message.eml"):
        answer = page.get(f"/framed/{name}")
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("sandbox; default-src 'none';")
        assert "allow" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in page.get("/runs").headers["Content-Security-Policy"]


def test_an_original_that_is_gone_is_said_beside_the_text(page: Page) -> None:
    """The text is shown all the same; a page of its own says so too."""
    answer = page.get("/document/gone.html?beside=text")
    assert answer.status == 200
    assert "gone.html is gone; put it back" in answer.text
    assert page.get("/framed/gone.html").status == 410
    assert page.get("/document/notes.txt?beside=soon").status == 400


def test_nobody_elsewhere_learns_that_a_document_is_looked_at(
    browser: Browser, page: Page, listener: socket.socket
) -> None:
    """A browser connects to where a link says, whatever the page's policy is."""
    tab = browser.new_page()
    tab.goto(f"{page.url}/document/telling.html?beside=text", wait_until="commit")
    expect(tab.frame_locator(".beside iframe").locator("body")).to_contain_text(
        "tells", timeout=30_000
    )
    listener.settimeout(1)
    with pytest.raises(TimeoutError):
        listener.accept()
    tab.close()


def test_no_place_that_only_the_index_has_is_opened(page: Page) -> None:
    """Of a run that the ledger has lost, what another run was given may be read, nothing else."""
    assert page.get("/original/pruned").body == "<b>caf\u00e9</b>".encode("cp1252")
    answer = page.get("/original/planted")
    assert answer.status == 400
    assert "not in the ledger here" in answer.text
    assert "not in the ledger here" in page.get("/document/planted?beside=text").text
    found = page.get("/export/originals.zip?q=title:planted").body
    with zipfile.ZipFile(io.BytesIO(found)) as file:
        assert file.namelist() == ["manifest.csv"]
        assert b"not in the ledger here" in file.read("manifest.csv")


def test_a_hostile_original_does_nothing_in_a_browser(browser: Browser, page: Page) -> None:
    """It is shown in its frame, which stays where it is; nothing runs, nothing is fetched."""
    context = browser.new_context(base_url=page.url)
    tab = context.new_page()
    asked: list[str] = []
    tab.on("requestfinished", lambda request: asked.append(request.url.removeprefix(page.url)))
    for name in ("harm.html", "message.eml"):
        tab.goto(f"/document/{name}?beside=text")
        frame = tab.frame_locator(".beside iframe")
        expect(frame.locator("body")).to_contain_text(
            "rich" if name == "message.eml" else "villain"
        )
        tab.wait_for_timeout(300)
        assert tab.evaluate("window.harmed") is None
        assert tab.frames[1].url.endswith(f"/framed/{name}")
    tab.goto("/document/harm.html?beside=text")
    frame = tab.frame_locator(".beside > iframe")
    frame.get_by_role("button", name="send").click()
    frame.get_by_role("link", name="runs").click()
    tab.wait_for_timeout(300)
    assert tab.url.endswith("/document/harm.html?beside=text")
    assert not [path for path in asked if "evil" in path or path == "/tag-hits"]
    context.close()
