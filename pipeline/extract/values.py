"""Checks a model's values: a number is a year only if its context does not contradict that.

A model takes many numbers of four digits for years: sections of a law, rooms, bills, flights. They
become numbers here, so that the index does not have them as dates. A share is no amount of money.
"""

import re
from collections.abc import Sequence

import msgspec

from pipeline.fields import VALUE_FORMS
from pipeline.records import Mention

_YEAR = re.compile(r"[12][0-9]{3}")
# Earlier and later years need a word for time before them ("by 2100").
_EARLIEST, _LATEST = 1500, 2060
_DIGITS_ONLY = re.compile(r"[0-9][0-9 ,.'’\u00a0\n]*")
_YEARS = re.compile(r"(?:[12][0-9]{3}|[0-9]{2})(?:,? +(?:[12][0-9]{3}|[0-9]{2}))*")
# Words before other kinds of numbers; several may follow ("sections 1301, 1302 and 1303").
_PARTS = (
    "sec secs sect section sections subsection subsec paragraph paragraphs para title titles "
    "chapter "
    "chapters ch cap part parts subpart page pages pp? pg line lines no nos nr number "
    "numbers item items "
    "rule rules reg regulation article articles art clause exhibit form schedule amendment "
    "amdt docket "
    r"case calendar resolution res h\.\s?r h\.\s?con\.\s?res s\.\s?con\.\s?res h\.\s?j\.\s?res "
    r"s\.\s?j\.\s?res h\.\s?res s\.\s?res s hr a\.?b public\slaw pub\.\s?l p\.\s?l "
    r"u\.\s?s\.\s?c usc c\.\s?f\.\s?r cfr fed\.\s?reg stat cong\.\s?rec f\.\s?[23]d room "
    r"rooms rm suite "
    "ste apt apartment box flight flights highway hwy route rt model extension ext channel "
    "lot unit "
    "building bldg gate psalm verse vol volume opus op kv rfc iso din bs en ieee version "
    "release port id "
    "code zip error bug issue ticket pin step serial"
)
_NUMBERED = re.compile(
    rf"(?:(?<![\w.'’])(?:{_PARTS.replace(' ', '|')})|[§¶#])\.?:?\s*(?:\(?[a-z]?\)?\s?)?"
    r"(?:[0-9][\w().-]*(?:,? and |, | or | through | to |-|–|,)\s?){0,4}\Z",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[A-Z]-\s?\Z")
# Words after numbers of laws, houses and quantities.
_UNITS = (
    "people persons men women children troops soldiers workers employees jobs miles km "
    "kilomet(?:er|re)s "
    "met(?:er|re)s feet ft inches pounds lbs? kg tons tonnes gallons lit(?:er|re)s acres "
    "hectares "
    "units homes houses students votes calories rpm hours hrs minutes seconds "
    "words pages mm "
    "cm mhz ghz mbps watts hp bytes kb mb gb copies points patients times percent"
)
_AFTER = re.compile(
    r"(?:[-–]?[a-z](?!\w)|[.,:][0-9]|%|°|-W[0-9]|-[0-9]{1,2}-[0-9])"
    r"|\s?(?-i:B\.\s?C\.|BCE?\b(?! [A-Z]))"  # not "in 1998 BC Hydro"
    r"|\s?(?:\([a-z0-9]{1,3}\)|et seq|of title|u\.?\s?s\.?\s?c|c\.?\s?f\.?\s?r"
    rf"|(?:{_UNITS.replace(' ', '|')})\b)",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\s(?:[NSEW]\.?\s|North\s|South\s|East\s|West\s)?(?:[A-Z][\w.'’]+\s){0,3}"
    r"(?:St|Street|Ave|Avenue|Road|Rd|Blvd|Boulevard|Drive|Dr|Lane|Ln|Way|Place|Pl|Square|Sq|Parkway|Pkwy"
    r"|Court|Ct|Terrace|Highway|Broadway|Building|Bldg|Rayburn|Longworth|Cannon|Dirksen|Russell|Hart)\b"
)
# Words for time before a year.
_TIME = re.compile(
    r"(?<!\w)(?:in|of|since|by|until|till|from|to|year|years|about|circa|around|c\.|ca\.|ad|a\.d\.|before|after"
    r"|between|during|and|the|early|late|mid|through|spring|summer|autumn|fall|winter|january|february"
    r"|march|april|may|june|july|august|september|october|november|december)[\s-]\(?\Z",
    re.IGNORECASE,
)
_PLAIN = (" in ", " of ", " since ", " by ", " until ", " from ", " after ", " before ")
_OF_DECADE = re.compile(r"\b(?:the|mid|early|late)[\s-]\Z", re.IGNORECASE)
_PLACE = re.compile(r"(?<!\w)at\s\Z", re.IGNORECASE)
_AT_PRICES = re.compile(r"\s(?:prices|levels?|rates?|values?)\b")
_WINDOW = 60


# A number that is written with its kind ("section 1999", "H.R. 2019"). Years have some of the
# kinds: "calendar 2004", "model 1968", "release 2005".
_KINDS = re.compile(rf"(?:{_PARTS.replace(' ', '|')})\.?:?\s*\(?[0-9][0-9,-]*\)?", re.IGNORECASE)
_KINDS_OF_YEARS = ("cal", "mod", "rel", "ver", "vol", "edit", "ser")
# Figures between hyphens or slashes that are a day, a month, years.
_FIGURES = re.compile(r"[0-9]+(?:[-/][0-9]+)+")
_YEARS_TO = re.compile(r"[12][0-9]{3}[-/](?:[12][0-9]{3}|[0-9]{2})")
_DAY = re.compile(
    r"(?:[12][0-9]{3}|[0-3]?[0-9])(?:[-/][0-3]?[0-9]){1,2}(?:[-/](?:[12][0-9]{3}|[0-9]{2}))?"
)
_PERCENT = re.compile(
    r".*(?:\bper ?cent\b|%|\bpct\.?|\bpercentage points?)\Z", re.DOTALL | re.IGNORECASE
)


def with_checked_values(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The same; what is no date becomes a number, and an ambiguous date loses its value.

    Percentages that are taken for money become percentages.
    """
    return [
        _checked(text, one)
        if one.label == "date"
        else msgspec.structs.replace(one, label="percent")
        if one.label == "money" and _PERCENT.fullmatch(one.text)
        else one
        for one in mentions
    ]


def _checked(text: str, mention: Mention) -> Mention:
    if mention.text.isalpha():
        return mention  # "Wednesday": most are like this
    if _YEAR.fullmatch(mention.text):
        if _is_year(text, mention.start, mention.end):
            return mention
    elif VALUE_FORMS["date"].fullmatch(mention.entity):
        # "2005-06" may be two years; only a pattern decides that it is a month.
        return msgspec.structs.replace(mention, entity=f"{mention.entity} ?")
    elif not (
        _is_number(mention.text)
        or _CITED.search(mention.text)
        or _is_numbered(mention.text)
        or _is_part(text, mention)
    ):
        return mention
    return msgspec.structs.replace(mention, label="cardinal")


_SHORT = re.compile(r"(?:the )?[0-9]{1,3}(?:st|nd|rd|th)?")
_CITED = re.compile(r"\bU\.\s?S\.\s?C\b|\bSecs?\.\s?[0-9]|§")


def _is_part(text: str, mention: Mention) -> bool:
    """Whether a short number belongs to a law, a street or an angle: "title 42", "68th Street"."""
    found = mention.text
    if "°" in found:
        return True
    if not _SHORT.fullmatch(found):
        return False
    before = text[max(0, mention.start - _WINDOW) : mention.start]
    after = text[mention.end : mention.end + _WINDOW]
    return bool(_NUMBERED.search(before) or _STREET.match(after))


def _is_number(found: str) -> bool:
    """Whether a mention is only digits that are neither a year nor a day."""
    return bool(_DIGITS_ONLY.fullmatch(found)) and not _YEARS.fullmatch(found)


def _is_numbered(found: str) -> bool:
    """Whether a mention is a number with its kind, or figures that can be no day and no years."""
    if _FIGURES.fullmatch(found):
        return not (_YEARS_TO.fullmatch(found) or _DAY.fullmatch(found))
    return bool(_KINDS.fullmatch(found)) and not found.lower().startswith(_KINDS_OF_YEARS)


def _is_year(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - _WINDOW) : start], text[end : end + _WINDOW]
    # After the words before most years no other number follows: a fast check.
    plain = before.endswith(_PLAIN)
    if not plain and (_NUMBERED.search(before) or _LETTER.search(before)):
        return False
    if _AFTER.match(after):
        return False
    if text[end - 1] == "0" and after[:2] in ("'s", "’s") and _OF_DECADE.search(before):
        return False  # "the 1990's", but not "1990's best film"
    is_house = _STREET.match(after) and not _TIME.search(before)
    if is_house or (_PLACE.search(before) and not _AT_PRICES.match(after)):
        return False
    number = int(text[start:end])
    return _EARLIEST <= number <= _LATEST or bool(_TIME.search(before))
