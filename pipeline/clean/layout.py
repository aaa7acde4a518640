"""White space: one blank between words, at most one empty line between paragraphs."""

import re

from pipeline.clean.edit import Edit

# Everything that may be out of order: more than one character, or one that is not a blank or LF.
_SPACES = re.compile(r"\s{2,}|[^\S \n]")
# Most texts have none of it, and these questions cost a tenth of the search for runs.
_ODD_SPACE = re.compile(r"[^\S \n]")
_ODD_RUNS = ("  ", " \n", "\n ", "\n\n\n")


def layout(text: str) -> list[Edit]:
    """What puts white space in order: every Unicode space counts as a blank, every line end as LF.

    Not recorded as repairs: it changes nearly every document and never a word.
    """
    begin = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    edits = [Edit(0, begin, "")] if begin else []
    if begin >= end:
        return edits
    in_order = not _ODD_SPACE.search(text) and not any(run in text for run in _ODD_RUNS)
    for match in () if in_order else _SPACES.finditer(text, begin, end):
        spaces = match.group()
        if spaces != "\n\n":
            lines = len(f"{spaces}.".splitlines()) - 1
            edits.append(Edit(match.start(), match.end(), ("\n" * min(lines, 2)) or " "))
    if end < len(text):
        edits.append(Edit(end, len(text), ""))
    return edits
