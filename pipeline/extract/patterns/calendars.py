"""Dates in the order of words and in the calendars of single languages."""

import re
from collections.abc import Iterator
from datetime import date

from pipeline import eras, months
from pipeline.extract.patterns.passage import Found, Passage

_GAP = r"[ \u00a0\u202f\t\n]{1,2}"
# The year first: Hungarian "2024. május 3-án", Lithuanian "2024 m. gegužės mėn. 3 d.", Latvian
# "2024. gada 3. maijā".
_MONTH = r"(?P<name>[^\W\d_]{3,14})\.?"
_YEAR_BEFORE = {
    "hu": re.compile(rf"(?P<y>[12][0-9]{{3}})\.?{_GAP}{_MONTH}{_GAP}(?P<d>[0-9]{{1,2}})(?![0-9])"),
    "lt": re.compile(
        rf"(?P<y>[12][0-9]{{3}}){_GAP}m\.{_GAP}{_MONTH}(?:{_GAP}m[ėe]n(?:\.|es\w+))?"
        rf"(?:{_GAP}(?P<d>[0-9]{{1,2}})(?=(?:{_GAP})?d(?:\.|ien))(?:(?:{_GAP})?d\.)?|(?!(?:{_GAP})?[0-9]))"
    ),
    "lv": re.compile(
        rf"(?P<y>[12][0-9]{{3}})\.{_GAP}gada{_GAP}(?:(?P<d>[0-9]{{1,2}})\.{_GAP})?{_MONTH}"
    ),
}
# "15 tháng 3 năm 2024", "tháng 3/2024".
_VIETNAMESE = re.compile(
    rf"(?:(?P<d>[0-9]{{1,2}}){_GAP}tháng{_GAP})?(?P<m>[0-9]{{1,2}})"
    rf"(?:,?{_GAP}năm{_GAP}|,{_GAP}|/)(?P<y>[12][0-9]{{3}})(?![\w/])"
)
_MONTH_BEFORE = re.compile(rf"(?<!\w)tháng{_GAP}\Z", re.IGNORECASE)
_ERA_BEFORE = re.compile(rf"({'|'.join(eras.BEFORE)})({eras.FIRST}年)?\Z")
_OF_ERA = re.compile(
    r"(?:(?P<y>[0-9]{1,3})年)?(?P<m>[0-9]{1,2})月(?:(?P<d>[0-9]{1,2})[日號号])?(?![0-9])"
)
_REACH = 8  # characters before a number
# Years of other calendars, in figures as ours: of the Hijra and of Persia, and of the Buddha.
_NOT_OURS = frozenset({"ar", "fa", "ur", "ps", "ku"})
_OF_HIJRA = range(1300, 1500)
_BUDDHIST = "th"
_OF_BUDDHA, _BUDDHA = range(2400, 2700), 543


def year_first(passage: Passage, start: int) -> Found | None:
    """A date that begins with its year, as the passage's language writes them in words."""
    pattern = _YEAR_BEFORE.get(passage.language)
    match = pattern.match(passage.text, start) if pattern else None
    month = months.month(match["name"], passage.language) if match else 0
    return _found(start, match, month) if match and month else None


def vietnamese(passage: Passage, start: int) -> Found | None:
    """A date with the number of its month behind "tháng", which no other language has."""
    match = _VIETNAMESE.match(passage.text, start)
    if not match or not (
        match["d"] or _MONTH_BEFORE.search(passage.text, max(0, start - _REACH), start)
    ):
        return None
    return _found(start, match, int(match["m"]))


def of_era(passage: Passage, start: int) -> Found | None:
    """ "令和6年3月8日", "民國113年3月": the first number stands directly behind the era."""
    before = _ERA_BEFORE.search(passage.text, max(0, start - _REACH), start)
    match = _OF_ERA.match(passage.text, start) if before else None
    if not before or not match or bool(before[2]) == bool(match["y"]):
        return None
    year = eras.year_of(before[1], match["y"] or eras.FIRST)
    return _found(before.start(), match, int(match["m"]), year)


def in_ours(found: Iterator[Found], language: str) -> Iterator[Found]:
    """The dates in our calendar; those without a value that may be in another one of a language.

    Thai years are those of the Buddha, 543 more. Arabic and Persian ones may be of the Hijra.
    """
    for one in found:
        year = int(one.value[:4]) if one.value else 0
        if language == _BUDDHIST and year in _OF_BUDDHA:
            yield one._replace(value=f"{year - _BUDDHA}{one.value[4:]}")
        elif language in _NOT_OURS and year in _OF_HIJRA:
            yield one._replace(value="")
        else:
            yield one


def _found(start: int, match: re.Match[str], month: int, year: int = 0) -> Found | None:
    year = year or int(match["y"])
    try:
        value = date(year, month, int(match["d"] or 1)).isoformat()
    except ValueError:
        return None
    return Found(start, match.end(), value if match["d"] else value[:7])
