"""What a result is taken away as: its originals as a zip, and a list's results as a table."""

import csv
import io
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.contract.page_library import HARBOUR
from tests.harness.page import Page
from workers.indexes.embedded.index import EmbeddedIndex
from workers.page import originals_zip
from workers.settings import load_settings

pytestmark = pytest.mark.once


def test_originals_come_as_a_zip_with_a_table(page: Page) -> None:
    """What can be read with its hash, what is gone with the reason, every copy too."""
    answer = page.get("/export/originals.zip?q=oysters")
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.body)) as file:
        assert file.testzip() is None
        with file.open("manifest.csv") as manifest:
            rows = {row["id"]: row for row in csv.DictReader(io.TextIOWrapper(manifest))}
        assert rows.keys() == {"harbour", "copy"}
        harbour = rows["harbour"]
        raw = file.read(harbour["file"])
    assert raw.decode() == HARBOUR
    assert harbour["sha256"] == sha256(raw).hexdigest()
    assert int(harbour["bytes"]) == len(raw)
    assert rows["copy"]["file"] == ""
    assert "is gone" in rows["copy"]["note"]


def test_a_zip_of_nothing_or_of_too_much_is_refused(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before its first byte; with a limit of bytes the table says what was left out."""
    assert page.get("/export/originals.zip?q=nowhere").status == 400
    monkeypatch.setattr(originals_zip, "MOST_BYTES", 10)
    answer = page.get("/export/originals.zip?q=oysters")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as file:
        assert file.namelist() == ["manifest.csv"]
        assert b"left out" in file.read("manifest.csv")
    monkeypatch.setattr(originals_zip, "MOST_ORIGINALS", 1)
    assert page.get("/export/originals.zip?q=oysters").status == 400


def test_a_zip_is_made_piece_by_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than one original is in memory, however many there are."""
    pieces: list[int] = []

    def read(*_: object) -> Iterator[tuple[dict[str, str], bytes, str]]:
        for number in range(50):
            yield {"id": str(number), "source": f"file:///{number}"}, bytes(range(256)) * 400, ""

    monkeypatch.setattr(originals_zip, "_read", read)
    settings = load_settings(data_dir=tmp_path)
    for piece in originals_zip.zipped(settings, EmbeddedIndex(tmp_path), []):
        pieces.append(len(piece))
    assert len(pieces) == 51
    assert max(pieces[:-1]) < 110_000


def test_a_list_is_searched_line_by_line(page: Page) -> None:
    """As names or as queries, within the filters of the search; each number is a link."""
    html = page.get("/batch?list=Maria+Svensson%0A%23+left+out%0Aminutes").text
    assert "# left out</bdi>" not in html
    assert html.count('<td class="number">') == 2
    # As browsers send it: it comes back as it was pasted, and can be sent again.
    html = page.get("/batch?list=Maria+Svensson%0D%0Aminutes%0D%0A").text
    assert ">\nMaria Svensson\nminutes\n</textarea>" in html.replace("&#10;", "\n")
    assert html.count('<td class="number">') == 2
    assert "person%3A%22Maria+Svensson%22" in html
    within = page.get("/batch?list=minutes&as=queries&place=Bern").text
    assert '<td class="number">23</td>' in within
    table = list(
        csv.DictReader(page.get("/batch.csv?list=minutes%0A%3D1%2B1&as=queries").text.splitlines())
    )
    assert [row["documents"] for row in table] == ["45", "1"]
    assert table[1]["query"] == "'=1+1"
    assert page.get("/batch?list=" + "a%0A" * 501).status == 400
    assert page.get("/batch.csv?list=a&from=soon").status == 400


def test_a_query_is_completed_with_and_without_scripts(page: Page) -> None:
    """As JSON for the box, and as a page of links."""
    found = page.get("/api/complete?q=person:sve").text
    assert '"shown":"Maria Svensson"' in found
    html = page.get("/complete?q=harbour+goth").text
    assert "/?q=harbour+place%3AGothenburg" in html
    assert page.get("/api/complete?q=a&place=b").status == 400
