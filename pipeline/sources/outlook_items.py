"""The items of Outlook's stores (PST, OST), read by libpff: the extra `pst`.

libpff is written in C, and a damaged store may end the process that reads it. So this runs in a
process of its own: see `pipeline.sources.outlook_process`.
"""

from collections.abc import Iterator
from functools import partial
from typing import IO, Any

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
from pipeline.records import Record

DEEPEST = 100  # folders in one another
MOST_PROPERTIES = 10_000
_AS_ITEM = 5  # the way in which a message is attached as such (PidTagAttachMethod)
DAMAGED, TOO_LARGE, AS_ITEM = "damaged", "too large", "attached as an item"


class StoreFile(Record, frozen=True):
    """What is attached to an item.

    `problem`: "" where it was read, else one of three words. `told`: more about it.
    """

    name: str
    raw: bytes = b""
    problem: str = ""
    told: str = ""


class StoreItem(Record, frozen=True):
    """An item as the internet writes messages, without what is attached to it, and that.

    `error`: why it could not be read; then there is nothing else.
    """

    folder: tuple[str, ...] = ()
    message: bytes = b""
    files: tuple[StoreFile, ...] = ()
    error: str = ""


class UnreadableStore(Exception):
    """A file that libpff does not take for a store."""


def store_items(stream: IO[bytes], first: int, most_bytes: int) -> Iterator[StoreItem]:
    """The items of a store from the `first` on, in the order of its folders.

    What is damaged is one item each, so that numbers stay. `most_bytes`: what is attached to one
    item may have so many. Raises `UnreadableStore`.
    """
    import pypff

    store = pypff.file()
    try:
        store.open_file_object(stream)
        root = store.get_root_folder()
    except Exception as error:
        raise UnreadableStore(str(error)) from error
    try:
        for number, (way, item) in enumerate(_items(root, ())):
            if number >= first:
                yield _read(way, item, most_bytes)
    finally:
        store.close()


def _items(folder: Any, way: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """All items below a folder, or the errors that stand for what could not be read of it."""
    try:
        items, folders = int(folder.number_of_sub_messages), int(folder.number_of_sub_folders)
    except Exception as error:
        yield way, error
        return
    for number in range(items):
        try:
            yield way, folder.get_sub_message(number)
        except Exception as error:
            yield way, error
    for number in range(folders):
        try:
            inner = folder.get_sub_folder(number)
            name = str(inner.name or "")
        except Exception as error:
            yield way, error
            continue
        if len(way) < DEEPEST:
            yield from _items(inner, (*way, name) if name else way)


def _read(way: tuple[str, ...], item: Any, most_bytes: int) -> StoreItem:
    try:
        if isinstance(item, Exception):
            raise item
        files = list(_files(item, most_bytes))
        message = message_of(item_of(_bag(item), _recipients(item)), (file for file, _ in files))
    except Exception as error:
        return StoreItem(way, error=str(error) or type(error).__name__)
    return StoreItem(way, message, tuple(file for _, file in files))


def _bag(item: Any) -> Bag:
    """The properties of an item; those that cannot be read are left out."""
    fixed: dict[int, bytes] = {}
    others: dict[tuple[int, int], bytes] = {}
    for at in range(_count(item, "number_of_record_sets")):
        _collect(item, at, fixed, others)
    return Bag(fixed, partial(_of, others))


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


def _files(item: Any, most_bytes: int) -> Iterator[tuple[File, StoreFile]]:
    """What is attached to an item: for its message's header, and as it is."""
    left = most_bytes
    for number in range(_count(item, "number_of_attachments")):
        raw, problem, told = b"", "", ""
        name, media_type, is_message = f"part-{number + 1}", "application/octet-stream", False
        try:
            attachment = item.get_attachment(number)
            bag = _bag(attachment)
            own = bag.text(LONG_FILE, FILE, NAME).replace("\\", "/").rpartition("/")[2]
            name = own or f"{name}{bag.text(EXTENSION)}"
            media_type = bag.text(MIME) or media_type
            is_message = bag.number(METHOD) == _AS_ITEM
            size = int(attachment.size)
            if is_message:
                problem = AS_ITEM
            elif size > left:
                problem, told = TOO_LARGE, f"it has {size} bytes; {left} were left"
            elif size:
                raw = bytes(attachment.read_buffer(size))
                left -= size
        except Exception as error:
            problem, told = DAMAGED, str(error)
        yield File(name, media_type, raw, is_message), StoreFile(name, raw, problem, told)
