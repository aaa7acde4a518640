"""The parts of a file that is a zip (DOCX, ODT, EPUB …), unpacked piece by piece within limits."""

import contextlib
import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import cast
from urllib.parse import unquote

from pipeline.convert.converter import ConversionLimits, Damaged, Encrypted, TooMuch, raise_limit
from pipeline.convert.default_password import opened
from pipeline.mail.msg import OLE
from pipeline.zip_recovery import open_recovered, recovered

PIECE = 65_536  # bytes
# What zipfile raises for what is no zip, or damaged; the last two for unknown ways of packing.
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, IndexError, KeyError,
    NotImplementedError, RuntimeError,
)  # fmt: skip


class PackedParts:
    """The parts of one file by name. Names are looked up as they are, then without their case.

    Raises:
        Encrypted: the file, or a part of it, needs a password.
        Damaged: it is no zip, or a part cannot be unpacked.
        TooMuch: all parts read so far are larger than `max_unpacked_bytes`.
    """

    def __init__(self, raw: str | bytes, limits: ConversionLimits) -> None:
        data = raw.encode() if isinstance(raw, str) else raw
        if data.startswith(OLE):
            # Office puts an encrypted package into an OLE file.
            if "EncryptedPackage".encode("utf-16-le") not in data:
                raise Damaged("an OLE file with the name of a newer format; give it its right name")
            data = opened(data)
        self._data = io.BytesIO(data)
        self._zip: zipfile.ZipFile | None = None
        try:
            self._zip = zipfile.ZipFile(self._data)
            infos = self._zip.infolist()
        except UNREADABLE as error:
            # Its directory is at its end; of one that was cut off, each part is found by itself.
            infos = recovered(self._data).members
            if not infos:
                raise Damaged(f"no zip that can be read: {error}") from None
        self._left = limits.max_unpacked_bytes
        self._limit = limits.max_unpacked_bytes
        self.names = [_plain(info.filename) for info in infos]
        self._infos = {_plain(info.filename): info for info in infos}
        self._lower = {name.lower(): name for name in self._infos}

    def __contains__(self, name: str) -> bool:
        return self._found(name) is not None

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, unpacked as they are asked for; none if there is no such part."""
        found = self._found(name)
        if found is None:
            return
        info = self._infos[found]
        if info.flag_bits & 1:
            raise Encrypted("a part of the file opens with a password only: decrypt it first")
        try:
            with self._opened(info) as part:
                # Where a file is cut off, `read` would lose what it has.
                read = part.read if self._zip else part.read1
                while piece := read(PIECE):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise TooMuch(
                            f"its parts are larger than {self._limit:,} bytes when unpacked; "
                            + raise_limit("max_unpacked_bytes")
                        )
                    yield piece
        except UNREADABLE as error:
            raise Damaged(f"the part {name!r} cannot be unpacked: {error}") from None

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

    def _opened(self, info: zipfile.ZipInfo) -> io.BufferedIOBase:
        if self._zip is None:
            return open_recovered(self._data, info)
        return cast(io.BufferedIOBase, self._zip.open(info))

    def _found(self, name: str) -> str | None:
        name = _plain(name)
        return name if name in self._infos else self._lower.get(name.lower())


def target(part: str, reference: str) -> str:
    """The name of the part that `reference` names in `part`."""
    path = unquote(reference.partition("#")[0])
    if path.startswith("/"):
        return posixpath.normpath(path.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), path))


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")
