"""Chooses one label for each name of a document, by the model's labels and other evidence.

The evidence are signs (`signs.py`). Their weights are in votes; a mention to which the model gave a
label is one vote. What each sign is worth on each genre: `benchmarks/names.md`.
"""

from collections.abc import Iterable, Mapping, Set
from itertools import pairwise
from typing import NamedTuple

from pipeline.extract import signs
from pipeline.extract.forms import Form
from pipeline.extract.gazetteer.kinds import (
    AMBIGUOUS,
    CITY,
    CLUB,
    COUNTRY,
    ORGANIZATION,
    PLACE,
    PRODUCT,
    THING,
    Kind,
)
from pipeline.extract.gazetteer.packaged import Packaged
from pipeline.extract.labels import (
    EVENT_LABEL,
    GROUP,
    ORGANIZATION_LABEL,
    PERSON,
    PLACE_LABEL,
    PRODUCT_LABEL,
    WORK,
)
from pipeline.extract.surnames import Surnames
from pipeline.extract.words import (
    EVENT_ENDS,
    ORGANIZATION_ENDS,
    PEOPLES,
    PRIZE_ENDS,
    SPORT,
    SPORT_ENOUGH,
)


class Weights(NamedTuple):
    """What a sign counts for each label, in votes."""

    person: float = 0.0
    organization: float = 0.0
    place: float = 0.0


WEIGHTS: dict[str, Weights] = {
    "courtesy": Weights(person=6),
    "office": Weights(person=3),
    "given name": Weights(person=2.5),
    "surname with a title elsewhere": Weights(person=2.5),
    "surname of a full name": Weights(person=3),
    "surname of a sure full name": Weights(person=6),
    "first name of a full name": Weights(person=2, place=-0.5),
    "lone given name": Weights(person=1.5, place=-1),
    "initials": Weights(person=4),
    "two unknown words": Weights(person=4),
    "end of a body's name": Weights(person=-3, organization=4),
    "head of a body's name": Weights(person=-3, organization=4),
    "end of a club's name": Weights(person=-3, organization=4),
    "end of a place's name": Weights(person=-2, place=2),
    "capitals": Weights(person=-3, organization=1.5),
    "country": Weights(place=4),
    "ambiguous country": Weights(place=2),
    "city": Weights(place=1.5),
    "body": Weights(organization=4),
    "company": Weights(organization=2.5),
    "ambiguous company": Weights(organization=1.25),
    "club": Weights(organization=3),
    "town's club": Weights(organization=4),
    "ambiguous body or club": Weights(organization=2),
    "ampersand": Weights(person=-1, organization=2),
    "'of' in the name": Weights(person=-2),
    "begins with a place": Weights(person=-1, organization=1),
    "beside person": Weights(person=1, organization=-0.5, place=-0.5),
    "beside organization": Weights(person=-0.75, organization=0.75),
    "beside place": Weights(person=-1, organization=-0.5, place=1),
    "after 'in'": Weights(place=0.5),
    "after 'firm'": Weights(person=-1, organization=2, place=-1),
    "after 'the'": Weights(person=-1.5, organization=0.5),
    "state after a comma": Weights(place=4),
    "before a state": Weights(place=2),
    "after 'town of'": Weights(person=-1, place=3),
    "before 'constituency'": Weights(person=-1, organization=-1, place=2),
    "before 'shares'": Weights(organization=1.5),
    "before 'coach'": Weights(organization=2, place=-1),
    "before 'administration'": Weights(person=4, place=-1),
}
_CLUBS = 2
_SOMEBODY = 2.0  # evidence for a person: a given name without an article


def is_sport(words: Set[str], forms: Iterable[Form]) -> bool:
    """Whether a text with these words is about sport, where a town's name mostly means its team.

    `forms`: its names; several clubs that are nothing else show it too.
    """
    if len(SPORT & words) >= SPORT_ENOUGH:
        return True
    return sum(form.kind == CLUB for form in forms) >= _CLUBS


def label_form(
    text: str,
    form: Form,
    sport: bool,
    surnames: Surnames,
    known: Packaged,
    beside: str = "",
) -> str:
    """The label with the most evidence; the model's own if there is no other evidence.

    `beside`: the label of the names with which it is enumerated.
    """
    if form.entry:
        return form.entry.label
    if form.key in PEOPLES or (form.key[-1] == "s" and form.key[:-1] in PEOPLES):
        return GROUP
    votes = form.votes
    if form.kind == COUNTRY and len(votes) == 1 and PLACE_LABEL in votes:
        return PLACE_LABEL  # the usual case, for speed
    found = signs.of_person(text, form, surnames, known)
    single = len(form.words) == 1
    if not single or form.kind & THING:  # others are neither, for speed
        person = sum(WEIGHTS[sign].person for sign in found) if found else 0.0
        if thing := _thing(form, known.kinds, person):
            return thing
    found += signs.of_words(text, form, bool(found), known)
    if form.kind:
        found += signs.of_lists(form.kind, sport)
    for mention in form.mentions[: signs.MOST]:
        found += signs.of_context(text, mention, single)
    if beside:
        found.append(f"beside {beside}")
    if not found and len(votes) == 1:
        return next(iter(votes))
    scores = {label: float(min(n, signs.MOST)) for label, n in votes.items()}
    if found:
        _weigh(found, scores)
    return max(scores, key=scores.__getitem__)


def _weigh(found: list[str], scores: dict[str, float]) -> None:
    """Add the weights of signs to the scores of labels."""
    person = organization = place = 0.0
    for sign in found:
        weights = WEIGHTS[sign]
        person += weights[0]
        organization += weights[1]
        place += weights[2]
    for label, score in (
        (PERSON, person),
        (ORGANIZATION_LABEL, organization),
        (PLACE_LABEL, place),
    ):
        if score:
            scores[label] = scores.get(label, 0.0) + score


def _thing(form: Form, kinds: Mapping[str, Kind], person: float) -> str:
    """ "product" or "event" for a well-known one, and for a name that contains one; else "".

    "MacBook Pro", "Retina MacBook", "Galaxy Note 10", but not "PlayStation Network". Festivals and
    championships are events, prizes are works, as in the model's training data.
    """
    kind, words = form.kind, form.words
    if len(words) > 2 or (len(words) == 2 and person < _SOMEBODY):
        if words[-1] in EVENT_ENDS:
            return EVENT_LABEL
        if words[-1] in PRIZE_ENDS or any(
            word in PRIZE_ENDS and after == "for" for word, after in pairwise(words)
        ):
            return WORK
        if words[-1] == "games" and len(words) == 2 and kinds.get(words[0], 0) & (COUNTRY | CITY):
            return EVENT_LABEL  # "Athens Games"
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
