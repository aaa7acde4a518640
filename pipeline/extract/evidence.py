"""Chooses one label for each name of a document, by the model's labels and other evidence.

The weights are in votes, one for each label of the model. They were set by hand on half of the
development gold (`benchmarks/quality/gold`), in steps of 0.5, and none for a single case.
"""

import re
from collections.abc import Collection, Mapping, Set

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
    PRODUCT,
    THING,
    TOWN,
    Kind,
)
from pipeline.extract.gazetteer.packaged import Packaged, is_no_surname
from pipeline.extract.roles import is_courtesy
from pipeline.extract.words import (
    EVENT_ENDS,
    INTO,
    ORGANIZATION_ENDS,
    ORGANIZATION_HEADS,
    PEOPLES,
    PLACE_ENDS,
    PRIZE_ENDS,
    SIDE,
    SPEECH,
    SPORT,
    SPORT_ENOUGH,
    STATES,
    TRADE,
)

PERSON = "person"
ORGANIZATION_LABEL = "organization"
PLACE_LABEL = "place"
GROUP = "group"
PRODUCT_LABEL = "product"
WORK = "work"
EVENT_LABEL = "event"
NAMED = frozenset({PERSON, ORGANIZATION_LABEL, PLACE_LABEL})
# Each vote counts less than the one before it: models repeat their mistakes.
_ENOUGH_VOTES = 4
_AGE = re.compile(r",\s\d\d(?:,|\.|\s)")
_BEFORE = 24
_AFTER = 18
_OFTEN, _UNSURE = 3, 4.0  # with so many mentions or such a margin the model's label is rarely wrong
_INITIALS_AND_NAME = re.compile(r"(?:[A-Z]\.\s?){1,3}\s?[A-Z][a-zà-ÿ]+(?:[-'’][A-Z]\w+)?\Z")
_NO_PERSON_BEFORE = re.compile(r"(?:[\"“‘'<]|\b(?:in|at|near|from|the|across|outside)\s)\Z")
_SOMEBODY = 2.0  # evidence for a person: a given name without an article
# After a head of government: "the Nixon administration".
_OFFICE_OF = frozenset({"administration", "presidency", "impeachment", "campaign"})


def is_sport(words: Set[str]) -> bool:
    """Whether a text with these words is about sport, where a town's name mostly means its team."""
    return len(SPORT & words) >= SPORT_ENOUGH


class Surnames:
    """The first and last words of the names of people in a document."""

    def __init__(self, forms: Collection[Form], given: Mapping[str, float]) -> None:
        self.last: set[str] = set()
        self.first: set[str] = set()
        # Of full names that the model takes for a person's and that begin with a given name.
        self.sure: set[str] = set()
        # Surnames after "Mr" or an office; the full name is then a person's too.
        self.titled = {form.name_words[-1] for form in forms if form.titled and form.words}
        for form in forms:
            words = form.words
            if len(words) > 1 and (words[0] in given or PERSON in form.votes):
                last = form.name_words[-1]
                self.last.add(last)
                self.first.add(words[0])
                if len(words) < 5 and 2 * form.votes.get(PERSON, 0) > len(form.mentions):
                    self.sure.add(last)


def label_form(text: str, form: Form, sport: bool, surnames: Surnames, known: Packaged) -> str:
    """The label with the most evidence; the model's own if there is no other evidence."""
    if form.entry:
        return form.entry.label
    if form.key in PEOPLES or (form.key[-1] == "s" and form.key[:-1] in PEOPLES):
        return GROUP
    votes = form.votes
    if form.kind == COUNTRY and len(votes) == 1 and PLACE_LABEL in votes:
        return PLACE_LABEL  # the usual case, for speed
    person = _person_evidence(text, form, surnames, known)
    if thing := _thing(form, known.kinds, person):
        return thing
    scores = {label: float(min(n, _ENOUGH_VOTES)) for label, n in votes.items()}
    organization, place = _list_evidence(form.kind, sport)
    words = form.words
    if len(words) > 1:
        if words[-1] in ORGANIZATION_ENDS or (
            words[0] in ORGANIZATION_HEADS and ("of" in words or "for" in words or "on" in words)
        ):
            organization += 4
            person -= 3
        elif words[-1] in PLACE_ENDS:
            place += 2
            person -= 2
        elif _is_of_club(words, known.kinds):
            organization += 4
            person -= 3
        elif _is_two_surnames(text, form, known):
            person += 4
    elif form.surface.isupper() and len(form.key) > 1 and not person:
        person -= 3
        if not form.kind & PLACE:
            organization += 1.5
    for mention in form.mentions[:_ENOUGH_VOTES]:
        p, o, in_ = _context(text, mention, len(words) == 1)
        person, organization, place = person + p, organization + o, place + in_
    for label, score in (
        (PERSON, person),
        (ORGANIZATION_LABEL, organization),
        (PLACE_LABEL, place),
    ):
        if score:
            scores[label] = scores.get(label, 0.0) + score
    return max(scores, key=scores.__getitem__)


def _is_two_surnames(text: str, form: Form, known: Packaged) -> bool:
    """Whether a form, of whose label the model is not sure, is written as a person's name.

    That is, as initials and a word ("J.C. Chandor"), or as two words that are neither common nor in
    the gazetteer ("Keetan Munsell").
    """
    if form.kind or not 0 < len(form.mentions) < _OFTEN:
        return False
    first, last = form.words[0], form.words[-1]
    if last in known.common or last in known.kinds:
        return False
    if _INITIALS_AND_NAME.match(form.surface):
        return first not in known.kinds  # "U.S."
    return (
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


def _is_of_club(words: tuple[str, ...], kinds: Mapping[str, Kind]) -> bool:
    """Whether a name of several words ends with a club's: "Houston Rockets", "Boston Red Sox".

    Only clubs in plural, because names of towns are surnames too ("Jessica Napoli").
    """
    if words[-1][-1] not in "sx":
        return False
    ends = (kinds.get(end, 0) for end in (words[-1], " ".join(words[-2:])))
    return any(kind & CLUB and not kind & PLACE for kind in ends)


def _thing(form: Form, kinds: Mapping[str, Kind], person: float) -> str:
    """ "product" or "event" for a well-known one, and for a name that contains one; else "".

    "MacBook Pro", "Retina MacBook", "Galaxy Note 10", but not "PlayStation Network". Festivals and
    championships are events, prizes are works, as in the model's training data.
    """
    kind, words = form.kind, form.words
    if len(words) < 2 and not kind & THING:
        return ""  # the usual case, for speed
    if len(words) > 2 or (len(words) == 2 and person < _SOMEBODY):
        if words[-1] in EVENT_ENDS:
            return EVENT_LABEL
        if words[-1] in PRIZE_ENDS:
            return WORK
    if not kind & THING and len(words) > 1 and words[-1] not in ORGANIZATION_ENDS:
        kind = kinds.get(" ".join(words[:2]), 0)
        if len(words) > 2:
            kind |= kinds.get(" ".join(words[:3]), 0)
        kind &= THING
        if not kind and PRODUCT in map(kinds.get, words):
            kind = PRODUCT
    if not kind & THING or kind & (PLACE | ORGANIZATION) or (kind & AMBIGUOUS and person > 0):
        return ""
    return PRODUCT_LABEL if kind & PRODUCT else EVENT_LABEL


def _person_evidence(text: str, form: Form, surnames: Surnames, known: Packaged) -> float:
    words = form.words
    score = 0.0
    if form.titled:
        score = 6.0 if any(is_courtesy(m.role) for m in form.mentions if m.role) else 3.0
    elif form.correspondent:
        score = 3.0
    if len(words) > 1:
        if words[0] in known.given and len(words) < 5:
            thing = is_no_surname(words[-1], known) and _is_thing(text, form)
            score += 1.0 if thing else 2.5
        if words[-1] in surnames.titled:
            score += 2.5
    elif words and not form.kind & COUNTRY:
        if words[0] in surnames.last:
            score += 3.0 if form.kind or words[0] not in surnames.sure else 6.0
        elif words[0] in surnames.first:
            score += 1.0
    return score


def _is_thing(text: str, form: Form) -> bool:
    """Whether a name that ends with a common word is written as a thing's: "the Ryder Cup"."""
    return len(form.words) > 2 or any(
        text[max(0, m.start - 4) : m.start].casefold() == "the "
        for m in form.mentions[:_ENOUGH_VOTES]
    )


def _list_evidence(kind: Kind, sport: bool) -> tuple[float, float]:
    """The gazetteer's evidence for organization and for place."""
    if not kind:
        return 0.0, 0.0
    organization = place = 0.0
    sure = 0.5 if kind & AMBIGUOUS else 1.0
    if kind & COUNTRY:
        place = 4.0 * sure
    elif kind & CITY:
        place = 1.5 * sure
    elif kind & TOWN:
        place = 0.5 * sure
    if kind & BODY:
        organization = 4.0 * sure
    elif kind & COMPANY:
        organization = 2.5 * sure
    if kind & CLUB:
        if not kind & PLACE:
            organization += 3.0
        elif sport:
            organization += 4.0
    if kind & ORGANIZATION and kind & AMBIGUOUS:
        organization = min(organization, 2.0)
    return organization, place


def _context(text: str, mention: Found, single: bool) -> tuple[float, float, float]:
    """The evidence of the words around a mention for person, organization and place."""
    person = organization = place = 0.0
    before = text[max(0, mention.start - _BEFORE) : mention.start].rstrip("\"'“‘( ").rsplit(None, 1)
    if before:
        word = before[-1]
        if word in INTO:
            place += 0.5
        elif word in ("the", "The") and single:
            person -= 1.5
            organization += 0.5
        elif word[-1] == "," and text[mention.start : mention.end] in STATES:
            place += 4.0
    after = text[mention.end : mention.end + _AFTER]
    if after[:1] == "," and _AGE.match(after):
        person += 3.0
    elif words := after.split(None, 2):
        word = words[1] if words[0] in ("'s", "’s", "'") and len(words) > 1 else words[0]
        if word in SPEECH:
            person += 0.5
            place -= 0.5
        elif word in TRADE:
            organization += 1.5
        elif word in SIDE:
            organization += 1.0
        elif single and word in _OFFICE_OF:
            person += 4.0
            place -= 1.0
    return person, organization, place
