"""What a file is, by its name and its first bytes: text, HTML, or clearly neither."""

import mimetypes
import re

TEXT = "text/plain"
HTML = "text/html"
XHTML = "application/xhtml+xml"  # as records declare it; read as HTML
SNIFF_BYTES = 4096

_HTML_SUFFIXES = (".html", ".htm", ".xhtml")
_TEXT_SUFFIXES = (".txt", ".text", ".md", ".rst")
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
# First bytes of common formats that hold no plain text, from their specifications.
_SIGNATURES: tuple[bytes, ...] = (
    b"%PDF-",
    b"PK\x03\x04", b"PK\x05\x06",  # zip, and the office and e-book formats made of it
    b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",  # OLE: older office formats, Outlook messages
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*",
    b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"FLV\x01",
    b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\x00asm",
    b"SQLite format 3\x00", b"PAR1", b"wOFF", b"wOF2", b"!BDN",
)  # fmt: skip
# A type at an offset behind a length or a container mark: MP4 and its kin, WAV, AVI, WebP.
_LATER_SIGNATURES: tuple[tuple[int, bytes], ...] = (
    (4, b"ftyp"), (8, b"WAVE"), (8, b"AVI "), (8, b"WEBP"), (257, b"ustar"),
)  # fmt: skip
# Python's own table without the machine's, so that every machine decides alike.
_TYPES = mimetypes.MimeTypes()


def media_type(name: str, head: bytes) -> str | None:
    """`text/plain` or `text/html`; None for what is clearly not text.

    `head`: the first bytes, at least 264 where there are so many. What remains doubtful is called
    text: cleaning looks at all of it.
    """
    if head.startswith(_SIGNATURES) or any(
        head.startswith(mark, offset) for offset, mark in _LATER_SIGNATURES
    ):
        return None
    lower = name.lower()
    if lower.endswith(_HTML_SUFFIXES):
        return HTML
    if lower.endswith(_TEXT_SUFFIXES):
        return TEXT
    if _HTML_START.match(head):
        return HTML
    # The table takes ".ts" for video; as text it is source code.
    guessed = _TYPES.guess_type("x" + lower[lower.rfind(".") :] if "." in lower else "x")[0] or ""
    if guessed.startswith(("image/", "audio/", "video/", "font/")) and not lower.endswith(".ts"):
        return None
    return TEXT
