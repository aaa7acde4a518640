"""What a server answered, without the codings of its way (RFC 9112, RFC 9110)."""

import codecs
from typing import Any

import zstandard
from zlib_ng import zlib_ng

from pipeline.deflate import DeflateError
from pipeline.sources.problems import Corrupt

# Charsets in which bytes look like ASCII and are not.
_SEVEN_BIT = ("iso2022", "iso-2022", "utf-7", "hz", "utf-16", "utf-32", "utf_16", "utf_32")
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


def dechunked(body: bytes) -> bytes:
    """A body without the sizes of its chunks; as it is where it has none (crawlers take them out).

    A last chunk that is cut off is kept as far as it goes.
    """
    chunks: list[bytes] = []
    at = 0
    while (end := body.find(b"\n", at, at + 1024)) >= 0:
        try:
            size = int(body[at:end].partition(b";")[0].strip(), 16)
        except ValueError:
            break
        if size <= 0:
            break
        chunks.append(body[end + 1 : end + 1 + size])
        at = end + 1 + size
        at += 2 if body[at : at + 2] == b"\r\n" else body[at : at + 1] == b"\n"
    return b"".join(chunks) if chunks else body


def unpacked(body: bytes, coding: str, limit: int) -> bytes:
    """A body without its content coding, up to `limit` bytes; as it is where it is not packed.

    Raises:
        Corrupt: it is damaged or cut off.
    """
    for name in reversed([name.strip() for name in coding.lower().split(",")]):
        try:
            if name in ("gzip", "x-gzip") and body.startswith(_GZIP):
                body = _whole(zlib_ng.decompressobj(31), body, limit)
            elif name == "deflate":
                body = _deflated(body, limit)
            elif name == "br":
                body = _brotli(body, limit)
            elif name == "zstd" and body.startswith(_ZSTD):
                body = zstandard.ZstdDecompressor().decompressobj().decompress(body)[:limit]
        except (DeflateError, zstandard.ZstdError, OSError) as error:
            raise Corrupt(f"the answer is packed by {name} and damaged: {error}") from error
    return body


def _whole(decompressor: Any, body: bytes, limit: int) -> bytes:
    data = bytes(decompressor.decompress(body, limit))
    if not decompressor.eof and len(data) < limit:
        raise Corrupt("the answer is packed and was cut off")
    return data


def _deflated(body: bytes, limit: int) -> bytes:
    try:
        return _whole(zlib_ng.decompressobj(), body, limit)
    except DeflateError:
        try:
            return _whole(
                zlib_ng.decompressobj(-zlib_ng.MAX_WBITS), body, limit
            )  # as some servers do
        except DeflateError:
            return body


def _brotli(body: bytes, limit: int) -> bytes:
    import io

    from fastwarc.stream_io import BrotliReader

    return bytes(BrotliReader(io.BytesIO(body)).read(limit))


def decoded(body: bytes, charset: str | None) -> tuple[str | bytes, str | None]:
    """A text by the charset that the server declared, and Python's name of that.

    Bytes where it declared none, or one in which they cannot be; where they are UTF-8 all the same:
    many servers tell the same charset of whatever they send.
    """
    if not charset:
        return body, None
    try:
        name = codecs.lookup(charset).name
        if not name.startswith(_SEVEN_BIT):
            try:
                body.decode()
                return body, None
            except UnicodeDecodeError:
                # What is called Latin-1 on the web is Windows-1252 (WHATWG Encoding, 4.2).
                name = "cp1252" if name in ("iso8859-1", "ascii") else name
        return body.decode(name), name
    except (LookupError, ValueError):
        return body, None
