"""The original beside the text: what of it a browser can show, and as what."""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

import msgspec

from pipeline.convert.mail.body import HTML
from pipeline.convert.page.encoding import decode_page
from pipeline.encoding import decode
from pipeline.errors import ConfigurationError
from pipeline.fields import page_at
from pipeline.folding import fold
from pipeline.mail.attachments import MESSAGES, leaves
from pipeline.mail.msg import OLE, read_msg
from pipeline.mail.parts import Message
from pipeline.mail.signed import unsigned
from pipeline.mail.transfer import content
from pipeline.mail.words import decoded
from pipeline.query.matcher import Matcher
from workers.reading.original import OriginalGone, read_original
from workers.settings import Settings

PDF = "application/pdf"
# Pictures that browsers show; none of them can hold a script that runs in an <img>.
PICTURES = frozenset({
    "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/svg+xml",
})  # fmt: skip
MAILS = MESSAGES | {"application/vnd.ms-outlook"}
_SPREADSHEETS = ("spreadsheet", "ms-excel")  # within the names of their types
_READABLE = ("text/", "application/json", "application/xml", "application/x-ndjson")
LONGEST_TEXT = 200_000  # characters of an original that is text
MOST_ROWS = 2_000
MOST_PICTURE_BYTES = 20_000_000  # of all pictures that a message brings
MOST_FIELDS = 200  # of a message's header
LONGEST_FIELD = 2_000  # characters

Cell = tuple[tuple[str, bool], ...]  # its text in pieces; whether each is a match of the search

# Where HTML or its styles name a part of the message.
_PICTURE = re.compile(r"""(=\s*["']?|url\(\s*["']?)cid:([^"'\s>)]{1,500})""", re.IGNORECASE)


class Row(msgspec.Struct, frozen=True):
    """A row of a table; `number`: in the whole table, from 1."""

    number: int
    cells: tuple[Cell, ...]


class Looked(msgspec.Struct, frozen=True):
    """What a reader looks for in an original.

    `page`: of a PDF; None: the one that the text's place `at` is on, the offset of the first match
    or mention. `rows`: words that the rows of a table have, "" for all rows. `matcher`: finds what
    was searched for.
    """

    page: int | None
    at: int | None
    rows: str
    matcher: Matcher


class Form(StrEnum):
    """As what an original is shown."""

    PAGES = "pages"
    FRAME = "frame"
    PICTURE = "picture"
    TABLE = "table"
    TEXT = "text"
    NONE = "none"


class Beside(msgspec.Struct, frozen=True):
    """What stands beside a text.

    `page` of `pages` is that of a PDF which is shown. `fields`: of a message's header. `found`: how
    many rows of a table have what is looked for in it. `problem`: why there is nothing to show.
    `is_cut`: the original has more than is shown.
    """

    form: Form
    page: int = 1
    pages: int = 1
    fields: tuple[tuple[str, str], ...] = ()
    rows: tuple[Row, ...] = ()
    found: int = 0
    text: str = ""
    problem: str = ""
    is_cut: bool = False
    is_as_indexed: bool = True


def beside(settings: Settings, record: Mapping[str, Any], looked: Looked) -> Beside:
    """The original of a document, of which `record` has the stored fields."""
    try:
        found = read_original(settings, record)
    except (OriginalGone, ConfigurationError) as gone:
        return Beside(Form.NONE, problem=str(gone))
    shown = _shown(found.raw, found.media_type, record, looked)
    return msgspec.structs.replace(shown, is_as_indexed=found.is_as_indexed)


def html_of(raw: bytes, media_type: str) -> str | None:
    """The HTML of a page, or that of a message; None where it has none."""
    if media_type in HTML:
        read = decode_page(raw)
        return read.text if read else None
    if media_type not in MAILS:
        return None
    message = _message(raw)
    html = _html_in(message)
    return html and with_own_pictures(html, message)


def with_own_pictures(html: str, message: Message) -> str:
    """The HTML of a message with the pictures that it brings (RFC 2392), in place of their ids."""
    size = 0

    def picture(mark: re.Match[str]) -> str:
        nonlocal size
        part = parts.get(unquote(mark[2]))
        raw = content(message, part) if part else b""
        size += len(raw)
        if part is None or size > MOST_PICTURE_BYTES:
            return mark[0]
        return f"{mark[1]}data:{part.media_type};base64,{b64encode(raw).decode()}"

    parts = {
        part.fields.value("content-id")[0].strip("<>"): part
        for part, is_text in leaves(message)
        if not is_text and part.media_type in PICTURES
    }
    return _PICTURE.sub(picture, html) if parts else html


def _html_in(message: Message) -> str | None:
    for part, is_text in leaves(message):
        if is_text and part.media_type in HTML:
            read = decode_page(content(message, part))
            return read.text if read else None
    return None


def _shown(raw: bytes, media_type: str, record: Mapping[str, Any], looked: Looked) -> Beside:
    if media_type == PDF:
        pages = record.get("pages") or 1
        at = looked.at
        here = None if at is None else page_at(at, record.get("page_starts") or ())
        return Beside(Form.PAGES, page=min(looked.page or here or 1, pages), pages=pages)
    if media_type in PICTURES:
        return Beside(Form.PICTURE)
    if media_type in MAILS:
        return _mail(_message(raw))
    if html_of(raw, media_type) is not None:
        return Beside(Form.FRAME)
    text = record.get("text") or ""
    if any(part in media_type for part in _SPREADSHEETS):
        return _table(text, record, looked)
    read = decode(raw) if media_type.startswith(_READABLE) else None
    if read is None:
        return Beside(
            Form.NONE,
            problem=f"no browser shows {media_type or 'this kind of file'}: "
            "take the original as a file and open it in a program that you trust it to",
        )
    if media_type == "text/tab-separated-values":
        return _table(read.text, record, looked)
    return Beside(Form.TEXT, text=read.text[:LONGEST_TEXT], is_cut=len(read.text) > LONGEST_TEXT)


def _mail(message: Message) -> Beside:
    fields = _fields(message.raw[: message.root.body])
    if _html_in(message) is not None:
        return Beside(Form.FRAME, fields=fields)
    for part, is_text in leaves(message):
        read = decode(content(message, part)) if is_text else None
        if read is not None and read.text.strip():
            cut = len(read.text) > LONGEST_TEXT
            return Beside(Form.TEXT, fields=fields, text=read.text[:LONGEST_TEXT], is_cut=cut)
    return Beside(Form.NONE, fields=fields, problem="the message has no text")


def _message(raw: bytes) -> Message:
    if raw.startswith(OLE):
        raw, _ = read_msg(raw)
    return unsigned(Message(raw))


def _fields(header: bytes) -> tuple[tuple[str, str], ...]:
    """The fields of a header in their order, as people read them."""
    found: list[tuple[str, list[bytes]]] = []
    for line in header.splitlines():
        name, colon, value = line.partition(b":")
        if line[:1] in (b" ", b"\t") and found:
            found[-1][1].append(line.strip())
        elif colon and name.strip() and len(found) < MOST_FIELDS:
            found.append((name.strip().decode("latin-1"), [value.strip()]))
    return tuple((name, decoded(b" ".join(lines)[:LONGEST_FIELD])) for name, lines in found)


def _table(text: str, record: Mapping[str, Any], looked: Looked) -> Beside:
    words = fold(looked.rows).split()
    found = [
        (number, line)
        for number, line in enumerate(text.split("\n"), 1)
        if not words or all(word in fold(line) for word in words)
    ]
    language = record.get("language")
    rows = tuple(
        Row(number, tuple(_cells(line, looked.matcher.spans(line, language))))
        for number, line in found[:MOST_ROWS]
    )
    return Beside(Form.TABLE, rows=rows, found=len(found), is_cut=len(found) > MOST_ROWS)


def _cells(line: str, matches: Sequence[tuple[int, int]]) -> Iterator[Cell]:
    start = 0
    for cell in line.split("\t"):
        end = start + len(cell)
        borders = {start, end}
        for match in matches:
            borders.update(at for at in match if start < at < end)
        places = pairwise(sorted(borders))
        yield tuple((line[low:high], any(a <= low < b for a, b in matches)) for low, high in places)
        start = end + 1
