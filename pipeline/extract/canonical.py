"""Finds what a document's names mean across documents: "US" is the United States.

Lists say which names mean one thing (`gazetteer/aliases.py`). A name is taken for it only by its
type, and not where the text around it may mean another: the form in the text always stays.
"""

import re
from collections.abc import Collection, Iterable, Mapping

from pipeline.extract.forms import Form, Found
from pipeline.extract.gazetteer.aliases import Thing, aliases
from pipeline.extract.gazetteer.kinds import COMPANY, ORGANIZATION, PLACE, Kind
from pipeline.extract.gazetteer.packaged import Packaged
from pipeline.extract.keys import key
from pipeline.extract.labels import GROUP, ORGANIZATION_LABEL, PLACE_LABEL
from pipeline.folding import fold

# Label and key of a form → what it means.
Things = Mapping[tuple[str, str], Thing]

_KINDS: Mapping[str, Kind] = {PLACE_LABEL: PLACE, ORGANIZATION_LABEL: ORGANIZATION}
_REACH = 24  # characters before a name
# Before a name that means another thing there: "Latin America", "Roman Britain", "ethnic Albanian".
_OTHERS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"(?<!\w)(?:{before})[\s-]\Z", re.IGNORECASE)
    for names, before in (
        (("america", "american", "americans"),
         "latin|north|south|central|native|meso|pan|ibero|spanish|anglo|inter|colonial|british|"
         "miss|mister|captain|bank of|voice of"),
        (("democrat", "democrats"), "liberal|social|christian|free|progressive"),
        (("britain", "great britain"), "roman|ancient|medieval|celtic|saxon|new|little|lesser"),
        (("holland", "labour", "conservatives", "kiev", "saigon", "indian", "indians"),
         "new|south|north|west|american|plains|cleveland"),
        (("british", "briton", "britons", "irish", "french", "german", "korean"),
         "northern|ancient|fighting|notre dame|canadian"),
    )
    for name in names
}  # fmt: skip
_ETHNIC = re.compile(r"(?<!\w)ethnic[\s-]\Z", re.IGNORECASE)
# Words that may stand before the pronoun in a line of capitals: "MESSAGE FROM US", "ALL OF US".
_PRONOUN = re.compile(
    r"(?<!\w)(?:FOR|FROM|HELP|OF|SEND|TO|VISIT|WITH|WRITE|BETWEEN|AMONG|ALL|BOTH|SAVE|LEAVE|LEFT|FIND|"
    r"SUPPORT)\s\Z"
)
# After a town a state's abbreviation: "New Orleans, LA".
_TOWN_BEFORE = re.compile(r"[A-Z][\w.'’-]+,\s\Z")
# Words of a text by which a name may mean another thing in it: the Southeastern Conference, the
# cricket board, the club of San Antonio, the continent.
_DOUBTS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"\b(?:{words})\b")
    for name, words in (
        ("america", "[Cc]ontinents?|[Ss]ettlers|Americas|Columbus|Vespucci|pre-Columbian|Ice Age"),
        ("sec", "football|basketball|quarterback|coach|NCAA|touchdowns?"),
        ("ecb", "cricket|Test|wickets?|innings|batsman"),
        ("spurs", "San Antonio|NBA|basketball|Lakers"),
        ("indian", "[Tt]rib(?:e|es|al)|Native Americans?|[Rr]eservations?|Bureau of Indian"),
    )
}
# Words without which it may: genetic modification, a degree, people of no party.
_SIGNS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"\b(?:{words})")
    for name, words in (
        ("conservatives", "Tory|Tories|Labour|Lib(?:eral)? Dem|MPs?\\b|Commons|Canad|Ottawa"),
        ("ba", "British Airways|[Aa]irlines?|[Ff]lights?|Heathrow|[Pp]assengers"),
        ("gm", "General Motors|[Cc]ars?\\b|[Aa]uto|[Vv]ehicles?|Detroit|Opel|Saturn|Saab"),
        ("bt", "British Telecom|[Tt]elec|[Bb]roadband|[Pp]hones?|[Ii]nternet"),
        ("snp", "Scot|Holyrood|Sturgeon|Salmond|MSPs?"),
        ("indians", "India\\b|Delhi|Mumbai|Kashmir|Hindu"),
    )
}
_LEGAL_FORMS = frozenset({"inc", "corp", "corporation", "co", "ltd", "plc", "llc", "incorporated"})


def things(text: str, forms: Iterable[Form], known: Packaged) -> Things:
    """What the forms of an English text mean across documents, those that lists have."""
    found: dict[tuple[str, str], Thing] = {}
    of_label = aliases()
    for form in forms:
        listed = of_label.get(form.label)
        thing = listed.get(form.key) if listed else None
        if thing is not None:
            if _is_meant(text, form):
                found[form.label, form.key] = thing
        elif spelled := _spelled(form, known):
            found[form.label, form.key] = spelled
    return found


def places(names: Mapping[str, str], forms: Iterable[Form]) -> Things:
    """What the places of a text in another language mean; `names`: English key by their key.

    The document's own name stays, and the English key is another one.
    """
    return {
        (PLACE_LABEL, form.key): Thing(english, "", (english,))
        for form in forms
        if form.label == PLACE_LABEL and (english := names.get(form.key))
    }


def _is_meant(text: str, form: Form) -> bool:
    """Whether all mentions of a form mean what its name means in lists; of "US" one is enough."""
    doubts, signs = _DOUBTS.get(form.key), _SIGNS.get(form.key)
    if (doubts and doubts.search(text)) or (signs and not signs.search(text)):
        return False
    if form.key == "us":
        return not all(_stands_behind(_PRONOUN, text, mention) for mention in form.mentions)
    if form.key == "la" and not form.surface.isupper():
        return False  # "La." is Louisiana
    others = [_TOWN_BEFORE] if form.key == "la" else [_ETHNIC] if form.label == GROUP else []
    if form.key in _OTHERS:
        others.append(_OTHERS[form.key])
    return not any(
        _stands_behind(other, text, mention) for other in others for mention in form.mentions
    )


def _stands_behind(before: re.Pattern[str], text: str, mention: Found) -> bool:
    return before.search(text, max(0, mention.start - _REACH), mention.start) is not None


def _spelled(form: Form, known: Packaged) -> Thing | None:
    """A listed name as the list spells it, "US" without stops, a company without its legal form."""
    wanted = _KINDS.get(form.label, 0)
    if not wanted:
        return None
    if form.kind & wanted and (name := known.spellings.get(form.key)):
        name = name.removeprefix("The ")
        # Not "McDonald's" for "McDonald".
        return Thing(form.key, name) if _letters(name) == _letters(form.surface) else None
    if form.surface.startswith("U.S. "):
        return Thing(form.key, " ".join(("US", *form.surface.split()[1:])))
    *words, last = form.words or ("",)
    bare = " ".join(words)
    if (
        last in _LEGAL_FORMS
        and form.label == ORGANIZATION_LABEL
        and known.kinds.get(bare, 0) & COMPANY
        and bare in known.spellings
    ):
        same = aliases()[ORGANIZATION_LABEL].get(bare)
        return same or Thing(bare, known.spellings[bare].removeprefix("The "))
    return None


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, fold(name))).removeprefix("the")


def others_of(thing: Thing | None, name: str, surfaces: Collection[str]) -> tuple[str, ...]:
    """The names by which a thing is searched besides its name across documents.

    Those of lists, and those in the text that have other words.
    """
    if thing is None and all(surface == name for surface in surfaces):
        return ()  # the usual case, for speed
    shown = (thing and thing.name) or name
    words = set(key(shown).split())
    found = dict.fromkeys((name, *surfaces, *(thing.also if thing else ())))
    kept = {" ".join(one.split()): None for one in found if not words.issuperset(key(one).split())}
    return tuple(kept)
