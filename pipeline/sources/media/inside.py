"""Media types of files whose first bytes tell only how they are packed: zips and OLE files."""

import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress

from pipeline.ole_directory import OleDirectory
from pipeline.sources.media.head import OLE, ZIP, suffix_of
from pipeline.zip_directory import member_at, unpacked, zip_directory

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"

# By what a file is called of which its content does not tell.
_SUFFIXES = {
    ".docx": WORD, ".dotx": WORD, ".docm": WORD, ".dotm": WORD,
    ".xlsx": SHEETS, ".xltx": SHEETS, ".xlsm": SHEETS,
    ".pptx": SLIDES, ".potx": SLIDES, ".pptm": SLIDES, ".ppsx": SLIDES,
    ".doc": DOC, ".dot": DOC, ".xls": XLS, ".xlt": XLS, ".ppt": PPT, ".pps": PPT, ".pot": PPT,
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".epub": "application/epub+zip", ".jar": "application/java-archive",
}  # fmt: skip
# The streams at the top of an OLE file by which its program is known; the first that is there.
_STREAMS: tuple[tuple[str, str], ...] = (
    ("__properties_version1.0", "application/vnd.ms-outlook"),
    ("WordDocument", DOC),
    ("PowerPoint Document", PPT),
    ("Workbook", XLS),
    ("Book", XLS),
    ("VisioDocument", "application/vnd.visio"),
    ("Quill", "application/x-mspublisher"),
    ("MatOST", "application/vnd.ms-works"),
    ("StarWriterDocument", "application/vnd.stardivision.writer"),
    ("StarCalcDocument", "application/vnd.stardivision.calc"),
    ("StarDrawDocument3", "application/vnd.stardivision.draw"),
)
_ENCRYPTED = "EncryptedPackage"  # an office file with a password; its name says which kind
_TYPES = "[Content_Types].xml"
# The kinds of the main part of a package (ECMA-376 part 2, and what Microsoft adds to it).
_MAIN = re.compile(
    rb"""ContentType\s*=\s*["']application/([\w.-]+?)(?:\.main(?:\+xml)?)["']""", re.IGNORECASE
)
_FIXED = re.compile(rb"ms-package\.xps-fixeddocumentsequence\+xml", re.IGNORECASE)
_OF_PACKAGE = re.compile(
    rb"""full-path\s*=\s*["']/["'][^>]*?media-type\s*=\s*["']([\w.+/-]+)["']"""
    rb"""|media-type\s*=\s*["']([\w.+/-]+)["'][^>]*?full-path\s*=\s*["']/["']"""
)
_TYPE = re.compile(rb"application/(?:epub\+zip|(?:vnd\.|x-)[\w.+-]+)")
_FOLDERS = (("word/", WORD), ("xl/", SHEETS), ("ppt/", SLIDES))
_PARTS = (
    ("word/document.xml", WORD), ("xl/workbook.xml", SHEETS), ("ppt/presentation.xml", SLIDES),
)  # fmt: skip
_LOCAL = re.compile(rb"PK\x03\x04.{26}(word/|xl/|ppt/)", re.DOTALL)  # a member's own header
_MOST_READ = 1_000_000  # bytes of a member that names the type


def has_insides(media_type: str) -> bool:
    """Whether the whole file must be looked into to know what it is."""
    return media_type in (ZIP, OLE)


def type_inside(media_type: str, name: str, raw: bytes | None) -> str:
    """The media type of a zip or an OLE file by what it holds, then by its name.

    `raw`: all of it; None where that is too much to be read. A damaged file is what its parts are,
    as far as they are found. Never raises.
    """
    by_name = _SUFFIXES.get(suffix_of(name), "")
    if raw is None:
        return by_name or media_type
    if media_type == ZIP:
        return _in_zip(raw, by_name) or ZIP
    return _in_ole(raw, by_name) or OLE


def zip_type(archive: zipfile.ZipFile) -> str:
    """The media type of the document that a zip is; "" of one that is an archive.

    Takes time and memory that do not depend on what its members unpack to. Never raises.
    """

    def read(name: str) -> bytes:
        with archive.open(name) as member:
            return member.read(_MOST_READ)

    try:
        return _zip_type(archive.NameToInfo, read)
    except Exception:  # whatever is wrong with it, its reader will say
        return ""


def _zip_type(written: Iterable[str], read_written: Callable[[str], bytes]) -> str:
    # Some writers put backslashes between folders.
    names = {name.replace("\\", "/"): name for name in written}
    if _TYPES not in names:  # their case is of no account in a package (ECMA-376 part 2, 6.2.2.3)
        for name in [name for name in names if name.lower() == _TYPES.lower()]:
            names.setdefault(_TYPES, names[name])
    return _type_by_members(names, lambda name: read_written(names[name]))


def _type_by_members(names: Collection[str], read: Callable[[str], bytes]) -> str:
    if "mimetype" in names:
        by_name = read("mimetype")[:200].strip().lower()
        if _TYPE.fullmatch(by_name):
            return by_name.decode()
    if _TYPES in names:
        types = read(_TYPES).replace(b"\0", b"")  # some are in UTF-16
        if main := _MAIN.search(types):
            kind = main[1].decode("ascii", "replace").lower()
            return f"application/{kind}{'.12' if 'macroenabled' in kind else ''}"
        if _FIXED.search(types):
            return "application/vnd.ms-xpsdocument"
        for folder, media_type in _FOLDERS:
            if any(name.startswith(folder) for name in names):
                return media_type
    for part, media_type in _PARTS:
        if part in names:
            return media_type
    if "META-INF/manifest.xml" in names and "content.xml" in names:
        found = _OF_PACKAGE.search(read("META-INF/manifest.xml"))
        if found:
            return (found[1] or found[2]).decode().lower()
    if "META-INF/container.xml" in names:
        return "application/epub+zip"
    if "AndroidManifest.xml" in names:
        return "application/vnd.android.package-archive"
    if "META-INF/MANIFEST.MF" in names:
        return "application/java-archive"
    if any(name.endswith((".iwa", "index.apxl")) for name in names):
        return "application/vnd.apple.iwork"
    return ""


def _in_zip(raw: bytes, by_name: str) -> str:
    """What a zip is; of one that was cut off, what its name or one of its members says."""
    members = zip_directory(raw) or {}

    def read(name: str) -> bytes:
        member = member_at(raw, members[name])
        data = unpacked(raw, member) if member.size <= _MOST_READ else None
        if data is None:
            raise ValueError(f"{name} is large or damaged: zipfile reads its beginning")
        return data

    with suppress(ValueError):
        if members:
            return _zip_type(members, read)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return zip_type(archive)
    except Exception:
        begun = _LOCAL.search(raw)
        return by_name or (dict(_FOLDERS)[begun[1].decode()] if begun else "")


def _in_ole(raw: bytes, by_name: str) -> str:
    streams = _streams(raw)
    found = [media_type for stream, media_type in _STREAMS if streams(stream)]
    if streams(_ENCRYPTED):
        return by_name or WORD
    if by_name in found:  # such as a sheet that holds a text, under the names of both
        return by_name
    if found:
        return found[0]
    return by_name


def _streams(raw: bytes) -> Callable[[str], bool]:
    """A function that says whether an OLE file has a stream or folder of a name at its top."""
    try:
        top = OleDirectory(raw).names
        return lambda name: name.lower() in top
    except ValueError:  # damaged: its directory, wherever it stands, has the names
        return lambda name: f"{name}\0".encode("utf-16-le") in raw
