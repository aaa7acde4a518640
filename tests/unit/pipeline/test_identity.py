"""Ids and hashes: what they are made of must never change, for indexes hold them."""

from hashlib import blake2b

from pipeline.identity import content_hash, document_id, key_id, raw_hash
from pipeline.records import Locator, Metadata


def digest(*parts: bytes) -> str:
    """128 bits of BLAKE2b over the parts, each behind its length."""
    state = blake2b(digest_size=16)
    for part in parts:
        state.update(len(part).to_bytes(8, "big"))
        state.update(part)
    return state.hexdigest()


def test_an_id_is_made_of_the_position() -> None:
    """Source, member and record, also where many records of one file come one after the other."""
    for record in (0, 7, 12_345_678_901):
        for member in ("", "a/b.txt", "ü"):
            located = Locator("file:///news.zip", member, record)
            parts = (b"position", b"file:///news.zip", member.encode(), str(record).encode())
            assert document_id(located) == digest(*parts)
    assert key_id("k") == digest(b"key", b"k")


def test_a_hash_covers_text_type_and_metadata() -> None:
    """What is missing counts as an empty part; further fields only where there are some."""
    plain = digest(b"text", b"text/plain", b"T", b"", b"", b"")
    assert raw_hash("text", "text/plain", Metadata("T")) == plain
    assert raw_hash(b"text", "text/plain", Metadata("T")) == plain
    full = Metadata("T", "A", "2021", "u", other={"b": ("1",), "a": ("2", "3")})
    other = b"\x82\xa1a\x92\xa12\xa13\xa1b\x91\xa11"  # msgpack, names in order
    expected = digest(b"text", b"text/plain", b"T", b"A", b"2021", b"u", other)
    assert raw_hash("text", "text/plain", full) == expected
    assert content_hash("") == digest(b"")
