"""Every direct dependency is explained in docs/explanation/dependencies.md."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "explanation" / "dependencies.md"
# A row of one of the page's tables: package, version, licence, who keeps it, why, instead.
ROW = re.compile(r"^\| `(?P<name>[\w.-]+)` \|(?P<rest>.*)\|$", re.MULTILINE)


def project() -> dict[str, list[str]]:
    """Names of the dependencies of docmill, and of its development, by "run" and "dev"."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"run": told["dependencies"], "dev": told["optional-dependencies"]["dev"]}
    return {
        group: [re.split(r"[^\w.-]", requirement)[0] for requirement in requirements]
        for group, requirements in groups.items()
    }


def test_each_direct_dependency_has_a_row_and_no_other_has() -> None:
    """What is added, or goes, is added or goes here too."""
    rows = [row["name"] for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))]
    assert sorted(rows) == sorted(project()["run"])


def test_each_row_says_everything() -> None:
    """Version, licence, who keeps it, why it is here, what would replace it: no cell is empty."""
    for row in ROW.finditer(PAGE.read_text(encoding="utf-8")):
        cells = [cell.strip() for cell in row["rest"].split("|")]
        assert len(cells) == 5, row["name"]
        assert all(cells), row["name"]


def test_versions_are_those_of_the_lock() -> None:
    """The page speaks of what is installed, all versions where they differ by Python's."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.MULTILINE)
    for row in ROW.finditer(PAGE.read_text(encoding="utf-8")):
        told = row["rest"].split("|")[0].strip()
        assert told == " / ".join(v for name, v in locked if name == row["name"]), row["name"]


def test_development_tools_are_named() -> None:
    """Every tool is named, but for type stubs and docmill itself with its extras."""
    text = PAGE.read_text(encoding="utf-8")
    tools = [name for name in project()["dev"] if not name.startswith(("types-", "docmill"))]
    assert [name for name in tools if f"`{name}`" not in text] == []
