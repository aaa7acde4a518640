"""Converters against Apache Tika: speed, share of files with text, recall of words, memory.

    python -m benchmarks.formats [FOLDER]

FOLDER: files to read, by default those of the development corpus. Writes `benchmarks/formats.md`.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import ROOT, SHARED, articles
from benchmarks.formats import tika
from benchmarks.formats.columns import PLACES, in_order
from benchmarks.formats.memory import peak_of_a_child
from benchmarks.formats.ours import SUFFIXES

# Rounds over all files, first those that make both warm, then those whose median counts.
WARMING = COUNTED = 5
LOW = 0.8
PAGES = 20  # of columns


class File(NamedTuple):
    """A file as both read it."""

    path: Path
    text: str
    seconds: float
    error: str
    theirs: tika.Read

    @property
    def recall(self) -> float:
        """Share of Tika's words that our text has."""
        wanted, got = Counter(self.theirs.text.split()), Counter(self.text.split())
        return (wanted & got).total() / max(1, wanted.total())


def read(files: list[Path]) -> tuple[list[File], float]:
    """What both make of these files, and how much more than its reading thread Tika spent."""
    with tempfile.NamedTemporaryFile("w") as names:
        names.write("\n".join(map(str, files)))
        names.flush()
        rounds = [str(WARMING), str(COUNTED)]
        command = [sys.executable, "-m", "benchmarks.formats.ours", names.name, *rounds]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    theirs = tika.read(files, WARMING, COUNTED)
    found = []
    for path, line, read in zip(files, done.stdout.splitlines(), theirs.files, strict=True):
        ours = json.loads(line)
        found.append(File(path, ours["text"], ours["seconds"], ours["error"], read))
    return found, theirs.process


def row(name: str, files: list[File]) -> str:
    """A line of the table."""
    ours, theirs = (sum(f.seconds for f in files), sum(f.theirs.seconds for f in files))
    told = [f for f in files if f.theirs.text.strip()]
    recalls = [f.recall for f in told if f.text]
    low = sum(recall < LOW for recall in recalls)
    cells = (
        name, len(files), f"{len(files) / ours:,.0f}", f"{len(files) / theirs:,.0f}",
        f"{theirs / ours:.1f} ×", f"{sum(bool(f.text) for f in told)} of {len(told)}",
        f"{statistics.median(recalls):.3f}" if recalls else "", f"{low} of {len(recalls)}",
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    """Read, compare, write the page."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED / "corpus" / "files"
    files, process = read([p for p in sorted(folder.iterdir()) if p.suffix.lower() in SUFFIXES])
    kinds: dict[str, list[File]] = defaultdict(list)
    for file in files:
        kinds[file.path.suffix.lower()[1:].upper()].append(file)
    text = " ".join(article.text for article in articles("bbc")[:200])
    words = [word for word in text.split() if word.isascii()]
    order = {
        columns: statistics.mean(in_order(words, columns, page) for page in range(PAGES))
        for columns in PLACES
    }
    lines = [
        "# Formats",
        "",
        f"`make bench-formats`: {len(files)} files of Apache Tika's own tests, read by docmill's "
        f"converters and by Apache Tika {tika.VERSION}",
        f"as a library, each in a process with one thread, in {WARMING} rounds over all files that "
        f"make them warm and {COUNTED} whose median",
        "counts; both tell the type by the content. What is embedded in a file is a document of "
        "its own, and not counted in either; no OCR. The pace is in CPU seconds of",
        "the thread that reads. Java spent beside it, on the collection of garbage and on "
        f"compiling, {process - 1:.1f} times as much in these rounds,",
        "which is not counted.",
        "",
        "| format | files | docmill, files/s | Tika, files/s | ratio | with text, of those from "
        f"which Tika has text | median recall of Tika's words | under {LOW} |",
        "|---|---|---|---|---|---|---|---|",
        *(row(kind, of_kind) for kind, of_kind in sorted(kinds.items())),
        row("all", files),
        "",
        "Peak memory of a worker child, with the default stages and their models, that indexes all "
        f"{len(list(folder.iterdir()))} files of",
        f"the folder (`docmill run`): {peak_of_a_child(folder, ocr=False)} MB; with the extra "
        f"`ocr` {peak_of_a_child(folder, ocr=True)} MB.",
        "",
        "Words in order on generated pages whose columns are drawn row by row "
        f"({PAGES} pages each): "
        + "; ".join(f"{columns} columns {share:.3f}" for columns, share in order.items())
        + ".",
    ]
    page = ROOT / "benchmarks" / "formats.md"
    kept = page.read_text().partition("\n## ") if page.exists() else ("", "", "")
    page.write_text("\n".join(lines) + "\n" + "".join(kept[1:]))
    for file in files:
        if file.theirs.text.strip() and file.recall < LOW:
            size = len(file.theirs.text.split())
            print(f"{file.recall:.2f} {size:6} {file.path.name} {file.error}")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
