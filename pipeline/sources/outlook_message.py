"""Outlook's messages in files of their own (MSG): each a document, and what is attached to it."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO

from pipeline.mail.msg import OLE, read_msg
from pipeline.sources.entry import Entry, Reader, read_up_to
from pipeline.sources.message import (
    MOST_DOCUMENTS,
    Attachment,
    attached_items,
    message_document,
    too_large,
)
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import Corrupt, DocumentTooLarge, Item

MEDIA_TYPE = "application/vnd.ms-outlook"
# The name of the first stream in the directory of such a file, as it stands in its bytes.
_PROPERTIES = "__properties_version1.0".encode("utf-16-le")


class OutlookMessage:
    """A file that is one message of Outlook's."""

    name = "msg"
    suffixes = (".msg", ".oft")
    marks = (OLE,)
    is_archive = False
    seeks = False

    def recognises(self, head: bytes, name: str) -> bool:
        """An OLE file by its name, or by its directory where that stands at the beginning."""
        return head.startswith(OLE) and (
            name.lower().endswith(self.suffixes) or _PROPERTIES in head
        )

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """The message as the internet writes them, then what is attached to it."""
        most = MOST_DOCUMENTS * options.limits.max_document_bytes
        raw = read_up_to(entry.stream, most + 1)
        if len(raw) > most:
            raise DocumentTooLarge(too_large(options))
        try:
            message, files = read_msg(raw)
        except Exception as error:
            raise Corrupt(f"no message of Outlook's can be read in it: {error}") from error
        attached = [Attachment(file.name, partial(BytesIO, file.raw)) for file in files]
        document = message_document(message, raw, entry, options, attached, media_type=MEDIA_TYPE)
        yield document
        yield from attached_items(document, entry, options, reader, attached)
