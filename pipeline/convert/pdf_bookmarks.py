"""Bookmarks of a PDF that say what its pages do not."""

from itertools import islice
from typing import Any

MOST_BOOKMARKS = 10_000
DEEPEST = 20


def add_bookmarks(file: Any, pages: list[str]) -> None:
    """Put each bookmark at the end of the page it leads to, if the words do not stand there.

    Most bookmarks repeat the headings of their pages, and add nothing.
    """
    bookmarks = file.get_toc(max_depth=DEEPEST)
    known: dict[int, str] = {}
    for bookmark in islice(bookmarks, MOST_BOOKMARKS):
        try:
            title = " ".join(bookmark.get_title().split())
        except UnicodeDecodeError:  # the text of the pages counts more
            continue
        place = bookmark.get_dest()
        index = place.get_index() if place else None
        page = index if index is not None and 0 <= index < len(pages) else 0
        if page not in known:
            known[page] = _words(pages[page])
        if title and pages and _words(title) not in known[page]:
            pages[page] = f"{pages[page]}\n{title}".lstrip("\n")
            known[page] += _words(title)


def _words(text: str) -> str:
    """What two spellings of a heading have in common."""
    return "".join(filter(str.isalnum, text.casefold()))
