"""The bytes of a part without its transfer encoding, and what can be saved of a broken one."""

import base64
import binascii
import re

import pybase64

from pipeline.mail.parts import Message, Part

# A line with something else than base64 and a space amid it, and lines of dashes above it.
_PLAIN_LINE = re.compile(
    rb"^(?:[_=-]{2,}\s*\n)*+(?=[^\n]*[^A-Za-z0-9+/=\s])(?=[^\n]*\S[ \t]+\S)[^\n]*", re.MULTILINE
)
_KEPT = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_OTHERS = bytes(sorted(set(range(256)) - _KEPT))
_UU_NAMES = ("x-uuencode", "uuencode", "x-uue", "uue")


def encoding_of(part: Part) -> str:
    """The transfer encoding that a part names, in lower case; "" for none."""
    return part.fields.value("content-transfer-encoding")[0].strip("\"'")


def content(message: Message, part: Part) -> bytes:
    """The decoded bytes of a part."""
    raw = message.body(part)
    match encoding_of(part):
        case "base64" | "b64" | "base-64":
            return base64_content(raw)
        case "quoted-printable" | "quotedprintable" | "qp":
            return binascii.a2b_qp(raw)
        case name if name in _UU_NAMES:
            return uu_content(raw)
    return raw


def base64_content(raw: bytes) -> bytes:
    """The bytes of base64: in several pieces, without its padding, with text put behind it.

    Lists write their footers behind a body that is in base64, and some programs name base64 and
    write plain text. Such lines stay as they are.
    """
    try:
        return pybase64.b64decode(raw.replace(b"\n", b"").replace(b"\r", b""), validate=True)
    except binascii.Error:
        pass  # not by the rules, or text
    odd = _PLAIN_LINE.search(raw) if b" " in raw else None
    plain_from = odd.start() if odd else len(raw)
    packed = raw[:plain_from].rstrip(b"=\r\n\t ")
    # Several pieces of base64 may stand one after the other.
    found = b"".join(map(_decoded, packed.split(b"="))) if b"=" in packed else _decoded(packed)
    plain = raw[plain_from:]
    if not plain.strip():
        return found
    return found + b"\n" * bool(found) + plain


def _decoded(piece: bytes) -> bytes:
    letters = piece.translate(None, _OTHERS)
    spare = len(letters) % 4
    if spare == 1:  # six bits, which are no byte
        letters = letters[:-1]
    return base64.b64decode(letters + b"=" * (-len(letters) % 4))


def uu_content(raw: bytes) -> bytes:
    """The bytes of lines written by uuencode; other lines are passed over."""
    found = []
    inside = False
    for line in raw.splitlines():
        if not inside:
            inside = line.startswith(b"begin ")
        elif line == b"end":
            inside = False
        else:
            found.append(_uu_line(line))
    return b"".join(found)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some programs write more or fewer characters than the line says.
        length = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
        try:
            return binascii.a2b_uu(line[:length])
        except binascii.Error:
            return b""
