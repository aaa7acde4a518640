"""Stems of terms, by language: `elections` and `election` have one stem.

The rules are those of the Snowball project, in its own implementation (PyStemmer). A stem is kept
with its language (`elect`, but `cheval/fr`), so that a word of one language never finds another's.
Most words of a text are their own stems, and are among its terms already: only the others are kept,
each once.
"""

from collections.abc import Iterable, Mapping, Set
from functools import cache, lru_cache
from typing import Any

UNDETERMINED = "und"
REMEMBERED = 1 << 16  # words
# ISO 639-1 code → the name of the rules in Snowball.
LANGUAGES = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german",
    "el": "greek", "en": "english", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
# A text whose language is not known is most often a short one of the archive's main language, which
# is taken to be English, as for names.
DEFAULT = "en"


def stems(terms: list[str], language: str | None) -> list[str]:
    """The stems of a text's terms, marked with their language, each once; none without rules.

    Without those that are terms themselves, where the index has the text's language to tell whose
    stems they are: see `own_stems`.
    """
    code = rules_for(language)
    if not code:
        return []
    found = dict.fromkeys(terms)
    if not language:
        return list(dict.fromkeys(_stem(term, code) for term in found))
    other = _other_stems(code)
    others = dict.fromkeys(filter(None, map(other.__getitem__, found)))
    return [_marked(own, code) for own in others if own not in found or other[own]]


def stem(term: str, language: str | None) -> str | None:
    """The stem of one term of a text in this language, with its mark; None without rules."""
    code = rules_for(language)
    return _stem(term, code) if code else None


def other_stems(language: str | None) -> Mapping[str, str | None] | None:
    """Term → its stem without a mark, None where that is the term itself; no map without rules."""
    code = rules_for(language)
    return _other_stems(code) if code else None


@lru_cache(1024)
def any_stems(term: str) -> tuple[str, ...]:
    """What a term's stem may be in the index: one for each language."""
    return tuple(_stem(term, code) for code in LANGUAGES)


def stems_in(stems: Iterable[str], languages: Set[str]) -> tuple[str, ...]:
    """Of what a term's stem may be, what it is in texts of these languages, and of the default."""
    return tuple(one for one in stems if "/" not in one or one.rpartition("/")[2] in languages)


@lru_cache(1024)
def own_stems(term: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The words that are their own stem and a term's as well, each with the languages it is so in.

    `sleeps` has `sleep` in English. As such a word is no stem in the index but a term, it is looked
    for among the terms of documents in these languages.
    """
    found: dict[str, list[str]] = {}
    for code in LANGUAGES:
        own = _bare(term, code)
        if own != term and _bare(own, code) == own:
            found.setdefault(own, []).extend((code, UNDETERMINED) if code == DEFAULT else (code,))
    return tuple((own, tuple(codes)) for own, codes in found.items())


def rules_for(language: str | None) -> str | None:
    """The code of the language by whose rules texts of a language are stemmed; None without."""
    code = DEFAULT if language in (None, "", UNDETERMINED) else language
    return code if code in LANGUAGES else None


def _stem(term: str, language: str) -> str:
    return _marked(_bare(term, language), language)


def _marked(found: str, language: str) -> str:
    # Without a mark in the language of most archives: it would be a third of the stems' length.
    return found if language == DEFAULT else f"{found}/{language}"


class _OtherStems(dict[str, str | None]):
    """Term → its stem by the rules of a language, where that is not the term itself."""

    def __init__(self, language: str) -> None:
        self._stem = _rules(LANGUAGES[language]).stemWord

    def __missing__(self, term: str) -> str | None:
        found: str = self._stem(term)
        if len(self) >= REMEMBERED:
            self.clear()
        self[term] = None if found == term else found
        return self[term]


_other_stems = cache(_OtherStems)


def _bare(term: str, language: str) -> str:
    return _other_stems(language)[term] or term


@cache
def _rules(name: str) -> Any:
    from Stemmer import Stemmer

    return Stemmer(name, 0)  # without its cache, which takes three times as long as the rules
