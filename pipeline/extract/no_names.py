"""Removes mentions that are no names: code, mail headers, citations, common words, terms.

There are two passes: each mention is judged by its context first; later each form is judged by all
of its mentions, when it has a label. Names of the user's gazetteer are not judged.
"""

import re
from collections.abc import Iterable, Sequence, Set
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.extract.acronyms import is_acronym
from pipeline.extract.code import (
    is_code,
    is_identifier,
    is_issue,
    is_on_code_line,
    is_technical,
    is_technical_acronym,
    is_technical_word,
)
from pipeline.extract.common_words import (
    is_common,
    is_common_word,
    is_defined,
    is_free,
    no_evidence,
    stands_for_words,
)
from pipeline.extract.forms import Form, Found
from pipeline.extract.gazetteer.kinds import AMBIGUOUS, CITY, COUNTRY, ORGANIZATION, PLACE, TOWN
from pipeline.extract.gazetteer.packaged import Packaged
from pipeline.extract.keys import key
from pipeline.extract.labels import (
    GROUP,
    NAMED,
    ORGANIZATION_LABEL,
    PERSON,
    PLACE_LABEL,
    WORK,
)
from pipeline.extract.law import (
    ACTS,
    COMPANY_FORMS,
    Offsets,
    citations,
    has_acts,
    has_cases,
    has_companies,
    is_act,
    is_cited,
    is_company,
    is_firm,
    is_in_caption,
    is_in_title,
    is_part,
    is_part_or_numeral,
    is_party,
    is_term,
    judges,
    may_be_act,
    name_start,
)
from pipeline.extract.mail import (
    greeting_end,
    is_date,
    is_day_or_month,
    is_mail,
)
from pipeline.extract.members import ADDRESSES, is_address
from pipeline.extract.offices import is_field_of_office
from pipeline.extract.roles import BENCHES, has_benches
from pipeline.extract.signs import is_called
from pipeline.extract.surnames import Surnames
from pipeline.extract.words import (
    INTO,
    OFFICES,
    ORGANIZATION_ENDS,
    ORGANIZATION_HEADS,
    PLACE_ENDS,
    SPEECH,
    word_set,
)

LAW = "law"
# The beginnings of words that tell the last facts of a `Setting`.
_TELLING = (*COMPANY_FORMS, *ACTS, *BENCHES)
_RELABELLED = NAMED | {WORK}
_MOST = 8  # mentions of a form that are examined
_KINDS = (ORGANIZATION_ENDS | ORGANIZATION_HEADS | PLACE_ENDS) - {"federal", "national", "royal"}
# Words directly before a name of this label in a text about programs.
_SUPPORT = {PERSON: frozenset({"by"}), ORGANIZATION_LABEL: frozenset({"at"}), PLACE_LABEL: INTO}

# "Maren Tolliver Image: …"
_CAPTION = re.compile(r"\s(?:Image|Photo|Photograph|Picture|Credit|File|Video)\Z")
# "© Lena Ortiz Detainees at a border": where the caption has no stop, the third word begins it.
_CREDITED = re.compile(r"([A-Z][\w'’-]+ [A-Z][\w'’-]+) [A-Z][a-z]+ [a-z]")
_OF = (" of", "\nof", " OF", "\nOF")
_THING = re.compile(
    r"(?:\b(?:the|this|that|an?|any|every|each|no)(?:\s(?:only|next|first|same|whole))?|\))\s\Z",
    re.IGNORECASE,
)
# "From the Congressional Record Online": an edition of a periodical is that periodical.
_EDITION = re.compile(
    r"\s(?:Record|Herald|Review|Report|Journal|Gazette|Express|Times|Tribune)(\sOnline)\Z"
)
_BLANK = frozenset(("", " ", "\n"))
_PAUSES = frozenset((", ", ". ", ".\n"))
_LONGEST_REMEMBERED = 200  # characters: spans of noise do not come again
# Before the pronoun in a line of capitals; prepositions stand before the country, too.
_PRONOUN = re.compile(
    r"\b(?:ABOUT|ASK|CALL|CONTACT|EMAIL|FOLLOW|GIVE|JOIN|LETS?|REMINDS?|SHOW|TEACH|TELLS?|TRUST)\s\Z"
)
_UNITS = word_set("GB MB TB KB GW MW GWh MWh TWh GHz MHz Gbps Mbps")


class Setting(NamedTuple):
    """What is known of the whole text.

    `words`: its words, unchanged; `technical`: whether it is about programs; `mail`: whether it is
    a message; `cited`: the offsets of its citations; `judged`: those of judges before "J.". The
    others: whether it has forms of companies, names of acts and cases, judges, writers of mail and
    greetings at all, so that mentions of other texts need no check.
    """

    words: Set[str]
    technical: bool
    mail: bool
    cited: Sequence[Offsets]
    judged: Set[Offsets]
    companies: bool
    acts: bool
    cases: bool
    benches: bool


def setting(text: str, words: Set[str], capitals: Iterable[str]) -> Setting:
    """Examine a text before its names are judged.

    `words`: its words; `capitals`: those with a capital.
    """
    mail = is_mail(text)
    telling = [word for word in capitals if word.startswith(_TELLING)]  # mostly none
    return Setting(
        words=words,
        technical=is_technical(words, mail),
        mail=mail,
        cited=citations(text),
        judged=frozenset(judges(text)),
        companies=has_companies(telling),
        acts=has_acts(telling),
        cases=has_cases(text),
        benches=has_benches(telling),
    )


def likely(text: str, found: Iterable[Found], of: Setting) -> list[Found]:
    """The mentions that can be names in their context, without introductory words."""
    kept = []
    usual = not (of.cited or of.technical)
    for mention in found:
        if usual and _is_plain(text, mention.start, mention.end):
            kept.append(mention)
            continue
        start = name_start(text, mention.start, mention.end, bool(of.cited))
        mention.start = greeting_end(text, start, mention.end)
        if text[mention.start : mention.end].endswith(_OF):
            mention.end -= 3
        elif text.startswith(":", mention.end) and (
            caption := _CAPTION.search(text, mention.start, mention.end)
        ):
            mention.end = caption.start()
        elif text.startswith("© ", mention.start - 2) and (
            credited := _CREDITED.match(text, mention.start)
        ):
            mention.end = credited.end(1)
        if edition := _EDITION.search(text, mention.start, mention.end):
            mention.end = edition.start(1)
        if not _is_none(text, mention, of):
            kept.append(mention)
    return kept


def _is_plain(text: str, start: int, end: int) -> bool:
    """Whether neither a mention nor what is around it is anything that `likely` looks at.

    Most are like this, so that one look takes the place of a dozen.
    """
    after = text[end : end + 2]
    return (
        text[start - 1 : start] in _BLANK
        and (after[:1] in _BLANK or after in _PAUSES)
        and ":" not in after
        and after != " ("
        and text[start - 2 : start - 1] != "©"
        and (
            _is_plain_surface(text[start:end])
            if end - start <= _LONGEST_REMEMBERED
            else _is_plain_surface.__wrapped__(text[start:end])
        )
    )


@lru_cache(maxsize=1 << 13)
def _is_plain_surface(surface: str) -> bool:
    end = len(surface)
    return (
        name_start(surface, 0, end, False) == 0
        and greeting_end(surface, 0, end) == 0
        and not surface.endswith((*_OF, ":", "Online"))
        and surface not in ADDRESSES
        and surface != "US"
        and not is_identifier(surface)
        and surface not in _UNITS
        and not is_day_or_month(surface)
        and not is_part_or_numeral(surface)
    )


def _is_none(text: str, mention: Found, of: Setting) -> bool:
    start, end = mention.start, mention.end
    full_name = mention.label == PERSON and " " in text[start:end]
    return (
        is_code(text, start, end)
        or _is_unit(text, start, end)
        or is_address(text, start, end)
        or is_date(text, start, end)
        or (text[start:end] == "US" and bool(_PRONOUN.search(text, max(0, start - 10), start)))
        or is_part(text, start, end)
        or bool(of.cited and is_cited(start, end, of.cited))
        or (mention.label != PLACE_LABEL and is_in_title(text, start, end))
        or (of.technical and not full_name and is_on_code_line(text, start, end))
    )


def _is_unit(text: str, start: int, end: int) -> bool:
    """Whether a mention is a unit after a number: "32GB", "3.7 GW"."""
    before = text[max(0, start - 2) : start]
    return before[-1:].isdigit() or (before[:1].isdigit() and text[start:end] in _UNITS)


def relabel(text: str, form: Form, of: Setting) -> None:
    """Set the label of acts, parties and companies, where legal terms show it."""
    if form.entry or form.label not in _RELABELLED:
        return
    words = form.words
    act = of.acts or may_be_act(words)
    if form.label == PERSON and not (act or of.companies):
        return  # the usual case, for speed
    mentions = form.mentions[:_MOST]
    if form.label == WORK:
        if act and all(is_act(text, m.start, m.end) for m in mentions):
            form.label = LAW
        return
    if of.companies and (
        is_firm(form.surface) or 2 * sum(is_company(text, m.end) for m in mentions) > len(mentions)
    ):
        form.label = ORGANIZATION_LABEL
    elif act and all(is_act(text, m.start, m.end) for m in mentions):
        form.label = LAW
    elif form.label == PLACE_LABEL and _is_of_body(words):
        form.label = ORGANIZATION_LABEL
    elif form.label == PERSON or len(words) > 1 or form.kind & ~(TOWN | CITY | AMBIGUOUS):
        return
    elif any((m.start, m.end) in of.judged for m in mentions) or (
        of.cases
        and (
            not is_acronym(form.surface)
            or (len(form.key) > 4 and all(is_in_caption(text, m.start, m.end) for m in mentions))
        )
        and any(
            is_party(text, m.start, m.end) or is_in_caption(text, m.start, m.end) for m in mentions
        )
    ):
        form.label = PERSON


def _is_of_body(words: tuple[str, ...]) -> bool:
    """Whether a place is part of a body's name: "District of Columbia Court of Appeals"."""
    return len(words) > 2 and any(
        word in ORGANIZATION_HEADS and after == "of" for word, after in pairwise(words[1:])
    )


def is_no_name(
    text: str,
    form: Form,
    of: Setting,
    surnames: Surnames,
    in_longer: Set[str],
    known: Packaged,
) -> bool:
    """Whether a labelled form is no name, by its spelling or context, without evidence for a name.

    `surnames`: of the document's people; `in_longer`: the words of its names of several words.
    """
    if form.entry or form.titled:
        return False
    if form.label not in NAMED:
        if form.label == GROUP:
            return is_term(form.surface)  # "Purchaser"
        return _is_lone_word(text, form, known)
    if (of.technical or of.mail) and (is_technical_acronym(form.surface) or is_issue(form.surface)):
        return True
    words = form.words
    if _is_noun_of_text(text, form, of.words, surnames, known):
        return True
    if form.kind & (ORGANIZATION | COUNTRY | CITY) and not form.kind & AMBIGUOUS:
        return False
    if form.label == ORGANIZATION_LABEL and any(
        is_called(text, m.start) for m in form.mentions[:_MOST]
    ):
        return False
    person = form.label == PERSON
    if not person and "-" in form.surface and _is_between_places(form, known):
        return True
    if not person and words[-1].removesuffix("s") in OFFICES and _are_holders(words, known):
        return True  # "Circuit Judges"
    if person and len(words) == 1 and _is_thing(text, form, surnames, known):
        return True
    if person and (words[0] in known.given or (len(words) == 1 and words[0] in surnames.last)):
        return False
    mentions = form.mentions[:_MOST]
    if is_term(form.surface) or form.surface.isupper():
        if _is_listed_behind_article(text, form):
            return False
        if is_term(form.surface):
            return True
    if len(words) == 1 and words[0] in in_longer:
        # "Border agents say …" beside "Border Protection".
        low = words[0] in of.words and is_common(form, known)
        return low and all(is_free(text, m.start) for m in mentions)
    several = len(words) > 1
    if form.label == ORGANIZATION_LABEL and is_field_of_office(text, form, mentions, known):
        return True
    if is_common(form, known) and not _is_abbreviated(text, form):
        if person and several:
            # "the Social Security trust fund" beside "with Social Security".
            things = sum(text.endswith(("the ", "the\n"), 0, m.start) for m in mentions)
            return things > 1 or not any(_is_somebody(text, m) for m in mentions)
        low = _is_low(form, of.words)
        if of.companies and any(is_company(text, m.end) for m in mentions):
            return False
        if not has_kind_word(words) and no_evidence(text, mentions, several, low):
            return True
    if several and is_common_word(words[-1], known) and not has_kind_word(words):
        if person and len(words) > 2 and is_common_word(words[-2], known):
            return True
        if any(is_defined(text, m) for m in mentions):
            return True
    if not several and "(" in text and any(stands_for_words(text, m) for m in mentions):
        return True
    return of.technical and not _is_supported(text, form, mentions)


def _is_lone_word(text: str, form: Form, known: Packaged) -> bool:
    """Whether a "work" or "product" is one common word where every word has a capital."""
    return (
        len(form.words) == 1
        and form.words[0] in known.common
        and not form.kind & ~(TOWN | AMBIGUOUS)
        and all(is_free(text, m.start) for m in form.mentions[:_MOST])
    )


def _is_thing(text: str, form: Form, surnames: Surnames, known: Packaged) -> bool:
    """Whether a "person" is a word that mostly stands as one: "the Bill", "(Finance) Bill"."""
    word = form.words[0]
    if word not in known.given or word not in known.common:
        return False
    if word in surnames.first or word in surnames.last:
        return False
    mentions = form.mentions[:_MOST]
    met = [m for m in mentions if _THING.search(text, max(0, m.start - 12), m.start)]
    return 2 * len(met) > len(mentions)


def _is_noun_of_text(
    text: str, form: Form, words: Set[str], surnames: Surnames, known: Packaged
) -> bool:
    """Whether a lone word has its capitals from its places only, and the text has it without.

    "Turkey is best with gravy", beside "the turkey". "Bird said" and surnames are people.
    """
    word = form.words[0]
    return (
        len(form.words) == 1
        and word in words
        and word not in known.given
        and word not in surnames.last
        and not form.surface.isupper()
        and all(is_free(text, m.start) and not _is_somebody(text, m) for m in form.mentions[:_MOST])
    )


def _are_holders(words: tuple[str, ...], known: Packaged) -> bool:
    """Whether common words end with the plural of an office: "University Professors"."""
    return words[-1][-1] == "s" and all(is_common_word(word, known) for word in words)


def _is_between_places(form: Form, known: Packaged) -> bool:
    """Whether a name is two countries with something between them: "the U.S.-Mexico border"."""
    halves = [key(half) for half in form.surface.split("-")]
    return len(halves) == 2 and all(known.kinds.get(half, 0) & COUNTRY for half in halves)


def _is_listed_behind_article(text: str, form: Form) -> bool:
    """Whether it is a listed body that is another word elsewhere: "the Fed", "the WHO"."""
    return bool(form.kind & ORGANIZATION) and any(
        text.endswith(("the ", "The "), 0, m.start) and not text.startswith(".", m.end)
        for m in form.mentions[:_MOST]
    )


def _is_low(form: Form, words: Set[str]) -> bool:
    """Whether the document also has a form's words without capitals."""
    return all(word in words for word in form.surface.casefold().split())


def _is_abbreviated(text: str, form: Form) -> bool:
    """Whether a place is abbreviated with a stop: "Calif."."""
    end = form.mentions[0].end
    return form.label == PLACE_LABEL and len(form.key) < 6 and text[end : end + 1] == "."


def _is_somebody(text: str, mention: Found) -> bool:
    """Whether the words around a mention are typical of a person."""
    before = text[max(0, mention.start - 8) : mention.start].split()[-1:]
    after = text[mention.end : mention.end + 16].split(maxsplit=1)[:1]
    return before in (["by"], ["By"], ["with"]) or bool(after and after[0].strip(",:") in SPEECH)


def has_kind_word(words: tuple[str, ...]) -> bool:
    """Whether a name of several words contains a word for its kind, such as "university"."""
    last = len(words) - 1
    return last > 0 and any(
        (word in _KINDS or word.removesuffix("s") in _KINDS)
        and (number in (0, last) or words[number + 1] in ("of", "for", "on"))
        for number, word in enumerate(words)
    )


def _is_supported(text: str, form: Form, mentions: Sequence[Found]) -> bool:
    """Whether there is evidence besides the model for a name in a text about programs."""
    words = form.words
    if form.kind & ~AMBIGUOUS and form.kind & (
        PLACE if form.label == PLACE_LABEL else ORGANIZATION
    ):
        return True
    if has_kind_word(words) or any(is_company(text, m.end) for m in mentions):
        return True
    for mention in mentions:
        after = text[mention.end : mention.end + 16].split(maxsplit=1)
        if after and after[0].rstrip(":,") in SPEECH:
            return True
        before = text[max(0, mention.start - 16) : mention.start].split()
        if before and form.surface.istitle() and before[-1] in _SUPPORT[form.label]:
            return True
    if len(words) == 1 or any(map(is_technical_word, words)):
        return False
    # Several words of a usual shape: "Red Hat" is one, "MS Kerberos" and "VMware View" are not.
    return all(part.istitle() and part.isalpha() for part in form.surface.replace("-", " ").split())
