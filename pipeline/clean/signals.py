"""Quality signals: numbers that describe a text, for a policy or a reader to judge.

Most are rules of two well-known collections, named with each: *Gopher*, Rae et al. 2021, "Scaling
Language Models: Methods, Analysis & Insights from Training Gopher", arXiv:2112.11446, appendix A1;
*C4*, Raffel et al. 2020, "Exploring the Limits of Transfer Learning with a Unified Text-to-Text
Transformer", JMLR 21(140), section 2.2.
"""

import re
from collections import Counter
from itertools import pairwise

# Characters that are measured; with more, shares hardly change, but memory grows.
SAMPLE = 100_000
_LETTER = re.compile(r"[^\W\d_]")
_DIGITS = "0123456789"
_BULLETS = ("•", "-", "*", "·", "▪", "‣", "–", "—")  # Gopher names • and -
_TERMINAL = (".", "!", "?", '"', "”", "…", "'", "’")  # C4: punctuation or a closing quotation mark
# Gopher requires two of eight English words. Here the signal is the share of the most frequent
# words of each language, which make up a third or more of prose.
_STOP_WORDS = {
    "en": "the be to of and that have with a in is for on it as was are at by this he from not but",
    "fr": "le la les de des du un une et à en que qui dans est pour sur par au il pas plus a ne se",
    "es": "el la los las de del un una y a en que es por para con se no su al lo como más pero",
    "de": "der die das den dem des ein eine und in zu mit von ist auf für nicht sich im auch als",
    "it": "il la i le di un una e a in che è per con non si del della da al lo come più ma",
    "pt": "o a os as de do da um uma e em que é por para com não se no na ao mais como mas",
    "nl": "de het een en van in is op te dat voor met zijn die niet aan er om ook als bij maar",
}
_WORDS_OF = {language: frozenset(words.split()) for language, words in _STOP_WORDS.items()}
SIGNALS = (
    "words", "word-length", "symbol-share", "digit-share", "letter-share", "stop-share",
    "bullet-share", "ellipsis-share", "sentence-share", "repeated-lines", "top-pair-share",
    "repetition", "braces",
)  # fmt: skip


def measure(text: str, language: str) -> dict[str, float]:
    """The signals of a clean text (white space in order); `{}` for an empty one.

    `words`: number of words; `word-length`: mean, in characters; `symbol-share`: # and … by words;
    `digit-share`: share of digits in characters that are not white space; `letter-share`: share of
    words with a letter; `stop-share`: share of stop words, where those of the language are known;
    `bullet-share`, `ellipsis-share`: share of lines that begin or end so; `sentence-share`: share
    of lines that end like sentences; `repeated-lines`: share of lines that repeat earlier ones;
    `top-pair-share`: share of characters in the most frequent pair of words; `repetition`: share of
    five words in a row that repeat earlier ones; `braces`: number of curly brackets.
    """
    if not text:
        return {}
    count = 1 + text.count(" ") + text.count("\n") - text.count("\n\n")
    sample = text[:SAMPLE]
    words = sample.lower().split()
    lines = [line for line in sample.split("\n") if line]
    number, characters = len(words), sum(map(len, words))
    odd = [word for word in words if not word.isalpha()]
    # Of "word," the first character tells.
    with_letter = number - sum(not w[0].isalpha() and _LETTER.search(w) is None for w in odd)
    signals: dict[str, float] = {
        "words": count,
        "word-length": characters / number,
        "symbol-share": (sample.count("#") + sample.count("...") + sample.count("…")) / number,
        "digit-share": sum(map(sample.count, _DIGITS)) / characters,
        "letter-share": with_letter / number,
        "bullet-share": sum(line.startswith(_BULLETS) for line in lines) / len(lines),
        "ellipsis-share": sum(line.endswith(("...", "…")) for line in lines) / len(lines),
        "sentence-share": sum(line.endswith(_TERMINAL) for line in lines) / len(lines),
        "repeated-lines": 1 - len(set(lines)) / len(lines),
        "top-pair-share": _top_pair(words) / characters,
        "repetition": _repetition(words),
        "braces": sample.count("{") + sample.count("}"),
    }
    if stop_words := _WORDS_OF.get(language):
        signals["stop-share"] = sum(map(stop_words.__contains__, words)) / number
    return {name: round(value, 4) for name, value in signals.items()}


def _top_pair(words: list[str]) -> int:
    if len(words) < 2:
        return 0
    counts = Counter(pairwise(words))
    number = max(counts.values())
    if number < 2:
        return 0
    first, second = next(pair for pair, count in counts.items() if count == number)
    return (len(first) + len(second)) * number


def _repetition(words: list[str]) -> float:
    number = len(words) - 4
    if number < 2:
        return 0.0
    fives = zip(words, words[1:], words[2:], words[3:], words[4:], strict=False)
    return 1 - len(set(fives)) / number
