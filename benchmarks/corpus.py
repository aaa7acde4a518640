"""The development corpus, used where it lies and never copied into the repository."""

import gzip
import json
import os
import re
import sys
from functools import cache
from pathlib import Path

import msgspec
import platformdirs

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("DOCMILL_TEST_SHARED", ROOT.parent / "shared"))
CACHE = Path(platformdirs.user_cache_dir("docmill")) / "quality"
_NOT_WORD = re.compile(r"\W")


class Article(msgspec.Struct, frozen=True):
    """A labelled document of the corpus."""

    id: str
    title: str
    text: str
    label: str

    @property
    def file_name(self) -> str:
        """The name under which the generator of damage finds it."""
        return f"{_NOT_WORD.sub('_', self.id)}.txt"


@cache
def articles(corpus: str) -> tuple[Article, ...]:
    """All documents of "bbc" or "agnews", in the order in which `corrupt.py` halves them."""
    with gzip.open(SHARED / "corpus" / f"{corpus}-dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [msgspec.json.decode(line, type=Article) for line in lines]
    return tuple(sorted(found, key=lambda article: article.file_name))


def even_half(corpus: str) -> tuple[Article, ...]:
    """The half that `corrupt.py` calls hidden; weights are fitted on the other one."""
    return articles(corpus)[0::2]


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
