"""The text of a page of very many elements, tag by tag: no tree of them is kept."""

import re
from html import unescape

from pipeline.convert.page.blocks import BLOCKS, PREFORMATTED, UNSHOWN

_TAG = re.compile(
    r"<!--|<[!?][^<>]*>"
    r"|<(?P<closing>/?)(?P<name>[a-zA-Z][^\s<>/]*)"
    r"(?:(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+|[^<>]*)>"
)
_LEFT_OUT = frozenset({"script", "style", "title"})
_LINES = frozenset({"dd", "dt", "li"})
_SPACES = re.compile(r"[ \t\n\r\f]+")
CELL, LINE, PARAGRAPH = "\t", "\n", "\n\n"


def shown_text(html: str) -> str:
    """All the text of a page: navigation, forms and what is hidden as well.

    Rows, items and paragraphs stand as `plain_text` writes them. Takes time linear in the page's
    size, and memory of about three times that.
    """
    return _Stream().read(html)


class _Stream:
    """What was read so far, and what stands between that and the next text."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._run: list[str] = []
        self._between = ""
        self._in_cell = self._row_has_text = False
        self._preformatted = 0
        self._without_end: set[str] = set()  # what opens and has no end behind

    def read(self, html: str) -> str:
        """The text of the page."""
        done = 0
        for tag in _TAG.finditer(html):
            if tag.start() < done:  # in what is not shown
                continue
            self._run.append(html[done : tag.start()])
            done = tag.end()
            name = (tag["name"] or "").lower()
            if not name:
                done = self._behind(html, done, "-->") if tag[0] == "<!--" else done
            elif name in _LEFT_OUT and not tag["closing"]:
                done = self._behind(html, done, f"</{name}")
                self._run.append(" ")
            else:
                self._pass(name, bool(tag["closing"]))
        self._run.append(html[done:])
        self._end_run()
        return "".join(self._written)

    def _behind(self, html: str, at: int, end: str) -> int:
        """Where that ends which has just begun; at its begin, if it has no end."""
        if end in self._without_end:
            return at
        found = re.compile(re.escape(end), re.IGNORECASE).search(html, at)
        if found is None:
            self._without_end.add(end)
            return at
        return found.end() if end == "-->" else found.start()

    def _pass(self, name: str, is_closing: bool) -> None:
        if name == "br":
            self._run.append("\n" if self._preformatted else "\0")
        elif name in BLOCKS or name == "hr":
            self._end_run()
            if name in ("td", "th"):
                self._in_cell = not is_closing
                if self._row_has_text:
                    self._between = CELL
            elif name == "tr":
                self._in_cell = self._row_has_text = False
                self._apart(LINE)
            else:
                self._apart(LINE if self._in_cell or name in _LINES else PARAGRAPH)
            if name in PREFORMATTED:
                self._preformatted = max(self._preformatted + (-1 if is_closing else 1), 0)
        elif name in UNSHOWN:
            self._run.append(" ")

    def _apart(self, between: str) -> None:
        self._between = max(self._between.replace(CELL, ""), between, key=len)

    def _end_run(self) -> None:
        text = "".join(self._run)
        self._run.clear()
        if self._preformatted:
            text = text.strip("\n")
        else:
            text = _SPACES.sub(" ", text).replace(" \0", "\0").replace("\0 ", "\0").strip(" \0")
        text = unescape(text).replace("\0", "\n") if text else text
        if not text.strip():
            return
        if self._written:
            self._written.append(self._between or LINE)
        self._written.append(text)
        self._between = ""
        self._row_has_text = self._row_has_text or self._in_cell
