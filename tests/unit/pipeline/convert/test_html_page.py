"""The converter of pages: what a page says of itself goes into the document's metadata."""

from pipeline.convert.converter import Conversion, ConversionLimits
from pipeline.convert.html_page import HtmlPage
from pipeline.records import Metadata

ADDRESS = "https://news.example/ferry"


def metadata_of(head: str) -> Metadata:
    """The metadata of a page with this head."""
    page = f"<html><head>{head}</head><body><p>The board voted on Tuesday.</p></body></html>"
    conversion = HtmlPage(limits=ConversionLimits()).convert(page, "text/html")
    assert isinstance(conversion, Conversion)
    return conversion.converted.metadata


def test_what_a_page_says_of_itself_is_metadata() -> None:
    """Title, author, date and address."""
    stated = metadata_of(
        '<title>Ferry vote</title><meta name="author" content="Ann Lee">'
        '<meta property="article:published_time" content="2022-05-01T08:00:00Z">'
        f'<link rel="canonical" href="{ADDRESS}">'
    )
    assert (stated.title, stated.author, stated.url) == ("Ferry vote", "Ann Lee", ADDRESS)
    assert stated.published == "2022-05-01T08:00:00+00:00"


def test_what_it_does_not_say_is_absent() -> None:
    """And not empty, which would take the place of what the source says."""
    assert metadata_of("") == Metadata()
