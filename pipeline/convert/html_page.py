"""HTML pages: the main text, and what a page says of itself."""

from pipeline.convert.converter import Conversion, ConversionLimits, within
from pipeline.convert.page import MOST_TAGS, decode_page, read_page
from pipeline.convert.plain_text import characters
from pipeline.records import Converted, Filtered, Mark, Metadata
from pipeline.sources.dates import DateOrder


class HtmlPage:
    """The main text of a page, without navigation and boilerplate.

    `date_order`: what 03/04/2005 means where a page states a date so; "" = it is left out.
    """

    name = "html_page"
    version = "5"
    media_types = frozenset({"text/html", "application/xhtml+xml"})

    def __init__(self, *, limits: ConversionLimits, date_order: DateOrder = "") -> None:
        self._limits = limits
        self._date_order: DateOrder = date_order

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The main text, which may be ""; `Filtered` as "empty" or "not-text"."""
        read = characters(raw, decode_page)
        if isinstance(read, Filtered):
            return read
        page = read_page(read.text, self._date_order)
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
