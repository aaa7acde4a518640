"""Completes names of which the text has the whole elsewhere, and chapters of a body.

If "U.S. Customs and Border Protection" was found once, "Customs" and "Border Protection" with "and"
between them are joined. If "Lena Ortiz Weeks" was found, so is "Lena Ortiz" before "Weeks".
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.extract.acronyms import is_acronym
from pipeline.extract.forms import Found
from pipeline.extract.labels import NAMED, ORGANIZATION_LABEL, PLACE_LABEL
from pipeline.extract.line_ends import LineEnds
from pipeline.extract.scan import overlaps

_AND = " and "
_OF = frozenset({" of ", " of\n", "\nof "})
_MOST = 8  # longer names with the same beginning that are tried


def with_whole_names(text: str, found: Sequence[Found], line_ends: LineEnds) -> list[Found]:
    """The mentions; a whole name replaces its parts.

    `line_ends`: those of the text; only a soft one can be inside a name.
    """
    surfaces = [text[m.start : m.end] for m in found]
    whole = [
        *_with_and(text, found, surfaces),
        *_longer(text, found, surfaces),
        *_chapters(text, found, surfaces),
    ]
    whole = [m for m in whole if _is_in_one(text, m, line_ends)]
    if not whole:
        return [*found]
    whole.sort(key=lambda m: (m.start, -m.end))
    kept = whole[:1]
    kept += (name for before, name in pairwise(whole) if name.start >= before.end)
    taken = [(m.start, m.end) for m in kept]
    return sorted([*kept, *(m for m in found if not overlaps(m, taken))], key=lambda m: m.start)


def _is_in_one(text: str, mention: Found, line_ends: LineEnds) -> bool:
    place = text.find("\n", mention.start, mention.end)
    return place == -1 or line_ends.is_soft(place)


def _with_and(text: str, found: Sequence[Found], surfaces: Sequence[str]) -> Iterator[Found]:
    names = {
        surface
        for surface, m in zip(surfaces, found, strict=True)
        if _AND in surface and m.label == ORGANIZATION_LABEL
    }
    if not names:
        return
    begun = {mention.start: mention for mention in found}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        joint = name.index(_AND) + len(_AND)
        start = text.find(name)
        while start != -1:
            half = begun.get(start)
            if half and half.end == start + joint - len(_AND) and start + joint in begun:
                yield Found(start, start + len(name), ORGANIZATION_LABEL)
            start = text.find(name, start + len(name))


def _longer(text: str, found: Sequence[Found], surfaces: Sequence[str]) -> Iterator[Found]:
    """Mentions after which the text goes on as in a longer name that begins with them."""
    names = set(surfaces)
    begun: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        last = name.find(" ")
        while last != -1:
            if name[:last] in names:
                begun[name[:last]].append(name)
            last = name.find(" ", last + 1)
    if not begun:
        return  # the usual case, for speed
    labels = {s: m.label for s, m in zip(surfaces, found, strict=True) if m.label in NAMED}
    for surface, mention in zip(surfaces, found, strict=True):
        for name in sorted(begun.get(surface, ()))[:_MOST]:
            end = mention.start + len(name)
            if (
                name in labels
                and text[mention.start : end].replace("\n", " ") == name
                and not text[end : end + 1].isalnum()
            ):
                margin = mention.margin
                yield Found(mention.start, end, labels[name], mention.role, "", margin)


def _chapters(text: str, found: Sequence[Found], surfaces: Sequence[str]) -> Iterator[Found]:
    """ "ACLU of Virginia" and "ACLU of Maryland", where the text has several such."""
    chapters: defaultdict[str, dict[str, list[Found]]] = defaultdict(lambda: defaultdict(list))
    for number, (body, place) in enumerate(pairwise(found)):
        if (
            body.label == ORGANIZATION_LABEL
            and place.label == PLACE_LABEL
            and text[body.end : place.start] in _OF
            and is_acronym(surfaces[number])
        ):
            chapters[surfaces[number]][surfaces[number + 1]].append(
                Found(body.start, place.end, ORGANIZATION_LABEL)
            )
    for places in chapters.values():
        if len(places) > 1:
            for mentions in places.values():
                yield from mentions
