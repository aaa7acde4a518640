"""Unicode forms: letters that exist in several spellings get one."""

import re
import unicodedata
from functools import partial

from pipeline.clean.repairs.substitution import shown, substitute
from pipeline.records import Repair

# Latin ligatures, full-width digits and letters, half-width Katakana. Full-width punctuation is
# good Chinese and Japanese and stays.
_COMPATIBILITY_LETTERS = re.compile(
    "[\ufb00-\ufb06\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f]+"
)
_WORDS = re.compile(r"\S+")  # nothing composes across white space
_plain = partial(unicodedata.normalize, "NFKC")


def plain_letters(text: str) -> tuple[str, list[Repair]]:
    """Replace ligatures and letters of unusual width by the letters they are made of."""
    if text.isascii():
        return text, []
    return substitute("letter-form", _COMPATIBILITY_LETTERS, _plain, text)


def compose(text: str) -> tuple[str, list[Repair]]:
    """Bring a text into Unicode's composed form (NFC), recorded word by word."""
    if unicodedata.is_normalized("NFC", text):
        return text, []
    composed = unicodedata.normalize("NFC", text)
    repairs = [
        Repair("nfc", match.start(), shown(word), shown(after))
        for match in _WORDS.finditer(text)
        if (after := unicodedata.normalize("NFC", word := match.group())) != word
    ]
    return composed, repairs
