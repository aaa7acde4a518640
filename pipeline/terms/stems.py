"""Stems of terms, by language: `elections` and `election` have one stem.

The rules are those of the Snowball project, in its own implementation (PyStemmer). A stem is kept
with its language (`elect`, but `cheval/fr`), so that a word of one language never finds another's.
"""

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
    """The stem of each term of a text, marked with its language; none without rules for it."""
    code = _rules_for(language)
    return [_stem(term, code) for term in terms] if code else []


def stem(term: str, language: str | None) -> str | None:
    """The stem of one term of a text in this language, with its mark; None without rules."""
    code = _rules_for(language)
    return _stem(term, code) if code else None


@lru_cache(1024)
def any_stems(term: str) -> tuple[str, ...]:
    """What a term's stem may be in the index: one for each language."""
    return tuple(_stem(term, code) for code in LANGUAGES)


def _rules_for(language: str | None) -> str | None:
    code = DEFAULT if language in (None, "", UNDETERMINED) else language
    return code if code in LANGUAGES else None


@lru_cache(REMEMBERED)
def _stem(term: str, language: str) -> str:
    found: str = _rules(LANGUAGES[language]).stemWord(term)
    # Without a mark in the language of most archives: it would be a third of the stems' length.
    return found if language == DEFAULT else f"{found}/{language}"


@cache
def _rules(name: str) -> Any:
    from Stemmer import Stemmer

    return Stemmer(name)
