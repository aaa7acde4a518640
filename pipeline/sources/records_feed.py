"""Feeds (RSS, Atom): a document for each entry."""

import io
from collections.abc import Iterator
from typing import Any

import msgspec

from pipeline.records import Metadata
from pipeline.sources.dates import DateOrder, iso_date
from pipeline.sources.entry import Entry, Reader, read_up_to
from pipeline.sources.media import HTML, TEXT
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import Corrupt, DocumentTooLarge, Item, passed_over, unread
from pipeline.sources.text_document import text_document
from pipeline.sources.xml_reading import XML_MARKS, root

_ROOTS = frozenset({"rss", "feed", "RDF"})
_ATOM = "http://www.w3.org/2005/Atom"
MOST_BYTES = 20_000_000  # a feed is taken apart whole


class FeedRecords:
    """RSS of every version, and Atom."""

    name = "feed"
    suffixes = (".rss", ".atom")
    marks = XML_MARKS
    is_archive = False
    seeks = False

    def recognises(self, head: bytes, name: str) -> bool:
        """By the root of the XML, and for names that are others' too by their namespace."""
        found = root(head)
        if found not in _ROOTS:
            return False
        if found == "rss":
            return True
        marked = _ATOM.encode() if found == "feed" else b"http://purl.org/rss/"
        return marked in head

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """The entries, numbered from 0. The longest text that an entry gives is its text."""
        import feedparser

        data = read_up_to(entry.stream, MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise DocumentTooLarge(f"the feed is larger than {MOST_BYTES} bytes")
        # A stream: text might be taken for an address, and fetched.
        feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
        if not feed.entries and feed.bozo:
            raise Corrupt(f"the feed cannot be read: {feed.bozo_exception}")
        first = entry.first_record()
        for number, found in enumerate(feed.entries):
            if number < first:
                continue
            locator = msgspec.structs.replace(entry.locator, record=number)
            text, kind = _text(found)
            metadata = Metadata(
                title=found.get("title") or None,
                author=found.get("author") or None,
                published=_date(found, options.date_order),
                url=found.get("link") or None,
                subjects=tuple(
                    dict.fromkeys(tag["term"] for tag in found.get("tags", ()) if tag.get("term"))
                ),
            )
            if not text and not metadata.title:
                yield passed_over(locator, "empty")
                continue
            try:
                yield text_document(locator, text, kind, metadata, options, found.get("id") or None)
            except DocumentTooLarge as error:
                yield unread(locator, error)


def _text(found: Any) -> tuple[str, str]:
    """The longest of contents and summary, and its media type."""
    contents = [
        (part.get("value") or "", part.get("type") or "") for part in found.get("content", ())
    ]
    detail = found.get("summary_detail") or {}
    contents.append((found.get("summary") or "", detail.get("type") or ""))
    text, kind = max(contents, key=lambda one: len(one[0]))
    return text, HTML if "html" in kind else TEXT


def _date(found: Any, order: DateOrder) -> str | None:
    given = found.get("published") or found.get("updated") or found.get("created")
    return (iso_date(given, order) or given) if given else None
