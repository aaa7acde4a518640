"""Pictures of pages are read by Tesseract, with the extra `ocr`."""

import pypdfium2
import pytest

from pipeline.convert.converter import Conversion, ConversionLimits
from pipeline.convert.pdf import Pdf
from pipeline.errors import ConfigurationError
from testbed.pdf_writer import Picture, lines, pdf


def scan(text: str) -> Picture:
    """A picture of a page with this text."""
    file = pypdfium2.PdfDocument(pdf([lines(text, step=20)]))
    bitmap = file[0].render(scale=2, grayscale=True)
    rows = [
        bytes(bitmap.buffer)[n * bitmap.stride : n * bitmap.stride + bitmap.width]
        for n in range(bitmap.height)
    ]
    picture = Picture(bitmap.width, bitmap.height, b"".join(rows))
    bitmap.close()
    file.close()
    return picture


def test_a_scan_is_read_where_there_is_no_text() -> None:
    """A page that is a picture gives its words; pages behind the limit are marked."""
    words = "The bridge over the river will be closed in spring."
    made = pdf([lines("A page of text"), [scan(words)], [scan(words)]])
    conversion = Pdf(ConversionLimits(), ocr_pages=1).convert(made, "application/pdf")
    assert isinstance(conversion, Conversion)
    converted = conversion.converted
    assert converted.text.split("\f")[1].strip() == words
    assert [mark.start for mark in converted.marks] == [converted.pages[2]]
    assert "ocr_pages=1" in converted.marks[0].evidence


def test_a_language_without_its_data_is_refused() -> None:
    """The message names the package that brings it."""
    with pytest.raises(ConfigurationError, match=r"tessdata\.fast-xyz"):
        Pdf(ConversionLimits(), ocr_languages="eng+xyz")
