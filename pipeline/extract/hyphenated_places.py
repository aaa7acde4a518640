"""Completes places with a word between hyphens: "Stockton-on-Tees", "Stoke-on-Trent"."""

import re
from collections.abc import Sequence

from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.kinds import PLACE
from pipeline.extract.gazetteer.packaged import Packaged
from pipeline.extract.keys import key
from pipeline.extract.labels import PLACE_LABEL
from pipeline.extract.scan import overlaps

_LINKS = ("-on-", "-upon-", "-in-", "-under-", "-le-", "-sur-", "-by-the-")
_PLACE = re.compile(
    r"(?<![\w-])([A-Z][a-zà-ÿ]+)-(?:on|upon|in|under|le|sur|by-the)-(?:the-)?[A-Z][a-zà-ÿ]+(?![\w-])"
)


def with_hyphenated_places(text: str, found: Sequence[Found], known: Packaged) -> list[Found]:
    """The mentions; such a place replaces those of its parts.

    A first word that is no name ("Mother-in-Law") makes a place only if the gazetteer has it.
    """
    if not any(link in text for link in _LINKS):
        return [*found]  # the usual case, for speed
    places = [m.span() for m in _PLACE.finditer(text) if _is_name(m[0], m[1], known)]
    # A name that goes on behind one has it as a part: "Stockton-on-Tees Borough Council".
    longer = sorted((m.start, m.end) for m in found if _goes_on(text, m, places))
    made = [Found(*place, PLACE_LABEL) for place in places]
    made = [place for place in made if not overlaps(place, longer)]
    taken = [(place.start, place.end) for place in made]
    return sorted([*made, *(m for m in found if not overlaps(m, taken))], key=lambda m: m.start)


def _is_name(whole: str, first: str, known: Packaged) -> bool:
    return first.lower() not in known.common or bool(known.kinds.get(key(whole), 0) & PLACE)


def _goes_on(text: str, mention: Found, places: Sequence[tuple[int, int]]) -> bool:
    return any(
        mention.start <= start and end < mention.end and text[end] == " " for start, end in places
    )
