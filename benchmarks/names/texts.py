"""Annotated texts of several genres.

`quality/gold/entities-genres.jsonl` was annotated by hand, before docmill's output on it was seen,
in the form of `shared/eval/entities`. It names the texts of the development corpus by id and by
their first and last character; those that anybody may copy are in it: opinions of US courts (public
domain), debates of the Senate (the same) and of both Houses of Parliament (Open Parliament Licence
3.0), messages of Apache's mailing lists that its Sling project has as test data (Apache License
2.0; their addresses are changed).
UNER English-EWT has exact spans, annotated by others.
"""

import csv
import gzip
import html
import io
import json
import mailbox
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.corpus import ROOT, SHARED, articles

GOLD = ROOT / "benchmarks" / "quality" / "gold"
CORPUS = SHARED / "corpus"
FIT, HELD = "fit", "held"
_TAG = re.compile(r"<[^>]*>")
_LABELS = {"PER": "person", "ORG": "organization", "LOC": "place"}


class Annotated(NamedTuple):
    """A text with its names: `entities` in the form of the shared scorer, or `names` as spans.

    `half`: "fit" for the half that rules and weights may be chosen by, else "held".
    """

    genre: str
    half: str
    id: str
    text: str
    entities: tuple[dict[str, Any], ...] = ()
    names: tuple[tuple[str, str], ...] = ()


def annotated() -> Iterator[Annotated]:
    """All annotated texts."""
    for row in _rows("entities-genres.jsonl"):
        text = row.get("text") or _text(row["id"])
        part = text[row.get("start", 0) : row.get("end")]
        yield Annotated(row["genre"], row["half"], row["id"], part, tuple(row["entities"]))
    for file, half in (("entities-dev.jsonl", FIT), ("entities-unseen.jsonl", HELD)):
        for row in _rows(file):
            text = _articles("bbc")[row["id"]]
            yield Annotated("news, old gold", half, row["id"], text, tuple(row["entities"]))
    yield from _uner()


def _rows(file: str) -> Iterator[dict[str, Any]]:
    with (GOLD / file).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _text(id: str) -> str:
    """The whole text of a document of the development corpus."""
    where, _, name = id.partition("/")
    name = name.partition("#")[0]
    if where in ("bbc", "ag"):
        return _articles("bbc")[name] if where == "bbc" else _articles("agnews")[id]
    if where == "wikinews":
        return _wikinews()[name]
    if where == "web":
        return _pages()[name]
    if where == "mail":
        return _messages(name)[int(id.rpartition("#")[2])]
    content = (CORPUS / "genres" / where / name).read_text(encoding="utf-8", errors="replace")
    return html.unescape(_TAG.sub("", content)) if name.endswith(".html") else content


@cache
def _articles(corpus: str) -> dict[str, str]:
    both = corpus == "agnews"
    return {a.id: f"{a.title}\n\n{a.text}" if both else a.text for a in articles(corpus)}


@cache
def _wikinews() -> dict[str, str]:
    csv.field_size_limit(1 << 24)
    found = {}
    for path in sorted((CORPUS / "open-en").glob("*.csv.gz")):
        lines = io.StringIO(gzip.decompress(path.read_bytes()).decode("utf-8"), newline="")
        for row in csv.DictReader(lines):
            found[row["url"].rsplit("/", 1)[1]] = f"{row['title']}\n\n{row['text']}"
    return found


@cache
def _pages() -> dict[str, str]:
    gold = json.loads((CORPUS / "pages" / "gold.json").read_text(encoding="utf-8"))
    return {
        name: "\n".join(filter(str.strip, row["articleBody"].split("\n")))
        for name, row in gold.items()
    }


@cache
def _messages(name: str) -> list[str]:
    found = []
    for message in mailbox.mbox(CORPUS / "files" / name, create=False):
        part: Any = message
        while part.is_multipart():
            part = part.get_payload(0)
        body = part.get_payload(decode=True).decode("utf-8", "replace")
        found.append(f"From: {message['from']}\nSubject: {message['subject']}\n\n{body}")
    return found


def _uner() -> Iterator[Annotated]:
    """UNER English-EWT, development part, by document; every other one is held out."""
    file = Path(CORPUS / "names/en/dev.iob2.gz")
    documents = gzip.decompress(file.read_bytes()).decode("utf-8").split("# newdoc id = ")[1:]
    for number, document in enumerate(documents):
        id, _, lines = document.partition("\n")
        text, names = _with_names(lines)
        genre = f"EWT {id.partition('-')[0]}"
        yield Annotated(genre, HELD if number % 2 else FIT, id, text, names=tuple(names))


def _with_names(lines: str) -> tuple[str, list[tuple[str, str]]]:
    """The sentences of a document, a line each, and its names with their labels."""
    text, spans, open_, at = "", list[tuple[int, int, str]](), False, 0
    for line in lines.splitlines():
        if line.startswith("# text = "):
            at = len(text)
            text += line.removeprefix("# text = ") + "\n"
        elif line.startswith("#") or not line.strip():
            open_ = False
        else:
            _, token, tag, *_ = line.split("\t")
            start = text.find(token, at)
            if start < 0:
                continue
            at = start + len(token)
            if tag.startswith("I-") and open_:
                spans[-1] = (spans[-1][0], at, spans[-1][2])
                continue
            open_ = tag != "O" and tag[2:] in _LABELS
            if open_:
                spans.append((start, at, _LABELS[tag[2:]]))
    return text, [(text[start:end], label) for start, end, label in spans]
