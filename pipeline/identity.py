"""Deterministic identities: the id of a document by its position, hashes of what it holds."""

from hashlib import blake2b

import msgspec

from pipeline.records import Locator, Metadata

DIGEST_BYTES = 16  # 128 bits: a collision among 1e9 documents has a chance below 1e-20


def _digest(*parts: bytes) -> str:
    state = blake2b(digest_size=DIGEST_BYTES)
    for part in parts:
        # The length before each part keeps ("ab", "c") and ("a", "bc") apart.
        state.update(len(part).to_bytes(8, "big"))
        state.update(part)
    return state.hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def document_id(locator: Locator) -> str:
    """The id of the document at a position: the same archive gives the same ids every time."""
    return _digest(
        b"position", _bytes(locator.source), _bytes(locator.member), str(locator.record).encode()
    )


def key_id(key: str) -> str:
    """The id of a document that brings its own key (`--id-field`)."""
    return _digest(b"key", _bytes(key))


def raw_hash(raw: str | bytes, media_type: str, metadata: Metadata) -> str:
    """A hash over everything the source gave: what changes when the document changed."""
    content = raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogatepass")
    told = (metadata.title, metadata.author, metadata.published, metadata.url)
    other = [msgspec.msgpack.encode(metadata.other, order="sorted")] if metadata.other else []
    other += [msgspec.msgpack.encode(metadata.subjects)] if metadata.subjects else []
    return _digest(content, media_type.encode(), *(_bytes(part or "") for part in told), *other)


def content_hash(text: str) -> str:
    """A hash of the clean text: equal for copies under other ids."""
    return _digest(text.encode("utf-8", "surrogatepass"))
