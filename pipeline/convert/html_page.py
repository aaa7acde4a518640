"""HTML pages: the main text, and what a page says of itself."""

from pipeline.convert.converter import Conversion, ConversionLimits, within
from pipeline.convert.page import MOST_TAGS, decode_page, read_page
from pipeline.convert.plain_text import characters
from pipeline.records import Converted, Filtered, Mark, Metadata


class HtmlPage:
    """The main text of a page, without navigation and boilerplate."""

    name = "html_page"
    version = "2"
    media_types = frozenset({"text/html", "application/xhtml+xml"})

    def __init__(self, *, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The main text, which may be ""; `Filtered` as "empty" or "not-text"."""
        read = characters(raw, decode_page)
        if isinstance(read, Filtered):
            return read
        page = read_page(read.text)
        text, stated = page.text, page.statements
        within(self._limits, len(text))
        why = f"more than {MOST_TAGS:,} tags: all text of the page is here, not its main part alone"
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
                marks=(Mark("passed-over", 0, 0, why),) if page.is_whole else (),
            )
        )
