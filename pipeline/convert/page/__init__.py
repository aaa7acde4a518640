"""From an HTML page to its main text and what it says of itself."""

from pipeline.convert.page.encoding import decode_page
from pipeline.convert.page.reading import Page, read_page, whole_text

__all__ = ["Page", "decode_page", "read_page", "whole_text"]
