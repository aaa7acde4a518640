"""Names with particles: "Bashar", which a model cut, to "Bashar al-Assad"; "Le Pen" is a person.

And with a suffix after a comma: "Lena Ortiz, Jr."."""

import re
from collections.abc import Iterable

from pipeline.extract.forms import Form, Found
from pipeline.extract.labels import NAMED, PERSON

_ARABIC = re.compile(r"\s(?:(?:al|el|ul|ad|as|ash|ar|az)-|(?:bin|ibn|al)\s)[A-Z][\w'’]+(?![\w-])")
# The second syllable of Korean and Chinese given names: "Moon Jae-in", "Kim Jong-un".
# First words of surnames of two words: "Le Pen", "Van der Bellen".
_OF_SURNAMES = frozenset({
    "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "la", "las", "le", "les",
    "mac", "mc", "saint", "san", "st", "ten", "ter", "van", "vander", "von",
})  # fmt: skip
_SYLLABLE = re.compile(
    r"-(?:un|il|in|ho|hun|hee|hyun|hye|young|jin|jun|won|woo|hwan|kyu|gyu|min|soo|su|suk|seok|chul|"
    r"sik|wen|hui|bo|ming|ling|ying|ping|kuo|jung|jong|eun|yeon|mi|ki|taek|kyung|yip|wah|keung)"
    r"(?![\w-])"
)
# After a full name: ", Jr.", ", III". A lone "I" or "V" may be a numeral of something else.
_SUFFIX = re.compile(r",?\s(?:Jr|Sr)\b\.?|,\sI{2,3}(?=[,.;)\s])")


def with_suffixes(text: str, found: Iterable[Found]) -> None:
    """Extend people with two words or more by such a suffix, in place."""
    if " Jr" not in text and " Sr" not in text and ", II" not in text:
        return
    for mention in found:
        suffix = _SUFFIX.match(text, mention.end) if mention.label in NAMED else None
        if suffix and " " in text[mention.start : mention.end]:
            mention.end, mention.label = suffix.end(), PERSON


def with_particles(text: str, found: Iterable[Found]) -> None:
    """Extend mentions to their whole names, in place."""
    for mention in found:
        after = text[mention.end : mention.end + 1]
        rest = None
        if after == " " and mention.label in NAMED:
            rest = _ARABIC.match(text, mention.end)
        elif after == "-" and mention.label == PERSON and " " in text[mention.start : mention.end]:
            rest = _SYLLABLE.match(text, mention.end)
        if rest:
            mention.end = rest.end()


def label_surnames(forms: Iterable[Form]) -> None:
    """Label a surname of several words as its bearer: "Le Pen" beside "Marine Le Pen"."""
    forms = [*forms]
    surnames = [form for form in forms if form.words[0] in _OF_SURNAMES and len(form.words) > 1]
    for surname in surnames:
        size = len(surname.words)
        if surname.label != PERSON and any(
            form.label == PERSON and len(form.words) > size and form.words[-size:] == surname.words
            for form in forms
        ):
            surname.label = PERSON
