"""Texts of other people and genres: what cleaning changes in them, pages, names.

The shared halves of the genres are small; the figures show which kinds of harm there
are, not their exact shares.
"""

import csv
import gzip
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache
from html import unescape
from pathlib import Path

import msgspec

from benchmarks.corpus import SHARED, articles
from benchmarks.quality.figure import Figure
from pipeline import Analyzer
from pipeline.convert.page import read_page
from pipeline.identity import document_id
from pipeline.records import Document, Locator, Work

GENRES = SHARED / "corpus/genres"
PAGES = SHARED / "corpus/pages"
WIKINEWS = SHARED / "corpus/open-en"
NAMES = SHARED / "corpus/names/en/dev.iob2.gz"
MOST = 400  # documents of a genre
CLEANING = ["convert", "clean"]
SPLIT = "strangers' texts; kinds of harm were looked for in them"
PER = 100_000
_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
# Tags and what is left of entities are no words; an apostrophe and "&" are parts of one.
_ENTITY = re.compile(r"</?[A-Za-z][^<>]*>|&?(?:#\d+|quot|lt|gt|nbsp|amp);")
_INSIDE = re.compile(r" ?&?(#39|#146|amp);(?=\w)")
_LABELS = {"PER": "person", "ORG": "organization", "LOC": "place"}


def measure() -> list[Figure]:
    """Rows on cleaning by genre, on pages, and on names in web texts."""
    return [*cleaning(_genres()), *_pages(), *_names()]


def cleaning(genres: Iterable[tuple[str, Iterable[Document]]]) -> Iterator[Figure]:
    """Two rows for each genre: words that cleaning takes away, and words that it alters."""
    kept, cleaned = Analyzer(CLEANING, {"clean": {"repairs": []}}), Analyzer(CLEANING)
    for genre, texts in genres:
        documents = list(texts)[:MOST]
        words, gone, altered = 0, 0, 0
        for before, after in zip(kept.each(documents), cleaned.each(documents), strict=True):
            if not isinstance(before, Work) or before.cleaned is None:
                continue
            left = after.cleaned.text if isinstance(after, Work) and after.cleaned else ""
            then, now = _words(before.cleaned.text), _words(left)
            words += len(then)
            for what, start, end, first, last in SequenceMatcher(
                None, then, now, autojunk=False
            ).get_opcodes():
                gone += end - start if what == "delete" else 0
                altered += max(end - start, last - first) if what in ("replace", "insert") else 0
        command = f"`Analyzer(['convert', 'clean'])` with and without repairs; {words:,} words"
        yield Figure(f"{genre}: words taken away per 100,000", PER * gone / words,
                     len(documents), SPLIT, command, at_most=3)  # fmt: skip
        yield Figure(f"{genre}: words altered per 100,000, right or wrong", PER * altered / words,
                     len(documents), SPLIT, command)  # fmt: skip


def _words(text: str) -> list[str]:
    return _WORD.findall(_ENTITY.sub(" ", unescape(_INSIDE.sub(_character, text))))


def _character(entity: re.Match[str]) -> str:
    return "&" if entity[1] == "amp" else "'"


def _genres() -> Iterator[tuple[str, Iterable[Document]]]:
    """Each genre with its documents."""
    for genre in ("debates", "digest", "court"):
        files = sorted((GENRES / genre).iterdir())
        yield genre, (_document(path.name, path.read_bytes(), _media_type(path)) for path in files)
    yield "Wikinews", (_document(row["url"], row["text"]) for row in _wikinews())
    yield "web news", (_document(name, text) for name, (_, text) in _page_gold().items())
    for corpus, genre in (("agnews", "AG News"), ("bbc", "BBC")):
        yield genre, (_document(article.id, article.text) for article in articles(corpus))


def _wikinews() -> Iterator[dict[str, str]]:
    csv.field_size_limit(2**30)
    for path in sorted(WIKINEWS.glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(io.StringIO(lines.read()))


@cache
def _page_gold() -> dict[str, tuple[str, str]]:
    """name → (HTML, the main text as someone marked it)."""
    gold = msgspec.json.decode((PAGES / "gold.json").read_bytes())
    found = {}
    for name, row in sorted(gold.items()):
        packed = (PAGES / "html" / f"{name}.html.gz").read_bytes()
        found[name] = (gzip.decompress(packed).decode("utf-8"), row["articleBody"])
    return found


def _pages() -> Iterator[Figure]:
    """The measure of the article-extraction-benchmark: means over pages, of word 4-grams."""
    precisions, recalls = [], []
    for html, gold in _page_gold().values():
        wanted, found = _shingles(gold), _shingles(read_page(html).text)
        shared = sum((wanted & found).values())
        precisions.append(shared / found.total() if found else 0.0)
        recalls.append(shared / wanted.total() if wanted else 0.0)
    precision, recall = (sum(some) / len(some) for some in (precisions, recalls))
    command = "`pipeline.convert.page.read_page`; word 4-grams, means over pages"
    number = len(precisions)
    yield Figure("pages: precision of the main text", precision, number, SPLIT, command)
    yield Figure("pages: recall of the main text", recall, number, SPLIT, command)
    yield Figure("pages: F1 of the main text", 2 * precision * recall / (precision + recall),
                 number, SPLIT, command, at_least=0.96)  # fmt: skip


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    size = min(4, len(words)) or 1
    return Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))


def _names() -> Iterator[Figure]:
    """Exact spans with their types on UNER's web and mail texts, a document at a time."""
    analyzer = Analyzer([*CLEANING, "extract"], {"clean": {"repairs": []}})
    wanted = list(_annotated())
    documents = [_document(str(number), text) for number, (text, _) in enumerate(wanted)]
    right = given = found = 0
    for (_, gold), work in zip(wanted, analyzer.each(documents), strict=True):
        mentions = work.entities.mentions if isinstance(work, Work) and work.entities else ()
        spans = Counter(
            (m.text.removesuffix("'s").removesuffix("’s"), m.label)
            for m in mentions
            if m.label in _LABELS.values()
        )
        right += sum((gold & spans).values())
        given += gold.total()
        found += spans.total()
    precision, recall = right / found, right / given
    command = "`Analyzer(['convert', 'clean', 'extract'])`; names and types, counted by document"
    yield Figure("web and mail (UNER EWT): precision of names", precision, len(wanted), SPLIT,
                 command, unit="%")  # fmt: skip
    yield Figure("web and mail (UNER EWT): recall of names", recall, len(wanted), SPLIT, command,
                 unit="%")  # fmt: skip
    yield Figure("web and mail (UNER EWT): F1 of names",
                 2 * precision * recall / (precision + recall), len(wanted), SPLIT, command,
                 unit="%")  # fmt: skip


def _annotated() -> Iterator[tuple[str, Counter[tuple[str, str]]]]:
    """Each document's text, a sentence a paragraph, with its names and their labels."""
    sentences: list[str] = []
    gold: Counter[tuple[str, str]] = Counter()
    sentence, name, label = "", "", ""
    at = 0

    def closed() -> None:
        nonlocal name
        if name:
            gold[" ".join(name.split()), label] += 1
        name = ""

    for line in gzip.decompress(NAMES.read_bytes()).decode("utf-8").splitlines():
        if line.startswith("# newdoc") and sentences:
            yield "\n\n".join(sentences), gold
            sentences, gold = [], Counter()
        elif line.startswith("# text = "):
            sentence, at = line.removeprefix("# text = "), 0
            sentences.append(sentence)
        elif not line.strip():
            closed()
        elif not line.startswith("#"):
            _, token, tag, *_ = line.split("\t")
            start = sentence.index(token, at)
            between, at = sentence[at:start], start + len(token)
            if tag.startswith("I-") and name:
                name += between + token
            else:
                closed()
                if tag != "O" and (told := _LABELS.get(tag[2:])):
                    name, label = token, told
    closed()
    yield "\n\n".join(sentences), gold


def _media_type(path: Path) -> str:
    return "text/html" if path.suffix == ".html" else "text/plain"


def _document(name: str, content: str | bytes, media_type: str = "text/plain") -> Document:
    locator = Locator(f"strangers:{name}")
    return Document(document_id(locator), locator, media_type, content, "", len(content))
