"""The parts of a file that is a zip (DOCX, ODT, EPUB …), unpacked piece by piece within limits."""

import contextlib
import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property
from typing import cast
from urllib.parse import unquote

from pipeline.convert.converter import ConversionLimits, Damaged, Encrypted, TooMuch, raise_limit
from pipeline.convert.default_password import LOCKED, opened
from pipeline.mail.msg import OLE
from pipeline.zip_directory import member_at, unpacked, zip_directory
from pipeline.zip_recovery import open_recovered, recovered

PIECE = 65_536  # bytes
AT_ONCE = 1_000_000  # bytes that a part unpacks to, of which no pieces are made
# What zipfile raises for what is no zip, or damaged; the last two for unknown ways of packing.
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, IndexError, KeyError,
    NotImplementedError, RuntimeError,
)  # fmt: skip


class PackedParts:
    """The parts of one file by name. Names are looked up as they are, then without their case.

    `password`: what a file that is encrypted as a whole is tried with; "": none.

    Raises:
        Encrypted: the file, or a part of it, needs another password.
        Damaged: it is no zip, or a part cannot be unpacked.
        TooMuch: all parts read so far are larger than `max_unpacked_bytes`.
    """

    def __init__(self, raw: str | bytes, limits: ConversionLimits, password: str = "") -> None:
        data = raw.encode() if isinstance(raw, str) else raw
        if data.startswith(OLE):
            # Office puts an encrypted package into an OLE file.
            if "EncryptedPackage".encode("utf-16-le") not in data:
                raise Damaged("an OLE file with the name of a newer format; give it its right name")
            if not password:
                raise Encrypted(LOCKED)
            data = opened(data, password)
        self._data = data
        self._left = limits.max_unpacked_bytes
        self._limit = limits.max_unpacked_bytes
        directory = zip_directory(data)
        self._places = {_plain(name): place for name, place in (directory or {}).items()}
        self._known = self._infos if directory is None else self._places
        self.names = list(self._known)

    def __contains__(self, name: str) -> bool:
        return self._found(name) is not None

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, unpacked as they are asked for; none if there is no such part."""
        found = self._found(name)
        if found is None:
            return
        if (place := self._places.get(found)) is not None:
            member = member_at(self._data, place)
            if member.size <= AT_ONCE and (data := unpacked(self._data, member)) is not None:
                yield self._counted(data)
                return
        yield from self._unpacked_stepwise(found)

    def read(self, name: str) -> bytes:
        """A whole part; b"" if there is no such."""
        return b"".join(self.pieces(name))

    def readable(self, name: str) -> bytes:
        """What can be read of a part, up to where it is damaged."""
        pieces = []
        with contextlib.suppress(Damaged):
            for piece in self.pieces(name):
                pieces.append(piece)
        return b"".join(pieces)

    def _unpacked_stepwise(self, name: str) -> Iterator[bytes]:
        """The bytes of a part that is large, or not as it should be."""
        info = self._infos.get(name)
        if info is None:
            raise Damaged(f"the part {name!r} cannot be found")
        if info.flag_bits & 1:
            raise Encrypted("a part of the file opens with a password only: decrypt it first")
        try:
            with self._opened(info) as part:
                # Where a file is cut off, `read` would lose what it has.
                read = part.read if self._zip else part.read1
                while piece := read(PIECE):
                    yield self._counted(piece)
        except UNREADABLE as error:
            raise Damaged(f"the part {name!r} cannot be unpacked: {error}") from None

    def _opened(self, info: zipfile.ZipInfo) -> io.BufferedIOBase:
        if self._zip is None:
            return open_recovered(io.BytesIO(self._data), info)
        return cast(io.BufferedIOBase, self._zip.open(info))

    def _counted(self, piece: bytes) -> bytes:
        self._left -= len(piece)
        if self._left < 0:
            raise TooMuch(
                f"its parts are larger than {self._limit:,} bytes when unpacked; "
                + raise_limit("max_unpacked_bytes")
            )
        return piece

    @cached_property
    def _zip(self) -> zipfile.ZipFile | None:
        """The zip by its directory, which stands at its end; None if it was cut off."""
        with contextlib.suppress(*UNREADABLE):
            return zipfile.ZipFile(io.BytesIO(self._data))
        return None

    @cached_property
    def _infos(self) -> dict[str, zipfile.ZipInfo]:
        """What `zipfile` knows of the parts; of one that was cut off, each is found by itself."""
        infos = self._zip.infolist() if self._zip else recovered(io.BytesIO(self._data)).members
        if not infos and self._zip is None:
            raise Damaged("no zip that can be read")
        return {_plain(info.filename): info for info in infos}

    def _found(self, name: str) -> str | None:
        name = _plain(name)
        return name if name in self._known else self._lower.get(name.lower())

    @cached_property
    def _lower(self) -> dict[str, str]:
        return {name.lower(): name for name in self.names}


def target(part: str, reference: str) -> str:
    """The name of the part that `reference` names in `part`."""
    path = unquote(reference.partition("#")[0])
    if path.startswith("/"):
        return posixpath.normpath(path.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), path))


def _plain(name: str) -> str:
    name = name.replace("\\", "/")
    return name.lstrip("/") if name.startswith("/") else name
