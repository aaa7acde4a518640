"""The converter of the how-to: it works as it is printed."""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest

from pipeline.convert import registry
from pipeline.sources import whole_member
from tests.harness.sources import documents, read_all, zip_bytes

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "write-a-converter.md"
CODE = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
REGISTERED = re.compile(r'^(\w+) = "(\w+:\w+)"$', re.MULTILINE)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The package of the how-to, as if it were installed."""
    (tmp_path / "docmill_subtitles.py").write_text(CODE[0], encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    [(name, value)] = REGISTERED.findall(PAGE.read_text(encoding="utf-8"))
    point = EntryPoint(name, value, registry.ENTRY_POINT_GROUP)
    there = [*entry_points(group=registry.ENTRY_POINT_GROUP), point]
    monkeypatch.setattr(registry, "installed", lambda group: there)
    remembered = (registry.converted_types, registry.types_by_suffix, whole_member._alone)
    for one in remembered:
        one.cache_clear()
    yield
    for one in remembered:
        one.cache_clear()
    sys.modules.pop("docmill_subtitles", None)


@pytest.mark.usefixtures("installed")
def test_the_converter_of_the_how_to_works(capsys: pytest.CaptureFixture[str]) -> None:
    """By its registration alone."""
    exec(compile(CODE[1], str(PAGE), "exec"), {})
    assert capsys.readouterr().out == "The ferry is late.\n"


@pytest.mark.usefixtures("installed")
def test_its_suffix_tells_its_files_wherever_they_are(tmp_path: Path) -> None:
    """Of what would be plain text; a page that is called so stays a page."""
    film = b"1\n00:00:01,000 --> 00:00:04,000\nThe ferry is late.\n"
    files = {"a.SRT": film, "b.srt": b"<!DOCTYPE html><p>x</p>", "c.txt": film}
    leak = tmp_path / "leak"
    leak.mkdir()
    for name, content in files.items():
        (leak / name).write_bytes(content)
    (leak / "d.zip").write_bytes(zip_bytes(files))
    types = [item.media_type for item in documents(read_all(leak))]
    assert types == ["application/x-subrip", "text/html", "text/plain"] * 2
