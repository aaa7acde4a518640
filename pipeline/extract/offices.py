"""Tells what an office is for: in "Secretary for Nuclear Energy" no body is named."""

import re
from collections.abc import Sequence

from pipeline.extract.forms import Form, Found
from pipeline.extract.gazetteer.packaged import Packaged
from pipeline.extract.words import ORGANIZATION_ENDS, ORGANIZATION_HEADS

_OFFICE = r"(?:Secretar(?:y|ies)|Ministers?|Commissioners?)"
_WORD = r"[A-Z][\w'’-]{1,20}"
# What follows a comma or "and" is another field: "Secretary for Policy, Management, and Budget".
_BEFORE = re.compile(
    rf"\b(?i:{_OFFICE})\s(?:of\sState\s)?for\s(?:{_WORD}(?:\s{_WORD}){{0,2}},?\s(?:and\s)?){{0,3}}\Z"
)
_REACH = 90  # characters
# Last words of bodies' names that are fields, too.
_FIELDS = frozenset({"energy", "communications", "services", "research", "oil", "police"})


def is_field_of_office(text: str, form: Form, mentions: Sequence[Found], known: Packaged) -> bool:
    """Whether all mentions of a name of common words are what a secretary or minister is for.

    "Secretary for the Home Office" names a body by its last word, "Minister for Wales" a place.
    """
    words = form.words
    if words[0] in ORGANIZATION_HEADS or words[-1] in ORGANIZATION_ENDS - _FIELDS:
        return False
    return all(word in known.common for word in words) and all(
        _BEFORE.search(text, max(0, mention.start - _REACH), mention.start) for mention in mentions
    )
