"""Removes headers, footers and numbers of pages, where form feeds divide a text into pages."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from pipeline.clean.edit import Edit

FORM_FEED = "\f"
FEWEST_PAGES = 3
DEEPEST = 2  # lines at the head, and at the foot
# This share of the pages has the line; the first, which is often a title page, does not count.
SHARE = 0.9
# Form feeds may also divide records, chapters or songs, whose first lines are titles. Where they
# divide pages of one text, at least this share of the breaks, and two, are inside a sentence.
INSIDE_SENTENCES = 0.1
LONGEST_LINE = 160  # characters

_NUMBER = re.compile(r"\d+")
_ENDS_SENTENCE = re.compile(r"""[.!?:;…]["'”’»)\]]*$""")
# Words before the number of a page, in frequent languages.
_PAGE = r"(?:page|pages|pg|p|seite|s|página|pagina|pág|pag|side|sida|sivu|strona|str|стр)\b"
_OF_PAGES = r"(?:[\W_]*(?:of|de|di|von|sur|van|av|z|из)?\s*\d+)?"
_NUMBER_ALONE = re.compile(rf"[\W_]*(?:{_PAGE})?[\W_]*\d+{_OF_PAGES}[\W_]*", re.IGNORECASE)
# A bare number at the head of a page may be a title.
_NUMBER_OF_PAGE = re.compile(
    rf"[-–—] ?\d+ ?[-–—]|[\W_]*{_PAGE}[\W_]*\d+{_OF_PAGES}[\W_]*", re.IGNORECASE
)


class _Line(NamedTuple):
    """A line that is not blank, and its offsets."""

    start: int
    end: int
    text: str


class PageLines:
    """Removes numbers, headers and footers of pages; the words of each stay once."""

    name = "page-line"
    version = 1

    def edits(self, text: str) -> list[Edit]:
        """A removal for each such line."""
        if text.count(FORM_FEED) < FEWEST_PAGES - 1:
            return []
        pages = [page for page in _pages(text) if len(page) > 2 * DEEPEST]
        if len(pages) < FEWEST_PAGES:
            return []
        turned = [page[::-1] for page in pages]
        heads, feet = _keys(pages), _keys(turned)
        depths = [
            (_depth(page, heads), _depth(foot, feet))
            for page, foot in zip(pages, turned, strict=True)
        ]
        if not _are_slices(pages, depths):
            heads = list(takewhile(_NUMBER_OF_PAGE.fullmatch, heads))
            feet = list(takewhile(_NUMBER_ALONE.fullmatch, feet))
        edits: list[Edit] = []
        said: set[str] = set()
        for page, foot in zip(pages, turned, strict=True):
            top, bottom = page[: _depth(page, heads)], foot[: _depth(foot, feet)][::-1]
            for where, lines in (("head", top), ("foot", bottom)):
                evidence = f"at the {where} of {len(pages):,} pages"
                edits += [
                    Edit(line.start, line.end, "", evidence, "boilerplate")
                    for line in lines
                    if _is_said(line.text, said)
                ]
        return edits


def _is_said(line: str, said: set[str]) -> bool:
    """Whether a line is only the number of its page, or repeats an earlier one."""
    key = _key(line)
    if _NUMBER_ALONE.fullmatch(key) or key in said:
        return True
    said.add(key)
    return False


def _are_slices(pages: Sequence[Sequence[_Line]], depths: Sequence[tuple[int, int]]) -> bool:
    """Whether the pages are slices of one text; `depths`: of their heads and feet."""
    parted = [
        _is_parted(before[-1 - foot].text, after[head].text)
        for (before, after), ((_, foot), (head, _)) in zip(
            pairwise(pages), pairwise(depths), strict=True
        )
    ]
    return sum(parted) >= max(2, INSIDE_SENTENCES * len(parted))


def _pages(text: str) -> list[list[_Line]]:
    """The lines of each page that are not blank."""
    pages: list[list[_Line]] = []
    start = 0
    for page in text.split(FORM_FEED):
        lines: list[_Line] = []
        for line in page.split("\n"):
            if line and not line.isspace():
                lines.append(_Line(start, start + len(line), " ".join(line.split())))
            start += len(line) + 1
        pages.append(lines)
    return pages


def _key(line: str) -> str:
    """A line without its numbers."""
    return _NUMBER.sub("0", line)


def _keys(pages: Sequence[Sequence[_Line]]) -> list[str]:
    """The keys of the first lines that all pages share."""
    keys: list[str] = []
    for place in range(DEEPEST):
        lines = [page[place].text for page in pages[1:] if _depth(page, keys) == place]
        key, number = Counter(map(_key, lines)).most_common(1)[0] if lines else ("", 0)
        alike = [line for line in lines if _key(line) == key and len(line) <= LONGEST_LINE]
        if number < max(FEWEST_PAGES - 1, SHARE * (len(pages) - 1)) or not _counts_pages(alike):
            break
        keys.append(key)
    return keys


def _counts_pages(lines: Sequence[str]) -> bool:
    """Whether lines are equal except for one number that counts the pages."""
    numbers = zip(*(map(int, _NUMBER.findall(line)) for line in lines), strict=True)
    changing = [column for column in numbers if len(set(column)) > 1]
    return len(changing) <= 1 and all(
        all(0 < after - before <= 2 for before, after in pairwise(column)) for column in changing
    )


def _depth(page: Sequence[_Line], keys: Sequence[str]) -> int:
    """How many of the keys a page begins with."""
    depth = 0
    while depth < len(keys) and _key(page[depth].text) == keys[depth]:
        depth += 1
    return depth


def _is_parted(before: str, after: str) -> bool:
    """Whether a sentence continues from the last line of a page to the first of the next."""
    return not _ENDS_SENTENCE.search(before) and after[:1].islower()
