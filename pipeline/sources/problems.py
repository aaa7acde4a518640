"""What can be wrong with a source, and how it is reported: one `Failed` for each problem."""

import errno
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterable
from gzip import BadGzipFile

import msgspec
import zstandard

from pipeline.errors import DocumentError, is_panic
from pipeline.records import Document, Failed, Filtered, Locator, Unread

STAGE = "source"
Item = Document | Unread


class DocumentTooLarge(DocumentError):
    """The document is above the limit for one document."""


def most_bytes(limit: int) -> str:
    """The limit for one document, with the setting that it is, for messages."""
    return f"{limit} bytes (DOCMILL_MAX_DOCUMENT_BYTES)"


class DecompressionBomb(DocumentError):
    """Packed data that unpacks to more than the limits allow; `budget` is that of its input."""

    def __init__(self, message: str, budget: object = None) -> None:
        super().__init__(message)
        self.budget = budget


class InvalidRecord(DocumentError):
    """A record that is not well formed, or holds no text."""


class NoText(InvalidRecord):
    """A record, or a table, without a field that is known to hold a text."""


class NoObject(InvalidRecord):
    """A JSON value that is no object, of this `kind`: "str", "list", "null"."""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


class MissingKey(DocumentError):
    """A record without the field that was to be its key."""


class Encrypted(DocumentError):
    """A member that needs a password."""


class UnsafeName(DocumentError):
    """A member whose name points outside the archive."""


class Truncated(DocumentError):
    """A file that ends too early."""


class Corrupt(DocumentError):
    """Data that is damaged, or not what the name says."""


class Unsupported(DocumentError):
    """A variant of a format that cannot be read here."""


_DAMAGE = (
    zlib.error,
    lzma.LZMAError,
    zstandard.ZstdError,
    zipfile.BadZipFile,
    tarfile.TarError,
    BadGzipFile,
    # What the standard library's parsers stumble over in damaged headers.
    struct.error,
    IndexError,
    ValueError,
)


_BAD_DISK = (errno.EIO, errno.ESTALE, errno.ENXIO)


def _in_our_words(error: Exception) -> Exception:
    """A library's error under the name and with the advice that a reader of reports needs."""
    if isinstance(error, DocumentError):
        return error
    cut_off = isinstance(error, tarfile.ReadError) and str(error) == "unexpected end of data"
    if cut_off or isinstance(error, EOFError):
        return Truncated("the file ends too early: it was cut off; fetch it again")
    if isinstance(error, _DAMAGE) or getattr(error, "errno", None) == errno.EINVAL:
        return Corrupt(f"the data is damaged or not what its name says: {error}")
    if isinstance(error, NotImplementedError):
        return Unsupported(f"cannot be read here: {error}; pack it again with plain deflate")
    if isinstance(error, OSError) and error.errno in _BAD_DISK:
        return OSError(
            f"{error.strerror}: the disk, or the share, could not be read on; what follows in this "
            "file was not read"
        )
    if isinstance(error, OSError):
        # Without the path: the locator that follows names it, and always in printable form.
        return type(error)(error.strerror) if error.strerror else error
    return error


def damage_by(error: Exception) -> Truncated | Corrupt | None:
    """What an error says of the data, if it says that they end too early or are not sound."""
    found = _in_our_words(error)
    return found if isinstance(found, Truncated | Corrupt) else None


def content_error(error: BaseException) -> Exception | None:
    """An error that content has caused; a panic of a library in Rust is one, too.

    None for what is none, such as an interruption: that must be raised on.
    """
    if isinstance(error, Exception):
        return error
    if is_panic(error):
        return Corrupt(f"its reader failed, so it is damaged or of an unknown kind: {error}")
    return None


def unread(locator: Locator, error: Exception) -> Unread:
    """The failed record of an error at a place; its message names the place."""
    failed = Failed.because(STAGE, _in_our_words(error))
    message = f"{failed.message} [{locator}]"
    return Unread(locator, msgspec.structs.replace(failed, message=message[:500]))


def passed_over(locator: Locator, reason: str) -> Unread:
    """Something that is left out on purpose."""
    return Unread(locator, Filtered(reason))


def guarded(
    locator: Locator,
    items: Iterable[Item],
    passes: Callable[[Exception], bool] = lambda error: False,
) -> Generator[Item, None, Exception | None]:
    """Pass items on; whatever error ends them becomes one more item. Returns that error.

    An error after some records is placed at the record that follows the last good one, so that
    no two items share a locator. One that `passes` is about more than these items, and is raised.
    """
    last: Item | None = None
    try:
        for item in items:
            if item.locator.member == locator.member:
                last = item
            yield item
    except BaseException as raised:
        error = content_error(raised)
        if error is None or passes(error):
            raise
        place = locator
        if last is not None and last.locator.source == locator.source:
            place = msgspec.structs.replace(last.locator, record=last.locator.record + 1)
        yield unread(place, error)
        return error
    return None
