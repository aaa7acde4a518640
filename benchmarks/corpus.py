"""The corpus that the speed benchmarks read, written as files from where it lies."""

import gzip
import json
import os
import sys
from pathlib import Path

SHARED = Path(os.environ.get("DOCMILL_TEST_SHARED", Path(__file__).parents[2] / "shared"))


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
