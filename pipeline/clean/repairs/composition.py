"""Replaces variants of the same letter in Unicode by one form."""

import re
import unicodedata
from functools import partial

from pipeline.clean.edit import Edit, replacements

# Latin ligatures, full-width digits and letters, half-width Katakana. Full-width punctuation stays,
# because it is normal in Chinese and Japanese.
_LETTERS = "[\ufb00-\ufb06\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f]"
_ANY_COMPATIBILITY_LETTER = re.compile(_LETTERS)
_COMPATIBILITY_LETTERS = re.compile(f"{_LETTERS}+")
_WORDS = re.compile(r"\S+")  # nothing composes across white space
_plain = partial(unicodedata.normalize, "NFKC")
_composed = partial(unicodedata.normalize, "NFC")


class LetterForms:
    """Replaces ligatures and letters of unusual width by normal letters."""

    name = "letter-form"
    version = 1

    def edits(self, text: str) -> list[Edit]:
        """A replacement for each run of them."""
        if text.isascii() or not _ANY_COMPATIBILITY_LETTER.search(text):
            return []
        return replacements(_COMPATIBILITY_LETTERS, text, _plain)


class Composition:
    """Changes a text to Unicode's composed form (NFC)."""

    name = "nfc"
    version = 1

    def edits(self, text: str) -> list[Edit]:
        """A replacement for each word that is not composed."""
        if unicodedata.is_normalized("NFC", text):
            return []
        return replacements(_WORDS, text, _composed)
