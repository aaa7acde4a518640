"""Telephone numbers; the value is in E.164, "+442079460018"."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.extract.patterns.passage import Found, Passage, follows_letter

# A number has at most 15 digits (E.164), in few groups; more are a table.
_NUMBER = re.compile(
    r"[0-9]{1,15}(?:[ ().\u00a0/\u2010\u2011\u2013-]{1,3}[0-9]{1,15}){0,7}"
    r"(?![^\W\u2e80-\U0010ffff]|/|-\w)"
)
_GROUP = re.compile(r"[0-9]+")
_MORE_GROUPS = re.compile(r"[ ().\u00a0/-]{1,3}[0-9]")
_FEWEST, _MOST = 7, 17  # digits, with a prefix for calls inside the country
_JOINED = frozenset(".,/-:#$€£_=\\")
# Characters around a candidate, by which phonenumbers sees if it is part of something longer.
_AROUND = 12
# Dates and ranges, decimals, thousands, IP addresses: no telephone number in any region.
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_NO_PHONE = re.compile(
    rf"{_DAY}([./-]) ?{_MONTH}\1 ?(?:[12][0-9])?[0-9]{{2}}(?![0-9]|\.[0-9]).*"
    rf"|{_DAY}\.{_MONTH}\.? ?[-\u2013] ?{_DAY}\.{_MONTH}(?:\..*)?"
    rf"|[12][0-9]{{3}}([./-]){_MONTH}\2{_DAY}(?![0-9]).*"
    rf"|{_DAY} {_MONTH} [12][0-9]{{3}}(?![0-9]).*"
    r"|(?:[12][0-9]{3}[ -]+)+[12][0-9]{3}"
    rf"|(?:{_MONTH}/)?[12][0-9]{{3}} ?[-\u2013] ?{_MONTH}/[12][0-9]{{3}}"
    rf"|{_MONTH}/[12][0-9]{{3}} ?[-\u2013] ?[12][0-9]{{3}}"
    r"|[0-9]+\.[0-9]+|(?:[0-9]{4}\.){2}.*"
    r"|[0-9]{1,3}(?:\.[0-9]{3})+|(?:[0-9]{1,3}\.){3}[0-9]{1,3}",
    re.DOTALL,
)
# Words before other kinds of numbers, and what may be between.
_NUMBERED_WORDS = (
    "no nos nr num number numbers id ids order case ref reference docket isbn issn doi "
    "account acct "
    r"konto kto blz iban bic vat uid ust-?idnr steuernr rechnung \w*nummer \w*nr az "
    r"aktenzeichen hrb hra "
    "art seite seiten page pages pp p s ssn ein patent serial invoice zip plz code part pin "
    "item sku ean "
    r"gtin upc barcode bestell\w* n[o°º] ticket issue lot in total\sof population\sof"
)
_NUMBERED = re.compile(
    rf"(?:(?<!\w)(?:{_NUMBERED_WORDS.replace(' ', '|')})|§|№)"
    r"[.:#]*\s*(?:(?<=[\s:])(?-i:[A-Z]{2})\s?)?\(?\Z",
    re.IGNORECASE,
)
_CUES = (
    r"t tel tele?ph?one telefono?n? telefonisch tlf tfno tlfn phone call calls called dial "
    r"ring text fax "
    r"telefax mobile mobil móvil cell handy sms whatsapp hotline helpline freephone toll-free "
    r"contact "
    r"kontakt office ruf rufnummer rufen anruf\w* durchwahl appel\w* ligue llam\w+ numéro puh "
    r"puhelin "
    "тел телефон"
)
_CUE = re.compile(rf"(?<!\w)(?:{_CUES.replace(' ', '|')})\b[^0-9]{{0,24}}\Z", re.IGNORECASE)
# Words after a number that is a count or an amount.
_COUNTED = re.compile(
    r"\s?(?:[€$£%]|(?:euros?|dollars?|kroner|kr|people|persons|habitantes|einwohner|inhabitants|mm|cm|km|kg|usd|eur)\b)",
    re.IGNORECASE,
)
_CUED_WITHIN = 40


def find(passage: Passage) -> Iterator[Found]:
    """Numbers that are valid in a numbering plan; national ones only if a region is given."""
    text, end = passage.text, 0
    if not passage.region and "+" not in text:
        return
    for start, last in passage.digits:
        if start < end:
            continue
        before = text[max(0, start - 3) : start]
        sign = "+" if "+" in before else ""
        if not passage.region and not sign:
            continue
        number = _NUMBER.match(text, start)
        # Digits inside of something longer; a country's code may stand in brackets, "+ (44)".
        # The groups after those of a name ("AT61 1904 3002") belong to it.
        if follows_letter(text, start) or before[-1:].isdigit() or before[-1:] in _JOINED:
            end = number.end() if number else last
            continue
        if number:
            # The next candidate begins after this one, so that long tables of numbers cost little.
            end = number.end()
            if not sign and not _may_be_national(text, start, end, passage.region):
                continue
            if _begins_with_number(sign + number.group(), passage.region or None):
                yield from _numbers(text, start, end, passage.region or None)


def is_region(code: str) -> bool:
    """Whether there is a numbering plan for this ISO 3166-1 alpha-2 code."""
    from phonenumbers import SUPPORTED_REGIONS

    return code in SUPPORTED_REGIONS


def _may_be_national(text: str, start: int, end: int, region: str) -> bool:
    """Whether a number without a country's code may be a telephone number.

    Digits without marks between them are one only if they begin with the zero of the region's
    numbers, or if a word for telephones precedes them.
    """
    candidate = text[start:end]
    groups = _GROUP.findall(candidate)
    if not _FEWEST <= sum(map(len, groups)) <= _MOST or _MORE_GROUPS.match(text, end):
        return False
    if _NO_PHONE.fullmatch(candidate) or _COUNTED.match(text, end):
        return False
    before = text[max(0, start - _CUED_WITHIN) : start]
    if _NUMBERED.search(before):
        return False
    if _CUE.search(before):
        return True
    if _trunk_prefix(region):
        if not candidate.startswith("0"):
            return len(groups) > 2 and groups == _usual_groups(candidate, region)
        return len(groups) > 1 or len(candidate) >= 10
    if not _is_american(region):
        return len(groups) > 2
    # North America writes numbers with marks, in these groups ("2015-2016-17" are years).
    is_marked = text[start - 1 : start] == "(" or any(c in "-.)/" for c in candidate)
    sizes = [*map(len, groups)]
    return is_marked and sizes[sizes[0] == 1 :][:3] == [3, 3, 4]


@cache
def _trunk_prefix(region: str) -> bool:
    """Whether numbers inside the country begin with a zero."""
    from phonenumbers import PhoneMetadata

    metadata = PhoneMetadata.metadata_for_region(region)
    return metadata is not None and metadata.national_prefix == "0"


def _usual_groups(candidate: str, region: str) -> list[str]:
    """The groups in which a number is written inside its country; [] if it is none.

    Where the zero is dialled, it is the first digit of these. Brazil's have none.
    """
    from phonenumbers import (
        NumberParseException,
        PhoneNumberFormat,
        format_number,
        is_valid_number,
        parse,
    )

    try:
        number = parse(candidate, region)
    except NumberParseException:
        return []
    if not is_valid_number(number):
        return []
    return _GROUP.findall(format_number(number, PhoneNumberFormat.NATIONAL))


@cache
def _is_american(region: str) -> bool:
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    return region in COUNTRY_CODE_TO_REGION_CODE[1]


# phonenumbers is imported late, because it is large and most documents have no number.


def _begins_with_number(candidate: str, region: str | None) -> bool:
    """Whether the first groups of a candidate are a valid number: a fast check.

    The matcher, which also checks prefixes and the context, takes eight times as long.
    """
    from phonenumbers import NumberParseException, is_valid_number, parse

    digits, ends = 0, []
    for group in _GROUP.finditer(candidate):
        digits += len(group.group())
        if _FEWEST <= digits <= _MOST:
            ends.append(group.end())
    for end in ends:
        try:
            if is_valid_number(parse(candidate[:end], region)):
                return True
        except NumberParseException:
            continue
    return False


def _numbers(text: str, start: int, end: int, region: str | None) -> Iterator[Found]:
    from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number

    offset = max(0, start - _AROUND)
    for match in PhoneNumberMatcher(text[offset : end + _AROUND], region):
        first, last = offset + match.start, offset + match.end
        if start - 3 <= first and (last <= end or match.number.extension):
            yield Found(first, last, format_number(match.number, PhoneNumberFormat.E164))
