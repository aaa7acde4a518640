"""Makes docmill's mentions of what a model found."""

import re

from pipeline.extract.labels import VALUES, label_of
from pipeline.records import Mention

_DETERMINER = re.compile(r"(?:the|an?)(?:\s+|\Z)", re.IGNORECASE)
_POSSESSIVE = re.compile(r"(?:['’]s|['’])\Z", re.IGNORECASE)


def mention(text: str, start: int, end: int, model_label: str, offset: int = 0) -> Mention | None:
    """The mention at these character offsets of a text, or None when nothing is left of it.

    White space at the ends is removed; from names also a leading determiner and a trailing
    possessive. `offset`: where the text begins in its document.
    """
    label = label_of(model_label)
    found = text[start:end]
    start += len(found) - len(found.lstrip())
    found = found.strip()
    if label not in VALUES:
        if determiner := _DETERMINER.match(found):
            start += determiner.end()
            found = found[determiner.end() :]
        if possessive := _POSSESSIVE.search(found):
            found = found[: possessive.start()].rstrip()
    if not any(map(str.isalnum, found)):
        return None
    start += offset
    return Mention(start, start + len(found), label, found, " ".join(found.split()))
