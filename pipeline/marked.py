"""Blanks out the marked parts of a clean text in which no names and topics are searched."""

from collections.abc import Collection

import msgspec

from pipeline.records import Cleaned

# Lines of the site and credits, and what is no language. Repeated lines are searched, because they
# are content.
WITHOUT_NAMES = frozenset({"boilerplate", "credit", "encrypted"})
# What a message repeats of another, which is a document of its own, and what stands below each.
OF_OTHERS = frozenset({"quoted", "signature"})


def without_marked(cleaned: Cleaned, kinds: Collection[str] = WITHOUT_NAMES) -> Cleaned:
    """The same, with blanks in parts of these kinds; offsets stay."""
    marks = [mark for mark in cleaned.marks if mark.kind in kinds]
    if not marks:
        return cleaned
    parts: list[str] = []
    done = 0
    for mark in marks:
        parts += (cleaned.text[done : mark.start], " " * (mark.end - max(done, mark.start)))
        done = max(done, mark.end)
    parts.append(cleaned.text[done:])
    return msgspec.structs.replace(cleaned, text="".join(parts))
