"""Words of a header that are encoded (RFC 2047), or in bytes beyond ASCII without any encoding."""

import base64
import binascii
import re

from pipeline.encoding import decode
from pipeline.encoding.names import python_name
from pipeline.mail.charsets import in_charset

# What stands between two encoded words is no space between them. Some programs leave spaces in
# an encoded word, or write the language into it (RFC 2231).
_WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,60})?\?([BbQq])\?([^?\r\n]*)\?=")
_LINE_ENDS = str.maketrans("", "", "\r\n\0")
# Charsets whose text is ASCII to the eye.
_SEVEN_BITS = ("utf-7", "iso2022", "hz")
_SPACES = re.compile(r"[ \t]+")


def decoded(raw: bytes | str) -> str:
    """A header's value as people read it: unfolded, its words decoded, on one line."""
    text = raw if isinstance(raw, str) else decoded_bytes(raw)
    text = text.translate(_LINE_ENDS)
    if "=?" in text:
        text = _decode_words(text).translate(_LINE_ENDS)
    return _SPACES.sub(" ", text).strip()


def decoded_bytes(raw: bytes, charset: str = "") -> str:
    """Bytes of a header as text: in the charset, else UTF-8, else what they look like."""
    is_seven_bits = charset and python_name(charset).startswith(_SEVEN_BITS)
    if raw.isascii() and b"\x1b" not in raw and not is_seven_bits:
        return raw.decode("ascii")
    if charset:
        return in_charset(raw, charset)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        found = decode(raw)
        return found.text if found else raw.decode("latin-1")


def _decode_words(text: str) -> str:
    """The text with its encoded words decoded; neighbours of one charset as one.

    Programs cut a character of several bytes in two where they fold a line.
    """
    pieces: list[str] = []
    charset, held = "", b""
    done = 0
    for word in _WORD.finditer(text):
        between = text[done : word.start()]
        data = _content(word[2], word[3])
        if data is None:
            continue
        if held and not between.strip():
            if word[1].lower() == charset:
                held += data
            else:
                pieces.append(decoded_bytes(held, charset))
                charset, held = word[1].lower(), data
        else:
            pieces += (decoded_bytes(held, charset), between) if held else (between,)
            charset, held = word[1].lower(), data
        done = word.end()
    if held:
        pieces.append(decoded_bytes(held, charset))
    return "".join(pieces) + text[done:]


def _content(encoding: str, written: str) -> bytes | None:
    """The bytes of an encoded word; None for what is none."""
    raw = written.encode("utf-8", "surrogateescape")
    if encoding in "Qq":
        return binascii.a2b_qp(raw.replace(b" ", b"_"), header=True)
    raw = raw.replace(b" ", b"").rstrip(b"=")
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except ValueError:
        try:
            return base64.b64decode(
                raw[: len(raw) // 4 * 4]
            )  # one character of four bytes' six bits
        except ValueError:
            return None
