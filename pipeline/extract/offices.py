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
    bare = [_words(text, mention) for mention in found]
    if not any(words and ADDRESSED.issuperset(words) for words in bare):
        return [*found]
    surnames = {
        words[-1]
        for words, mention in zip(bare, found, strict=True)
        if len(words) > 1 and mention.label == PERSON and not ADDRESSED.issuperset(words)
    }
    return [
        mention
        for words, mention in zip(bare, found, strict=True)
        if not ADDRESSED.issuperset(words) or surnames.issuperset(words)
    ]


def _words(text: str, mention: Found) -> list[str]:
    return key(text[mention.start : mention.end]).split()
