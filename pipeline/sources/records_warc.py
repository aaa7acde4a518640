"""Web archives (WARC, ISO 28500): a document for each page or file that a server gave."""

import io
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import msgspec

from pipeline.identity import document_id, raw_hash
from pipeline.records import Document, Locator, Metadata, Unread
from pipeline.sources.container import HEAD_BYTES
from pipeline.sources.document_file import read_whole
from pipeline.sources.entry import Entry, Reader, memory
from pipeline.sources.formats import format_in, format_of
from pipeline.sources.http_payload import dechunked, decoded, unpacked
from pipeline.sources.members import Members
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import (
    Corrupt,
    DecompressionBomb,
    Item,
    content_error,
    passed_over,
    unread,
)
from pipeline.sources.warc_framing import RawRecord, Records

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

MOST_HEAD = 64 * 1024  # of what a server says before its answer
_READ = frozenset({"response", "resource", "conversion"})
_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt",
    "application/pdf": ".pdf",
}  # fmt: skip
# What pages load to be shown, and what programs say to one another.
_PARTS = frozenset({
    "text/css", "text/javascript", "application/javascript", "application/x-javascript",
    "application/json", "application/manifest+json", "application/wasm",
})  # fmt: skip
_ADDRESS_OF_SERVER = "text/dns"  # RFC 4027; Heritrix notes it once for each server
_MEDIA = {"image": "image", "audio": "sound", "video": "video", "font": "page-part"}


class WarcRecords:
    """Web archives. Every record has its number, whatever it holds."""

    name = "warc"
    suffixes = (".warc",)
    marks = (b"WARC/1.", b"WARC/0.")
    is_archive = False
    seeks = False

    def recognises(self, head: bytes, name: str) -> bool:
        """By the first line of its first record."""
        return head.startswith((b"WARC/1.", b"WARC/0."))

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """The documents, and what else there is by its kind; numbers count all records, from 0."""
        first = entry.first_record()
        offset = entry.start.offset if entry.start else None
        if offset is not None:
            entry.stream.seek(offset)
        on_disk = entry.stream.seekable()
        records = Records(entry.stream, options.limits.max_document_bytes + MOST_HEAD, offset or 0)
        for number, raw in enumerate(records, 0 if offset is None else first):
            if number < first:
                continue
            if on_disk:
                entry.mark.record, entry.mark.offset = number, raw.offset
            locator = msgspec.structs.replace(entry.locator, record=number)
            try:
                yield from _items(raw, entry, locator, options, reader)
            except DecompressionBomb:
                raise
            except BaseException as raised:
                error = content_error(raised)
                if error is None:
                    raise
                yield unread(locator, error)


def _items(
    raw: RawRecord, entry: Entry, locator: Locator, options: SourceOptions, reader: Reader
) -> Iterator[Item]:
    from fastwarc.warc import WarcRecord

    if raw.problem:
        raise raw.problem
    try:
        record = WarcRecord.from_bytes(raw.head + raw.block)
        kind = (record.headers.get("WARC-Type") or "").strip().lower()
    except OSError as error:
        raise Corrupt(f"the record's header is damaged: {error}") from error
    if kind == "revisit":
        yield passed_over(locator, "revisit")
        return
    if kind not in _READ:
        yield passed_over(locator, "crawl-record")
        return
    limit = options.limits.max_document_bytes
    if record.is_http and kind == "response":
        payload = _answer(record, raw.block, limit)
        status = record.http_headers.status_code or 0
        if not 200 <= status < 300:
            yield passed_over(locator, "http-status")
            return
        media_type, charset = record.http_content_type or "", record.http_charset
    else:
        payload, charset = raw.block, None
        media_type = (record.headers.get("Content-Type") or "").partition(";")[0]
    media_type = media_type.strip().lower()
    if media_type == _ADDRESS_OF_SERVER:
        yield passed_over(locator, "crawl-record")
        return
    if reason := "page-part" if media_type in _PARTS else _MEDIA.get(media_type.partition("/")[0]):
        yield passed_over(locator, reason)
        return
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    name = _name(url, media_type)
    form = format_in(name, format_of(name), payload[:HEAD_BYTES])
    if form.compression or (form.container and form.recognised):
        members = Members(entry, record=locator.record)
        yield from members.add(name, partial(io.BytesIO, payload), size=len(payload)).read(
            options, reader
        )
        return
    page = Entry(locator, name, entry.path, memory(payload), len(payload))
    found = read_whole(page, options)
    if isinstance(found, Unread):
        yield found
        return
    metadata = Metadata(url=url or None, other=_other(record))
    yield _document(locator, found.media_type, found.raw, metadata, charset)


def _answer(record: "WarcRecord", block: bytes, limit: int) -> bytes:
    """The body of an HTTP response."""
    try:
        record.parse_http(strict_mode=False)
    except OSError as error:
        raise Corrupt(f"the server's answer is damaged: {error}") from error
    body = bytes(record.reader.read(len(block)))
    headers = record.http_headers
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower():
        body = dechunked(body)
    return unpacked(body, headers.get("Content-Encoding") or "", limit + 1)


def _name(url: str, media_type: str) -> str:
    """A file's name for what stands at an address, by which its type is found as a file's is."""
    try:
        last = unquote(urlsplit(url).path).rpartition("/")[2]
    except ValueError:
        last = ""
    suffix = _SUFFIXES.get(media_type, "")
    last = last or "index"
    return last if last.lower().endswith(suffix) else last + suffix


def _other(record: "WarcRecord") -> dict[str, tuple[str, ...]]:
    fields = {
        "crawled": record.headers.get("WARC-Date"),
        "last_modified": record.http_headers.get("Last-Modified")
        if record.is_http_parsed
        else None,
    }
    return {name: (value,) for name, value in fields.items() if value}


def _document(
    locator: Locator, media_type: str, payload: bytes, metadata: Metadata, charset: str | None
) -> Document:
    raw: str | bytes = payload
    encoding = None
    if media_type.startswith("text/"):
        raw, encoding = decoded(payload, charset)
    return Document(
        id=document_id(locator),
        locator=locator,
        media_type=media_type,
        raw=raw,
        raw_hash=raw_hash(raw, media_type, metadata),
        size=len(raw.encode()) if isinstance(raw, str) else len(raw),
        encoding=encoding,
        metadata=metadata,
    )
