"""White space: one blank between words, at most one empty line between paragraphs."""

import re

_EMPTY_LINES = re.compile(r"\n{3,}")


def lay_out(text: str) -> str:
    """Put white space in order; every Unicode space counts as a blank, every line end as LF.

    Not recorded as repairs: it changes nearly every document and never a word.
    """
    lines = (" ".join(line.split()) for line in text.splitlines())
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()
