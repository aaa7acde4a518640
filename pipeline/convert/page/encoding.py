"""Decodes the bytes of a page."""

import re

from pipeline.encoding import Decoded, decode

PRESCAN = 4_096  # bytes in which a page says its encoding; browsers look at 1,024
_DECLARED = re.compile(
    rb"<(?:meta\s[^<>]*?charset|\?xml\s[^<>]*?encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE
)


def decode_page(data: bytes) -> Decoded | None:
    """Decode a page: by its byte order mark, else by its bytes, and if unclear by its <meta>.

    None when it is no text.
    """
    found = _DECLARED.search(data[:PRESCAN])
    declared = found[1].decode("latin-1") if found else ""
    decoded = decode(data, declared=declared)
    if decoded is None and 2 * data.count(0) <= len(data):
        return decode(data.replace(b"\0", b""), declared=declared)  # zeros that pad a page
    return decoded
