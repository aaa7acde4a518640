"""Messages in the envelope of their signature (S/MIME, RFC 8551, 3.5.2): what is in it."""

import re
from collections.abc import Iterator

from pipeline.mail.attachments import PKCS7
from pipeline.mail.parts import Message
from pipeline.mail.transfer import content

# Object identifiers with their tags (RFC 5652): signed data, and within it what is signed.
_SIGNED = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
_OCTETS, _OCTETS_IN_PIECES, _END = 0x04, 0x24, b"\0\0"
_OF_BODY = re.compile(
    rb"^(?:content-[\w-]+|mime-version)[ \t]*:[^\n]*\n?(?:[ \t][^\n]*\n?)*+",
    re.IGNORECASE | re.MULTILINE,
)
NEAR = 200  # bytes of the beginning in which both identifiers stand


def unsigned(message: Message) -> Message:
    """A message without the envelope of its signature; as it is, where it has none.

    The header stays, but for what it says of the envelope.
    """
    if message.root.media_type not in PKCS7:
        return message
    inner = signed_content(content(message, message.root))
    if not inner:
        return message
    header = _OF_BODY.sub(b"", message.raw[: message.root.body]).strip()
    return Message(header + b"\n" + inner)


def signed_content(envelope: bytes) -> bytes:
    """What an envelope of signed data holds; b"" if it is another one, or broken."""
    at = envelope.find(_SIGNED, 0, NEAR)
    at = envelope.find(_DATA, at, at + NEAR) if at != -1 else -1
    if at == -1:
        return b""
    at += len(_DATA)
    try:
        if envelope[at] != 0xA0:  # nothing is in it: the signature stands beside the message
            return b""
        at, _ = _length(envelope, at + 1)
        return b"".join(_octets(envelope, at))
    except IndexError:
        return b""


def _octets(raw: bytes, at: int) -> Iterator[bytes]:
    """The pieces of a string of octets: one, or many in one or two levels of pieces."""
    while raw[at] in (_OCTETS, _OCTETS_IN_PIECES):
        is_whole = raw[at] == _OCTETS
        at, size = _length(raw, at + 1)
        if not is_whole:
            continue  # its pieces follow
        yield raw[at : at + size]
        at += size
        if at + 1 >= len(raw):
            return


def _length(raw: bytes, at: int) -> tuple[int, int]:
    """Where a value begins whose length stands at a place, and its length; 0 where it is open."""
    first = raw[at]
    if first < 0x80:
        return at + 1, first
    count = first & 0x7F
    return at + 1 + count, int.from_bytes(raw[at + 1 : at + 1 + count], "big")
