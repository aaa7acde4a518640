"""Offices that stand for their holder ("Mr. President", "the Chair", "the Presiding Officer")."""

from collections.abc import Sequence

from pipeline.extract.evidence import PERSON
from pipeline.extract.forms import Found
from pipeline.extract.keys import key
from pipeline.extract.words import ADDRESSED


def without_offices(text: str, found: Sequence[Found]) -> list[Found]:
    """The mentions that are more than an office.

    An office that is the surname of somebody in the document ("Judge" beside "Aaron Judge") stays.
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
    """Whether a key has no words but those of offices."""
    return name.partition(" ")[0] in ADDRESSED and ADDRESSED.issuperset(name.split())
