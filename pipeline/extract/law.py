"""Terms of law and of legislatures: parties, citations, parts of documents, acts."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pipeline.extract.common_words import is_title_line
from pipeline.extract.keys import key
from pipeline.extract.words import word_set

Offsets = tuple[int, int]
_REACH = 100


# Words for parties in pleadings and contracts, as in any law dictionary; singular and plural.
_PARTIES = word_set(
    "appellant appellee plaintiff defendant petitioner respondent claimant complainant intervenor "
    "counterclaimant movant relator garnishee landlord tenant lessor lessee sublessee sublessor "
    "lender borrower guarantor surety obligor obligee mortgagor mortgagee creditor debtor licensor "
    "licensee sublicensee franchisor franchisee assignor assignee grantor grantee settlor trustor "
    "trustee beneficiary indemnitor indemnitee insured insurer reinsurer seller purchaser vendor "
    "subcontractor testator decedent conservator amicus amici"
)
PARTIES = _PARTIES | {f"{party}s" for party in _PARTIES} | {"parties", "beneficiaries", "sureties"}
# Alone or together: words for papers of courts and parliaments and their parts, for those whom they
# address, and abbreviations of citations (The Bluebook, tables T6, T7 and T13).
_FURNITURE = word_set(
    "court courts judge judges exhibit exhibits section sections article articles schedule "
    "schedules appendix annex paragraph chapter rule rules order opinion motion complaint "
    "judgment decree stipulation memorandum supra infra id ibid idem et al seq ante post accord "
    "affirmed reversed remanded vacated dissent concurrence curiam certiorari docket pursuant "
    "chair speaker clerk quorum rollcall yeas nays cosponsor cosponsors amendment amendments "
    "nomination nominations hearing hearings agreement lease premises collateral closing "
    "recitals whereas witnesseth restatement statute statutes federal cross pro tempore tem per "
    "en banc tc bta curiae "
    "cir ct app supp fed civ crim evid proc mem op slip dist div cl ch sec secs sect no nos art "
    "arts para memo sj hj scon hcon vol ed rev stat const reg regs cong sess rep rept res wl "
    "lexis usc cfr affd revd "
    "cert assn assocs assoc co corp inc llc llp ltd bros dept govt intl natl ins mfg dkt"
)
_TERMS = PARTIES | _FURNITURE
_LINKS = frozenset({"of", "the", "and", "for"})
_PART = (
    r"(?:section|title|exhibit|schedule|chapter|part|article|rule|form|appendix|annex|table|"
    r"figure|fig|clause|paragraph|item|amendment|page|volume|vol|footnote|docket|document|"
    r"attachment|addendum|subsection|subpart|subtitle|subchapter|proposition|executive order|"
    r"public law|pep|rfc|bug|patch|sec|no)s?"
)
_NUMBERED = re.compile(_PART + r"\.?[\s#-]+(?:\(?\w?\d[\w().-]*|[IVXLC]+|[A-H])\Z", re.IGNORECASE)
# "Group A", "Bank 1", and parties in headnotes of tax courts: "Ps", "P-H".
_LETTERED = re.compile(
    r"(?:group|path|pool)\s[A-L]\Z|(?:bank|loan|version|phase|stage|step)\s\d[\d.]*\Z"
    r"|(?-i:[PRH](?:s|-[A-Z]{1,2})\Z)",
    re.IGNORECASE,
)
# "D.C. Cir.", "I.R.C. sec."
_ABBREVIATED = re.compile(r"(?:[A-Z]\.\s?){2,4}(?:Cir|Ct|App|Supp|Code|[Ss]ecs?|Stat|Regs?)\.?\Z")
_NUMBER_AFTER = re.compile(r"\.?\s+(?:\d|[IVXLC]+\b|[A-H]\b)")
_ROMAN = re.compile(r"[IVXLC]+\Z")
_PART_BEFORE = re.compile(_PART + r"\.?\s+\Z", re.IGNORECASE)
# "S738-S742"
_NUMBERS = re.compile(r"[A-Z]?\d+(?:[-–./][A-Z]?\d+)+\Z")
_PART_ALONE = re.compile(_PART + r"\Z", re.IGNORECASE)
# "123 F.3d 456", "410 U.S. 113", "1997 WL 582901", "5 U.S.C. s 552".
_CITATION = re.compile(
    r"\b\d{1,4}\s(?:[A-Z][A-Za-z']{0,9}\.\s?|WL\s|LEXIS\s){1,5}(?:[234]d\s?|[45]th\s?)?"
    r"(?:§+\s?|s+\s|Sec\.\s?|at\s)?(?:_+|\d{1,8})"
    r"|\b(?:[A-Z]\.){2,4}\sMemo\.\s\d{4}"
)
# "(D.C. Cir. 1982)", "(2d Cir. 1993)", "(Ohio Ct. App. 1981)".
_COURT = re.compile(r"\((?:[\w.'’]{1,12}\s){1,7}(?:1[789]|20)\d\d\)")
_BILL = re.compile(
    r"\b(?:S|H\.\s?R|[HS]\.\s?J|[HS]\.\s?Con|Pub\.\s?L)\.\s?(?:Res\.\s?|No\.\s?)?\d+"
)
# One of these is in every text that cites: a plain string, searched first, and its context.
_CITES = tuple(
    (mark, re.compile(form))
    for mark, form in (
        ("§", "§"),
        ("v.", r"v\.(?<=\sv\.)\s"),
        ("S.", r"S\.(?<=\bU\.S\.)C\.|S\.(?<=\bS\.)\s\d"),
        ("F.", r"F\.(?<=\bF\.)\s?(?:[234]d|Supp)"),
        ("H.", r"H\.(?<=\bH\.)\s?R\.\s?\d"),
    )
)
# Roles of parties and words that introduce a citation are no part of the name after them.
_ROLE = re.compile(
    r"(?:(?:(?:cross-)?(?:appellant|appellee|plaintiff|defendant|petitioner|respondent)s?"
    r"|amic(?:us|i)(?:\scuriae)?)[/,-]?\s?)+"
    r"\s(?=[A-Z])",
    re.IGNORECASE,
)
_ROLE_INITIALS = frozenset("capdrCAPDR")
_SIGNAL = re.compile(
    r"(?:(?:but\s+)?see(?:\s+also)?|accord|cf\.?|compare|contra|quoting|citing|in\s+re)\s+(?=[A-Z])",
    re.IGNORECASE,
)
_ACT_ENDS = word_set(
    "act acts code bill amendment amendments treaty statute statutes regulations rules ordinance "
    "resolution protocol constitution"
)
_ACT_AFTER = re.compile(
    r"(?:\s(?:and\s)?[A-Z][\w'’-]{1,20}){0,5}?\s(?:Act|Treaty|Statute|Ordinance)\b(?!\s(?:to|on|as|with)\b)"
)
ACTS = ("Act", "Treaty", "Statute", "Ordinance")
_YEAR_OF = re.compile(r"(?:\sof)?(?:\s(?:1[789]|20)\d\d)?\Z")
_VERSUS_BEFORE = re.compile(r"\bvs?\.\s+\Z")
_VERSUS_AFTER = re.compile(r"\s+vs?\.\s+[A-Za-z\d]")
# "GINSBURG, J., filed", "SCALIA, and BREYER, JJ., joined": judges, in reports of opinions.
_JUDGES = re.compile(r",\s(?:C\.\s?)?(J|JJ)\.(?=[,;)\s])")
_ROSTER = re.compile(r"(?:[A-Z][\w'’-]{1,24},\s(?:and\s)?){0,8}[A-Z][\w'’-]{1,24}\Z")
_ONE = re.compile(r"[A-Z][\w'’-]{1,24}\Z")
_JUDGE = re.compile(r"[A-Z][\w'’-]+")
_RANK = r"(?:Chief|Senior|Circuit|District|Associate|Presiding|Magistrate|Appellate)"
_IN_CAPITALS = r"(?:Mc|Mac|O['’])?[A-Z][A-Z'’-]{2,24}"
# "BRIGHT, Circuit Judge, MARKEY, Chief Judge, and HENLEY, Circuit Judge".
_PANEL = re.compile(
    rf"\b{_IN_CAPITALS}(?:(?:,\s(?:{_RANK}\s){{1,2}}Judge)?(?:,\s(?:and\s)?|\sand\s){_IN_CAPITALS}){{0,8}}"
    rf"(?=,\s(?:{_RANK}\s){{1,2}}Judges?\b)"
)
_OF_PANEL = re.compile(rf"\b{_IN_CAPITALS}(?![a-z])")
# What stands in brackets in the title of an act: "Education (Assisted Places) Bill", "Planning
# (Housing) and Residential Tenancies Bill".
_END_OF_TITLE = (
    r"\)\s(?:\([^()\n]{1,40}\)\s){0,2}(?:(?:and|of)\s(?:[A-Z][\w'’-]{0,24}\s){1,4})?"
    r"(?:Act|Bill|Order|Regulations|Rules|Measure)\b"
)
_TITLE_AFTER = re.compile(rf"[^()\n]{{0,80}}{_END_OF_TITLE}")
# Before the brackets: "Credit Unions (Investigations) Regulations".
_TITLE_GOES_ON = re.compile(
    r"(?:\s(?:and|of|[A-Z][\w'’-]{0,24})){0,6}\s\([A-Z][^()\n]{0,90}" + _END_OF_TITLE
)
# The caption of a case: each party on its line, "v." on one between.
_CAPTION_AFTER = re.compile(r"(?:,\s[A-Za-z ]{2,30})?\n\s*v\.\s*\n")
_CAPTION_BEFORE = re.compile(r"\n\s*v\.\s*\n\s*\Z")
_COMPANY_AFTER = re.compile(
    r",?\s+(?:Inc|Incorporated|Corp|Ltd|LLC|L\.L\.C|LLP|L\.L\.P|L\.P|P\.C|P\.A|N\.A|PLC|GmbH)\b"
)
_FIRM = re.compile(r"\w\s(?:LLC|L\.L\.C\.|LLP|L\.L\.P\.|PLLC|PLC|GmbH)\Z")
# The first letters of these forms, for a fast check.
_COMPANY_INITIALS = frozenset("ICLPNG")
COMPANY_FORMS = (
    "Inc", "Corp", "Ltd", "LLC", "LLP", "L.L.", "L.P", "P.C", "P.A", "N.A", "PLC", "GmbH",
)  # fmt: skip


def citations(text: str) -> list[Offsets]:
    """The offsets of citations of cases, statutes and bills, in order; most texts have none."""
    if not any(mark in text and form.search(text) for mark, form in _CITES):
        return []
    found = [m.span() for form in (_CITATION, _COURT, _BILL) for m in form.finditer(text)]
    return sorted(found)


def is_cited(start: int, end: int, cited: Sequence[Offsets]) -> bool:
    """Whether a mention is inside one of these `citations`."""
    after = bisect_right(cited, (start, end + 1))
    return any(
        first <= start and end <= last + 1 for first, last in cited[max(0, after - 2) : after]
    )


@lru_cache(maxsize=1 << 12)
def is_term(surface: str) -> bool:
    """Whether a surface is only a term of law: "Plaintiffs", "Fed. R. Civ. P.", "Exhibit 5"."""
    if _NUMBERED.match(surface) or _LETTERED.match(surface) or _NUMBERS.match(surface):
        return True
    if _ABBREVIATED.match(surface):
        return True
    words = [word for word in key(surface).split() if word not in _LINKS]  # "Opinion of the Court"
    terms = sum(word in _TERMS for word in words)
    return terms > 0 and all(word in _TERMS or len(word) == 1 or word.isdigit() for word in words)


def is_part_or_numeral(surface: str) -> bool:
    """Whether a surface may be a part of a document beside a number, or be that number."""
    return _PART_ALONE.match(surface) is not None or _ROMAN.match(surface) is not None


def is_part(text: str, start: int, end: int) -> bool:
    """Whether a mention and a number next to it are a part of a document: "Title VII"."""
    if _NUMBER_AFTER.match(text, end) and _PART_ALONE.match(text, start, end):
        # "SEC. 2." is a section, "the SEC" a commission.
        return text[start:end] != "SEC" or (text[end] == "." and _is_line_start(text, start))
    roman = _ROMAN.match(text, start, end)
    return roman is not None and bool(_PART_BEFORE.search(text, max(0, start - 20), start))


def _is_line_start(text: str, start: int) -> bool:
    return text[max(0, start - 6) : start].rstrip(" >`'\"“")[-1:] in ("", "\n")


def name_start(text: str, start: int, end: int, cites: bool) -> int:
    """Where a name begins after introductory words: "Appellants Williams", "See Smith".

    `cites`: whether the text has citations; only then "see" and "accord" introduce them.
    """
    lead = _ROLE.match(text, start, end) if text[start : start + 1] in _ROLE_INITIALS else None
    if lead is None and cites:
        lead = _SIGNAL.match(text, start, end)
    return lead.end() if lead else start


def has_acts(capitals: Iterable[str]) -> bool:
    """Whether a text with these words has one with which the name of an act ends."""
    return any(word.startswith(ACTS) for word in capitals)


def may_be_act(words: Sequence[str]) -> bool:
    """Whether the keys of a name's words have one for an act or the like."""
    return len(words) > 1 and not _ACT_ENDS.isdisjoint(words)


def is_act(text: str, start: int, end: int) -> bool:
    """Whether a mention is an act or the like, or the beginning of the name of one.

    Neither unless the text `has_acts`, or the name `may_be_act`.
    """
    surface = text[start:end]
    if not surface.isalpha():
        words = _YEAR_OF.sub("", surface).split()
        if len(words) > 1 and words[-1].casefold() in _ACT_ENDS:
            return True
    after = text[end + 1 : end + 2]
    if not ("A" <= after <= "Z" or after == "a"):
        return False
    return bool(_ACT_AFTER.match(text, end)) and not is_title_line(text, start)


def judges(text: str) -> list[Offsets]:
    """The offsets of judges' names, most texts have none.

    Before "J." and "JJ.", and in capitals before "Circuit Judges" and the like.
    """
    found = []
    if " Judge" in text:
        for panel in _PANEL.finditer(text):
            found += [name.span() for name in _OF_PANEL.finditer(text, *panel.span())]
    if "J.," not in text and "JJ." not in text:
        return found
    for office in _JUDGES.finditer(text):
        end = office.start()
        names = (_ROSTER if office[1] == "JJ" else _ONE).search(text, max(0, end - _REACH), end)
        if names:
            found += [name.span() for name in _JUDGE.finditer(text, names.start(), end)]
    return found


def is_in_title(text: str, start: int, end: int) -> bool:
    """Whether a mention begins the brackets in the title of an act: "(Abolition) Act".

    Or the title itself: "Credit Unions (Investigations) Regulations".
    """
    if text[start - 1 : start] == "(":
        return _TITLE_AFTER.match(text, end) is not None
    return text[end : end + 1] == " " and _TITLE_GOES_ON.match(text, end) is not None


def has_cases(text: str) -> bool:
    """Whether a text may have a mention for `is_party`; few have."""
    return "v." in text or "vs." in text


def is_party(text: str, start: int, end: int) -> bool:
    """Whether a mention is in the name of a case: "Smith v. Jones"."""
    before = _VERSUS_BEFORE.search(text, max(0, start - 6), start)
    return bool(before or _VERSUS_AFTER.match(text, end))


def is_in_caption(text: str, start: int, end: int) -> bool:
    """Whether a mention is a party on a line of its own, above or below "v."; all are capitals."""
    below = _CAPTION_BEFORE.search(text, max(0, start - 16), start)
    return bool(below or _CAPTION_AFTER.match(text, end))


def has_companies(capitals: Iterable[str]) -> bool:
    """Whether the form of a company ("Inc.") is among these words of a text."""
    return any(word.startswith(COMPANY_FORMS) for word in capitals)


def is_company(text: str, end: int) -> bool:
    """Whether the form of a company follows: ", Inc."."""
    after = text[end + 1 : end + 2]
    if not (after.isspace() or after in _COMPANY_INITIALS):
        return False
    return _COMPANY_AFTER.match(text, end) is not None


def is_firm(surface: str) -> bool:
    """Whether a name ends with the form of a company, as no person's does: "Bryan Cave LLP"."""
    return _FIRM.search(surface) is not None
