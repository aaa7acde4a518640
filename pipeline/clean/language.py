"""The language of a text, by py3langid."""

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from pipeline.clean import script

# Characters read at the beginning and at the end of a text. Longer samples cost more time and give
# hardly more certainty. Two samples show whether the text is in one language.
SAMPLE = 200
LEAST_SAMPLE = 120  # of it, within one paragraph
FEWEST_LETTERS = 20  # with fewer, guesses are little better than chance
# Of 2,000 English AG News items cut to 60 characters, 11 % have the right language with a lower
# probability, and 0.1 % a wrong one with a higher; uncut, 0.2 % and none.
LEAST_PROBABILITY = 0.5
# Of the beginnings and ends of 1,044 English news articles, 200 characters each, 25 were
# undetermined (names of players), and one was taken for another language, with 0.51.
SURE = 0.9
UNDETERMINED = "und"
# Standards of one language: py3langid divides the probability of most sentences among them, and
# what is found in a text is the same for all.
ONE_LANGUAGE = frozenset({"bs", "hr", "sh", "sr"})
# Together. Of 5,969 sentences in Croatian and Serbian in Latin letters 33 % were undetermined, now
# 0.9 %; of 1,272 undetermined short texts in 33 other languages none is taken for them.
LEAST_TOGETHER = 0.75
# Frequent words that no other language in Latin script has. For most English texts they save the
# call of py3langid, which takes half as long as all repairs together.
_ENGLISH_WORDS = frozenset(
    {"the", "and", "that", "with", "from", "which", "were", "have", "this", "they", "their",
     "been", "would", "has", "said", "she", "its", "into", "than", "then", "them", "there",
     "what", "when", "about", "after", "over", "more", "other", "also", "could", "his"}
)  # fmt: skip
# Of 1,044 English news articles 86 % have this many of them at the beginning and at the end;
# py3langid gives all of these at least `ENGLISH`'s probability. No sample of 200 characters in 60
# other languages (the example sentences of spaCy's `lang` modules) has more than one.
FEWEST_ENGLISH = 3


class Guess(NamedTuple):
    """A language and its probability, 0 to 1."""

    language: str
    confidence: float


ENGLISH = Guess("en", 0.9997)


@cache
def load() -> Any:
    """The identifier, loaded once a process (0.8 s)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    from pipeline.clean.byte_ngrams import Identifier

    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    made.set_languages([code for code in made.labels if len(code) == 2])
    return Identifier(made, LEAST_PROBABILITY)


def identify(text: str) -> Guess:
    """An ISO 639-1 code, or "und": the text is too short, of no sure language, or of several."""
    if len(text) < 2 * FEWEST_LETTERS and sum(map(str.isalpha, text)) < FEWEST_LETTERS:
        return _by_script(text)
    if len(text) <= 2 * SAMPLE:
        guess = _guess(text)
        return guess if guess.language != UNDETERMINED else _by_script(text)
    beginning, end = _ends(text)
    if _is_english(beginning) and _is_english(end):
        return ENGLISH
    first, last = _guess(beginning), _guess(end)
    if first.language == last.language or ONE_LANGUAGE.issuperset((first.language, last.language)):
        return max(first, last, key=_certainty)
    if min(first.confidence, last.confidence) >= SURE:
        return Guess(UNDETERMINED, 0.0)
    # Where one sample is a list of names or numbers, the other decides.
    return max(first, last, key=_certainty)


def _by_script(text: str) -> Guess:
    language = script.language_of(text)
    return Guess(language, SURE) if language else Guess(UNDETERMINED, 0.0)


def _ends(text: str) -> tuple[str, str]:
    """The two samples, each within one paragraph if that leaves enough of it.

    A language changes between paragraphs, not inside them.
    """
    beginning, end = text[:SAMPLE], text[-SAMPLE:]
    head, tail = beginning.partition("\n\n")[0], end.rpartition("\n\n")[2]
    return (
        head if len(head) >= LEAST_SAMPLE else beginning,
        tail if len(tail) >= LEAST_SAMPLE else end,
    )


def _is_english(sample: str) -> bool:
    words = map(_ENGLISH_WORDS.__contains__, sample.lower().split())
    return sum(words) >= FEWEST_ENGLISH


def _certainty(guess: Guess) -> tuple[bool, float]:
    return guess.language != UNDETERMINED, guess.confidence


def sure(text: str, alike: Iterable[frozenset[str]]) -> str:
    """The language of a text if it is that with a probability of `SURE`, else "und".

    `alike`: groups of languages that are taken for one another; their probabilities are added.
    """
    ranked: list[tuple[str, float]] = load().rank(text)
    language, probability = ranked[0]
    same = next((group for group in alike if language in group), frozenset[str]())
    probability += sum(share for other, share in ranked[1:] if other in same)
    return str(language) if probability >= SURE else UNDETERMINED


def _guess(text: str) -> Guess:
    language, probability = load().classify(text)
    if language == UNDETERMINED:
        ranked = dict(load().rank(text))
        likely = max(ranked, key=ranked.__getitem__)
        together = sum(ranked.get(one, 0.0) for one in ONE_LANGUAGE)
        if likely in ONE_LANGUAGE and together >= LEAST_TOGETHER:
            language, probability = likely, together
    return Guess(str(language), round(float(probability), 4))
