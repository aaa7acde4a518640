"""Removes names of which the model was not sure and for which there is no other evidence.

The margin of a span (`Span.margin`) is a measure of that: on 61 web pages that were read by eye,
half of the names with a margin below 3 were wrong, and one in twenty above 8. Such a name stays if
the gazetteer, a title, a given name, a word for a kind of body or its context supports it.
"""

import re
from collections.abc import Mapping

from pipeline.extract.acronyms import stands_for
from pipeline.extract.forms import Form, Found
from pipeline.extract.gazetteer.kinds import AMBIGUOUS, CITY, COUNTRY, ORGANIZATION, THING
from pipeline.extract.gazetteer.packaged import Packaged, is_no_surname
from pipeline.extract.keys import key
from pipeline.extract.labels import (
    EVENT_LABEL,
    ORGANIZATION_LABEL,
    PERSON,
    PLACE_LABEL,
    PRODUCT_LABEL,
    WORK,
)
from pipeline.extract.law import is_party
from pipeline.extract.no_names import Setting, has_kind_word
from pipeline.extract.signs import is_called
from pipeline.extract.surnames import Surnames
from pipeline.extract.words import (
    EVENT_ENDS,
    INTO,
    PEOPLES,
    PRIZE_ENDS,
    SPEECH,
    STATES,
    TRADE,
    word_set,
)

LAW = "law"
# Below these margins a name with this label needs evidence.
_LEAST: Mapping[str, float] = {
    PERSON: 3.0,  # of several words, a common one among them
    ORGANIZATION_LABEL: 4.0,
    PLACE_LABEL: 5.0,
    PRODUCT_LABEL: 1.0,
    EVENT_LABEL: 1.0,
    WORK: 2.0,
    LAW: 4.0,
}
_LEAST_OF_SURNAME = 1.0  # one word, not a common one ("Spider")
_LEAST_OF_PLACE = 2.0  # after "in", before "province"
_OFTEN, _LEAST_OF_OFTEN = 3, 2.0  # a name that the model found this often needs a lower margin
_MOST = 4  # mentions whose context is examined
_LAW_WORDS = re.compile(
    r"(?i:\b(?:act|amendment|agreement|bill|code|constitution|convention|directive|law|"
    r"proposition|protocol|regulation|rule|statute|treaty|accord|title|article|section|"
    r"charter|declaration|ordinance|decree|resolution|order)s?\b)"
)
# Last words of bodies' names; they have too many other uses to decide the label.
_BODY_ENDS = word_set(
    "administration assembly survey program programme brotherhood infirmary facility observatory "
    "register channel force forces guard army navy militia front movement partnership consortium "
    "tobacco steel chemicals films productions radio tv television railway railways rail brewery "
    "supermarkets capital ventures investments management advisers advisors media house mills "
    "circuit initiative brewing healthcare robotics aerospace semiconductor outfitters "
    "laboratory senate brigade patrol mosque gazette"
)
_STATE_AFTER = re.compile(r",\s([A-Z][a-z]+(?:\s[A-Z][a-z]+)?)")  # "Many, Louisiana"
_QUARTERS = word_set("north south east west northern southern eastern western central upper lower")
_PLACE_AFTER = re.compile(
    r"\s(?:province|region|district|city|town|village|county|area|state|island|valley|suburb)\b"
)
_SHORT_FORM = re.compile(r"\s\(([A-Z]{3,8})\)")
_PARTNERS = re.compile(r"[A-Z][\w'’-]+ & [A-Z][\w'’-]+\Z")  # "Merrick & Gibson"
_QUOTED = re.compile(r"[\"“‘'«„](?:(?:A|An|The)\s)?\Z")
# Words directly before the name of a body.
_BEFORE = re.compile(
    # Its short form: "the Office of the Deputy Prime Minister (ODPM)".
    r"[A-Z][a-z]+\s\((?:the\s)?\Z"
    r"|\b(?:[Aa]ccording to|told|reported by|owned by|founded|[Vv]ia|published (?:in|by)|joined|"
    r"works? (?:at|for)|(?:chairman|president|ceo|CEO|director|head|member|spokes\w+|founder|"
    r"editor) (?:of|at)(?: the)?|acquired|journal|newspaper|magazine|company|firm|website|"
    r"companies like|called|based)\s(?:the\s)?\Z"
)


def is_unsure(text: str, form: Form, of: Setting, surnames: Surnames, known: Packaged) -> bool:
    """Whether a labelled form has too low a margin and no other evidence.

    `surnames`: of the document's people.
    """
    least = _LEAST.get(form.label)
    if least is None or form.entry:
        return False
    margins = [m.margin for m in form.mentions]
    margin = margins[0] if len(margins) == 1 else max(margins)
    if margin >= least:
        return False  # the usual case, for speed
    often = len(margins) >= _OFTEN
    if often and (margin >= _LEAST_OF_OFTEN or form.label == PERSON):
        return False
    if form.label == LAW:
        return not _LAW_WORDS.search(form.surface)
    if form.label == WORK:
        return form.words[-1] not in PRIZE_ENDS and not any(
            _QUOTED.search(text, max(0, m.start - 5), m.start) for m in form.mentions
        )
    if form.label in (PRODUCT_LABEL, EVENT_LABEL) and (
        form.words[-1] in EVENT_ENDS or any(known.kinds.get(word, 0) & THING for word in form.words)
    ):
        return False
    if form.kind & ~AMBIGUOUS or form.titled or not known.common:
        return False
    words, mentions = form.words, form.mentions[:_MOST]
    if form.label == PERSON:
        if len(words) == 1 and (
            words[0] in surnames.last
            or (
                margin >= _LEAST_OF_SURNAME
                and (words[0] in surnames.first or not is_no_surname(words[0], known))
            )
        ):
            return False
        if len(words) > 1 and (
            words[0] in known.given
            or any(len(word) == 1 for word in words)  # "B Kay", "Mirais M. Holden"
            or not any(word in known.common for word in words)
        ):
            return False
    elif has_kind_word(words):
        return False
    elif form.label == PLACE_LABEL:
        if form.surface in STATES or _has_place(form, known):
            return False
        if margin >= _LEAST_OF_PLACE and any(_is_in_place(text, m, known) for m in mentions):
            return False
    elif _is_body(form, known) or any(_has_short_form(text, m) for m in mentions):
        return False
    return not any(
        _is_evident(text, m.start, m.end) or (of.cases and is_party(text, m.start, m.end))
        for m in mentions
    )


def _has_place(form: Form, known: Packaged) -> bool:
    """Whether a name contains a known place or people, or a direction ("Gulf of Mexico")."""
    words = form.words
    if len(words) > 1 and words[0] in _QUARTERS:
        return True  # "South Ossetia"
    ends = (*words, " ".join(words[:2]), " ".join(words[-2:]))
    return (
        len(words) > 1
        and form.surface[0].isupper()
        and any(known.kinds.get(end, 0) & (COUNTRY | CITY) or end in PEOPLES for end in ends)
    )


def _is_in_place(text: str, mention: Found, known: Packaged) -> bool:
    """Whether the words next to a mention are typical of places."""
    before = text[max(0, mention.start - 12) : mention.start].rsplit(None, 1)
    if before and (before[-1] in INTO or before[-1] == "of"):
        return True
    if _PLACE_AFTER.match(text, mention.end):
        return True
    state = _STATE_AFTER.match(text, mention.end)
    return state is not None and bool(known.kinds.get(key(state[1]), 0) & COUNTRY)


def _is_body(form: Form, known: Packaged) -> bool:
    """Whether the words of a name are typical of a body or a team: "Detroit Tigers"."""
    words = form.words
    if len(words) == 1:
        return False
    if _PARTNERS.match(form.surface) and not known.common.intersection(words):
        return True
    if words[-1] in _BODY_ENDS or known.kinds.get(" ".join(words[1:]), 0) & ORGANIZATION:
        return True
    first = (words[0], " ".join(words[:2])) if len(words) > 2 else words[:1]
    placed = any(known.kinds.get(name, 0) & (COUNTRY | CITY) or name in PEOPLES for name in first)
    return placed and words[-1][-1] == "s"


def _has_short_form(text: str, mention: Found) -> bool:
    """Whether its own initials follow: "British Chambers of Commerce (BCC)"."""
    short = _SHORT_FORM.match(text, mention.end)
    if short is None:
        return False
    return stands_for(key(short[1]), key(text[mention.start : mention.end]))


def _is_evident(text: str, start: int, end: int) -> bool:
    """Whether the words around a mention are typical of a person or a body."""
    after = text[end : end + 20].split(maxsplit=2)[:2]
    if after and (after[0].strip(",") in SPEECH or after[0] in TRADE):
        return True
    return is_called(text, start) or _BEFORE.search(text, max(0, start - 24), start) is not None
