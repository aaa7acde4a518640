"""Reads the open sets of text annotated with names, sentence by sentence.

UNER's files have the text of each sentence; Turku's and GermEval's have tokens only, which are put
together by the usual rules of punctuation. Persons, organizations and places are kept. Other types
of names, parts of words ("EU-weit") and derived words ("Berliner") of GermEval are not names here.
"""

import gzip
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

KEPT = frozenset({"PER", "ORG", "LOC"})
_NO_BLANK_BEFORE = frozenset(".,;:!?)]}%’”…»") | {"...", "'s", "n't"}
_NO_BLANK_AFTER = frozenset("([{„«$€£")


class Name(NamedTuple):
    """A name in a text: first character, the one after its last, type (PER, ORG or LOC)."""

    start: int
    end: int
    label: str


class Sentence(NamedTuple):
    """A sentence with its tokens, their tags ("B-PER") and its names, in characters of `text`."""

    text: str
    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    names: tuple[Name, ...]


class Damaged(Exception):
    """A file is not the one that the hash is of."""


def read(file: Path, sha256: str) -> list[Sentence]:
    """The sentences of a file of one of the sets.

    Raises:
        Damaged: the file has another hash.
    """
    content = file.read_bytes()
    if (digest := hashlib.sha256(content).hexdigest()) != sha256:
        raise Damaged(f"{file} has the hash {digest}, not {sha256}")
    return list(_sentences(gzip.decompress(content).decode("utf-8")))


def by_tokens(tokens: Sequence[str], tags: Sequence[str]) -> Sentence:
    """A sentence of tokens, with a blank between any two."""
    return _of(" ".join(tokens), tokens, tags)


def _sentences(content: str) -> Iterator[Sentence]:
    for block in content.split("\n\n"):
        text = ""
        tokens: list[str] = []
        tags: list[str] = []
        for line in block.splitlines():
            if line.startswith("# text = "):
                text = line.removeprefix("# text = ").strip()
            if line.startswith("#\t") or line.startswith("# ") or line.startswith("-DOCSTART-"):
                continue
            fields = line.split("\t")
            if len(fields) < 2:
                continue
            token, tag = fields[:2] if len(fields) == 2 else fields[1:3]
            tokens.append(token)
            tags.append(tag)
        if tokens:
            yield _of(text or _joined(tokens), tokens, tags)


def _of(text: str, tokens: Sequence[str], tags: Sequence[str]) -> Sentence:
    """Find the tokens in their text; a text that they are not in is made of them anew."""
    places = []
    done = 0
    for token in tokens:
        found = text.find(token, done)
        if found == -1 or text[done:found].strip():
            return by_tokens(tokens, tags)
        done = found + len(token)
        places.append((found, done))
    return Sentence(text, tuple(tokens), tuple(tags), tuple(_names(places, tags)))


def _names(places: Sequence[tuple[int, int]], tags: Sequence[str]) -> Iterator[Name]:
    first = 0
    open_ = ""
    for number, tag in enumerate((*tags, "O")):
        if open_ and tag != f"I-{open_}":
            yield Name(places[first][0], places[number - 1][1], open_)
            open_ = ""
        if tag[:2] in ("B-", "I-") and not open_ and tag[2:] in KEPT:
            first, open_ = number, tag[2:]


def _joined(tokens: Sequence[str]) -> str:
    parts: list[str] = []
    before = ""
    quoted = False
    for token in tokens:
        blank = bool(before)
        if token in _NO_BLANK_BEFORE or before in _NO_BLANK_AFTER:
            blank = False
        if token in ('"', "``", "''", "“"):
            blank = blank and not quoted
            quoted = not quoted
            before = "(" if quoted else token
        else:
            before = token
        parts.append(f" {token}" if blank else token)
    return "".join(parts).strip()
