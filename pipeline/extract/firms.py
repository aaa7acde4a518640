"""Joins names of firms that consist of surnames: "Arnholt & Parsons"."""

from collections.abc import Sequence

from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.packaged import Packaged
from pipeline.extract.keys import key
from pipeline.extract.labels import ORGANIZATION_LABEL

_AMPERSANDS = frozenset({" & ", ", & "})


def firms(text: str, found: Sequence[Found], known: Packaged) -> list[Found]:
    """The mentions; surnames joined by an ampersand are one firm.

    Each part must be a single surname: "John & Mary" are two people. A part with a role is a person
    too. Before the ampersand, a comma may join more parts: "Arnholt, Callander & Parsons".
    """
    if "&" not in text or len(found) < 2:
        return [*found]
    made: list[Found] = []
    for mention in sorted(found, key=lambda m: m.start):
        made.append(mention)
        if len(made) < 2 or text[made[-2].end : mention.start] not in _AMPERSANDS:
            continue
        first = len(made) - 2
        while first and text[made[first - 1].end : made[first].start] == ", ":
            if not _is_surname(text, made[first - 1], known):
                break
            first -= 1
        if all(_is_surname(text, part, known) for part in made[first:]):
            made[first:] = [Found(made[first].start, mention.end, ORGANIZATION_LABEL)]
    return made


def _is_surname(text: str, mention: Found, known: Packaged) -> bool:
    surface = text[mention.start : mention.end]
    name = key(surface)
    return (
        not mention.role
        and surface.isalpha()
        and not surface.isupper()
        and name not in known.given
        and name not in known.kinds
    )
