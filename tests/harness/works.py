"""A document on its way through the stages."""

from pipeline.records import Cleaned, Converted, Document, Locator, Work


def work(text: str, language: str = "en") -> Work:
    """A document with everything that any stage needs."""
    document = Document("0" * 32, Locator("file:///a.txt"), "text/plain", text, "0" * 32, 1)
    cleaned = Cleaned("Title", text, language, "0" * 32)
    return Work(document, cleaned, converted=Converted(text))
