"""The example of docs/how-to/write-a-container.md is a container that works."""

import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.sources import formats
from pipeline.sources.container import containers, containers_by_suffix
from tests.harness.reopening import check_every_start
from tests.harness.sources import read_all, texts, zip_bytes

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "write-a-container.md"
NOTES = b"%%notes\nfirst\nnote\n%%\nsecond\n"


def test_the_example_reads_its_files_in_archives_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By their content and by their name; a reading goes on at any of their documents."""
    [example, *_] = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    module: dict[str, Any] = {"__name__": "docmill_notes"}
    exec(compile(example, "docmill_notes.py", "exec"), module)
    notes = module["Notes"]()
    by_suffix = {**containers_by_suffix(), ".notes": notes}
    installed = (*containers(), notes)
    monkeypatch.setattr(formats, "containers", lambda: installed)
    monkeypatch.setattr(formats, "containers_by_suffix", lambda: by_suffix)
    path = tmp_path / "a.zip"
    path.write_bytes(zip_bytes({"x": NOTES, "in.zip": zip_bytes({"b.notes": NOTES})}))
    items = read_all(path)
    assert texts(items) == ["first\nnote\n", "second\n"] * 2
    assert [str(item.locator).partition("!")[2] for item in items] == [
        "x", "x#2", "in.zip!b.notes", "in.zip!b.notes#2",
    ]  # fmt: skip
    check_every_start(path)
