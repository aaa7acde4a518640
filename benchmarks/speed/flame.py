"""Where the time of the stages goes, as flame graphs: `python -m benchmarks.speed.flame`.

Runs the default stages over BBC articles in one process, once with the model on spaCy's `nlp.pipe`
and once as docmill runs it, and lets py-spy write `flame-spacy.svg` and
`flame-docmill.svg` beside this file.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.corpus import ROOT, articles
from benchmarks.quality.cost import works
from benchmarks.quality.kit import missing
from pipeline.extract import model
from pipeline.stage import build_stages, run_stages
from workers.settings import load_settings
from workers.stack.environment import CHILD_ENVIRONMENT
from workers.worker.stage_sets import load_stage

FOLDER = Path(__file__).parent
BATCH = 64
RATE = 100  # samples a second
SECONDS = 15
# Paths of this machine are left out of the picture.
_HERE = re.compile(rf"{re.escape(str(ROOT))}/|/[^\s<()]*/(?:site-packages|python3\.\d+)/")


def main() -> int:
    """Record both; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", choices=("spacy", "docmill"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work(given.work)
        return 0
    if gone := missing():
        print("the development corpus is missing:", *gone, sep="\n  ", file=sys.stderr)
        return 1
    for path in ("spacy", "docmill"):
        picture = FOLDER / f"flame-{path}.svg"
        program = str(Path(sys.executable).with_name("py-spy"))
        subprocess.run(
            [program, "record", "--rate", str(RATE), "--output", str(picture), "--",
             sys.executable, "-m", "benchmarks.speed.flame", "--work", path],
            check=True, cwd=ROOT, env={**os.environ, **CHILD_ENVIRONMENT},
        )  # fmt: skip
        told = picture.read_text(encoding="utf-8")
        picture.write_text(_HERE.sub("", told), encoding="utf-8")
        print(f"written: {picture.name}")
    return 0


def work(path: str) -> None:
    """Run the stages for `SECONDS`."""
    if path == "spacy":
        model.__dict__["_fast"] = lambda nlp, rules: (None, "asked for")
    stages = build_stages(load_settings().stage_names)
    for stage in stages:
        load_stage(stage)
    documents = works([f"{article.title}\n\n{article.text}" for article in articles("bbc")])
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        for first in range(0, len(documents), BATCH):
            run_stages(stages, documents[first : first + BATCH])
            if time.monotonic() > end:
                break


if __name__ == "__main__":
    sys.exit(main())
