"""What the header of a message says: who, to whom, when, about what, in answer to what."""

import re

from pipeline.mail.addresses import addresses
from pipeline.mail.attachments import attachments, name_of
from pipeline.mail.fields import Fields
from pipeline.mail.parts import Message
from pipeline.records import Address, Mail, Metadata
from pipeline.sources.dates import iso_date

MOST_REFERENCES = 1_000
MOST_NAMES = 64  # of attachments that are kept
LONGEST_ID = 1_000  # characters
_ID = re.compile(r"<\s*([^<>\s]+)\s*>")
_COMMENT = re.compile(r"\([^()]*\)")
_ZONE = re.compile(r"\s[A-Za-z]{1,6}$")
_SENDERS = ("from", "sender", "x-original-from", "return-path")
_TOOLS = ("x-mailer", "user-agent", "x-newsreader", "x-mimeole")


def mail_of(fields: Fields) -> Mail:
    """Addresses and ids of a header."""
    message_id = _first(_ids(fields, "message-id"))
    replied = _first(_ids(fields, "in-reply-to"))
    references = tuple(dict.fromkeys(_ids(fields, "references")))[-MOST_REFERENCES:]
    first = _first(_ids(fields, "references"))
    return Mail(
        message_id=message_id,
        in_reply_to=replied,
        references=references,
        thread=first or replied or message_id,
        sender=next(filter(None, (_addresses(fields, name) for name in _SENDERS)), ()),
        to=_addresses(fields, "to"),
        cc=_addresses(fields, "cc"),
        bcc=_addresses(fields, "bcc"),
        reply_to=_addresses(fields, "reply-to"),
    )


def metadata_of(message: Message, mail: Mail) -> Metadata:
    """Subject, sender and date; the names of what is attached, and the list that it went to."""
    fields = message.root.fields
    sender = mail.sender[0] if mail.sender else Address("")
    other: dict[str, tuple[str, ...]] = {}
    attached = attachments(message)
    if attached:
        numbers = {id(part): number for number, part in enumerate(message.root.leaves(), 1)}
        names = tuple(name_of(part, numbers[id(part)]) for part in attached[:MOST_NAMES])
        other["attachments"] = names
    if list_id := fields.text("list-id"):
        other["list_id"] = (list_id[:LONGEST_ID],)
    return Metadata(
        title=fields.text("subject") or None,
        author=sender.name or sender.address or None,
        published=_date(fields),
        other=other,
    )


def tool_of(fields: Fields) -> str | None:
    """The program that made the message."""
    return next(filter(None, (fields.text(name)[:LONGEST_ID] for name in _TOOLS)), None)


def _date(fields: Fields) -> str | None:
    """When it was written, as ISO 8601; else when it was received last."""
    if date := mail_date(fields.text("date")):
        return date
    received = fields.raw_all("received")[:1]
    dates = [fields.text("delivery-date"), *(_line(raw).rpartition(";")[2] for raw in received)]
    return next(filter(None, map(mail_date, dates)), None)


def mail_date(written: str) -> str | None:
    """A date as messages write it; without its offset where its zone is not known."""
    written = " ".join(_COMMENT.sub(" ", written[:200]).split())
    if not written:
        return None
    try:
        return iso_date(written) or iso_date(_ZONE.sub("", written))
    except (OverflowError, ValueError):
        return None


def _line(raw: bytes) -> str:
    return " ".join(raw.decode("latin-1").split())


def _addresses(fields: Fields, name: str) -> tuple[Address, ...]:
    found: dict[Address, None] = {}
    for raw in fields.raw_all(name):
        found |= dict.fromkeys(addresses(raw))
    return tuple(found)


def _ids(fields: Fields, name: str) -> list[str]:
    """The ids in a field, without brackets; a field of one word is one."""
    found: list[str] = []
    for raw in fields.raw_all(name):
        text = raw.decode("utf-8", "replace")
        ids = [made[:LONGEST_ID] for made in _ID.findall(text)]
        if not ids and text and len(words := text.split()) == 1:
            ids = [words[0].strip("<>")[:LONGEST_ID]]
        found += ids
    return [one for one in found if one]


def _first(ids: list[str]) -> str | None:
    return ids[0] if ids else None
