"""White space: one blank between words, at most one empty line between paragraphs."""

import re

from pipeline.clean.edit import Edit

# Everything that may be out of order: more than one character, or one that is not a blank or LF.
_SPACES = re.compile(r"\s{2,}|[^\S \n]")


def layout(text: str) -> list[Edit]:
    """What puts white space in order: every Unicode space counts as a blank, every line end as LF.

    Not recorded as repairs: it changes nearly every document and never a word.
    """
    begin = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    edits = [Edit(0, begin, "")] if begin else []
    if begin >= end:
        return edits
    for match in _SPACES.finditer(text, begin, end):
        spaces = match.group()
        if spaces != "\n\n":
            lines = len(f"{spaces}.".splitlines()) - 1
            edits.append(Edit(match.start(), match.end(), ("\n" * min(lines, 2)) or " "))
    if end < len(text):
        edits.append(Edit(end, len(text), ""))
    return edits
