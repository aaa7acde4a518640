"""Pages as one text, and where each begins in it."""

from collections.abc import Sequence

# `page-line` and the layout of `clean` know it as the end of a page.
PAGE_BREAK = "\n\f"


def in_one(pages: Sequence[str], between: str = PAGE_BREAK) -> tuple[str, tuple[int, ...]]:
    """The text of all pages, and the offset at which each of them begins."""
    starts: list[int] = []
    place = 0
    for page in pages:
        starts.append(place)
        place += len(page) + len(between)
    return between.join(pages), tuple(starts)
