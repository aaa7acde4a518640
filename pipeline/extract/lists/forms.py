"""Organizations by their legal forms, and by the definitions of their acronyms."""

import re
from collections.abc import Iterator, Set

from pipeline.extract.forms import Found
from pipeline.extract.labels import ORGANIZATION_LABEL
from pipeline.extract.words import word_set

# As written, behind the name. Those of two or three letters that are words or units elsewhere are
# left out ("SA", "AS", "SE" without stops).
_BEHIND = (
    "GmbH & Co. KG", "GmbH", "mbH", "KGaA", "AG", "e.V.", "eG", "Ges.m.b.H.",
    "S.A.", "S/A", "S.A.S.", "SARL", "S.à r.l.", "S.L.", "S.L.U.", "S.A.U.", "S.p.A.", "SpA",
    "S.r.l.", "Srl", "Lda.", "Ltda.", "Ltda", "S.A. de C.V.", "S.R.L.", "N.V.", "B.V.", "NV", "BV",
    "Sp. z o.o.", "sp. z o.o.", "S.K.A.", "a.s.", "a. s.", "s.r.o.", "s. r. o.", "spol. s r.o.",
    "d.o.o.", "d.d.", "a.d.", "Kft.", "Kft", "Zrt.", "Zrt", "Nyrt.", "Nyrt", "Bt.",
    "Oyj", "Oy", "Ab", "AB", "A/S", "ApS", "ASA", "I/S", "ehf.", "hf.", "OÜ", "UAB", "SIA",
    "A.Ş.", "Ltd. Şti.", "Tbk", "Sdn Bhd", "Sdn. Bhd.", "Inc.", "Inc", "Corp.", "Corporation",
    "Ltd.", "Ltd", "Limited", "LLC", "L.L.C.", "PLC", "plc", "Α.Ε.", "Ε.Π.Ε.", "ООД", "ЕООД", "АД",
    "d.o.o", "S.C.A.",
)  # fmt: skip
_BEFORE = (
    "ООО", "ОАО", "ЗАО", "ПАО", "АО", "НАО", "ТОВ", "ПАТ", "ПрАТ", "ТДВ", "ЧП", "ФГУП", "ГУП",
    "МУП", "UAB", "SIA",
)  # fmt: skip
# Two letters are a form before a name in quotation marks only: "AB „Lietuvos geležinkeliai“".
_BEFORE_QUOTED = (*_BEFORE, "AB", "AS", "OÜ", "VšĮ")
_LINKS = (
    r"(?:&|und|and|et|y|e|i|a|og|och|ja|de|da|do|do[s]|das|del|della|di|du|van|von|der|для|и|та)"
)
_WORD = r"(?:[A-ZÀ-ÖØ-ÞĀ-ſΑ-ΩЀ-ЯҐЄІЇ][\w’'.&-]*)"
_NAME = rf"{_WORD}(?:[ ](?:{_LINKS}[ ])?{_WORD}){{0,4}}"
_FORMS = "|".join(sorted(map(re.escape, _BEHIND), key=len, reverse=True))
_FORM = re.compile(rf"[ ,](?<=[\w.\"“”»].) ?(?:{_FORMS})(?!\w)")
_FIRST_WORDS = {form: re.split(r"[./ ]", form, maxsplit=1)[0] for form in _BEHIND}
# A name or what stands in quotation marks: "„Булстрой“ ЕООД".
_NAME_BEFORE = re.compile(rf"(?<![\w.]){_NAME}\Z|[«\"„“](?=[^\W\d_])[^«»\"„“”\n]{{2,60}}[»\"“”]\Z")
# What belongs to no name of a firm although it has a capital: the sentence before ("met Tuskiem.
# Orlen S.A."), and at the beginning of one an article of one letter ("A Richter Gedeon Nyrt.") or
# "company".
_NOT_OF_NAME = re.compile(
    r"(?:.*[^\W\d_]{4}\.\s)?(?:(?:Bolaget|Firmaet|Företaget|Fyrirtækið|Kompanija|"
    r"Preduzeće|Selskabet|Selskapet|Společnost|Spoločnosť|Spółka|Tvrtka|Virksomheden|"
    r"Yhtiö|Компания|Компанија|Компанія|Az?|[ΗΟ])\s)?(?=\S)"
)
_QUOTED = re.compile(
    rf"(?<!\w)(?:{'|'.join(_BEFORE_QUOTED)})\s[«\"„“]([^«»\"„“”\n]{{2,60}})[»\"“”]"
    rf"|(?<!\w)(?:{'|'.join(_BEFORE)})\s({_NAME})"
)
_LONGEST = 80  # characters before a form
_ACRONYM = re.compile(r"[ ]\(([A-ZÀ-ÖØ-ÞА-ЯΑ-Ω]{2,8})\)")
_SMALLEST = 4  # letters of a word that counts in an acronym although it has no capital
_WORDS = re.compile(r"[^\W\d_][\w’'-]*")


# Things with acronyms, as technical texts in every language name them.
_THINGS = word_set(
    "protocol system systems format license standard framework manager management network networks "
    "language interface archive mail library file files hierarchy rendition advisory line kernel "
    "code table server client installer protocols interfaces transport layer unit driver disk "
    "memory address version"
)


def with_forms(text: str, words: Set[str]) -> Iterator[Found]:
    """ "Siemens AG", "Petróleo Brasileiro S.A.", "ООО «Ромашка»"; `words`: those of the text."""
    for form in _legal_forms(text, words):
        begin = max(0, form.start() - _LONGEST)
        begin = max(begin, text.rfind("\n", begin, form.start()) + 1)
        name = _NAME_BEFORE.search(text[begin : form.start()])
        if name:
            own = _NOT_OF_NAME.match(name[0])
            start = begin + name.start() + (own.end() if own else 0)
            yield Found(start, form.end(), ORGANIZATION_LABEL)
    for found in _QUOTED.finditer(text) if not words.isdisjoint(_BEFORE_QUOTED) else ():
        yield Found(found.start(), found.end(), ORGANIZATION_LABEL)


def _legal_forms(text: str, words: Set[str]) -> Iterator[re.Match[str]]:
    """The matches of `_FORM`; most texts have none of the words that forms begin with."""
    begins = set[int]()
    for form in _BEHIND:
        place = text.find(form) if _FIRST_WORDS[form] in words else -1
        while place > 0:
            begins |= {place - 1, max(place - 2, 0)}
            place = text.find(form, place + len(form))
    end = 0
    for place in sorted(begins):
        if place >= end and (found := _FORM.match(text, place)):
            end = found.end()
            yield found


def with_acronyms(text: str) -> Iterator[Found]:
    """ "Banco Central Europeu (BCE)": the name, its acronym, and the acronym elsewhere."""
    for found in _ACRONYM.finditer(text):
        acronym = found[1]
        begin = max(0, found.start() - _LONGEST)
        begin = max(begin, text.rfind("\n", begin, found.start()) + 1)
        before = [*_WORDS.finditer(text, begin, found.start())]
        if not before or before[-1].end() != found.start():
            continue
        start = _begin(acronym, before)
        if start < 0 or any(mark in text[start : found.start()] for mark in ".,;:()"):
            continue
        if before[-1][0].lower() in _THINGS:
            continue
        yield Found(start, found.start(), ORGANIZATION_LABEL)
        for again in re.finditer(rf"(?<![\w-]){acronym}(?![\w-])", text):
            yield Found(again.start(), again.end(), ORGANIZATION_LABEL)


def _begin(acronym: str, words: list[re.Match[str]]) -> int:
    """Where the name begins whose words have these initials in order; -1 for none.

    Small words between may be left out; two words and two capitals at least.
    """
    letters, capitals, used = list(acronym), 0, 0
    for word in reversed(words):
        if not letters:
            break
        if word[0][0].upper() == letters[-1]:
            letters.pop()
            used += 1
            capitals += word[0][0].isupper()
            start = word.start()
        elif len(word[0]) >= _SMALLEST or word[0][0].isupper():
            return -1
    return start if not letters and used > 1 and capitals > 1 else -1
