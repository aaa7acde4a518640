"""White space: one blank between words, at most one empty line between paragraphs.

Blocks whose white space has a meaning keep it: tables made with blanks or tabs, and code.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from pipeline.clean.edit import Edit

# Everything that may be out of order: more than one character, or one that is not a blank or LF.
_SPACES = re.compile(r"\s{2,}|[^\S \n]")
# Most texts have none, and these checks take a tenth of the time of the search for runs.
_ODD_SPACE = re.compile(r"[^\S \n]")
_ODD_RUNS = ("  ", " \n", "\n ", "\n\n\n")
# Lines up to the next one without text. In other white space than this, no block is looked for.
_BLOCK = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")
_KNOWN_SPACES = re.compile(r"[^\S \t\n\r\u00a0]|\r(?!\n)")
_BLANKS_OF_BLOCK = re.compile("[ \t\r\u00a0]+(?=\n|\\Z)|\u00a0")
_GAP = re.compile(r"(?<=\S)(?: {2,}|\t+)(?=\S)")
FEWEST_ROWS = 3
LEAST_ALIGNED = 0.8  # of the lines, those with a cell that begins or ends in the same column
# Signs of code that prose does not have.
_CODE = re.compile(
    r"[{}]|[=!<>+:-]=|=>|->|::|</|/>|\w\([^()]*\)[;:{]?\s*$|\w = |\w=[\w\"'\[({]|;\s*$"
    r"|^\s*(?:- )?[\w./-]+:(?:\s+\S.*)?$|^\s*<(?!\w+://)[!?]?\w[^<>@]*>|<<-?['\"]?[A-Z]"
    r"|^\s*(?:#|//|@|\$|--|(?:class|def|elif|else|except|for|if|try|while|with)\b.*:\s*$"
    r"|(?:return|import|raise|yield)\b|(?:pass|break|continue|end|begin|then|do|done|fi|esac)\s*$)|;\s*(?:do|then)\s*$",
    re.M,
)
# "all: a.o b.o"; what makes it is in the lines below, each after a tab.
_RULE = re.compile(r"[\w./%$()-]+(?: [\w./%$()-]+)*::?(?: [^\t]*)?$")
LEAST_CODE = 0.6  # of the lines, those with such a sign


def layout(text: str) -> list[Edit]:
    """The edits that put white space in order: Unicode spaces become blanks, line ends LF.

    They are not recorded as repairs, because they change nearly every document but never a word. In
    tables and code only blanks at the ends of lines are removed.
    """
    begin = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    edits = [Edit(0, begin, "")] if begin else []
    if begin >= end:
        return edits
    in_order = not _ODD_SPACE.search(text) and not any(run in text for run in _ODD_RUNS)
    if not in_order:
        done = begin
        for start, stop in _kept(text, begin, end):
            edits += _squeezed(text, done, start)
            edits += [
                Edit(*match.span(), "" if match.group() != "\u00a0" else " ")
                for match in _BLANKS_OF_BLOCK.finditer(text, start, stop)
            ]
            done = stop
        edits += _squeezed(text, done, end)
    if end < len(text):
        edits.append(Edit(end, len(text), ""))
    return edits


def _squeezed(text: str, start: int, end: int) -> Iterator[Edit]:
    for match in _SPACES.finditer(text, start, end):
        spaces = match.group()
        if spaces != "\n\n":
            lines = len(f"{spaces}.".splitlines()) - 1
            yield Edit(match.start(), match.end(), ("\n" * min(lines, 2)) or " ")


def _kept(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """The beginning and end of each table and code listing."""
    if "\t" not in text and "  " not in text and "\n " not in text:
        return
    if _KNOWN_SPACES.search(text, begin, end):
        return
    for block in _BLOCK.finditer(text, begin, end):
        start = block.start()
        stop = start + len(block.group().rstrip())
        lines = [line.rstrip() for line in text[start:stop].split("\n")]
        if len(lines) > 1 and (_is_table(lines) or _is_code(lines)):
            yield start, stop


def _is_table(lines: list[str]) -> bool:
    """Whether the lines have cells under each other, by tabs or by columns."""
    if len(lines) > 1 and all(line.lstrip()[:1] in "|+" and line[-1] in "|+" for line in lines):
        return True
    tabs = [line.strip().count("\t") for line in lines]
    if min(tabs) and len(set(tabs)) == 1:
        return True
    if len(lines) < FEWEST_ROWS:
        return False
    gaps = [list(_GAP.finditer(line.expandtabs())) for line in lines]
    rows = sum(bool(found) for found in gaps)
    if rows < FEWEST_ROWS or rows < LEAST_ALIGNED * len(lines):
        return False
    columns = Counter(gap.end() for found in gaps for gap in found)
    columns.update(
        -_end_of_cell(line.expandtabs(), gap.end())
        for line, found in zip(lines, gaps, strict=True)
        for gap in found
    )
    return max(columns.values()) >= max(FEWEST_ROWS, LEAST_ALIGNED * rows)


def _end_of_cell(line: str, start: int) -> int:
    end = line.find("  ", start)
    return len(line) if end < 0 else end


def _is_code(lines: list[str]) -> bool:
    """Whether some lines are indented and most have signs of code, or one is a rule of make."""
    if not any(line[:1] in (" ", "\t") for line in lines[1:]):
        return False
    if any(_RULE.match(line) and below[:1] == "\t" for line, below in pairwise(lines)):
        return True
    return sum(_CODE.search(line) is not None for line in lines) >= LEAST_CODE * len(lines)
