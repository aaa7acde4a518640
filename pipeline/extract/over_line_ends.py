"""Joins names of which a model found the two halves, before and after the end of a line."""

import re
from collections.abc import Sequence

from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.packaged import Packaged, is_no_surname
from pipeline.extract.keys import key
from pipeline.extract.labels import NAMED, ORGANIZATION_LABEL, PERSON, PLACE_LABEL
from pipeline.extract.line_ends import LineEnds
from pipeline.extract.roles import role_before
from pipeline.extract.words import ORGANIZATION_ENDS

_WORD_BELOW = re.compile(r"\n([A-Z][a-z]{3,15})(?=[,.;:)]|\s[^A-Z])")


def over_line_ends(
    text: str, found: Sequence[Found], known: Packaged, line_ends: LineEnds
) -> list[Found]:
    """The mentions, with halves joined: "Maren" and "Tolliver", "District of" and "Columbia".

    `line_ends`: those of the text; only a soft one can be inside a name.
    """
    made: list[Found] = []
    for mention in sorted(found, key=lambda m: m.start):
        before = made[-1] if made else None
        if mention.label in NAMED and text[mention.start - 1 : mention.start] == "\n":
            start = _known_start(text, mention, known)
            if (before is None or before.end <= start) and line_ends.is_soft(mention.start - 1):
                mention.start = start
        if (
            before is not None
            and mention.start == before.end + 1
            and text[before.end] == "\n"
            and _is_begun(text, before, mention, known)
            and (line_ends.is_soft(before.end) or _is_in_office(text, before, mention))
        ):
            label = before.label if before.label == PERSON else mention.label
            made[-1] = Found(before.start, mention.end, label, before.role)
        else:
            if text[mention.end : mention.end + 1] == "\n":
                _extend_below(text, mention, line_ends)
            made.append(mention)
    return made


def _extend_below(text: str, mention: Found, line_ends: LineEnds) -> None:
    """Extend a mention by a body's word that begins the next line: "Ohio State⏎University"."""
    if mention.label not in (ORGANIZATION_LABEL, PLACE_LABEL):
        return
    below = _WORD_BELOW.match(text, mention.end)
    if below and below[1].lower() in ORGANIZATION_ENDS and line_ends.is_soft(mention.end):
        mention.end, mention.label = below.end(1), ORGANIZATION_LABEL


def _known_start(text: str, mention: Found, known: Packaged) -> int:
    """Where a well-known name begins whose first word is in the line above: "New⏎Mexico"."""
    above = text[max(0, mention.start - 16) : mention.start - 1]
    word = above[max(above.rfind(" "), above.rfind("\n")) + 1 :]
    whole = key(f"{word} {text[mention.start : mention.end]}") if word[:1].isupper() else ""
    return mention.start - 1 - len(word) if whole in known.kinds else mention.start


def _is_in_office(text: str, before: Found, mention: Found) -> bool:
    """Whether an office is before the first half and the line below goes on: "Mayor Tim⏎Ray is".

    In lists of names a line each, neither is so.
    """
    goes_on = text[mention.end : mention.end + 1] in (" ", ",")
    return goes_on and bool(role_before(text, before.start))


def _is_begun(text: str, before: Found, mention: Found, known: Packaged) -> bool:
    first, rest = text[before.start : before.end], text[mention.start : mention.end]
    if first.endswith(" of"):
        return True
    return (
        before.label == PERSON
        and first.casefold() in known.given
        and " " not in rest
        and rest[0].isupper()
        and not is_no_surname(rest, known)
    )
