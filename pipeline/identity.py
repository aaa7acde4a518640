"""Deterministic ids of documents, and hashes of their content."""

from functools import lru_cache
from hashlib import blake2b

import msgspec

from pipeline.records import Locator, Metadata

DIGEST_BYTES = 16  # 128 bits: a collision among 1e9 documents has a chance below 1e-20


_NO_LENGTH = bytes(8)
_SORTED = msgspec.msgpack.Encoder(order="sorted")


def _digest(*parts: bytes) -> str:
    return blake2b(_framed(*parts), digest_size=DIGEST_BYTES).hexdigest()


def _framed(*parts: bytes) -> bytes:
    """The parts as one; the length before each keeps ("ab", "c") and ("a", "bc") apart."""
    framed: list[bytes] = []
    for part in parts:
        if part:
            framed.append(len(part).to_bytes(8, "big"))
            framed.append(part)
        else:
            framed.append(_NO_LENGTH)
    return b"".join(framed)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def document_id(locator: Locator) -> str:
    """The id of the document at a locator; the same archive always gives the same ids."""
    place = _framed_place(locator.source, locator.member)
    whole = place + _framed(b"%d" % locator.record)
    return blake2b(whole, digest_size=DIGEST_BYTES).hexdigest()


@lru_cache(maxsize=16)
def _framed_place(source: str, member: str) -> bytes:
    # Records of one file come one after the other, and members of one archive.
    return _framed_source(source) + _framed(_bytes(member))


@lru_cache(maxsize=16)
def _framed_source(source: str) -> bytes:
    return _framed(b"position", _bytes(source))


def key_id(key: str) -> str:
    """The id of a document that has its own key (`--id-field`)."""
    return _digest(b"key", _bytes(key))


def raw_hash(raw: str | bytes, media_type: str, metadata: Metadata) -> str:
    """A hash over all that the source gave; it differs when the document has changed."""
    content = raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogatepass")
    told = (metadata.title, metadata.author, metadata.published, metadata.url)
    other = [_SORTED.encode(metadata.other)] if metadata.other else []
    other += [msgspec.msgpack.encode(metadata.subjects)] if metadata.subjects else []
    named = [_bytes(part) if part else b"" for part in told]
    return _digest(content, media_type.encode(), *named, *other)


def content_hash(text: str) -> str:
    """A hash of the clean text, equal for documents with the same text."""
    return _digest(text.encode("utf-8", "surrogatepass"))
