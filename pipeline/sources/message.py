"""Messages: each a document, and what is attached to it files of their own (EML, EMLX)."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import BytesIO
from typing import NamedTuple

import msgspec

from pipeline.identity import NOTHING, document_id, raw_hash
from pipeline.mail.attachments import attachments, is_encrypted, name_of
from pipeline.mail.heads import is_message
from pipeline.mail.parts import RFC822, Message, Part, without
from pipeline.mail.signed import unsigned
from pipeline.mail.transfer import content
from pipeline.mail.uuencoded import uuencoded
from pipeline.records import Document, Metadata
from pipeline.sources.entry import Entry, Reader, read_to_damage
from pipeline.sources.members import Members
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import (
    Corrupt,
    DocumentTooLarge,
    Encrypted,
    Item,
    Truncated,
    Unsupported,
    most_bytes,
)

# A message with all that is attached to it may be so many times as large as a document.
MOST_DOCUMENTS = 4
# Apple Mail writes the message's size before it, and its own data behind it.
_EMLX = re.compile(rb"[ \t]*(\d{1,12})[ \t]*\r?\n")


class MessageFile:
    """A file that is one message."""

    name = "message"
    suffixes = (".eml", ".emlx", ".mht", ".mhtml", ".nws")
    is_archive = False
    seeks = False

    def recognises(self, head: bytes, name: str) -> bool:
        """By its header, unless that says no more than the beginning of any letter."""
        return is_message(head)

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """The message, then what is attached to it; of a damaged file what is before the damage."""
        most = MOST_DOCUMENTS * options.limits.max_document_bytes
        raw, damage = read_to_damage(entry.stream, most + 1)
        if damage is not None and not raw:
            raise damage
        if len(raw) > most:
            raise DocumentTooLarge(too_large(options))
        if sized := _EMLX.match(raw):
            raw = raw[sized.end() :][: int(sized[1])]
        yield from message_items(raw, entry, options, reader, damage=damage)
        if damage is not None:
            raise damage


class Attachment(NamedTuple):
    """A file that is attached to a message: its name, and what opens it."""

    name: str
    open: Callable[[], BytesIO]


def message_items(
    raw: bytes,
    entry: Entry,
    options: SourceOptions,
    reader: Reader,
    record: int | None = None,
    *,
    damage: Truncated | Corrupt | None = None,
) -> Iterator[Item]:
    """A message as a document, and the files that are attached to it, in their order.

    The document holds the message without the bodies of these; its hash is over all of it.
    `record`: its number in a file of several, from 0. `damage`: what cut the message off.
    """
    message = unsigned(Message(raw))
    in_text = uuencoded(message)
    attached = sorted([*attachments(message), *in_text], key=lambda part: part.body)
    numbers = {id(p): number for number, p in enumerate([*message.root.leaves(), *in_text], 1)}
    files = [
        Attachment(name_of(part, numbers[id(part)]), partial(_opened, message, part))
        for part in attached
    ]
    if message.left:
        files.append(Attachment("more parts", _too_many))
    document = message_document(without(message, attached), raw, entry, options, files, record)
    if damage is not None:
        document = msgspec.structs.replace(document, damage=str(damage))
    yield document
    yield from attached_items(document, entry, options, reader, files, record)


def message_document(
    slim: bytes,
    given: bytes,
    entry: Entry,
    options: SourceOptions,
    files: Sequence[Attachment],
    record: int | None = None,
    *,
    media_type: str = RFC822,
    metadata: Metadata = NOTHING,
) -> Document:
    """The document of a message. `given`: all that the source gave of it, for its hash.

    Raises:
        DocumentTooLarge: it is too large without what is attached to it.
    """
    limit = options.limits.max_document_bytes
    if len(slim) > limit:
        raise DocumentTooLarge(
            f"the message is larger than {most_bytes(limit)} without what is attached to it"
        )
    locator = msgspec.structs.replace(entry.locator, record=record or 0)
    own = document_id(locator)
    return Document(
        id=own,
        locator=locator,
        media_type=media_type,
        raw=given if options.whole else slim,
        raw_hash=raw_hash(given, media_type, metadata),
        size=len(given),
        metadata=metadata,
        parent=entry.parent,
        family=entry.family or (own if files else None),
    )


def attached_items(
    document: Document,
    entry: Entry,
    options: SourceOptions,
    reader: Reader,
    files: Sequence[Attachment],
    record: int | None = None,
) -> Iterator[Item]:
    """The items of what is attached to a message."""
    members = Members(entry, record=record, document=document)
    for file in files:
        yield from members.add(file.name, file.open).read(options, reader)


def _opened(message: Message, part: Part) -> BytesIO:
    raw = content(message, part)
    if is_encrypted(part, raw):
        raise Encrypted("the message is encrypted, and its key is not asked for")
    return BytesIO(raw)


def _too_many() -> BytesIO:
    raise Unsupported("the message has more parts than are read; save them as files")


def too_large(options: SourceOptions) -> str:
    """What is wrong with a message that is larger than may be held in memory."""
    return (
        f"the message and what is attached to it are larger than {MOST_DOCUMENTS} times "
        f"{most_bytes(options.limits.max_document_bytes)}"
    )
