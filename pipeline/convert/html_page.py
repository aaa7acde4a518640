"""HTML pages: the main text, and what a page says of itself."""

from pipeline.convert.converter import Conversion, ConversionLimits, within
from pipeline.convert.page import decode_page, read_page
from pipeline.convert.plain_text import EMPTY, NOT_TEXT
from pipeline.encoding import Decoded, is_text
from pipeline.records import Converted, Filtered, Metadata


class HtmlPage:
    """The main text of a page, without navigation and boilerplate."""

    name = "html_page"
    version = "1"
    media_types = frozenset({"text/html", "application/xhtml+xml"})

    def __init__(self, *, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The main text, which may be ""; `Filtered` as "empty" or "not-text"."""
        decoded: Decoded | None = None
        if not raw:
            return EMPTY
        if isinstance(raw, bytes):
            decoded = decode_page(raw)
            if decoded is None:
                return NOT_TEXT
            raw = decoded.text
        if not is_text(raw):
            return NOT_TEXT
        text, stated = read_page(raw)
        within(self._limits, len(text))
        told = Metadata(
            title=stated.title or None,
            author=stated.author or None,
            published=stated.published or None,
            url=stated.url or None,
        )
        return Conversion(
            Converted(
                text,
                from_markup=True,
                metadata=told,
                encoding=decoded.encoding if decoded else None,
                replaced_bytes=decoded.replaced_bytes if decoded else 0,
            )
        )
