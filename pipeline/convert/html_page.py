"""HTML pages: the main text, and what a page says of itself."""

from pipeline.convert.converter import Conversion, ConversionLimits, within
from pipeline.convert.page import decode_page, read_page
from pipeline.convert.plain_text import characters
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
        read = characters(raw, decode_page)
        if isinstance(read, Filtered):
            return read
        text, stated = read_page(read.text)
        within(self._limits, len(text))
        metadata = Metadata(
            title=stated.title or None,
            author=stated.author or None,
            published=stated.published or None,
            url=stated.url or None,
        )
        return Conversion(
            Converted(
                text,
                from_markup=True,
                metadata=metadata,
                encoding=read.encoding,
                replaced_bytes=read.replaced_bytes,
            )
        )
