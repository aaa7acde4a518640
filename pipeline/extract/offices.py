"""Removes mentions that are only an office ("Mr. President", "the Presiding Officer")."""

from collections.abc import Sequence

from pipeline.extract.forms import Found
from pipeline.extract.keys import key
from pipeline.extract.labels import PERSON
from pipeline.extract.words import ADDRESSED


def without_offices(text: str, found: Sequence[Found]) -> list[Found]:
    """The mentions without those that are only an office.

    An office that is also a surname in the document ("Judge" with "Aaron Judge") stays.
    """
    names = [key(text[mention.start : mention.end]) for mention in found]
    if not any(map(_is_office, names)):
        return [*found]
    surnames = {
        name.split()[-1]
        for name, mention in zip(names, found, strict=True)
        if " " in name and mention.label == PERSON and not _is_office(name)
    }
    return [
        mention
        for name, mention in zip(names, found, strict=True)
        if not _is_office(name) or surnames.issuperset(name.split())
    ]


def _is_office(name: str) -> bool:
    """Whether all words of a key are those of offices."""
    return name.partition(" ")[0] in ADDRESSED and ADDRESSED.issuperset(name.split())
