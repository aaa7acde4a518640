"""From an HTML page to its main text and title, by resiliparse."""

from typing import NamedTuple

MEDIA_TYPES = frozenset({"text/html", "application/xhtml+xml"})


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

    Pictures' descriptions, readers' comments and form fields are left out.
    """
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(html)
    title = tree.title or ""
    for main_content in (True, False):
        text = extract_plain_text(
            tree, main_content=main_content, alt_texts=False, comments=not main_content
        )
        if text.strip():
            return Page(text, title)
    return Page("", title)
