"""Files that stand in the text of a message, written by uuencode, as before MIME."""

import re
from collections.abc import Iterator

from pipeline.mail.attachments import leaves
from pipeline.mail.fields import Fields
from pipeline.mail.parts import Message, Part

_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200}?)[ \t]*\r?\n", re.MULTILINE)
_AS_IS = frozenset({"", "7bit", "8bit", "binary"})


def uuencoded(message: Message) -> list[Part]:
    """Each such file as a part, in their order: its body is all lines from its first to its last.

    Every line must be one of uuencode's: texts about it are left alone.
    """
    found: list[Part] = []
    if b"\nbegin " not in message.raw:
        return found
    for part, is_text in leaves(message):
        told = part.fields.value("content-transfer-encoding")[0]
        if is_text and told in _AS_IS and part.media_type == "text/plain":
            found += _in(message, part)
    return found


def _in(message: Message, part: Part) -> Iterator[Part]:
    at = part.body
    while begin := _BEGIN.search(message.raw, at, part.end):
        at = begin.end()
        end = _end(message.raw, at, part.end)
        if not end:
            continue
        name = begin[1].replace(b'"', b"'").replace(b"\\", b"/")
        header = b'Content-Disposition: attachment; filename="%b"\n' % name
        fields = Fields(header + b"Content-Transfer-Encoding: x-uuencode\n")
        yield Part(fields, begin.start(), end, "application/octet-stream")
        at = end


def _end(raw: bytes, at: int, end: int) -> int:
    """Behind the last line of what begins at a line; 0 if it is not written by uuencode."""
    lines = 0
    while at < end:
        line_end = raw.find(b"\n", at, end)
        behind = end if line_end == -1 else line_end + 1
        line = raw[at:behind].rstrip(b"\r\n")
        if line == b"end":
            return behind if lines else 0
        if line.strip(b"` "):
            size = (line[0] - 32) & 63
            most = (size + 2) // 3 * 4 + 1
            # Spaces at its end may be lost; some programs write one character more.
            if not 33 <= line[0] <= 96 or not most - 4 <= len(line) <= most + 2:
                return 0
            lines += 1
        at = behind
    return 0
