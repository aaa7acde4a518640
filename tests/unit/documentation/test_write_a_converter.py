"""The converter of the how-to: it works as it is printed."""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest

from pipeline.convert import registry

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
    monkeypatch.setattr(registry, "entry_points", lambda group: there)
    yield
    sys.modules.pop("docmill_subtitles", None)


@pytest.mark.usefixtures("installed")
def test_the_converter_of_the_how_to_works(capsys: pytest.CaptureFixture[str]) -> None:
    """By its registration alone."""
    exec(compile(CODE[1], str(PAGE), "exec"), {})
    assert capsys.readouterr().out == "The ferry is late.\n"
