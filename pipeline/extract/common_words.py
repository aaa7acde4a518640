"""Rejects common words as names if they have a capital only where every word would have one.

That is the case in "Verdict: …", "Learn how", "ADDITIONAL COSPONSORS" and headlines. "The Surety"
in a text that also has "the surety" is a defined term. A word that has a capital inside a sentence,
and never occurs without, stays a name ("agreed with Ideal").
"""

import re
from collections.abc import Sequence

from pipeline.extract.forms import Form, Found
from pipeline.extract.gazetteer.packaged import Packaged
from pipeline.extract.words import word_set

_BEFORE = 80
_LINE = 160
# After these a sentence, an item or a title begins.
_BEGINS = re.compile(
    r"(?:(?:[a-z]{3}|[A-Z]{4}|\d|[)\]\"”'’])[.!?]|[!?:;*•·|>=_#/…]|\.\.|\s[-–—])[\"”'’)\]]*\s+[\"“‘'(\[]*\Z"
    r"|[:*•·|>=_#/]\Z|(?:\A|\s)[\"“‘'\[]+\Z"
)
_LINE_BEGINS = re.compile(r"[\n\r][ \t>|*•·+\-–—\"“‘'(\[]*\Z")
_BULLETS = frozenset("•·*")
# A line of at least this length that ends with a word continues in the next.
_WRAPPED = 45
_DETERMINER = re.compile(
    r"\b(an?|the|any|each|every|no|this|that|these|such|said|some|all|our|my|your|his|her|their|its|new|other|same)\s+\Z",
    re.IGNORECASE,
)
_BRACKETS = "[](){}<>\"'“”‘’*=-–— "
_OPENING = re.compile(r"\s\([\"“‘']?\Z")
_OFFICE_AFTER = re.compile(r"\s(?:[mM]inister|[sS]ecretar)")
_OFFICE_BEFORE = re.compile(r"\b(?:[mM]inister|[sS]ecretar(?:y|ies))\s(?:of|for)\s(?:the\s)?\Z")
# Words in lower case in titles.
_SMALL = word_set(
    "a an and as at but by for from in into nor of off on or out over per so than that the to up "
    "via vs with yet is it its be are was"
)


def is_common(form: Form, known: Packaged) -> bool:
    """Whether dictionaries have every word of a name in lower case only."""
    common, names = known.common, known.also_names
    for word in form.words:
        if word in common and word not in names:
            continue  # the usual case, for speed
        if word.isalpha() and len(word) > 1 and word not in _SMALL:
            return False  # the other usual case
        for part in word.split():
            if part in common and part not in names:
                continue
            if not (part in _SMALL or part.isdigit() or len(part) == 1):
                return False
    return bool(form.words)


def is_common_word(word: str, known: Packaged) -> bool:
    """Whether dictionaries have a word, given in lower case, in lower case only."""
    return word in known.common and word not in known.also_names


def is_free(text: str, start: int) -> bool:
    """Whether any word has a capital here: at the beginning of a sentence, line or title."""
    before = text[start - _BEFORE : start] if start > _BEFORE else "\n" + text[:start]
    if line := _LINE_BEGINS.search(before):
        if line[0].strip(" \t\r\n>|\"“‘'([") in _BULLETS:
            return True  # an item
        above = before[: line.start()].rstrip(" ")
        last = above[above.rfind("\n") + 1 :]
        wrapped = len(last) >= _WRAPPED and (last[-1:].isalnum() or last[-1:] in ",'’")
        return not wrapped
    if _BEGINS.search(before):
        return True
    return is_title_line(text, start)


def determiner(text: str, start: int) -> str:
    """The determiner directly before an offset, in lower case; "" when there is none."""
    found = _DETERMINER.search(text, max(0, start - 8), start)
    return found.group(1).lower() if found else ""


def is_defined(text: str, mention: Found) -> bool:
    """Whether a mention is defined as a term: quoted in brackets, or before "means"."""
    before = text[max(0, mention.start - 8) : mention.start]
    after = text[mention.end : mention.end + 10]
    quoted = re.search(r"[\"“”'‘`]\s?(?:the\s)?\Z", before, re.IGNORECASE) is not None
    if not quoted or after[:1] not in "\"”“'’":
        return False
    return "(" in before or " means" in after


def is_title_line(text: str, start: int) -> bool:
    """Whether an offset is in a heading: a line in capitals, or with one on each longer word."""
    begin = max(text.rfind("\n", max(0, start - _LINE), start) + 1, start - _LINE, 0)
    end = text.find("\n", start, start + _LINE)
    line = text[begin : min(len(text), start + _LINE) if end == -1 else end]
    words = [word for word in line.strip(_BRACKETS).split() if word[0].isalpha()]
    if not 2 <= len(words) <= 16 or line.rstrip().endswith((".", ",", ";")):
        return False
    if words[0][0].islower():
        return False
    small = [word for word in words if word[0].islower()]
    return len(small) * 2 <= len(words) and all(word.rstrip(":,") in _SMALL for word in small)


def no_evidence(text: str, mentions: Sequence[Found], several: bool, low: bool) -> bool:
    """Whether no capital in these mentions of common words is evidence for a name.

    `several`: the name has several words, so a determiner may belong to a later noun ("a Reader's
    Digest story"). `low`: the document also has the words without capitals.
    """
    articles = False
    for mention in mentions:
        # At the beginning of a sentence only the first word owes its capital to its place.
        later = text[mention.start : mention.end].split()[1:]
        title = several and not any(w.islower() and w not in _SMALL for w in later)
        free = is_title_line if title else is_free
        if free(text, mention.start) or _is_of_office(text, mention):
            continue
        if several and not low:
            return False
        found = determiner(text, mention.start)
        if not found:
            return False
        if found != "the" or is_defined(text, mention):
            low = True
        else:
            articles = True
    return low or not articles


def _is_of_office(text: str, mention: Found) -> bool:
    """Whether a mention is part of an office: "Defense Minister", "Secretary of Defense"."""
    if _OFFICE_AFTER.match(text, mention.end):
        return True
    return _OFFICE_BEFORE.search(text, max(0, mention.start - 16), mention.start) is not None


def stands_for_words(text: str, mention: Found) -> bool:
    """Whether a mention is the short form of common words: "notice of deficiency ("NOD")".

    As in Schwartz and Hearst, but for words in lower case: each letter begins one of the words,
    from the last to the first, and short words may be left out.
    """
    surface = text[mention.start : mention.end]
    if not surface.isupper() or not surface.isalpha():
        return False
    before = text[max(0, mention.start - _BEFORE) : mention.start]
    opening = _OPENING.search(before)
    if not opening:
        return False
    words = before[: opening.start()].split()[-2 * len(surface) :]
    for letter in reversed(surface.lower()):
        while words and words[-1] in _SMALL and words[-1][0] != letter:
            words.pop()
        if not words or not words.pop().startswith(letter):
            return False
    return True
