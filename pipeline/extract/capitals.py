"""Shows names in capitals in their usual case: "GORTON" as "Gorton"."""

import re

from pipeline.extract.forms import Form
from pipeline.extract.gazetteer.kinds import CITY, COUNTRY
from pipeline.extract.labels import PERSON, PLACE_LABEL
from pipeline.extract.words import PARTICLES

_WORD = re.compile(r"[^\W\d_]+")
_VOWEL = re.compile("[AEIOUYÀ-ÖØ-Ý]")
_NUMBER = re.compile(r"[IVX]+\Z")
# Shorter places in capitals are abbreviations ("USA", "UAE").
_LEAST = 4
# Initials without stops, where the rest of the name is not in capitals ("EB White").
_INITIALS = 3


def in_normal_case(form: Form) -> str:
    """The name of a form, with normal white space and case.

    Capitals stay in organizations, in initials, and in words without a vowel, which are
    abbreviations.
    """
    name = form.surface
    if not name.isalpha():
        name = " ".join(name.split())
    if name.isascii() and name.istitle():
        return name  # the usual case, for speed
    if name.islower():
        return name.title()  # "kyiv"
    if any(map(str.isdigit, name)):
        return name
    if form.label == PERSON or (form.label == PLACE_LABEL and _is_spelled_out(form)):
        titled = form.titled and " " not in name
        return _WORD.sub(lambda word: _normal(word, name, titled), name)
    return name


def _is_spelled_out(form: Form) -> bool:
    return bool(form.kind & (COUNTRY | CITY)) and len(form.key) >= _LEAST and form.surface.isupper()


def _normal(match: re.Match[str], name: str, titled: bool) -> str:
    word, start = match[0], match.start()
    if len(word) == 1 or not word[1:].isupper():
        # "McCAIN", "DeWINE": capitals after a small letter.
        cut = next((n for n, c in enumerate(word) if c.islower()), 0)
        rest = word[cut + 1 :]
        return word[: cut + 2] + rest[1:].lower() if len(rest) > 2 and rest.isupper() else word
    if _NUMBER.match(word) and start:
        return word
    if not titled and (not _VOWEL.search(word) or name[match.end() : match.end() + 1] == "."):
        return "Jr" if word == "JR" else word
    if start and word.lower() in PARTICLES:
        return word.lower()
    if len(word) <= _INITIALS and not titled and not name.isupper():
        return word
    if len(word) > 3 and word.startswith("MC"):
        return "Mc" + word[2:].capitalize()
    return word.capitalize()
