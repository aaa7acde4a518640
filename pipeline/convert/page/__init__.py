"""Reads HTML pages: the main text and the page's own metadata."""

from pipeline.convert.page.encoding import decode_page
from pipeline.convert.page.reading import MOST_TAGS, Page, read_page, whole_text

__all__ = ["MOST_TAGS", "Page", "decode_page", "read_page", "whole_text"]
