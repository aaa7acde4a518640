"""Removes the site's name from a page's title."""

import re
from collections.abc import Collection, Iterable

_SEPARATOR = re.compile(r"\s+(?:[|\\/–—·•»«›‹:~]+|-+|::)\s+|\s*[|»›]\s*|(?<=\w)\s*:::?\s*")
_WORDS = re.compile(r"\w+")
LONGEST_SITE = 60  # characters of a part that may be a site's name


def without_site(title: str, site_names: Iterable[str], headings: Iterable[str]) -> str:
    """A title without the names of site and section before or after it.

    The names that the page gives for its site are removed. If it gives none, a heading of the page
    that is a part of the title is used. Otherwise the title is not changed.
    """
    title = " ".join(title.split())
    sites = {_key(name) for name in site_names if name} - {""}
    # "Harbour Gazette: a story"; a site of one word may be what the story is about.
    first, _, rest = title.partition(": ")
    if rest and " " in first and _key(first) in sites:
        title = rest
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    whole = _key(title)
    for heading in headings:
        key = _key(heading)
        if (
            key
            and key not in sites
            and len(key) > 8
            and key != whole
            and key in whole
            and _is_at_part(title, heading)
        ):
            return " ".join(heading.split())
    start, end = 0, len(parts)
    while end - start > 1 and _is_site(parts[end - 1], sites):
        end -= 1
    while end - start > 1 and _is_site(parts[start], sites):
        start += 1
    separators = list(_SEPARATOR.finditer(title))
    begin = separators[start - 1].end() if start else 0
    last = separators[end - 1].start() if end < len(parts) else len(title)
    return title[begin:last]


def title_ends(title: str) -> list[str]:
    """The last part of a title that has several, where sites write their name."""
    return _SEPARATOR.split(title)[1:][-1:]


def _is_site(part: str, sites: Collection[str]) -> bool:
    key = _key(part.removeprefix("www."))
    if not key or len(part) > LONGEST_SITE:
        return False
    return any(
        key == site or key in (f"the{site}", f"{site}com") or site == f"the{key}" for site in sites
    )


def _is_at_part(title: str, heading: str) -> bool:
    """Whether what is before and after the heading in the title is parted by separators."""
    before, found, after = title.lower().partition(" ".join(heading.split()).lower())
    if not found:
        return False
    parted = [*_SEPARATOR.finditer(before)]
    return (not before or (bool(parted) and parted[-1].end() == len(before))) and (
        not after or _SEPARATOR.match(after) is not None
    )


def _key(text: str) -> str:
    return "".join(_WORDS.findall(text.lower()))
