"""Finds what the acronyms of a text stand for.

Definitions are found as in A. Schwartz and M. Hearst, "A Simple Algorithm for Identifying
Abbreviation Definitions in Biomedical Text", PSB 2003, among the names that were found.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from pipeline.extract.forms import Form
from pipeline.extract.labels import NAMED, ORGANIZATION_LABEL, PLACE_LABEL

_SMALL = frozenset({"of", "for", "the", "and", "in", "on", "to", "de", "la", "des", "du"})
_REACH = 32  # characters between a name and its short form
_OPENING = re.compile(r"\((?:hereinafter\s)?(?:the\s)?([\"“‘'`]{0,2})(?:the\s)?\Z", re.IGNORECASE)
_CLOSING = re.compile(r"[\"”’'`]{0,2}(?:\)|,?\sor\s|,\s)")
_COMPANY = re.compile(
    r"\.?(?:,?\s(?:Inc|Incorporated|Corp|Co|Company|LLC|L\.L\.C|Ltd|LP|L\.P|PLC|N\.A|et\sal)\b\.?,?)*"
    r"\.?\s*"
)
# Without a definition, fewer letters than this may match by chance.
SURE = 3


def is_acronym(surface: str) -> bool:
    """Whether a surface can be an acronym: two to eight characters, mostly capitals."""
    if " " in surface or not 2 <= len(surface) <= 8:
        return False
    capitals = sum(map(str.isupper, surface))
    return capitals >= 2 and capitals * 2 > len(surface.replace(".", ""))


def initials(words: tuple[str, ...]) -> tuple[str, str]:
    """The first letters of a name's words, without and with function words."""
    parts = [part for word in words for part in word.split()]
    short = "".join(part[0] for part in parts if part not in _SMALL)
    return short, "".join(part[0] for part in parts)


def stands_for(short: str, long: str) -> bool:
    """Whether the letters of a key occur in this order in a longer key, the first at its beginning.

    The second step of Schwartz and Hearst: from the right, each letter where it comes last.
    """
    place = len(long)
    for number in range(len(short) - 1, -1, -1):
        letter = short[number]
        place = long.rfind(letter, 0, place)
        while number == 0 and place > 0 and long[place - 1] != " ":
            place = long.rfind(letter, 0, place)
        if place < 0:
            return False
    return True


def defined(text: str, forms: list[Form]) -> dict[str, str]:
    """Short key → long key, by definitions: "European Central Bank (ECB)", or the reverse.

    In quotation marks a part of the name is enough: "Modern Electric, Inc. ("Modern")".
    """
    made: dict[str, str] = {}
    for short, long, _ in _definitions(text, forms):
        made.setdefault(short, long)
    return made


def _definitions(text: str, forms: Iterable[Form]) -> Iterator[tuple[str, str, bool]]:
    """Short key, long key, and whether the short form is in quotation marks."""
    if "(" not in text:
        return
    ends: dict[int, Form] = {m.end: form for form in forms for m in form.mentions}
    for form in forms:
        for mention in form.mentions:
            reach = max(0, mention.start - _REACH)
            if text.find("(", reach, mention.start) < 0:
                continue  # the usual case, for speed
            opening = _OPENING.search(text, reach, mention.start)
            if not opening or not _CLOSING.match(text, mention.end):
                continue
            other = _before(text, opening.start(), ends)
            if other is None or other.key == form.key:
                continue
            short, long = sorted((form, other), key=lambda f: len(f.key))
            quoted = bool(opening.group(1))
            if (" " not in short.key and stands_for(short.key, long.key)) or (
                quoted and set(short.words) < set(long.words)
            ):
                yield short.key, long.key, quoted


def label_defined(text: str, forms: Mapping[str, Form]) -> None:
    """Give a short form the label of what it stands for: 'Quay City Pumps, Inc. ("Quay City")'.

    The acronym of a body whose name ends as a place's labels it: "Tarn Water District (TWD)".
    """
    for short, long, quoted in _definitions(text, forms.values()):
        if not quoted and not is_acronym(forms[short].surface):
            continue  # "Bank of Scotland (Scotland)"
        labels = forms[short].label, forms[long].label
        if labels == (ORGANIZATION_LABEL, PLACE_LABEL) and not forms[long].kind:
            forms[long].label = ORGANIZATION_LABEL
        elif {*labels} <= NAMED:
            forms[short].label = forms[long].label


def short_forms(text: str, doubtful: Iterable[Form], forms: Mapping[str, Form]) -> list[Form]:
    """The acronyms in brackets behind one of the forms whose letters they have."""
    found: list[Form] = []
    ends: dict[int, Form] = {}
    for form in doubtful:
        place = text.find(f" ({form.surface})") if is_acronym(form.surface) else -1
        if place < 0:
            continue
        ends = ends or {m.end: longer for longer in forms.values() for m in longer.mentions}
        longer = ends.get(place)
        if (
            longer
            and longer.label == form.label
            and form.key in initials(tuple(longer.key.split()))
        ):
            found.append(form)
    return found


def _before(text: str, end: int, ends: dict[int, Form]) -> Form | None:
    """The form that ends before an offset, ignoring blanks and the form of a company."""
    for place in range(end, max(0, end - _REACH), -1):
        if place in ends:
            return ends[place] if _COMPANY.fullmatch(text, place, end) else None
    return None
