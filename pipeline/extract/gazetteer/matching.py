"""Finds the names of a user's gazetteer in a text."""

from collections.abc import Collection, Iterator

from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.user import UserGazetteer
from pipeline.extract.keys import key


def matches(text: str, gazetteer: UserGazetteer, of_text: Collection[str]) -> list[Found]:
    """Every occurrence of a name or alias in exactly its spelling, in the order of the text.

    `of_text`: the text's words. Of matches that overlap, the first and longest is given.
    """
    found: list[Found] = []
    for word in gazetteer.surfaces.keys() & of_text:
        for surface in gazetteer.surfaces[word]:
            label = gazetteer.entries[key(surface)].label
            for start in _places(text, surface):
                found.append(Found(start, start + len(surface), label))
    if len(found) < 2:
        return found
    found.sort(key=lambda m: (m.start, -m.end))
    apart = found[:1]
    for match in found[1:]:
        if match.start >= apart[-1].end:
            apart.append(match)
    return apart


def _places(text: str, surface: str) -> Iterator[int]:
    start = text.find(surface)
    while start != -1:
        end = start + len(surface)
        if not (text[end : end + 1].isalnum() or (start and text[start - 1].isalnum())):
            yield start
        start = text.find(surface, start + 1)
