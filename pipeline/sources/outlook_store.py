"""Outlook's stores of mail (PST, OST), read by libpff: the extra `pst`."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import Any, NamedTuple

import msgspec

from pipeline.mail.outlook import (
    EXTENSION,
    FILE,
    FIXED,
    LONG_FILE,
    METHOD,
    MIME,
    NAME,
    Bag,
    File,
    item_of,
    message_of,
)
from pipeline.records import Metadata
from pipeline.sources.entry import Entry, Reader
from pipeline.sources.message import (
    MOST_DOCUMENTS,
    Attachment,
    attached_items,
    message_document,
)
from pipeline.sources.options import SourceOptions
from pipeline.sources.outlook_message import MEDIA_TYPE
from pipeline.sources.problems import (
    Corrupt,
    DocumentTooLarge,
    Item,
    Unsupported,
    unread,
)

MARK = b"!BDN"
DEEPEST = 100  # folders in one another
MOST_PROPERTIES = 10_000
_AS_ITEM = 5  # the way in which a message is attached as such (PidTagAttachMethod)


class OutlookStore:
    """A store of mail: a record for each item, in the order of its folders."""

    name = "pst"
    extra = "pst"
    suffixes = (".pst", ".ost")
    is_archive = False
    seeks = True

    def recognises(self, head: bytes, name: str) -> bool:
        """By its first bytes."""
        return head.startswith(MARK)

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """Each item as the internet writes messages, then what is attached to it."""
        import pypff

        store = pypff.file()
        try:
            store.open_file_object(entry.stream)
            root = store.get_root_folder()
        except Exception as error:
            raise Corrupt(f"no store of Outlook's can be read in it: {error}") from error
        first = entry.first_record()
        try:
            for number, found in enumerate(_items(root, ())):
                if number >= first:
                    entry.mark.record = number
                    yield from _record(found, number, entry, options, reader)
        finally:
            store.close()


class _Found(NamedTuple):
    """An item of a store, or the error that stands for what could not be read of its folder."""

    folder: tuple[str, ...]
    item: Any
    error: Exception | None = None


def _items(folder: Any, way: tuple[str, ...]) -> Iterator[_Found]:
    """All items below a folder. What is damaged is one item each, so that numbers stay."""
    try:
        items, folders = int(folder.number_of_sub_messages), int(folder.number_of_sub_folders)
    except Exception as error:
        yield _Found(way, None, error)
        return
    for number in range(items):
        try:
            yield _Found(way, folder.get_sub_message(number))
        except Exception as error:
            yield _Found(way, None, error)
    for number in range(folders):
        try:
            inner = folder.get_sub_folder(number)
            name = str(inner.name or "")
        except Exception as error:
            yield _Found(way, None, error)
            continue
        if len(way) < DEEPEST:
            yield from _items(inner, (*way, name) if name else way)


def _record(
    found: _Found, number: int, entry: Entry, options: SourceOptions, reader: Reader
) -> Iterator[Item]:
    """An item and what is attached to it; one failure for one that cannot be read."""
    try:
        if found.error is not None:
            raise found.error
        files = list(_files(found.item, options))
        people = _recipients(found.item)
        message = message_of(item_of(_bag(found.item), people), (file for file, _ in files))
        other: dict[str, tuple[str, ...]] = {}
        if found.folder:
            other["folder"] = ("/".join(found.folder),)
        attached = [Attachment(file.name, partial(_opened, file, error)) for file, error in files]
        document = message_document(
            message,
            b"".join([message, *(file.raw for file, _ in files)]),
            entry,
            options,
            attached,
            number,
            media_type=MEDIA_TYPE,
            metadata=Metadata(other=other),
        )
    except Exception as error:
        told = error if isinstance(error, DocumentTooLarge) else Corrupt(f"damaged: {error}")
        yield unread(msgspec.structs.replace(entry.locator, record=number), told)
        return
    yield document
    yield from attached_items(document, entry, options, reader, attached, number)


def _opened(file: File, error: Exception | None) -> BytesIO:
    if error is not None:
        raise error
    return BytesIO(file.raw)


def _bag(item: Any) -> Bag:
    """The properties of an item; those that cannot be read are left out."""
    fixed: dict[int, bytes] = {}
    others: dict[tuple[int, int], bytes] = {}
    for at in range(_count(item, "number_of_record_sets")):
        _collect(item, at, fixed, others)
    return Bag(fixed, lambda number, kind: others.get((number, kind), b""))


def _collect(
    item: Any, at: int, fixed: dict[int, bytes], others: dict[tuple[int, int], bytes]
) -> None:
    try:
        properties = item.get_record_set(at)
    except Exception:
        return
    for number in range(min(_count(properties, "number_of_entries"), MOST_PROPERTIES)):
        try:
            one = properties.get_entry(number)
            kind, data = int(one.value_type), bytes(one.data or b"")
        except Exception:
            continue
        if kind in FIXED:
            fixed.setdefault(int(one.entry_type), data)
        else:
            others.setdefault((int(one.entry_type), kind), data)


def _count(item: Any, name: str) -> int:
    try:
        return int(getattr(item, name))
    except Exception:
        return 0


def _recipients(item: Any) -> list[Bag]:
    """A bag for each: libpff gives each as a set of properties of one object."""
    try:
        people = item.recipients
    except Exception:
        return []
    found = []
    for at in range(_count(people, "number_of_record_sets")):
        fixed: dict[int, bytes] = {}
        others: dict[tuple[int, int], bytes] = {}
        _collect(people, at, fixed, others)
        found.append(Bag(fixed, partial(_of, others)))
    return found


def _of(others: dict[tuple[int, int], bytes], number: int, kind: int) -> bytes:
    return others.get((number, kind), b"")


def _files(item: Any, options: SourceOptions) -> Iterator[tuple[File, Exception | None]]:
    """What is attached to an item, each with the error that keeps it from being read."""
    left = MOST_DOCUMENTS * options.limits.max_document_bytes
    for number in range(_count(item, "number_of_attachments")):
        error: Exception | None = None
        raw, name, media_type, is_message = b"", "", "application/octet-stream", False
        try:
            attachment = item.get_attachment(number)
            bag = _bag(attachment)
            name = bag.text(LONG_FILE, FILE, NAME).replace("\\", "/").rpartition("/")[2]
            name = name or f"part-{number + 1}{bag.text(EXTENSION)}"
            media_type = bag.text(MIME) or media_type
            is_message = bag.number(METHOD) == _AS_ITEM
            size = int(attachment.size)
            if is_message:
                error = Unsupported(
                    "a message that is attached as an item of Outlook's; save it as a file (MSG)"
                )
            elif size > left:
                error = DocumentTooLarge(f"what is attached has {size} bytes; {left} were left")
            elif size:
                raw = bytes(attachment.read_buffer(size))
                left -= size
        except Exception as caught:
            error = Corrupt(f"what is attached is damaged: {caught}")
        yield File(name or f"part-{number + 1}", media_type, raw, is_message), error
