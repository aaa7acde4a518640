"""What a file is, by its name and its first bytes: text, HTML, or what clearly is neither."""

import mimetypes
import re

TEXT = "text/plain"
HTML = "text/html"
XHTML = "application/xhtml+xml"  # as records declare it; read as HTML
SNIFF_BYTES = 4096

_HTML_SUFFIXES = (".html", ".htm", ".xhtml")
_TEXT_SUFFIXES = (".txt", ".text", ".md", ".rst")
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|table)\b",
    re.IGNORECASE | re.DOTALL,
)
# First bytes of common formats that hold no plain text, from their specifications, and the reason
# for which such files are left out.
_SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "rtf": (b"{\\rtf",),
    "office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),  # OLE: older formats, Outlook messages
    "mail": (b"!BDN",),
    "packed": (
        b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"\x1f\x9d", b"\xfd7zXZ\x00",
        b"\x28\xb5\x2f\xfd", b"LZIP\x01", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"MSCF\x00",
        b"!<arch>\n",
    ),
    "image": (
        b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*",
    ),
    "sound": (b"ID3\x02", b"ID3\x03", b"ID3\x04", b"OggS\x00", b"fLaC\x00"),
    "video": (b"\x1aE\xdf\xa3", b"FLV\x01"),
    "not-text": (
        b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\x00asm",
        b"SQLite format 3\x00", b"PAR1\x15", b"wOFF", b"wOF2",
    ),
}  # fmt: skip
# Marks behind others, or with a form of their own: cpio, MP4 and its kin, WAV, AVI, WebP, tar.
_LATER_SIGNATURES: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"07070[127][0-7]{70}|07070[12][0-9A-Fa-f]{104}"), "packed"),
    (re.compile(rb"\0\0\0.ftyp", re.DOTALL), "video"),
    (re.compile(rb"RIFF.{4}WAVE", re.DOTALL), "sound"),
    (re.compile(rb"RIFF.{4}AVI ", re.DOTALL), "video"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image"),
    (re.compile(rb".{257}ustar", re.DOTALL), "packed"),
)
# Documents that are zips begin with such a member, or hold it near their beginning.
_OFFICE_ZIP = re.compile(
    rb"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|word/|xl/|ppt/|mimetype)", re.S
)
# A mailbox begins with its sender and the day on which it was received (RFC 4155).
_MAILBOX = re.compile(
    rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ 0-3]\d \d\d:\d\d"
)
_REASONS = {mark: reason for reason, marks in _SIGNATURES.items() for mark in marks}
_MARKED = tuple(_REASONS)
_SUFFIX_REASONS = {
    ".eml": "mail", ".emlx": "mail", ".mbox": "mail", ".mbx": "mail",
}  # fmt: skip
_TYPE_REASONS = {"image": "image", "audio": "sound", "video": "video", "font": "not-text"}
# Python's own table without the machine's, so that every machine decides alike.
_TYPES = mimetypes.MimeTypes()


def unreadable(name: str, head: bytes) -> str | None:
    """The reason for which a file is left out, one short word: it is clearly not text.

    `head`: the first bytes, at least 264 where there are so many. What remains doubtful is called
    text: cleaning looks at all of it.
    """
    suffix = _suffix(name.lower())
    if reason := _SUFFIX_REASONS.get(suffix):
        return reason
    if reason := marked_unreadable(head):
        return reason
    if not suffix and _MAILBOX.match(head):
        return "mail"
    if suffix.endswith(_HTML_SUFFIXES + _TEXT_SUFFIXES) or _HTML_START.match(head):
        return None
    # The table takes ".ts" for video; as text it is source code.
    guessed = _TYPES.guess_type("x" + suffix)[0] if suffix and suffix != ".ts" else None
    return _TYPE_REASONS.get((guessed or "").partition("/")[0])


def marked_unreadable(head: bytes) -> str | None:
    """The same by the first bytes alone."""
    if head.startswith(_MARKED):
        if _OFFICE_ZIP.match(head):
            return "office"
        return next(reason for mark, reason in _REASONS.items() if head.startswith(mark))
    return next((reason for form, reason in _LATER_SIGNATURES if form.match(head)), None)


def media_type(name: str, head: bytes) -> str:
    """`text/plain` or `text/html`, of a file that is not unreadable."""
    suffix = _suffix(name.lower())
    if suffix.endswith(_HTML_SUFFIXES):
        return HTML
    return TEXT if suffix.endswith(_TEXT_SUFFIXES) or not _HTML_START.match(head) else HTML


def _suffix(name: str) -> str:
    return name[name.rfind(".") :] if "." in name else ""
