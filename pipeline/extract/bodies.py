"""Completes names of bodies with lists: "Committee on Commerce, Science, and Transportation"."""

import re
from collections.abc import Iterable

from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.kinds import ORGANIZATION
from pipeline.extract.gazetteer.packaged import Packaged
from pipeline.extract.labels import NAMED, ORGANIZATION_LABEL, PLACE_LABEL
from pipeline.extract.roles import TITLES
from pipeline.extract.words import ORGANIZATION_HEADS

_COMMITTEE = re.compile(r"(?:\w+\s){0,3}(?:Sub)?[Cc]ommittee\son\s[A-Z]")
_DEPARTMENT = re.compile(r"(?:\w+\s){0,2}(?:Department|Ministry|Bureau)\s(?:of|for)\s[A-Z]")
_BODIES = ("ommittee", "Department", "Ministry", "Bureau")  # one of them is in what these match
_COURTS = ("Court", "COURT", "District")
_SUBJECT = r"[A-Z][\w'’-]{1,24}(?:\s[A-Z][\w'’-]{1,24}){0,3}"
_LIST = re.compile(rf"(?:,\s{_SUBJECT}){{0,6}},?\sand\s{_SUBJECT}")
_WORD = re.compile(r"[A-Z][\w'’-]*")
# What a model leaves off where a line ends: "Committee on⏎Labor", "Court⏎of Appeals".
_COMMITTEE_BEFORE = re.compile(
    r"(?:(?:Joint|Select|Special|Standing)\s)?(?:Subc|C)ommittee\s(?:on|of)\s(?:the\s)?\Z"
)
# Before "Workforce Committee": "the Education and", "the Health, Education and".
_SUBJECTS_BEFORE = re.compile(
    r"\bthe\s(?P<subjects>[A-Z][\w'’-]{1,24}(?:(?:,\s|\s)[A-Z][\w'’-]{1,24}){0,4}),?\sand\s\Z"
)
_OF_SUBJECTS = ("Committee", "Subcommittee", "Department", "Ministry")
_QUARTER = r"(?:Northern|Southern|Eastern|Western|Central|Middle)\s"
_STATE = r"(?:(?:New|North|South|West|Rhode)\s)?[A-Z][a-z]+\b"
_OF_COURT = re.compile(
    r"(?:\sof\s(?:(?:Criminal|Civil|Federal)\s)?(?:Appeals?|Claims|Justice|Cassation)\b)?"
    # Whose: "for the Eastern District of Virginia", "for the Fourth Circuit".
    rf"(?:\s(?:of|for)\sthe\s(?:{_QUARTER})?District\sof\s{_STATE}(?:\sCircuit\b)?"
    r"|\sfor\sthe\s[A-Z][a-z]+\sCircuit\b)?"
)
_SUPREME = re.compile(
    rf"(?i:\sof\s(?:the\s)?United\sStates\b)|\sof\s{_STATE}(?=[.,;:)]|\s[^A-Z]|\Z)"
)
# Of a court: "Western District of New York".
_DISTRICT = re.compile(rf"{_QUARTER}District\Z")
_OF_STATE = re.compile(rf"\sof\s{_STATE}")
_REACH = 40  # characters
# After a place: "UNITED STATES COURT OF APPEALS FOR THE SECOND CIRCUIT", "Florida Supreme Court".
_COURT_AFTER = re.compile(
    r"(?=\s[A-Z])(?i:\s(?:Supreme|District|Superior|Bankruptcy)\sCourt\b|\sCourts?\sof\s(?:Appeals?|Claims)\b)"
    r"(?i:\sfor\sthe\s(?:\w+\sDistrict\sof\s\w+|(?:\w+\s){1,2}Circuit)\b)?"
)
_OFFICE_AFTER = re.compile(r"\s(?:Attorney|Judge)\b")  # "the Nassau County District Attorney"
_DISTRICT_END = " District"
_LODGE = re.compile(r"\s(?:No\.\s)?\d{1,4}\b")  # "Teamsters Union Local 266"
_SCHOOL = re.compile(
    r"\s(?:grammar|high|primary|secondary|comprehensive|infant|junior|middle)\sschool\b"
)


def with_lists(text: str, found: Iterable[Found], known: Packaged) -> list[Found]:
    """The mentions; those of such bodies get their whole list, and those inside it are removed.

    Every word of the list must be a common word and no title, so that a person who follows is not
    included. A department's list needs a comma: "the Department of Defense and Congress" are two.
    """
    made: list[Found] = []
    end = 0
    bodies = any(word in text for word in _BODIES)  # neither in many texts
    schools = " school" in text
    perhaps = bodies or any(word in text for word in _COURTS)
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if mention.start < end:
            continue
        if mention.label in NAMED:
            if bodies and (start := _subjects_before(text, mention, known)):
                mention.start, mention.label = start, ORGANIZATION_LABEL
            end = _complete(text, mention) if perhaps else mention.end
            if made and made[-1].end > mention.start:
                mention.start = min(mention.start, made.pop().start)
        if schools and (school := _SCHOOL.match(text, mention.end)):
            mention.end = end = school.end()
            mention.label = ORGANIZATION_LABEL
        if mention.label == ORGANIZATION_LABEL and text.endswith(" Local", 0, mention.end):
            lodge = _LODGE.match(text, mention.end)
            mention.end = end = lodge.end() if lodge else mention.end
        if bodies and (longer := _list_end(text, mention, known)):
            mention.end = end = longer
        made.append(mention)
    return made


def _complete(text: str, mention: Found) -> int:
    """Extend a mention by words of the body's name before and after it; returns its new end."""
    reach = max(0, mention.start - _REACH)
    perhaps = text.find("ommittee", reach, mention.start) != -1
    if perhaps and (before := _COMMITTEE_BEFORE.search(text, reach, mention.start)):
        mention.start, mention.label = before.start(), ORGANIZATION_LABEL
    rest = None
    if mention.label == PLACE_LABEL:
        if court := _COURT_AFTER.match(text, mention.end):
            mention.end, mention.label = court.end(), ORGANIZATION_LABEL
            return mention.end
        office = text.endswith(_DISTRICT_END, mention.start, mention.end)
        if office and _OFFICE_AFTER.match(text, mention.end):
            mention.end -= len(_DISTRICT_END)
            return mention.end
    if text.endswith(("Supreme Court", "SUPREME COURT"), mention.start, mention.end):
        rest = _SUPREME
    elif text.endswith(("Court", "Court of Appeals"), mention.start, mention.end):
        rest = _OF_COURT
    elif text.endswith("District", mention.start, mention.end) and _DISTRICT.match(
        text, mention.start, mention.end
    ):
        rest = _OF_STATE
    if rest and (after := rest.match(text, mention.end)) and after.end() > mention.end:
        mention.end = after.end()
        if rest is not _OF_STATE:
            mention.label = ORGANIZATION_LABEL
    return mention.end


def _subjects_before(text: str, mention: Found, known: Packaged) -> int:
    """Where the name of a body begins of which a model has the half behind "and"; 0 for none.

    "the Education and Workforce Committee". All words before it are subjects as in `with_lists`.
    """
    if text[mention.start - 5 : mention.start] != " and " or not text.endswith(
        _OF_SUBJECTS, mention.start, mention.end
    ):
        return 0
    reach = max(0, mention.start - 2 * _REACH)
    before = _SUBJECTS_BEFORE.search(text, reach, mention.start)
    if before is None:
        return 0
    words = [word.lower() for word in _WORD.findall(before["subjects"])]
    if all(_is_subject(word, known) and word not in ORGANIZATION_HEADS for word in words):
        return before.start("subjects")
    return 0


def _list_end(text: str, mention: Found, known: Packaged) -> int:
    """The end of the list of a body's subjects; 0 if it is no such body or has no list."""
    surface = text[mention.start : mention.end]
    if not any(word in surface for word in _BODIES):
        return 0
    committee = _COMMITTEE.match(text, mention.start, mention.end)
    if not committee and not _DEPARTMENT.match(text, mention.start, mention.end):
        return 0
    rest = _LIST.match(text, mention.end)
    if rest is None or not (committee or rest[0].count(",") > 1 or rest[0].startswith(",")):
        return 0
    words = [word.lower() for word in _WORD.findall(rest[0])]
    if all(_is_subject(word, known) for word in words):
        return rest.end()
    return 0


def _is_subject(word: str, known: Packaged) -> bool:
    return (
        word in known.common and word not in TITLES and not known.kinds.get(word, 0) & ORGANIZATION
    )
