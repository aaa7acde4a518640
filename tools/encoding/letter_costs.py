"""Makes the table of letters by which the encoding of a text is judged.

    pip install --target DIR wordfreq==3.1.1 langdetect==1.0.9
    PYTHONPATH=DIR python -m tools.encoding.letter_costs pipeline/encoding/letters.msgpack.zst

How often a letter follows another, in the frequent words of the languages of wordfreq, and how
often Chinese, Japanese and Korean use a character (R. Speer; code Apache-2.0, data CC BY-SA 4.0).
Estonian and Albanian are not in it: their pairs of letters are those that langdetect (M. Danilak,
N. Shuyo; Apache 2.0) counted in Wikipedia. The packages are not needed later. wordfreq's Chinese
words are simplified; a traditional character counts as often as the simplified one of it.
"""

import gzip
import json
import sys
from collections import Counter
from importlib import import_module
from math import log2
from pathlib import Path
from typing import Any, cast
from unicodedata import normalize

import msgspec
from zstandard import ZstdCompressor

WORDS = 20_000  # a language
STEPS = 8  # a bit
CEILING = 18.0  # bits
IDEOGRAPHIC = ("ja", "ko", "zh")
COUNTED = ("et", "sq")  # of langdetect
LEFT_OUT = ("bn", "fil", "hi", "ta", "ur")  # written in no encoding of one byte that is met
CHARACTERS = 5_000  # of an ideographic language
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def main(file: Path) -> None:
    """Write the table."""
    wordfreq = cast(Any, import_module("wordfreq"))
    known = set(wordfreq.available_languages("small"))
    languages = sorted(known - set(IDEOGRAPHIC) - set(LEFT_OUT))
    counts = [_pairs(wordfreq, language) for language in languages]
    languages += COUNTED
    counts += [_counted(language) for language in COUNTED]
    pairs = sorted({pair for found in counts for pair in found})
    costs = bytearray()
    firsts = [_firsts(found) for found in counts]
    for pair in pairs:
        for found, first in zip(counts, firsts, strict=True):
            costs.append(_step(found[pair], first[pair[0]]))
    table: dict[str, object] = {
        "languages": languages,
        "pairs": "".join(pairs),
        "costs": bytes(costs),
        "characters": {},
    }
    for language in IDEOGRAPHIC:
        table["characters"][language] = _characters(wordfreq, language)  # type: ignore[index]
    packed = ZstdCompressor(19).compress(msgspec.msgpack.encode(table))
    file.write_bytes(packed)
    print(len(languages), "languages,", len(pairs), "pairs,", len(packed), "bytes")


def _pairs(wordfreq: Any, language: str) -> Counter[str]:
    lists = wordfreq.get_frequency_list(language, "small")
    found: Counter[str] = Counter()
    seen = 0
    for step, words in enumerate(lists):
        for word in words:
            if seen == WORDS:
                break
            seen += 1
            if not any(map(str.isalpha, word)):
                continue
            weight = 10 ** (-step / 100) * 1e6
            for spelling in _spellings(word, language):
                for first, second in zip(f" {spelling}", f"{spelling} ", strict=True):
                    if _counts(first) and _counts(second):
                        # Each word also counts as one, or a hundred of them say everything.
                        found[first + second] += max(1, round(weight**0.75))
    least = 1e-6 * found.total()
    return Counter({pair: count for pair, count in found.items() if count > least})


def _counted(language: str) -> Counter[str]:
    """The pairs of letters in langdetect's profile of a language."""
    folder = Path(import_module("langdetect").__file__ or "").parent / "profiles"
    found: Counter[str] = Counter()
    for letters, count in json.loads((folder / language).read_text("utf-8"))["freq"].items():
        if len(letters) == 2 and all(map(_counts, letters)):
            found[letters.lower()] += count
    return found


def _counts(character: str) -> bool:
    return character == " " or character.isalpha() or character in _TONES


def _spellings(word: str, language: str) -> list[str]:
    if language != "vi":
        return [word]
    # Code page 1258 has tones of their own, to be set on letters.
    parted = normalize("NFD", word)
    toned = "".join(
        letter + "".join(mark for mark in marks if mark in _TONES)
        for letter, marks in _clusters(parted)
    )
    return [normalize("NFC", word), toned]


def _clusters(text: str) -> list[tuple[str, str]]:
    clusters: list[tuple[str, str]] = []
    for character in text:
        if clusters and "\u0300" <= character <= "\u036f":
            letter, marks = clusters[-1]
            joined = normalize("NFC", letter + character)
            if character not in _TONES and len(joined) == 1:
                clusters[-1] = (joined, marks)
            else:
                clusters[-1] = (letter, marks + character)
        else:
            clusters.append((character, ""))
    return clusters


def _firsts(pairs: Counter[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for pair, count in pairs.items():
        found[pair[0]] += count
    return found


def _step(count: int, of: int) -> int:
    bits = CEILING if not count else min(CEILING, -log2(count / of))
    return round(STEPS * bits)


def _characters(wordfreq: Any, language: str) -> tuple[str, bytes]:
    found: Counter[str] = Counter()
    for step, words in enumerate(wordfreq.get_frequency_list(language, "best")):
        for word in words:
            for character in word:
                if character > "\u1100" and character.isalpha():
                    found[character] += round(10 ** (-step / 100) * 1e8)
    if language == "zh":
        folder = Path(import_module("wordfreq").__file__ or "").parent / "data"
        simplified = msgspec.msgpack.decode(
            gzip.decompress((folder / "_chinese_mapping.msgpack.gz").read_bytes()),
            type=dict[int, int | str | None],
        )
        for traditional, simple in simplified.items():
            code = simple if isinstance(simple, int) else ord(simple[0]) if simple else 0
            if code and chr(code) in found:
                found.setdefault(chr(traditional), found[chr(code)] // 2)
    whole = found.total()
    common = found.most_common(CHARACTERS * (2 if language == "zh" else 1))
    return (
        "".join(character for character, _ in common),
        bytes(_step(count, whole) for _, count in common),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
