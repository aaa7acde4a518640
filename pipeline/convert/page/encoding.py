"""Decodes the bytes of a page."""

import re

from pipeline.encoding import Decoded, decode

PRESCAN = 4_096  # bytes in which a page says its encoding; browsers look at 1,024
_DECLARED = re.compile(
    rb"<(?:meta\s[^<>]*?charset|\?xml\s[^<>]*?encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE
)
_UNICODE = ("utf-8", "utf-16", "utf-32")
_UNSHOWN = re.compile(rb"<(style|script)\b|<!(--)|&#?\w{1,30};", re.IGNORECASE)
_ENDS = {b"style": b"</style", b"script": b"</script", b"--": b"-->"}


def decode_page(data: bytes) -> Decoded | None:
    """Decode a page: by its byte order mark, else by its bytes, and if unclear by its <meta>.

    None when it is no text.
    """
    found = _DECLARED.search(data[:PRESCAN])
    declared = found[1].decode("latin-1") if found else ""
    decoded = decode(data, declared=declared)
    if decoded is None:
        if 2 * data.count(0) > len(data):
            return None
        data = data.replace(b"\0", b"")  # zeros that pad a page
        decoded = decode(data, declared=declared)
    if decoded is None or decoded.encoding.startswith(_UNICODE):
        return decoded
    # Styles and scripts are in Latin letters, which speak against every other script.
    shown = decode(_shown(data), declared=declared)
    if shown is None or shown.encoding.startswith((decoded.encoding, *_UNICODE)):
        return decoded
    text = data.decode(shown.encoding, "replace")
    return Decoded(text, shown.encoding, text.count("\ufffd"))


def _shown(data: bytes) -> bytes:
    """A page without its styles, scripts, comments and entities."""
    lower, pieces, at = data.lower(), [], 0
    for found in _UNSHOWN.finditer(data):
        if found.start() < at:
            continue
        pieces.append(data[at : found.start()])
        if kind := found[1] or found[2]:
            at = lower.find(_ENDS[kind.lower()], found.end())
            if at < 0:
                return b" ".join(pieces)
        else:
            at = found.end()
    return b" ".join([*pieces, data[at:]])
