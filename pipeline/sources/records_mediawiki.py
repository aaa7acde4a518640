"""Dumps of wikis (MediaWiki's XML export): a document for each page."""

from collections.abc import Iterator
from urllib.parse import quote
from xml.etree.ElementTree import Element

import msgspec

from pipeline.records import Locator, Metadata
from pipeline.sources.entry import Entry, Reader
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import DocumentTooLarge, Item, passed_over, unread
from pipeline.sources.text_document import text_document
from pipeline.sources.xml_reading import XML_MARKS, child, elements, local, root, text_of

MEDIA_TYPE = "text/x-wiki"
_NAMES = frozenset({"page", "siteinfo"})
# Namespaces whose pages are building blocks of others: interface, templates, modules.
_PARTS = frozenset({"8", "10", "828"})


class WikiRecords:
    """Pages in their last revision; their wikitext is made a text of by the workers."""

    name = "mediawiki"
    suffixes = ()
    marks = XML_MARKS
    is_archive = False
    seeks = False

    def recognises(self, head: bytes, name: str) -> bool:
        """By the root of the XML."""
        return root(head) == "mediawiki"

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """The pages, numbered from 0; redirects and parts of pages are left out with a reason."""
        first = entry.first_record()
        base = ""
        number = 0
        limit = options.limits.max_document_bytes
        for element in elements(entry.stream, _NAMES, limit):
            if local(element.tag) == "siteinfo":
                base = text_of(child(element, "base")).rpartition("/")[0]
                continue
            if number >= first:
                locator = msgspec.structs.replace(entry.locator, record=number)
                try:
                    yield _page(element, locator, base, options)
                except DocumentTooLarge as error:
                    yield unread(locator, error)
            number += 1


def _page(page: Element, locator: Locator, base: str, options: SourceOptions) -> Item:
    revisions = [one for one in page if local(one.tag) == "revision"]
    space = text_of(child(page, "ns")) or "0"
    if child(page, "redirect") is not None:
        return passed_over(locator, "redirect")
    if not revisions:
        return passed_over(locator, "empty")
    revision = revisions[-1]
    model = text_of(child(revision, "model")) or "wikitext"
    if space in _PARTS or model != "wikitext":
        return passed_over(locator, "page-part")
    content = child(revision, "text")
    raw = (content.text or "") if content is not None else ""
    title = text_of(child(page, "title"))
    metadata = Metadata(
        title=title or None,
        author=text_of(child(revision, "contributor", "username")) or None,
        published=text_of(child(revision, "timestamp")) or None,
        url=f"{base}/{quote(title.replace(' ', '_'), safe='/:(),')}" if base and title else None,
        other={"revision": (number,)} if (number := text_of(child(revision, "id"))) else {},
    )
    own = text_of(child(page, "id")) or None
    return text_document(locator, raw, MEDIA_TYPE, metadata, options, own)
