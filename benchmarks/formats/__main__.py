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
from benchmarks.formats.words import words_by_value

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
        """Share of Tika's words, as they are written, that our text has as often."""
        wanted, got = Counter(self.theirs.text.split()), Counter(self.text.split())
        return (wanted & got).total() / max(1, wanted.total())

    @property
    def recall_by_value(self) -> float:
        """Share of the words that Tika's text says at all which ours says, too."""
        wanted = words_by_value(self.theirs.text)
        return len(wanted & words_by_value(self.text)) / max(1, len(wanted))

    @property
    def is_read_by_both(self) -> bool:
        """Whether neither refuses it: to refuse a file takes us no time, and Tika much."""
        return not self.error and not self.theirs.error


def read(files: list[Path]) -> tuple[list[File], tika.Reading]:
    """What both make of these files; the seconds of Tika with its collection of garbage."""
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
        with_garbage = read._replace(seconds=read.seconds * theirs.collecting)
        found.append(File(path, ours["text"], ours["seconds"], ours["error"], with_garbage))
    return found, theirs


def row(name: str, files: list[File]) -> str:
    """A line of the table."""
    paced = [f for f in files if f.is_read_by_both]
    ours, theirs = sum(f.seconds for f in paced), sum(f.theirs.seconds for f in paced)
    told = [f for f in files if f.theirs.text.strip()]
    compared = [f for f in told if f.text]
    recalls = [f.recall for f in compared]
    low = sum(recall < LOW for recall in recalls)
    low_by_value = sum(f.recall_by_value < LOW for f in compared)
    cells = (
        name, f"{len(paced)} of {len(files)}", f"{len(paced) / ours:,.0f}",
        f"{len(paced) / theirs:,.0f}", f"{theirs / ours:.1f} ×",
        f"{len(compared)} of {len(told)}",
        f"{statistics.median(recalls):.3f}" if recalls else "",
        f"{low} of {len(recalls)}", low_by_value,
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    """Read, compare, write the page."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED / "corpus" / "files"
    files, theirs = read([p for p in sorted(folder.iterdir()) if p.suffix.lower() in SUFFIXES])
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
        "its own, and not counted in either; no OCR. The pace is in CPU seconds, over the files "
        "that both read: what is encrypted or damaged",
        "docmill refuses in no time, and Tika in much. Tika's are those of its reading thread and "
        f"of the collection of garbage ({theirs.collecting - 1:.0%} more); its compiler",
        f"took {theirs.compiling - theirs.collecting:.1f} times as much beside it in these rounds, "
        "which is not counted.",
        "",
        f"| format | files read by both | docmill, files/s | Tika, files/s | ratio | with text, of "
        f"those from which Tika has text | median recall of Tika's words | under {LOW} | the "
        f"same, by value |",
        "|---|---|---|---|---|---|---|---|---|",
        *(row(kind, of_kind) for kind, of_kind in sorted(kinds.items())),
        row("all", files),
        "",
        "Recall counts words as they are written, as often as they come. By value each word counts "
        "once, without signs, and numbers by their value",
        "(`benchmarks/formats/words.py`): there 9/20/2018 is 2018-09-20, 2.0 is 2, and a footer "
        "that one reader repeats on every page is there once. What comes",
        "fewer times than it should is seen by the first alone.",
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
            by_value = f"{file.recall_by_value:.2f}"
            print(f"{file.recall:.2f} {by_value} {size:6} {file.path.name} {file.error}")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
