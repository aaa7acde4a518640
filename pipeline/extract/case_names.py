"""Completes parties in names of cases: "Indus. Lumber Co." after "v." and before a citation.

Only where a citation follows: "Agassi v. Federer" and "Kramer v. Kramer" are not changed.
"""

import re
from collections.abc import Collection, Sequence

from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.kinds import COUNTRY
from pipeline.extract.gazetteer.packaged import Packaged
from pipeline.extract.keys import key
from pipeline.extract.labels import NAMED, ORGANIZATION_LABEL, PERSON
from pipeline.extract.scan import overlaps
from pipeline.extract.words import word_set

_REACH = 120  # characters on either side of "v."
_MOST = 10  # words of a party
_VERSUS = re.compile(r"\svs?\.\s+(?=[A-Z\d])")
# A party extends to its citation: ", 417 U.S. 116", ", No. 96-7169", ", T.C. Memo. 1998-30".
_RIGHT = re.compile(
    r"(?P<party>[^;()\[\]]{2,100}?),?\s+(?:\d{1,4}\s+[A-Z]|(?:C(?:rim|iv|r|v)\.\s)?No\.\s\d|T\.C\.\s)"
)
_FORM = re.compile(r",\s+(?:Inc|LLC|L\.L\.C|Ltd|LLP|L\.P|P\.C|N\.A|et\sal)\b")
_INITIALS = re.compile(r"(?:\w\.)+")
_WORD = re.compile(r"\S+")
# The Bluebook, table T6, and forms of companies.
_SHORT = word_set(
    "acc adm admin agric ass'n ass’n assoc assocs apts auth auto ave bd bldg blvd bros broad "
    "bus cas cent chem cmty cnty co comm comm'n comm’n comm'r comm’r cons const constr coop "
    "corp ct ctr def dep't dep’t dev dir dist distrib div econ educ elec eng'g eng’g enter "
    "env't equip exch exp fed fid fin found gen gov't gov’t grp guar hosp hous imp inc indem "
    "indus info inst ins int'l int’l inv jr lab liab ltd mach maint mfg mfr mfrs mgmt mkt "
    "mktg mun mut n.a nat'l nat’l no org pac pharm pres prob prod prods prop prot pub ref rel "
    "res rest r.r ry sav sch sci sec secs serv servs soc sr st sur sys tech tel transp twp "
    "univ u.s util"
)
_LINKS = frozenset({"of", "the", "and", "&", "for", "ex", "rel.", "de", "la", "van", "von"})
_FORMS = frozenset({"inc", "llc", "ltd", "llp", "lp", "co", "corp", "na", "pc", "pa", "et", "jr"})
_NO_PARTY = word_set(
    "see also in accord cf but e.g compare contra under quoting citing and as the cases like "
    "similarly thus"
)


def with_parties(text: str, found: Sequence[Found], known: Packaged) -> list[Found]:
    """The mentions; parts of a party of several words in a cited case are replaced by the party."""
    parties: list[tuple[int, int]] = []
    for versus in _VERSUS.finditer(text):
        right = _RIGHT.match(text, versus.end(), versus.end() + _REACH)
        if right is None or "\n\n" in right[0]:
            continue
        for start, end in (
            _left(text, versus.start()),
            _trimmed(text, right.start(), right.end("party")),
        ):
            words = text[start:end].split()
            if parties and start < parties[-1][1]:
                continue
            if len(words) > 1 and not known.kinds.get(key(text[start:end]), 0) & COUNTRY:
                parties.append((start, end))
    found = [part for mention in found for part in _sides(text, mention)]
    if not parties:
        return found
    made = [_party(text, start, end, found, known) for start, end in parties]
    return sorted([*made, *(m for m in found if not overlaps(m, parties))], key=lambda m: m.start)


def with_judges(found: Sequence[Found], judged: Collection[tuple[int, int]]) -> list[Found]:
    """The mentions, and the judges at these offsets; what a model made of these is removed.

    Longer names of people stay: "Antonin Scalia, J.".
    """
    offsets = sorted(judged)
    kept = [m for m in found if m.label == PERSON or not overlaps(m, offsets)]
    people = sorted((m.start, m.end) for m in kept)
    names = [Found(start, end, PERSON) for start, end in offsets]
    return sorted([*kept, *(n for n in names if not overlaps(n, people))], key=lambda m: m.start)


def _sides(text: str, mention: Found) -> list[Found]:
    """The two parties of a case that a model took for one name: "Smith v. Cain"."""
    versus = _VERSUS.search(text, mention.start, mention.end)
    if versus is None or mention.label not in NAMED:
        return [mention]
    return [
        Found(mention.start, versus.start(), mention.label, margin=mention.margin),
        Found(versus.end(), mention.end, mention.label, margin=mention.margin),
    ]


def _left(text: str, end: int) -> tuple[int, int]:
    """The party before "v.", back to the end of a sentence or of another citation."""
    words = [*_WORD.finditer(text, max(0, end - _REACH), end)]
    start = end
    after = ""
    for word in reversed(words[1:][-_MOST:]):
        token = word[0]
        low = token.rstrip(".,").lower()
        if token[-1] in ";:)]" or token[0] in "([":
            break
        if after and token[-1] == "," and after.rstrip(".,").lower().replace(".", "") not in _FORMS:
            break
        if after and token[-1] == "." and low not in _SHORT and not _INITIALS.fullmatch(token):
            break
        if "\n\n" in text[word.end() : start]:
            break
        if not (token[0].isupper() or token[0].isdigit() or token in _LINKS):
            break
        start, after = word.start(), token
    return _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A party without introductory words, and without those on whose behalf it acts."""
    relator = text.find("ex rel. ", start, end)
    if relator > -1:
        start = relator + len("ex rel. ")
    for word in _WORD.finditer(text, start, end):
        low = word[0].rstrip(".,").lower()
        if low not in _NO_PARTY and word[0] not in _LINKS:
            break
        start = word.end()
    if form := _FORM.search(text, start, end):
        end = form.start()
    while start < end and text[start].isspace():
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return start, end


def _party(text: str, start: int, end: int, found: Sequence[Found], known: Packaged) -> Found:
    """The mention of a party: a person by the model's label or a given name at its beginning."""
    first, *rest = text[start:end].split()
    person = (
        len(rest) < 3
        and not rest[-1].endswith((".", "'n"))
        and (
            key(first) in known.given
            or _INITIALS.fullmatch(first) is not None
            or any(m.label == PERSON and (m.start, m.end) == (start, end) for m in found)
        )
    )
    return Found(start, end, PERSON if person else ORGANIZATION_LABEL)
