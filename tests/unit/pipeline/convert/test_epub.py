"""Books: chapters in reading order, whole."""

import pytest

from pipeline.convert.converter import Damaged, Encrypted
from pipeline.convert.epub import Epub
from pipeline.records import Filtered
from testbed.office_writer import epub, packed
from tests.unit.pipeline.convert.conversions import LIMITS, conversion, text_of


def test_chapters_in_their_order() -> None:
    """The order is that of the spine; all of a chapter is read, also what looks like a menu."""
    data = epub({"b": "<h1>Two</h1><p>The end.</p>", "a": "<nav><p>One</p></nav><p>begins.</p>"})
    made = conversion(Epub(LIMITS), data)
    assert made.converted.text == "One\n\nbegins.\n\nTwo\n\nThe end."
    metadata = made.converted.metadata
    assert (metadata.title, metadata.author) == ("River crossings", "Ada Byron, Karl Ørsted")
    assert metadata.published == "2020-01-31"


def test_entities_and_tables_of_pages() -> None:
    """A chapter is read as the page that it is."""
    page = "<p>caf&eacute; &amp; bar</p><table><tr><td>a</td><td>b</td></tr></table>"
    assert text_of(Epub(LIMITS), epub({"a": page})) == "café & bar\n\na\tb"


def test_locked_empty_and_damaged_books() -> None:
    """Chapters under DRM are said to be encrypted; locked fonts do not matter."""
    lock = '<encryption><CipherReference URI="OEBPS/{}"/></encryption>'
    with pytest.raises(Encrypted):
        Epub(LIMITS).convert(epub({"a": "<p>x</p>"}, lock.format("a.xhtml")), "")
    assert text_of(Epub(LIMITS), epub({"a": "<p>x</p>"}, lock.format("font.ttf"))) == "x"
    assert Epub(LIMITS).convert(epub({"a": ""}), "") == Filtered("empty")
    with pytest.raises(Damaged):
        Epub(LIMITS).convert(packed({"mimetype": "application/epub+zip"}), "")
