"""From an HTML page to its main text and what it says of itself."""

from pipeline.clean.page.encoding import decode_page
from pipeline.clean.page.reading import Page, read_page

MEDIA_TYPES = frozenset({"text/html", "application/xhtml+xml"})

__all__ = ["MEDIA_TYPES", "Page", "decode_page", "read_page"]
