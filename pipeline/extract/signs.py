"""Finds what speaks for or against a label of a name, besides the model.

Each sign has a name, by which `evidence.py` has its weights. One may be found more than once.
"""

import re
from collections.abc import Mapping

from pipeline.extract.forms import Form, Found
from pipeline.extract.gazetteer.kinds import (
    AMBIGUOUS,
    BODY,
    CITY,
    CLUB,
    COMPANY,
    COUNTRY,
    ORGANIZATION,
    PLACE,
    TOWN,
    Kind,
)
from pipeline.extract.gazetteer.packaged import Packaged, is_no_surname
from pipeline.extract.labels import ORGANIZATION_LABEL, PERSON, PLACE_LABEL
from pipeline.extract.roles import is_courtesy
from pipeline.extract.surnames import Surnames
from pipeline.extract.words import (
    INTO,
    KINDS_OF_BODIES,
    KINDS_OF_PLACES,
    ORGANIZATION_ENDS,
    ORGANIZATION_HEADS,
    PLACE_ENDS,
    QUARTERS,
    SIDE,
    SPEECH,
    STATES,
    TEAMS,
    TRADE,
)

MOST = 4  # mentions that count: models repeat their mistakes, and so do writers
_TO_PLACES = INTO | {"of", "at", "for"}
_BEFORE = 24
_AFTER = 18
# "Addison, a village", "Cascais, a little picturesque seaside resort".
_KIND = re.compile(
    r",\san?\s(?:(?!(?:of|from|in|at|for|to|with|on|by|near|who|that)\b)[a-z-]+\s){0,4}?"
    r"(?:village|town|city|resort|suburb|hamlet|island|port|county)\b"
)
# "the town of Tarn Taran"
_KIND_OF = re.compile(
    r"\b(?:town|city|village|hamlet|island|port|parish|province|district|region|suburb|borough)"
    r"\sof\s\Z"
)
_STATE = re.compile(r",\s([A-Z][A-Za-z]{1,4}\b|(?:[A-Z]\.){2})")  # "Newark, NJ"
_OFTEN, _UNSURE = 3, 4.0  # with so many mentions or such a margin the model's label is rarely wrong
_INITIALS_AND_NAME = re.compile(r"(?:[A-Z]\.\s?){1,3}\s?[A-Z][a-zà-ÿ]+(?:[-'’][A-Z]\w+)?\Z")
_INITIAL_INSIDE = re.compile(r"[A-Z][a-zà-ÿ'’-]+\s(?:[A-Z]\.\s?){1,2}[A-Z][\w'’-]+\Z")
_NO_PERSON_BEFORE = re.compile(r"(?:[\"“‘'<]|\b(?:in|at|near|from|the|across|outside)\s)\Z")
# After a head of government: "the Nixon administration".
_OFFICE_OF = frozenset({"administration", "presidency", "impeachment", "campaign"})


def of_person(text: str, form: Form, surnames: Surnames, known: Packaged) -> list[str]:
    """Signs of a person in a name itself, in its titles and in other names of the document."""
    words = form.words
    found: list[str] = []
    if form.titled:
        courtesy = any(is_courtesy(m.role) for m in form.mentions if m.role)
        found.append("courtesy" if courtesy else "office")
    if len(words) > 1:
        if (
            words[0] in known.given
            and len(words) < 5
            and not _ends_in_state(form, known)
            and not (is_no_surname(words[-1], known) and _is_thing(text, form))
        ):
            found.append("given name")
        if words[-1] in surnames.titled:
            found.append("surname with a title elsewhere")
    elif form.kind & COUNTRY:
        # "Douglas" is a capital too. Once alone it may be one: "London Gatwick", "Gatwick".
        if words and words[0] in surnames.sure and _is_surname(text, form):
            found.append("surname of a sure full name")
    elif words:
        if words[0] in surnames.last:
            sure = words[0] in surnames.sure and (_may_be_surname(form) or _is_short(text, form))
            found.append("surname of a sure full name" if sure else "surname of a full name")
        elif words[0] in surnames.first:
            found.append("first name of a full name")
        elif (
            words[0] in known.given
            and not found
            and (not form.kind or (form.kind == CITY and form.votes.keys() == {PERSON}))  # "George"
            and ORGANIZATION_LABEL not in form.votes  # "Chase"
        ):
            found.append("lone given name")
    return found


def _is_surname(text: str, form: Form) -> bool:
    """Whether a country's name that is a surname in the text means somebody there.

    Somebody speaks and owns ("Washington said", for Kerry Washington); a place is gone to.
    """
    by_model = form.votes == {PERSON: len(form.mentions)}
    if by_model and len(form.mentions) > 1:
        return True
    if any(_word_before(text, m.start) in _TO_PLACES for m in form.mentions):
        return False
    if by_model and form.mentions[0].margin >= _UNSURE:
        return True
    return any(_word_after(text, m.end) in SPEECH for m in form.mentions)


def _may_be_surname(form: Form) -> bool:
    """Whether a surname of the document is at most a town too, which the text never means."""
    return not form.kind & ~(TOWN | AMBIGUOUS) and not (form.kind and PLACE_LABEL in form.votes)


def _is_short(text: str, form: Form) -> bool:
    """Whether it stands in brackets behind the full name: 'Donna Henderson ("Henderson")'."""
    for mention in form.mentions[:MOST]:
        name = text[mention.start : mention.end]
        before = text[max(0, mention.start - len(name) - 3) : mention.start]
        if before in (f'{name} ("', f"{name} (“"):
            return True
    return False


def _ends_in_state(form: Form, known: Packaged) -> bool:
    """Whether a name that the model never takes for a person's ends in one: "Sierra Nevada"."""
    state = known.kinds.get(form.words[-1], 0)
    return PERSON not in form.votes and bool(state & COUNTRY) and not state & AMBIGUOUS


def _is_thing(text: str, form: Form) -> bool:
    """Whether a name that ends with a common word is written as a thing's: "the Ryder Cup"."""
    return len(form.words) > 2 or any(
        text[max(0, m.start - 4) : m.start].casefold() == "the " for m in form.mentions[:MOST]
    )


def of_words(text: str, form: Form, person: bool, known: Packaged) -> list[str]:
    """Signs in how a name is written. `person`: whether it has a sign of a person already."""
    words = form.words
    if len(words) > 1:
        if words[-1] in ORGANIZATION_ENDS:
            return ["end of a body's name"]
        if _INITIAL_INSIDE.match(form.surface) and (
            words[-1] not in PLACE_ENDS or words[0] in known.given
        ):
            return ["initials"]
        if words[0] in ORGANIZATION_HEADS and ("of" in words or "for" in words or "on" in words):
            return ["head of a body's name"]
        club = form.kind & CLUB and not form.kind & PLACE  # "Manchester City"
        if not club and (words[-1] in PLACE_ENDS or _is_quarter(words, known)):
            return ["end of a place's name"]
        if _is_of_club(words, known.kinds):
            return ["end of a club's name"]
        if "&" in next(iter(form.surfaces)):
            return ["ampersand"]
        if "of" in words:
            return ["'of' in the name"]
        if _is_of_place(words, known):
            return ["begins with a place"]
        return _of_unknown(text, form, known)
    if words and words[0] in TEAMS:
        return ["end of a club's name"]
    if form.surface.isupper() and len(form.key) > 1 and not (person or form.kind & PLACE):
        # "D.C.", "N.J.": with stops a place's initials are as usual as a body's.
        return [] if "." in form.surface and PLACE_LABEL in form.votes else ["capitals"]
    return []


def _is_quarter(words: tuple[str, ...], known: Packaged) -> bool:
    """Whether a direction ends the name: "Yobe North", unlike "Oliver North"."""
    return len(words) < 4 and words[-1] in QUARTERS and words[0] not in known.given


def _of_unknown(text: str, form: Form, known: Packaged) -> list[str]:
    """A sign in a form, of whose label the model is not sure, that is written as a person's name.

    That is, as initials and a word ("J.C. Chandor"), or as two words that are neither common nor in
    the gazetteer ("Keetan Munsell").
    """
    if form.kind or not 0 < len(form.mentions) < _OFTEN:
        return []
    first, last = form.words[0], form.words[-1]
    if last in known.common or last in known.kinds:
        return []
    if _INITIALS_AND_NAME.match(form.surface):
        return [] if first in known.kinds else ["initials"]  # "U.S."
    two = (
        len(form.words) == 2
        and first != last
        and max(m.margin for m in form.mentions) < _UNSURE
        and form.surface.replace("-", "").replace(" ", "").isalpha()
        and form.surface.istitle()
        and first not in known.common
        and first not in known.kinds
        and not _NO_PERSON_BEFORE.search(
            text, max(0, form.mentions[0].start - 12), form.mentions[0].start
        )
    )
    return ["two unknown words"] if two else []


def _is_of_club(words: tuple[str, ...], kinds: Mapping[str, Kind]) -> bool:
    """Whether a name of several words ends with a club's: "Houston Rockets", "Boston Red Sox".

    Only clubs in plural, because names of towns are surnames too ("Jessica Napoli").
    """
    if words[-1][-1] not in "sx":
        return False
    ends = (kinds.get(end, 0) for end in (words[-1], " ".join(words[-2:])))
    return any(kind & CLUB and not kind & PLACE for kind in ends)


def _is_of_place(words: tuple[str, ...], known: Packaged) -> bool:
    """Whether a name is a place's with a word that is no surname: "Glasgow Rugby".

    Many cities are given names elsewhere ("Milan Kundera", "Vladimir Putin").
    """
    place = known.kinds.get(words[0], 0) & (COUNTRY | CITY) and words[0] not in known.given
    return bool(place) and is_no_surname(words[-1], known)


def of_lists(kind: Kind, sport: bool) -> list[str]:
    """Signs by the gazetteer. `sport`: whether the text is about sport."""
    found: list[str] = []
    sure = not kind & AMBIGUOUS
    if kind & COUNTRY:
        found.append("country" if sure else "ambiguous country")
    elif kind & CITY and sure:
        found.append("city")
    if not sure and kind & ORGANIZATION & ~COMPANY and (sport or not kind & PLACE or kind & BODY):
        found.append("ambiguous body or club")
    elif kind & BODY:
        found.append("body")
    elif kind & COMPANY:
        found.append("company" if sure else "ambiguous company")
    if sure and kind & CLUB:
        if not kind & PLACE:
            found.append("club")
        elif sport:
            found.append("town's club")
    return found


def is_called(text: str, start: int) -> bool:
    """Whether a word for a kind of body is directly before an offset: "the website Full Fact"."""
    before = text[max(0, start - _BEFORE) : start]
    return before[-1:] == " " and before[before.rfind(" ", 0, -1) + 1 : -1] in KINDS_OF_BODIES


def of_context(text: str, mention: Found, single: bool) -> list[str]:
    """Signs in the words around a mention. `single`: whether the name has one word."""
    found: list[str] = []
    start, end = mention.start, mention.end
    word = _word_before(text, start)
    if word in INTO:
        found.append("after 'in'")
    elif is_called(text, start):
        found.append("after 'firm'")
    elif single and word in ("the", "The"):
        found.append("after 'the'")
    elif word[-1:] == "," and text[start:end] in STATES:
        found.append("state after a comma")
    elif word == "of" and _KIND_OF.search(text, max(0, start - _BEFORE), start):
        found.append("after 'town of'")
    word = _word_after(text, end)
    if (single and word in KINDS_OF_PLACES and text[end : end + 1] == " ") or (
        text.startswith((", a ", ", an "), end) and _KIND.match(text, end)
    ):
        found.append("before 'constituency'")
    elif text[end : end + 2] == ", " and (state := _STATE.match(text, end)) and state[1] in STATES:
        found.append("before a state")
    elif word in TRADE:
        found.append("before 'shares'")
    elif word in SIDE:
        found.append("before 'coach'")
    elif single and word in _OFFICE_OF:
        found.append("before 'administration'")
    return found


def _word_before(text: str, start: int) -> str:
    """The blank-separated word before an offset, without opening marks behind it; "" for none."""
    reach = max(0, start - _BEFORE)
    if text[start - 1 : start] == " ":  # most are letters between two blanks: fast
        word = text[max(reach, text.rfind(" ", reach, start - 1) + 1) : start - 1]
        if word.isalpha():
            return word
    before = text[reach:start].rstrip("\"'“‘( ").rsplit(None, 1)
    return before[-1] if before else ""


def _word_after(text: str, end: int) -> str:
    """The blank-separated word after an offset and a possessive; "" for none."""
    reach = end + _AFTER
    if text[end : end + 1] == " ":
        blank = text.find(" ", end + 1, reach)
        word = text[end + 1 : reach if blank < 0 else blank]
        if word.isalpha():
            return word
    words = text[end:reach].split(None, 2)
    if not words:
        return ""
    return words[1] if words[0] in ("'s", "’s", "'") and len(words) > 1 else words[0]
