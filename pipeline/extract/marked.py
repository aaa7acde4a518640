"""Blanks out the marked parts of a clean text in which no names are searched."""

import msgspec

from pipeline.records import Cleaned

# Lines of the site and credits. Repeated lines are searched, because they are content.
WITHOUT_NAMES = frozenset({"boilerplate", "credit"})


def without_marked(cleaned: Cleaned) -> Cleaned:
    """The same, with blanks in those parts; offsets stay."""
    marks = [mark for mark in cleaned.marks if mark.kind in WITHOUT_NAMES]
    if not marks:
        return cleaned
    parts: list[str] = []
    done = 0
    for mark in marks:
        parts += (cleaned.text[done : mark.start], " " * (mark.end - max(done, mark.start)))
        done = max(done, mark.end)
    parts.append(cleaned.text[done:])
    return msgspec.structs.replace(cleaned, text="".join(parts))
