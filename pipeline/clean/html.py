"""From an HTML page to its main text and title, by resiliparse."""

import re
from typing import NamedTuple

MEDIA_TYPES = frozenset({"text/html", "application/xhtml+xml"})


# Finding the main part takes quadratic time in the depth: 0.1 s at 1,000, 15 s at 16,000. Real
# pages stay below 100.
DEEPEST = 500
_TAG = re.compile("<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Elements without content, and those that end where the next begins, do not nest.
_NOT_NESTING = frozenset({
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "source", "td", "th", "tr", "track", "wbr",
})  # fmt: skip


class Page(NamedTuple):
    """What a page says: its text, and the content of its <title> or ""."""

    text: str
    title: str


def decode_page(data: bytes) -> str:
    """Decode a page: byte order mark, then what its <meta> says, then what the bytes look like."""
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    encoding = detect_encoding(data, from_html_meta=True)
    return bytes_to_str(data, encoding or "utf-8", errors="replace")


def read_page(html: str) -> Page:
    """The main text of a page, without navigation and boilerplate; all of it if there is no main.

    All of it also where elements are nested beyond `DEEPEST`, which is damage or malice. Pictures'
    descriptions, readers' comments and form fields are left out.
    """
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(html)
    title = tree.title or ""
    for main_content in (False,) if _depth(html) > DEEPEST else (True, False):
        text = extract_plain_text(
            tree, main_content=main_content, alt_texts=False, comments=not main_content
        )
        if text.strip():
            return Page(text, title)
    return Page("", title)


def _depth(html: str) -> int:
    """How deep elements are nested, about: tags inside of scripts and comments count as well."""
    depth = deepest = 0
    for closing, name in _TAG.findall(html):
        if name.lower() in _NOT_NESTING:
            continue
        depth += -1 if closing else 1
        deepest = max(deepest, depth)
    return deepest
