"""Deterministic ids of documents, and hashes of their content."""

from functools import lru_cache
from hashlib import blake2b

import msgspec

from pipeline.records import Locator, Metadata

DIGEST_BYTES = 16  # 128 bits: a collision among 1e9 documents has a chance below 1e-20


NOTHING = Metadata()  # that a source says of a document
_LENGTHS = tuple(number.to_bytes(8, "big") for number in range(1024))  # those of most parts
_EMPTY = blake2b(digest_size=DIGEST_BYTES)
_SORTED = msgspec.msgpack.Encoder(order="sorted")


def _digest(*parts: bytes) -> str:
    state = _EMPTY.copy()  # quicker than a new one
    state.update(_framed(*parts))
    return state.hexdigest()


def _framed(*parts: bytes) -> bytes:
    """The parts as one; the length before each keeps ("ab", "c") and ("a", "bc") apart."""
    framed: list[bytes] = []
    for part in parts:
        size = len(part)
        framed.append(_LENGTHS[size] if size < 1024 else size.to_bytes(8, "big"))
        framed.append(part)
    return b"".join(framed)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def document_id(locator: Locator) -> str:
    """The id of the document at a locator; the same archive always gives the same ids."""
    state = _begun(locator.source).copy()
    state.update(_framed(_bytes(locator.member), b"%d" % locator.record))
    return state.hexdigest()


@lru_cache(maxsize=16)
def _begun(source: str) -> blake2b:
    # Members and records of one file come one after the other.
    state = _EMPTY.copy()
    state.update(_framed(b"position", _bytes(source)))
    return state


def key_id(key: str) -> str:
    """The id of a document that has its own key (`--id-field`)."""
    return _digest(b"key", _bytes(key))


def raw_hash(raw: str | bytes, media_type: str, metadata: Metadata) -> str:
    """A hash over all that the source gave; it differs when the document has changed."""
    content = raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogatepass")
    if metadata is NOTHING:
        state = _EMPTY.copy()
        state.update(b"".join((len(content).to_bytes(8, "big"), content, _of_nothing(media_type))))
        return state.hexdigest()
    title, author = metadata.title, metadata.author
    published, url = metadata.published, metadata.url
    parts = [
        content,
        media_type.encode(),
        _bytes(title) if title else b"",
        _bytes(author) if author else b"",
        _bytes(published) if published else b"",
        _bytes(url) if url else b"",
    ]
    if metadata.other:
        parts.append(_SORTED.encode(metadata.other))
    if metadata.subjects:
        parts.append(msgspec.msgpack.encode(metadata.subjects))
    return _digest(*parts)


@lru_cache(maxsize=64)
def _of_nothing(media_type: str) -> bytes:
    """What stands behind the content of a document of which nothing is said."""
    return _framed(media_type.encode(), b"", b"", b"", b"")


def content_hash(text: str) -> str:
    """A hash of the clean text, equal for documents with the same text."""
    return _digest(text.encode("utf-8", "surrogatepass"))
