"""Reads HTML pages: the main text and the page's own metadata."""

from pipeline.convert.page.encoding import decode_page
from pipeline.convert.page.reading import Page, read_page, whole_text

__all__ = ["Page", "decode_page", "read_page", "whole_text"]
