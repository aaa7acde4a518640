"""Books: chapters in reading order, whole."""

import pytest

from pipeline.convert.converter import Damaged, Encrypted
from pipeline.convert.epub import Epub
from pipeline.records import Filtered
from testbed.office_writer import epub, packed, unpacked
from tests.unit.pipeline.convert.conversions import LIMITS, conversion, text_of


def test_chapters_in_their_order() -> None:
    """The order is that of the spine; all of a chapter is read, also what looks like a menu."""
    data = epub({"b": "<h1>Two</h1><p>The end.</p>", "a": "<nav><p>One</p></nav><p>begins.</p>"})
    made = conversion(Epub(LIMITS), data)
    assert made.converted.text == "One\n\nbegins.\n\nTwo\n\nThe end."
    metadata = made.converted.metadata
    assert (metadata.title, metadata.author) == ("River crossings", "Ada Byron, Karl Ørsted")
    assert metadata.published == "2020-01-31"


def test_pages_without_a_place_in_the_order() -> None:
    """They follow, as notes that chapters link to; the table of contents is left out."""
    parts = unpacked(epub({"a": "<p>One.</p>", "z": "<p>A note.</p>", "n": "<nav>Contents</nav>"}))
    package = parts["OEBPS/book.opf"].decode()
    package = package.replace('<itemref idref="z"/>', "").replace('<itemref idref="n"/>', "")
    package = package.replace('<item id="n"', '<item properties="scripted nav" id="n"')
    modified = '<meta property="dcterms:modified">2021-02-28T11:00:00Z</meta></metadata>'
    package = package.replace("</metadata>", modified)
    made = conversion(Epub(LIMITS), packed({**parts, "OEBPS/book.opf": package}))
    assert made.converted.text == "One.\n\nA note."
    assert made.properties.modified == "2021-02-28T11:00:00Z"


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


def test_a_book_that_was_cut_off() -> None:
    """All chapters that are there, in the order of the file if the package is lost."""
    whole = epub({"a": "<p>One.</p>", "b": "<p>Two.</p>", "c": "<p>Three.</p>"})
    assert text_of(Epub(LIMITS), whole[: whole.index(b"OEBPS/c")]) == "One.\n\nTwo."
    parts = unpacked(whole)
    del parts["OEBPS/book.opf"]
    assert text_of(Epub(LIMITS), packed(parts)) == "One.\n\nTwo.\n\nThree."
