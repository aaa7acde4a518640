"""Compressed streams: gzip, xz and zstd, each told from a truncated one."""

import gzip
import io
import lzma
from typing import IO, Any

import zstandard

# One zstd block of 4 bytes can stand for 128 KiB: small bites bound what one step unpacks.
ZSTD_BITE_BYTES = 4096


def open_gzip(stream: IO[bytes]) -> io.BufferedIOBase:
    """Unpack gzip, several members too. Raises `EOFError` where it is cut off."""
    return gzip.GzipFile(fileobj=stream, mode="rb")


def open_xz(stream: IO[bytes]) -> io.BufferedIOBase:
    """Unpack xz. Raises `EOFError` where it is cut off."""
    return lzma.LZMAFile(stream, format=lzma.FORMAT_XZ)


def open_zstd(stream: IO[bytes]) -> io.BufferedIOBase:
    """Unpack zstd, several frames too. Raises `EOFError` where it is cut off."""
    return io.BufferedReader(_Zstd(stream))


class _Zstd(io.RawIOBase):
    """Frame after frame, because zstandard's own stream reader takes a cut-off frame as whole."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._inside = False
        self._packed = b""
        self._unpacked = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._unpacked:
            bite = self._packed or self._stream.read(ZSTD_BITE_BYTES)
            if not bite:
                if self._inside:
                    raise EOFError("zstd frame without its end")
                return 0
            self._unpacked = memoryview(self._frame.decompress(bite))
            self._inside = not self._frame.eof
            self._packed = b""
            if self._frame.eof:
                self._packed = self._frame.unused_data
                self._frame = zstandard.ZstdDecompressor().decompressobj()
        size = min(len(buffer), len(self._unpacked))
        buffer[:size] = self._unpacked[:size]
        self._unpacked = self._unpacked[size:]
        return size
