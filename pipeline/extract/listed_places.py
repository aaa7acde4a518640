"""Labels places in lists before their kind: "in Barry, Cass and Van Buren counties"."""

import re
from collections.abc import Sequence, Set

from pipeline.extract.forms import Found
from pipeline.extract.labels import PLACE_LABEL

_KINDS = frozenset({"counties", "provinces", "parishes", "prefectures", "boroughs", "districts"})
_KIND_AFTER = re.compile(rf"\s(?:{'|'.join(sorted(_KINDS))})\b")
_LINKS = frozenset({", ", " and ", ", and ", " or ", ", or "})


def with_listed_places(text: str, found: Sequence[Found], words: Set[str]) -> list[Found]:
    """The mentions; those in such lists are places, whatever the model's label is.

    `words`: those of the text, by which texts without such lists are skipped.
    """
    made = [*found]
    if _KINDS.isdisjoint(words):
        return made
    made.sort(key=lambda m: m.start)
    for number in range(len(made) - 1, 0, -1):
        if not _KIND_AFTER.match(text, made[number].end):
            continue
        first = number
        while first and text[made[first - 1].end : made[first].start] in _LINKS:
            first -= 1
        if first < number:
            for mention in made[first : number + 1]:
                mention.label = PLACE_LABEL
    return made
