"""Writes the runs of a page as plain text: paragraphs, list items, table rows."""

from collections.abc import Iterable

from pipeline.convert.page.blocks import Block, Run

_LINES = frozenset({"dd", "dt", "li", "tr"})  # each is a line, not a paragraph
_CELLS = frozenset({"td", "th"})
_LEVELS = 4  # at most, between a run and the item or cell that it is in


def plain_text(runs: Iterable[Run]) -> str:
    """The text of these runs, in order.

    Paragraphs are separated by an empty line, items and rows by a line end, the cells of a row by a
    tab. Items of unordered lists begin with a bullet. Preformatted runs keep their white space.
    """
    pieces: list[str] = []
    before: Run | None = None
    cell: Block | None = None
    item: Block | None = None
    for run in runs:
        now_cell = _around(run, _CELLS)
        now_item = _around(run, frozenset({"li"}))
        if before is not None:
            if cell is not None and now_cell is not None and cell.parent is now_cell.parent:
                pieces.append("\n" if cell is now_cell else "\t")
            else:
                pieces.append(_between(before, run))
        if now_item is not None and now_item is not item:
            listed = now_item.parent
            if listed is not None and listed.tag in ("ul", "dir", "menu"):
                pieces.append("• ")
        pieces.append(run.text.strip("\n") if run.preformatted else run.text)
        before, cell, item = run, now_cell, now_item
    return "".join(pieces)


def _between(before: Run, run: Run) -> str:
    if before.parent is run.parent:  # a block or a rule was between them
        return "\n\n"
    return "\n" if _is_line(before) and _is_line(run) else "\n\n"


def _is_line(run: Run) -> bool:
    """Whether a run is in an item or a row."""
    block: Block | None = run.parent
    for _ in range(_LEVELS):
        if block is None or block.tag not in ("p", "div", "td", "th"):
            break
        block = block.parent
    return block is not None and block.tag in _LINES


def _around(run: Run, tags: frozenset[str]) -> Block | None:
    """The nearest block around a run with one of these tags, at most `_LEVELS` up."""
    block: Block | None = run.parent
    for _ in range(_LEVELS):
        if block is None or block.tag in tags:
            return block
        block = block.parent
    return None
