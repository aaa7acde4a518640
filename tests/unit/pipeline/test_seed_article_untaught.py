"""The seed article is read by general rules: what is odd in it stands in no code and no list."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard

ROOT = Path(__file__).parents[3]
GLUED = ("Blinkassured", "Ukrainealthough", "guerraeven", "UkraineRussia", "blinkRussia")
NAMES = ("Blink", "guerra", "Shmigal", "Europe Press")
# Documentation, changelog and tests may speak of the article. The scripts of docs/ may not.
FOLDERS = ("pipeline", "workers", "benchmarks", "deploy", "testbed", "tools")
TEXTS = {
    ".py",
    ".toml",
    ".csv",
    ".tsv",
    ".txt",
    ".json",
    ".jsonl",
    ".md",
    ".html",
    ".css",
    ".sh",
    "",
}
# Made by a script from a source that others publish, with words in it as they come there. Nobody
# wrote them by hand; that the glued forms are not among them is looked at all the same.
DERIVED = {
    "pipeline/classify/table/pieces.txt": "the vocabulary of the sentence encoder",
    "pipeline/extract/cnn/frequent/es.txt": "the most frequent Spanish words",
    "pipeline/extract/gazetteer/data/common.txt": "common English words",
} | {
    f"pipeline/classify/joint/{language}/pieces.txt": "the most frequent words of a language"
    for language in ("de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "uk")
}  # fmt: skip
# A plain word of a language, in the words of a topic: "guerra" is war.
PLAIN = {
    "guerra": {
        f"pipeline/classify/taxonomies/iptc.{language}.toml" for language in ("es", "it", "pt")
    }
}


def files() -> Iterator[Path]:
    """Every file of code and data."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
    yield from sorted((ROOT / "docs").rglob("*.py"))
    yield from (ROOT / name for name in ("pyproject.toml", "Makefile", "conftest.py"))


def content(path: Path) -> bytes:
    """What is in a file, unpacked, in lower case."""
    content = path.read_bytes()
    if path.suffix == ".zst":
        with zstandard.ZstdDecompressor().stream_reader(content, read_across_frames=True) as reader:
            content = reader.readall()
    return content.lower()


def written_by_hand(path: Path) -> bool:
    """Whether somebody chose the words of a file; binary tables are made by scripts."""
    name = path.relative_to(ROOT).as_posix()
    return path.suffix in TEXTS and name not in DERIVED


@pytest.mark.parametrize("word", GLUED)
def test_no_file_knows_a_glued_form(word: str) -> None:
    """Neither code nor data of any kind, packed ones unpacked, holds one of the glued words."""
    assert [str(path) for path in files() if word.lower().encode() in content(path)] == []


@pytest.mark.parametrize("word", NAMES)
def test_nobody_wrote_its_names_down(word: str) -> None:
    """Code and lists made by hand do not name who and what is in the article."""
    found = [
        str(path)
        for path in files()
        if written_by_hand(path) and word.lower().encode() in content(path)
    ]
    assert found == [str(ROOT / name) for name in sorted(PLAIN.get(word, ()))]


def test_what_is_derived_is_there() -> None:
    """The list of exceptions names files that exist."""
    assert [name for name in DERIVED if not (ROOT / name).is_file()] == []
