"""Joins halves of names with "and" that the model found as a whole elsewhere in the text.

If "U.S. Customs and Border Protection" was found once, "Customs" and "Border Protection" with "and"
between them are joined.
"""

from collections.abc import Sequence

from pipeline.extract.forms import Found
from pipeline.extract.labels import ORGANIZATION_LABEL
from pipeline.extract.scan import overlaps

_AND = " and "


def with_whole_names(text: str, found: Sequence[Found]) -> list[Found]:
    """The mentions; a whole name with "and" replaces its halves."""
    names = {
        text[m.start : m.end]
        for m in found
        if m.label == ORGANIZATION_LABEL and _AND in text[m.start : m.end]
    }
    if not names:
        return [*found]
    begun = {mention.start: mention for mention in found}
    whole: list[Found] = []
    for name in sorted(names, key=lambda name: (-len(name), name)):
        joint = name.index(_AND) + len(_AND)
        start = text.find(name)
        while start != -1:
            half = begun.get(start)
            if half and half.end == start + joint - len(_AND) and start + joint in begun:
                whole.append(Found(start, start + len(name), ORGANIZATION_LABEL))
            start = text.find(name, start + len(name))
    if not whole:
        return [*found]
    taken = sorted((m.start, m.end) for m in whole)
    return sorted([*whole, *(m for m in found if not overlaps(m, taken))], key=lambda m: m.start)
