"""What the docs point at exists: files, headings, commands and their options."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.harness.shell import invocations
from workers.command.command_line import command_line

ROOT = Path(__file__).parents[3]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(docmill [^`]+)`")
OURS = re.compile(r"`((?:pipeline|workers|testbed|tests|tools|benchmarks|deploy|docs)/[\w./-]+)`")
MODULE = re.compile(r"python -m ((?:benchmarks|tools|tests|workers)\.[\w.]*\w)")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
ELSEWHERE = ("http://", "https://", "mailto:")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def prose(page: Path) -> str:
    """A page without its code blocks."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def headings(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    found = re.findall(r"^#+ +(.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in found}


def shell_lines(page: Path) -> Iterator[str]:
    """The lines of a page's shell examples, continued ones joined."""
    for language, code in FENCE.findall(page.read_text(encoding="utf-8")):
        lines = code.replace("\\\n", " ").splitlines()
        if language == "sh":
            yield from lines
        elif language == "console":
            yield from (line.removeprefix("$ ") for line in lines if line.startswith("$ "))


@cache
def group() -> Any:
    """The command line as click sees it."""
    return command_line()


@pages
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    """The file is there, and has the heading where the link names one."""
    for target in LINK.findall(prose(page)):
        if target.startswith(ELSEWHERE):
            continue
        path, _, anchor = unquote(target).partition("#")
        file = page.parent / path if path else page
        assert file.exists(), target
        assert file.resolve().is_relative_to(ROOT), target
        assert not anchor or anchor in headings(file), target


@pages
def test_every_file_and_module_that_is_named_exists(page: Path) -> None:
    """Those of this repository; they move, and nobody reads all pages then."""
    for name in OURS.findall(prose(page)):
        assert (ROOT / name).exists(), name
    for name in MODULE.findall(page.read_text(encoding="utf-8")):
        place = ROOT / name.replace(".", "/")
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), name


@pages
def test_every_command_line_is_accepted(page: Path) -> None:
    """Each shell example is parsed by the real command line: names, options, arguments."""
    for line in shell_lines(page):
        for arguments in invocations(line):
            # An empty container command runs the one of the compose file.
            if not arguments or arguments[0].startswith("-"):
                continue
            name, *rest = arguments
            assert name in group().commands, line
            # Raises for an option that does not exist or a value that does not fit.
            group().commands[name].make_context(name, rest)


@pages
def test_every_command_in_the_text_exists(page: Path) -> None:
    """`docmill status` in a sentence names a real command, and its options are real ones."""
    for told in INLINE.findall(prose(page)):
        name, *rest = told.removeprefix("docmill ").split()
        if name in ("…", "COMMAND", "[OPTIONS]"):
            continue
        assert name in group().commands, told
        known = {
            option
            for parameter in group().commands[name].params
            for option in (*parameter.opts, *parameter.secondary_opts)
        }
        options = {word.strip("[]") for word in rest if word.startswith(("--", "[--"))}
        assert options <= known | {"--help"}, told


def test_every_page_is_listed() -> None:
    """A page to which the table of contents does not lead is not read."""
    docs = ROOT / "docs"
    listed = set(LINK.findall(prose(docs / "index.md")))
    found = {str(page.relative_to(docs)) for page in docs.rglob("*.md")} - {"index.md"}
    assert sorted(found - listed) == []


def test_the_examples_are_seen() -> None:
    """The checks above look at something: the README alone calls docmill many times."""
    called = [list(invocations(line)) for line in shell_lines(ROOT / "README.md")]
    assert sum(map(len, called)) > 10
    assert list(invocations("A=1 docmill run x | jq . && docmill status  # twice")) == [
        ["run", "x"],
        ["status"],
    ]
