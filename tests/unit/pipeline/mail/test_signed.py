"""Messages in the envelope of their signature, as programs write it: in one piece, or in many."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mail.parts import Message
from pipeline.mail.signed import signed_content, unsigned

SIGNED, DATA = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
INNER = b"Content-Type: text/plain\r\n\r\nThe text that was signed.\r\n" * 9


def tlv(tag: int, content: bytes) -> bytes:
    """A value with its tag and its length (X.690)."""
    size = len(content)
    length = bytes([size]) if size < 0x80 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def opened(tag: int, content: bytes) -> bytes:
    """A value whose end is marked, and not told before it."""
    return bytes([tag, 0x80]) + content + b"\0\0"


def envelope(inner: bytes) -> bytes:
    """Signed data around some content, in the definite form."""
    made = tlv(0x30, DATA + tlv(0xA0, tlv(0x04, inner)))
    signed = tlv(0x30, b"\x02\x01\x01" + tlv(0x31, b"") + made + tlv(0xA0, b"certificates"))
    return tlv(0x30, SIGNED + tlv(0xA0, signed))


def streamed(inner: bytes) -> bytes:
    """The same as programs write it that do not know how much will come."""
    pieces = b"".join(tlv(0x04, inner[at : at + 100]) for at in range(0, len(inner), 100))
    made = opened(0x30, DATA + opened(0xA0, opened(0x24, pieces)))
    signed = opened(0x30, b"\x02\x01\x01" + tlv(0x31, b"") + made + tlv(0x31, b""))
    return opened(0x30, SIGNED + opened(0xA0, signed))


@pytest.mark.parametrize(
    "packed", [envelope(INNER), streamed(INNER), envelope(b"x"), streamed(b"x")]
)
def test_what_is_signed_is_taken_out(packed: bytes) -> None:
    """Whole."""
    assert signed_content(packed) == (INNER if len(packed) > 400 else b"x")


def test_a_message_is_read_without_the_envelope() -> None:
    """Its header stays, but for what it says of the envelope."""
    head = b"Subject: x\nContent-Type: application/pkcs7-mime;\n name=smime.p7m\nTo: a@x.org\n"
    raw = head + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(streamed(INNER))
    message = unsigned(Message(raw))
    assert message.root.media_type == "text/plain"
    assert message.root.fields.text("to") == "a@x.org"
    assert message.body(message.root).startswith(b"The text that was signed.")


def test_other_messages_stay_as_they_are() -> None:
    """Encrypted, signed beside the text, or about the matter."""
    encrypted = tlv(0x30, bytes.fromhex("06092a864886f70d010703") + tlv(0xA0, b"x"))
    beside = tlv(0x30, SIGNED + tlv(0xA0, tlv(0x30, tlv(0x30, DATA) + tlv(0x31, b"x"))))
    for content in (encrypted, beside, b"", b"\x30"):
        raw = b"Content-Type: application/pkcs7-mime\n\n" + content
        message = Message(raw)
        assert unsigned(message) is message
    text = Message(b"Subject: pkcs7-mime\n\nThe text.")
    assert unsigned(text) is text


@given(cut=st.integers(0, 400), put=st.binary(max_size=9), where=st.integers(0, 400))
def test_nothing_is_raised_for_a_broken_envelope(cut: int, put: bytes, where: int) -> None:
    """Cut off, or with other bytes in it."""
    for whole in (envelope(INNER), streamed(INNER)):
        signed_content(whole[:cut])
        signed_content(whole[:where] + put + whole[where:])
