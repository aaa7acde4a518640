"""Compressed streams: gzip, bzip2, xz and zstd, each with an error where it is cut off."""

import bz2
import io
import lzma
from collections.abc import Callable
from typing import IO, Any, Protocol

import zstandard
from zlib_ng import zlib_ng

from pipeline.deflate import DeflateError

# What one step may read and unpack: one zstd block of 4 bytes can become 128 KiB.
BITE_BYTES = 4096
STEP_BYTES = 128 * 1024
GZIP, BZIP2, XZ, ZSTD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"
# Bytes that zstd may look back, `--long=31`, with which large dumps are packed. What its window
# takes in memory is never more than has been unpacked.
LONGEST_WINDOW = 1 << 31
# A zstd frame that holds no data begins with one of sixteen marks (RFC 8878, 3.1.2).
_ZSTD_SKIPPABLE = b"\x2a\x4d\x18"


class Decompressor(Protocol):
    """What the libraries' decompressors of one stream have in common."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


def open_gzip(stream: IO[bytes]) -> io.BufferedIOBase:
    """Unpack gzip, several members too. Raises as `_Streams` does."""
    return io.BufferedReader(_Streams(stream, _Gzip, (GZIP,)), STEP_BYTES)


def open_bzip2(stream: IO[bytes]) -> io.BufferedIOBase:
    """Unpack bzip2, several streams too. Raises as `_Streams` does."""
    return io.BufferedReader(_Streams(stream, _Bounded.bzip2, (BZIP2,)))


def open_xz(stream: IO[bytes]) -> io.BufferedIOBase:
    """Unpack xz, several streams and their padding too. Raises as `_Streams` does."""
    return io.BufferedReader(_Streams(stream, _Bounded.xz, (XZ,)))


def open_lzma(stream: IO[bytes]) -> io.BufferedIOBase:
    """Unpack the format before xz, which has no mark. Raises as `_Streams` does."""
    return io.BufferedReader(_Streams(stream, _Bounded.lzma, (b"]\0\0",)))


def open_zstd(stream: IO[bytes]) -> io.BufferedIOBase:
    """Unpack zstd, several frames too. Raises as `_Streams` does."""
    marks = (ZSTD, *(bytes([first]) + _ZSTD_SKIPPABLE for first in range(0x50, 0x60)))
    return io.BufferedReader(
        _Streams(
            stream,
            lambda: zstandard.ZstdDecompressor(max_window_size=LONGEST_WINDOW).decompressobj(),
            marks,
        )
    )


class _Wrapped:
    """A library's decompressor behind one of ours, which unpacks no more than a step at once."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    @property
    def eof(self) -> bool:
        return bool(self._inner.eof)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._inner.unused_data)


class _Bounded(_Wrapped):
    """A decompressor of the standard library."""

    @classmethod
    def bzip2(cls) -> "_Bounded":
        return cls(bz2.BZ2Decompressor())

    @classmethod
    def xz(cls) -> "_Bounded":
        return cls(lzma.LZMADecompressor(lzma.FORMAT_XZ))

    @classmethod
    def lzma(cls) -> "_Bounded":
        return cls(lzma.LZMADecompressor(lzma.FORMAT_ALONE))

    @property
    def waits(self) -> bool:
        """Whether there is nothing more to unpack of what it was given."""
        return bool(self._inner.needs_input)

    def decompress(self, data: bytes, /) -> bytes:
        try:
            return bytes(self._inner.decompress(data, max_length=STEP_BYTES))
        except OSError as error:  # bzip2's word for damaged data
            raise ValueError(str(error)) from error


class _Gzip(_Wrapped):
    """A decompressor of gzip. Of a damaged stream it gives all that stands before the damage."""

    def __init__(self) -> None:
        super().__init__(zlib_ng.decompressobj(16 + zlib_ng.MAX_WBITS))
        self._left = b""  # of what it was given, still packed
        self._error: ValueError | None = None
        self.waits = True

    def decompress(self, data: bytes, /) -> bytes:
        if self._error:
            raise self._error
        packed = self._left + data
        before = self._inner.copy()
        try:
            found = bytes(self._inner.decompress(packed, STEP_BYTES))
        except DeflateError as error:
            self._error, self.waits = ValueError(str(error)), False
            return _up_to_damage(before, packed)
        self._left = self._inner.unconsumed_tail
        self.waits = not self._left and len(found) < STEP_BYTES
        return found


def _up_to_damage(decompressor: Any, packed: bytes) -> bytes:
    found = []
    try:
        for at in range(len(packed)):
            found.append(decompressor.decompress(packed[at : at + 1]))
    except DeflateError:
        pass
    return b"".join(found)


class _Streams(io.RawIOBase):
    """Stream after stream, as `cat` joins them and parallel compressors write them.

    The libraries' own readers pass over in silence what they cannot read behind the first stream.

    Raises:
        EOFError: a stream is cut off.
        ValueError: what follows is neither a stream nor padding with zeros.
    """

    def __init__(
        self, stream: IO[bytes], make: Callable[[], Decompressor], marks: tuple[bytes, ...]
    ) -> None:
        self._stream = stream
        self._make = make
        self._marks = marks
        self._current: Decompressor | None = None
        self._is_first = True
        self._packed = b""
        self._unpacked = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._unpacked:
            if self._current is None and not self._begin():
                return 0
            self._step()
        size = min(len(buffer), len(self._unpacked))
        buffer[:size] = self._unpacked[:size]
        self._unpacked = self._unpacked[size:]
        return size

    def _begin(self) -> bool:
        """Begin the next stream; False at the end of all."""
        longest = max(map(len, self._marks))
        while True:
            if not self._is_first:
                self._packed = self._packed.lstrip(b"\0")
            if len(self._packed) >= longest or not (more := self._stream.read(BITE_BYTES)):
                break
            self._packed += more
        if not self._packed and not self._is_first:
            return False
        if not self._packed.startswith(self._marks) and not self._is_first:
            raise ValueError("something stands behind its end that is not packed")
        self._current = self._make()
        self._is_first = False
        return True

    def _step(self) -> None:
        assert self._current is not None
        waits = getattr(self._current, "waits", True)
        bite = b""
        if waits:
            bite = self._packed or self._stream.read(BITE_BYTES)
            if not bite:
                raise EOFError("a packed stream without its end")
            self._packed = b""
        self._unpacked = memoryview(self._current.decompress(bite))
        if self._current.eof:
            self._packed = self._current.unused_data
            self._current = None
