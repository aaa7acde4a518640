"""Files that are attached to a PDF, or make up a portfolio: ISO 32000-1, 7.11.4.

They are found in the bytes of the file. PDFium would give them too; it is C++, and the process that
opens sources must outlive every file.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.errors import DocumentError
from pipeline.pdf_objects import PackedOtherwise, PdfObjects, Stream
from pipeline.sources.problems import Corrupt, Encrypted, Unsupported

_MARK = b"/EmbeddedFile"  # of a file, or of the tree of all
# What names a file: /EF << /F 12 0 R /UF 12 0 R >>, and beside it the name itself.
# One file may have a form for each system.
_FORM = re.compile(rb"/(?:UF|F|Unix|DOS|Mac)\s+(\d{1,10})\s+\d{1,5}\s+R")
_NAMES_FILE = re.compile(rb"/EF\s*(?:<<([^<>]{0,500})|\s(\d{1,10})\s+\d{1,5}\s+R)")
_NAME = re.compile(
    rb"/(UF|F|Unix|DOS|Mac)\s*"
    rb"(?:\(((?:[^()\\]++|\\.|\([^()]*+\))*+)\)|<([0-9A-Fa-f\s]*+)>)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_MOST_FILES = 10_000


class PdfFile(NamedTuple):
    """A file in a PDF; `data`: its bytes, up to one more than the limit, or why there are none."""

    name: str
    data: bytes | DocumentError


def files_in_pdf(raw: bytes, limit: int) -> Iterator[PdfFile]:
    """The files in a PDF, in the order in which they stand there. Takes time linear in its size.

    `limit`: bytes that a file may unpack to; of a larger one so many and one more are given.
    """
    if not raw[:1024].lstrip().startswith(b"%PDF-") or _MARK not in raw:
        return
    file = PdfObjects(raw)
    left = 2 * len(raw)  # of packed bytes, so that not many files are the same ones
    for number, name in _names(file).items():
        data: bytes | DocumentError
        try:
            if file.is_locked:
                raise Encrypted("it is attached to an encrypted PDF: save that without encryption")
            stream = file.stream(file.places.get(number, len(raw)))
            left -= stream.end - stream.begin if stream else 0
            if stream is None or left < 0:
                raise Corrupt("it is missing in its PDF, which was cut off or is damaged")
            data = _unpacked(file, stream, limit + 1)
        except DocumentError as error:
            data = error
        yield PdfFile(name, data)


def _names(file: PdfObjects) -> dict[int, str]:
    """What the files are called, by the numbers of their objects.

    Where the names themselves are locked, they are numbers.
    """
    found: dict[int, str] = {}
    for _, body in file.bodies():
        _add_name(file, body, found)
    if file.is_locked:
        return {number: f"attachment-{count}" for count, number in enumerate(found, 1)}
    return found


def _add_name(file: PdfObjects, data: bytes, found: dict[int, str]) -> None:
    """Adds the file that an object names, if it does."""
    named = _NAMES_FILE.search(data)
    if named is None or len(found) >= _MOST_FILES:
        return
    # The forms may stand in an object of their own.
    forms = file.object(int(named[2])) if named[1] is None else named[1]
    names = {name[1]: name for name in _NAME.finditer(data)}
    best = names.get(b"UF") or names.get(b"F") or next(iter(names.values()), None)
    name = _text(best) if best else ""
    for form in _FORM.finditer(forms):
        found.setdefault(int(form[1]), name or f"attachment-{len(found) + 1}")


def _unpacked(file: PdfObjects, stream: Stream, most: int) -> bytes:
    """The bytes of a stream, at most so many."""
    try:
        return file.unpacked(stream, most)
    except PackedOtherwise as way:
        raise Unsupported(f"it is packed into its PDF {way}, which is not read") from None
    except ValueError as error:
        raise Corrupt(f"it is damaged: {error}") from None


def _text(name: re.Match[bytes]) -> str:
    """A name without a path (7.9.2.2)."""
    if name[3] is not None:
        digits = b"".join(name[3].split())
        data = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    else:
        data = _ESCAPE.sub(_unescaped, name[2])
    if data.startswith(b"\xfe\xff"):
        text = data[2:].decode("utf-16-be", "replace")
    elif data.startswith(b"\xef\xbb\xbf"):
        text = data[3:].decode("utf-8", "replace")
    else:
        text = data.decode("latin-1")
    return text.replace("\\", "/").rstrip("/").rpartition("/")[2].strip("\0 ")


def _unescaped(found: re.Match[bytes]) -> bytes:
    what = found[1]
    if what[:1].isdigit():
        return bytes([int(what, 8) & 0xFF])
    return b"" if what in (b"\n", b"\r", b"\r\n") else _LETTERS.get(what, what)
