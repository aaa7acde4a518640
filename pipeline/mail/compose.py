"""Items of Outlook written out as the messages of the internet that all else here reads."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b

from pipeline.records import Record

# They say how a body is packed that is not there any more.
_OF_BODY = re.compile(
    rb"^(?:content-[\w-]+|mime-version)[ \t]*:[^\n]*\n?(?:[ \t][^\n]*\n?)*",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD = re.compile(rb"^[!-9;-~]+[ \t]*:", re.MULTILINE)
_BLANK_LINES = re.compile(rb"\n\s*\n")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)  # of Windows' times, in steps of 100 ns


class Attached(Record, frozen=True):
    """The name of what is attached, and its media type."""

    name: str
    media_type: str


class Item(Record, frozen=True):
    """What an item of Outlook says; "" for what it does not.

    `header`: the header with which it came, if it came from the internet; it counts more than the
    fields that follow. `sender`, `to`, `cc`, `bcc`: name and address. `html`, `rtf`: bytes, of
    whose encoding is `charset`, if it is known.
    """

    header: str = ""
    subject: str = ""
    sender: tuple[tuple[str, str], ...] = ()
    to: tuple[tuple[str, str], ...] = ()
    cc: tuple[tuple[str, str], ...] = ()
    bcc: tuple[tuple[str, str], ...] = ()
    date: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: str = ""
    text: str = ""
    html: bytes = b""
    rtf: bytes = b""
    charset: str = ""


def composed(item: Item, attached: Sequence[Attached] = ()) -> bytes:
    """The item as a message: the parts of what is attached have a header and no body."""
    bodies = []
    if item.text.strip() or not (item.html or item.rtf):
        bodies.append(_part("text/plain; charset=utf-8", _bytes(item.text)))
    if item.html:
        charset = f"; charset={item.charset}" if item.charset else ""
        bodies.append(_part(f"text/html{charset}", item.html))
    if not bodies:
        bodies.append(_part("text/rtf", item.rtf))
    inner = bodies[0] if len(bodies) == 1 else _multipart("alternative", bodies)
    if attached:
        inner = _multipart("mixed", [inner, *map(_attached, attached)])
    return _header(item) + inner


def windows_time(ticks: int) -> str:
    """A time of Windows as messages write it; "" for what is none."""
    try:
        moment = _EPOCH + timedelta(microseconds=ticks // 10)
        return format_datetime(moment) if 1970 < moment.year < 2200 else ""
    except (OverflowError, ValueError):
        return ""


def _header(item: Item) -> bytes:
    came = _bytes(item.header).replace(b"\r\n", b"\n").replace(b"\r", b"\n").strip()
    came = _BLANK_LINES.sub(b"\n", came)
    came = _OF_BODY.sub(b"", came).strip()
    # Exchange writes a title above the header.
    first = _FIELD.search(came)
    came = came[first.start() :] if first else b""
    lines = [came] if came else []
    has = {found[0].rstrip(b": \t").lower() for found in _FIELD.finditer(came)}
    fields = (
        ("Subject", item.subject), ("From", _people(item.sender)), ("To", _people(item.to)),
        ("Cc", _people(item.cc)), ("Bcc", _people(item.bcc)), ("Date", item.date),
        ("Message-ID", item.message_id), ("In-Reply-To", item.in_reply_to),
        ("References", item.references),
    )  # fmt: skip
    for name, value in fields:
        if value.strip() and name.lower().encode() not in has:
            lines.append(_bytes(f"{name}: {' '.join(value.replace(chr(0), '').split())}"))
    return b"\n".join([*lines, b""])


def _people(people: Sequence[tuple[str, str]]) -> str:
    written = []
    for name, address in people:
        quoted = name.replace("\\", "").replace('"', "'").strip(" '\0")
        address = address.strip(" '<>\0")
        if "@" not in address and address.startswith("/"):
            address = ""  # of a directory within a firm: no address anybody could write to
        if quoted and not address:
            written.append(f'"{quoted}"' if "," in quoted or ";" in quoted else quoted)
        elif address:
            written.append(f'"{quoted}" <{address}>' if quoted else f"<{address}>")
    return ", ".join(written)


def _multipart(kind: str, parts: Sequence[bytes]) -> bytes:
    joined = b"".join(parts)
    # Nothing can hold the hash of itself.
    boundary = b"=_" + blake2b(joined, digest_size=16).hexdigest().encode()
    inside = b"".join(b"--%b\n%b\n" % (boundary, part) for part in parts)
    declared = f'multipart/{kind}; boundary="{boundary.decode()}"'
    return f"Content-Type: {declared}\n\n".encode() + inside + b"--%b--\n" % boundary


def _part(media_type: str, body: bytes) -> bytes:
    return f"Content-Type: {media_type}\n\n".encode() + body


def _attached(file: Attached) -> bytes:
    name = " ".join(file.name.split()).replace("\\", "/").replace('"', "'")
    media_type = file.media_type if re.fullmatch(r"[\w.+-]+/[\w.+-]+", file.media_type) else ""
    header = f"Content-Type: {media_type or 'application/octet-stream'}\n"
    return _bytes(f'{header}Content-Disposition: attachment; filename="{name}"\n\n')


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
