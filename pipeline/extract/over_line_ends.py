"""Names of which a model found the two halves, with the end of a line between them."""

from collections.abc import Callable, Sequence

from pipeline.extract.evidence import PERSON
from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.packaged import Packaged, is_no_surname
from pipeline.extract.line_ends import LineEnds


def over_line_ends(
    text: str, found: Sequence[Found], known: Packaged, line_ends: Callable[[], LineEnds]
) -> list[Found]:
    """The mentions, halves made one: "Maren" and "Tolliver", "District of" and "Columbia".

    `line_ends`: gives those of the text; only a soft one is in a name.
    """
    made: list[Found] = []
    for mention in sorted(found, key=lambda m: m.start):
        before = made[-1] if made else None
        if (
            before is not None
            and mention.start == before.end + 1
            and text[before.end] == "\n"
            and _is_begun(text, before, mention, known)
            and line_ends().is_soft(before.end)
        ):
            label = before.label if before.label == PERSON else mention.label
            made[-1] = Found(before.start, mention.end, label, before.role)
        else:
            made.append(mention)
    return made


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
