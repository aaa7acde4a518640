"""Outlook's stores of mail (PST, OST): needs the extra `pst`."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO

import msgspec

from pipeline.records import Metadata
from pipeline.sources.entry import Entry, Reader
from pipeline.sources.message import (
    MOST_DOCUMENTS,
    Attachment,
    attached_items,
    message_document,
)
from pipeline.sources.options import SourceOptions
from pipeline.sources.outlook_items import AS_ITEM, TOO_LARGE, StoreFile, StoreItem
from pipeline.sources.outlook_message import MEDIA_TYPE
from pipeline.sources.outlook_process import items_in_child
from pipeline.sources.problems import Corrupt, DocumentTooLarge, Item, Unsupported, unread

MARK = b"!BDN"


class OutlookStore:
    """A store of mail: a record for each item, in the order of its folders."""

    name = "pst"
    extra = "pst"
    suffixes = (".pst", ".ost")
    marks = (MARK,)
    is_archive = False
    seeks = True

    def recognises(self, head: bytes, name: str) -> bool:
        """By its first bytes."""
        return head.startswith(MARK)

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """Each item as the internet writes messages, then what is attached to it."""
        most = MOST_DOCUMENTS * options.limits.max_document_bytes
        for number, item in items_in_child(entry.stream, entry.first_record(), most):
            entry.mark.record = number
            yield from _record(item, number, entry, options, reader)


def _record(
    item: StoreItem, number: int, entry: Entry, options: SourceOptions, reader: Reader
) -> Iterator[Item]:
    """An item and what is attached to it; one failure for one that cannot be read."""
    attached = [Attachment(file.name, partial(_opened, file)) for file in item.files]
    try:
        if item.error:
            raise Corrupt(f"damaged: {item.error}")
        document = message_document(
            item.message,
            b"".join([item.message, *(file.raw for file in item.files)]),
            entry,
            options,
            attached,
            number,
            media_type=MEDIA_TYPE,
            metadata=Metadata(other={"folder": ("/".join(item.folder),)} if item.folder else {}),
        )
    except (Corrupt, DocumentTooLarge) as error:
        yield unread(msgspec.structs.replace(entry.locator, record=number), error)
        return
    yield document
    yield from attached_items(document, entry, options, reader, attached, number)


def _opened(file: StoreFile) -> BytesIO:
    if file.problem == AS_ITEM:
        raise Unsupported(
            "a message that is attached as an item of Outlook's; save it as a file (MSG)"
        )
    if file.problem == TOO_LARGE:
        raise DocumentTooLarge(f"what is attached is too large: {file.told}")
    if file.problem:
        raise Corrupt(f"what is attached is damaged: {file.told}")
    return BytesIO(file.raw)
