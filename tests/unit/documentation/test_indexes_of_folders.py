"""Pages that list what a folder holds list all of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def commands(folder: str) -> Iterator[str]:
    """The modules that run, as they stand after `python -m`; not the scripts of other tools."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if "scripts" not in parts and '__name__ == "__main__"' in path.read_text("utf-8"):
            yield ".".join(parts).removesuffix(".__main__")


@pytest.mark.parametrize("folder", ["benchmarks", "tools"])
def test_every_command_is_listed(folder: str) -> None:
    """A benchmark or a tool that the page does not name would not be found."""
    page = (ROOT / folder / "README.md").read_text("utf-8")
    found = list(commands(folder))
    assert len(found) > 5
    named = set(re.findall(rf"\b{folder}(?:\.\w+)+", page))
    assert [name for name in found if name not in named] == []


def test_every_folder_of_benchmarks_is_listed() -> None:
    """The table of folders is complete."""
    page = (ROOT / "benchmarks" / "README.md").read_text("utf-8")
    folders = [path.parent.name for path in (ROOT / "benchmarks").glob("*/__init__.py")]
    assert [name for name in folders if f"[{name}]({name})" not in page] == []


def test_every_decision_is_listed_under_a_number_of_its_own() -> None:
    """A record that the index leaves out is not read; two of one number are confused."""
    listed = re.findall(
        r"^(\d+)\. \[.+\]\(decisions/(\d{4})-(.+)\.md\)$",
        (ROOT / "docs" / "index.md").read_text("utf-8"),
        re.MULTILINE,
    )
    files = sorted(path.stem for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [f"{int(number):04}-{name}" for number, _, name in listed] == files
    assert [int(number) for number, *_ in listed] == list(range(1, len(files) + 1))
    for name in files:
        title = (ROOT / "docs" / "decisions" / f"{name}.md").read_text("utf-8")
        assert title.startswith(f"# {int(name[:4])}. ")
