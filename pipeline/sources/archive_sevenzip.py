"""7z archives."""

import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from pipeline.sources.entry import Entry, Reader
from pipeline.sources.members import Members, is_unsafe
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import (
    Corrupt,
    Encrypted,
    Item,
    Unsupported,
    passed_over,
)
from pipeline.sources.pulled import pulled
from pipeline.sources.spooled import MEMORY_BYTES

if TYPE_CHECKING:
    from py7zr import SevenZipFile

Content = io.BufferedIOBase | Exception


class SevenZipArchive:
    """7z, members of a block one after the other; needs the extra `sevenzip`."""

    name = "sevenzip"
    extra = "sevenzip"
    suffixes = (".7z",)
    marks = (b"7z\xbc\xaf\x27\x1c",)
    is_archive = True
    seeks = True

    def recognises(self, head: bytes, name: str) -> bool:
        """By its mark."""
        return head.startswith(b"7z\xbc\xaf\x27\x1c")

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """The members as they are packed: those without content first, then block by block.

        What stands in a block behind damaged data cannot be unpacked, and fails.
        """
        import py7zr
        from py7zr.exceptions import ArchiveError, PasswordRequired

        try:
            with py7zr.SevenZipFile(entry.stream) as archive:
                if archive.needs_password():
                    raise Encrypted("needs a password; unpack it and give docmill the files")
                yield from _members(archive, entry, options, reader)
        except PasswordRequired as error:
            raise Encrypted("needs a password; unpack it and give docmill the files") from error
        except ArchiveError as error:
            raise Corrupt(f"the archive is damaged: {error}") from error


def _members(
    archive: "SevenZipFile", entry: Entry, options: SourceOptions, reader: Reader
) -> Iterator[Item]:
    members = Members(entry)
    files = [file for file in archive.files if not file.is_directory]
    if not files:
        yield passed_over(entry.locator, "empty")
    names = _names_on_disk(file.filename for file in files)
    left: dict[str, Any] = {}
    for name, file in zip(names, files, strict=True):
        if is_unsafe(file.filename):
            yield from _read(file, Unsupported("unsafe"), members, options, reader)
        else:
            left[name] = file
    while left:
        targets = [file.filename for file in left.values()]
        broken: Any = None
        with closing(pulled(partial(_unpack, archive, targets, entry.budget.spend))) as found:
            for name, content in found:
                if name not in left:
                    continue
                file = left.pop(name)
                if isinstance(content, Exception):
                    broken = file
                yield from _read(file, content, members, options, reader)
        # A block cannot be entered behind the damage; the others can.
        behind = [n for n, file in left.items() if broken is None or file.folder is broken.folder]
        for name in behind:
            error = Corrupt("stands behind damaged data, and cannot be unpacked")
            yield from _read(left.pop(name), error, members, options, reader)
        archive.reset()


def _read(
    file: Any, content: Content, members: Members, options: SourceOptions, reader: Reader
) -> Iterator[Item]:
    def opened() -> io.BufferedIOBase:
        if isinstance(content, Exception):
            raise content
        return content

    kind = "symlink" if file.is_symlink or file.is_junction else None
    kind = "special" if file.is_socket else kind
    try:
        member = members.add(file.filename, opened, size=file.uncompressed, kind=kind)
        yield from member.read(options, reader)
    finally:
        if not isinstance(content, Exception):
            content.close()


def _names_on_disk(names: Iterator[str]) -> list[str]:
    """The names under which py7zr gives files: doubles have a number."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        number = seen.get(name)
        found.append(name if number is None else f"{name}_{number}")
        seen[name] = 0 if number is None else number + 1
    return found


def _unpack(
    archive: "SevenZipFile",
    targets: list[str],
    charge: Callable[[int], None],
    hand: Callable[[tuple[str, Content]], None],
) -> None:
    """Hand on each file with its content, the last one with the error that ended it."""
    from py7zr.exceptions import ArchiveError, UnsupportedCompressionMethodError

    outputs = _Outputs(charge, hand)
    try:
        archive.extract(targets=targets, factory=cast(Any, outputs))
    except UnsupportedCompressionMethodError as error:
        outputs.drop()
        raise Unsupported(f"is packed in a way that is not read here: {error}") from error
    except (ArchiveError, OSError, ValueError, EOFError, LookupError, _damage()) as error:
        outputs.fail(Corrupt(f"the data is damaged: {error}"))
    except BaseException:
        outputs.drop()
        raise
    outputs.end()


def _damage() -> type[Exception]:
    import lzma

    return lzma.LZMAError


class _Outputs:
    """Where py7zr writes files: each is handed on once the next begins, for it may yet fail."""

    def __init__(
        self, charge: Callable[[int], None], hand: Callable[[tuple[str, Content]], None]
    ) -> None:
        self._charge = charge
        self._hand = hand
        self._last: tuple[str, Content] | None = None

    def create(self, filename: str) -> "_Output":
        self.end()
        stream = tempfile.SpooledTemporaryFile(MEMORY_BYTES)  # noqa: SIM115 - handed on
        self._last = (filename, cast(io.BufferedIOBase, stream))
        return _Output(stream, self._charge)

    def fail(self, error: Exception) -> None:
        """Say that the last file is not whole. Raises the error where there is none."""
        if self._last is None:
            raise error
        name = self._last[0]
        self.drop()
        self._last = (name, error)

    def drop(self) -> None:
        """Forget the last file."""
        last, self._last = self._last, None
        if last and not isinstance(last[1], Exception):
            last[1].close()

    def end(self) -> None:
        last, self._last = self._last, None
        if last is not None:
            self._hand(last)


class _Output:
    def __init__(self, stream: Any, charge: Callable[[int], None]) -> None:
        self._stream = stream
        self._charge = charge
        self._size = 0

    def write(self, data: bytes) -> int:
        self._charge(len(data))
        self._size += len(data)
        self._stream.write(data)
        return len(data)

    def read(self, size: int | None = None) -> bytes:
        return bytes(self._stream.read(-1 if size is None else size))

    def seek(self, offset: int, whence: int = 0) -> int:
        self._stream.seek(offset, whence)
        return int(self._stream.tell())

    def flush(self) -> None:
        pass

    def size(self) -> int:
        return self._size

    def close(self) -> None:
        """The stream goes on to who reads it."""
