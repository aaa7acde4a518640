"""Media types by a file's first bytes, and where these do not tell, by its name."""

import mimetypes
import re

TEXT = "text/plain"
HTML = "text/html"
XML = "application/xml"
CALENDAR, CARD = "text/calendar", "text/vcard"
XHTML = "application/xhtml+xml"  # as records declare it; read as HTML
PDF = "application/pdf"
ZIP = "application/zip"
OLE = "application/x-ole-storage"  # older formats of Microsoft's; IANA has no name for all of them
SNIFF_BYTES = 4096

_HTML_SUFFIXES = (".html", ".htm", ".xhtml")
_TEXT_SUFFIXES = (".txt", ".text", ".md", ".rst")
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|table)\b",
    re.IGNORECASE | re.DOTALL,
)
# Office files that are one XML: the root element, what stands in its tag, and their type.
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[^>]*")
_OFFICE_XML: tuple[tuple[bytes, bytes, str], ...] = (
    (b"wordDocument", b"", "application/vnd.ms-wordml"),
    (b"Workbook", b"urn:schemas-microsoft-com:office:spreadsheet",
     "application/vnd.ms-spreadsheetml"),
    (b"package", b"schemas.microsoft.com/office/2006/xmlPackage", "application/vnd.ms-word2006ml"),
)  # fmt: skip
_OPEN_XML = re.compile(rb"""mimetype=["'](application/vnd\.oasis\.opendocument\.[a-z]+)""")
_LINES_START = re.compile(rb"BEGIN:V(CALENDAR|CARD)[ \t]*\r?\n", re.IGNORECASE)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# First bytes of formats that are no plain text, from their specifications.
_SIGNATURES: dict[bytes, str] = {
    b"%PDF-": PDF,
    b"{\\rtf": "application/rtf",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": OLE,
    b"!BDN": "application/vnd.ms-outlook-pst",
    b"PK\x03\x04": ZIP,
    b"PK\x05\x06": ZIP,
    b"PK\x07\x08PK\x03\x04": ZIP,
    b"PK00PK\x03\x04": ZIP,
    b"\x1f\x8b": "application/gzip",
    b"\x1f\x9d": "application/x-compress",
    b"\xfd7zXZ\x00": "application/x-xz",
    b"\x28\xb5\x2f\xfd": "application/zstd",
    b"LZIP\x01": "application/lzip",
    b"\x04\x22\x4d\x18": "application/x-lz4",
    b"\x89LZO\x00\r\n\x1a\n": "application/x-lzop",
    b"7z\xbc\xaf\x27\x1c": "application/x-7z-compressed",
    b"Rar!\x1a\x07": "application/vnd.rar",
    b"MSCF\x00": "application/vnd.ms-cab-compressed",
    b"!<arch>\n": "application/x-archive",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"ID3\x02": "audio/mpeg",
    b"ID3\x03": "audio/mpeg",
    b"ID3\x04": "audio/mpeg",
    b"OggS\x00": "audio/ogg",
    b"fLaC\x00": "audio/flac",
    b"\x1aE\xdf\xa3": "video/matroska",
    b"FLV\x01": "video/x-flv",
    b"\x7fELF": "application/x-elf",
    b"\xcf\xfa\xed\xfe": "application/x-mach-binary",
    b"\xca\xfe\xba\xbe": "application/java-vm",
    b"\x00asm": "application/wasm",
    b"SQLite format 3\x00": "application/vnd.sqlite3",
    b"PAR1\x15": "application/vnd.apache.parquet",
    b"Obj\x01": "application/vnd.apache.avro",
    b"wOFF": "font/woff",
    b"wOF2": "font/woff2",
}
_MARKED = tuple(_SIGNATURES)
# Marks behind others, or with a form of their own.
_FORMS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"07070[127][0-7]{70}|07070[12][0-9A-Fa-f]{104}"), "application/x-cpio"),
    # Excel 2 to 4, whose files are no OLE files: the record with which a sheet begins.
    (re.compile(rb"\x09[\0\2\4][\4\6]\0..[\x10\x20\x40]\0", re.DOTALL), "application/vnd.ms-excel"),
    (re.compile(rb"\0\0\0.ftyp", re.DOTALL), "video/mp4"),
    (re.compile(rb"RIFF.{4}WAVE", re.DOTALL), "audio/vnd.wave"),
    (re.compile(rb"RIFF.{4}AVI ", re.DOTALL), "video/x-msvideo"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb".{257}ustar", re.DOTALL), "application/x-tar"),
)
_ANY_FORM = re.compile(b"|".join(form.pattern for form, _ in _FORMS), re.DOTALL)
# Readers of PDF look for its mark in the first KB; a text may speak of it there, too.
_LATER_PDF = re.compile(rb"(?:[\s\0]|\xef\xbb\xbf)*%PDF-\d")
_PDF_WITHIN = 1024
# Pictures that are written in words and figures.
_PICTURES_IN_WORDS = (
    ".svg", ".xpm", ".xbm", ".pbm", ".pgm", ".ppm", ".pnm", ".m3u", ".m3u8", ".pls",
)  # fmt: skip
_PROSE = re.compile(rb"[^\0-\x08\x0e-\x1f\x7f]*+\Z")
_NO_TEXTS = ("image", "audio", "video", "font")
# Python's own table without the machine's, so that every machine decides alike.
_TYPES = mimetypes.MimeTypes()


def type_by_head(name: str, head: bytes) -> str:
    """The media type of a file, by its first `SNIFF_BYTES`; what is doubtful is called text.

    Zips and OLE files are recognised by what is inside, see `type_inside`.
    """
    suffix = suffix_of(name)
    if signed := signed_type(head):
        return signed
    if _LATER_PDF.match(head) or (suffix == ".pdf" and b"%PDF-" in head[:_PDF_WITHIN]):
        return PDF
    plain = head.replace(b"\0", b"")[2:] if head.startswith(_UTF_16) else head
    plain = plain.removeprefix(b"\xef\xbb\xbf").lstrip()
    if plain.startswith(b"<?xml") and (office := _office_xml(plain)):
        return office
    if lines := _LINES_START.match(plain):
        return CALENDAR if lines[1].upper() == b"CALENDAR" else CARD
    if suffix.endswith(_HTML_SUFFIXES):
        return HTML
    if suffix.endswith(_TEXT_SUFFIXES):
        return TEXT
    if _HTML_START.match(plain):
        return HTML
    # The table takes ".ts" for video; as text it is source code.
    guessed = _TYPES.guess_type("x" + suffix)[0] if suffix and suffix != ".ts" else None
    if guessed and guessed.startswith(_NO_TEXTS):
        is_misnamed = suffix not in _PICTURES_IN_WORDS and _begins_as_prose(head)
        return TEXT if is_misnamed else guessed
    is_xml = plain.startswith(b"<?xml") or (suffix == ".xml" and plain.startswith(b"<"))
    return XML if is_xml else TEXT


def _begins_as_prose(head: bytes) -> bool:
    """Whether a file's beginning is words in UTF-8, whatever its name says."""
    if b" " not in head or not _PROSE.match(head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


def _office_xml(head: bytes) -> str | None:
    """The type of an office file that is one XML; None of other XML."""
    root = _ROOT.search(head)
    if root is None:
        return None
    for name, inside, kind in _OFFICE_XML:
        if root[1] == name and inside in root[0]:
            return kind
    program = _OPEN_XML.search(root[0]) if root[1] == b"document" else None
    return f"{program[1].decode()}-flat-xml" if program else None


def signed_type(head: bytes) -> str | None:
    """The media type that the first bytes alone tell, of what is no plain text."""
    if head.startswith(_MARKED):
        return next(kind for mark, kind in _SIGNATURES.items() if head.startswith(mark))
    if _ANY_FORM.match(head):
        return next(kind for form, kind in _FORMS if form.match(head))
    return None


def is_named_text(name: str) -> bool:
    """Whether a file's name says that it is plain text."""
    return suffix_of(name).endswith(_TEXT_SUFFIXES)


def suffix_of(name: str) -> str:
    """A name's suffix with its dot, in lower case; "" if it has none."""
    return name[name.rfind(".") :].lower() if "." in name else ""
