"""Files that are embedded in office documents and PDFs: documents of their own beside these."""

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple, cast

import msgspec

from pipeline.errors import DocumentError
from pipeline.mail.msg import OLE
from pipeline.records import Document
from pipeline.sources.embedded_ole import embedded_objects
from pipeline.sources.embedded_pdf import files_in_pdf
from pipeline.sources.entry import Entry, Reader, memory
from pipeline.sources.members import Members
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import DocumentTooLarge, Item, most_bytes
from pipeline.zip_directory import NO_DIRECTORY, member_at, unpacked, zip_directory
from pipeline.zip_recovery import LOCAL_MARK

_FOLDER = "/embeddings/"  # ECMA-376 part 1, 15.2.10 and 15.2.11
# An object of another program in an OpenDocument; those of its own kind are parts of its text.
_OPEN_OBJECT = re.compile(r"Object \d+")
# Documents in other formats of which a DOCX consists (17.17.2.1), for Word to put into its text.
_CHUNKS = "word/_rels/document.xml.rels"
_CHUNK = re.compile(rb'<Relationship [^<>]*?/aFChunk"[^<>]*+>')
_TARGET = re.compile(rb'\bTarget="/?+([^"]++)"')
_MARKS = (_FOLDER.encode(), b"Object ")
# Streams of an OLE object that hold a whole file, and the suffix of the file (MS-OLEDS).
_WHOLE = {"Package": "", "CONTENTS": ".pdf"}
_NATIVE = "\x01Ole10Native"


def with_embedded(
    document: Document, entry: Entry, options: SourceOptions, reader: Reader
) -> Iterator[Item]:
    """A document, then what is embedded in it, if it is a file that holds some."""
    members: Members | None = None
    for found in _embedded(document.raw, options.limits.max_document_bytes):
        if members is None:
            document = msgspec.structs.replace(document, family=document.family or document.id)
            yield document
            members = Members(entry, document=document)
        yield from members.add(found.name, found.open, size=found.size, packed=found.packed).read(
            options, partial(_read_object, reader=reader)
        )
    if members is None:
        yield document


class _Embedded(NamedTuple):
    name: str
    open: Callable[[], io.BufferedIOBase]
    size: int
    packed: int | None = None


def _embedded(raw: str | bytes | None, limit: int) -> Iterator[_Embedded]:
    """What is embedded in a file. `limit`: bytes that an object may unpack to."""
    if not isinstance(raw, bytes):
        return
    for file in files_in_pdf(raw, limit):
        size = len(file.data) if isinstance(file.data, bytes) else 0
        yield _Embedded(file.name, partial(_given, file.data), size)
    if not raw.startswith(LOCAL_MARK):  # DOC, XLS, PPT and RTF
        for name, data in embedded_objects(raw, limit):
            yield _Embedded(name, partial(memory, data), len(data))
        return
    # DOCX, PPTX, XLSX and OpenDocument
    chunks = _chunks(raw)
    if not chunks and not any(mark in raw for mark in _MARKS):
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except NO_DIRECTORY:
        return  # which the converter of the document will say
    with archive:
        for info in archive.infolist():
            if not (_is_object(info) or info.filename in chunks):
                continue
            opened = partial(_open, archive, info)
            yield _Embedded(info.filename, opened, info.file_size, info.compress_size)


def _given(data: bytes | DocumentError) -> io.BufferedIOBase:
    if isinstance(data, DocumentError):
        raise data
    return memory(data)


def _is_object(info: zipfile.ZipInfo) -> bool:
    name = f"/{info.filename}"
    if _OPEN_OBJECT.fullmatch(info.filename):
        return True
    return _FOLDER in name and not info.is_dir() and "/_rels/" not in name


def _chunks(raw: bytes) -> frozenset[str]:
    """The parts of a DOCX that are documents in another format."""
    place = (zip_directory(raw) or {}).get(_CHUNKS)
    relations = None if place is None else unpacked(raw, member_at(raw, place))
    named = (_TARGET.search(relation) for relation in _CHUNK.findall(relations or b""))
    targets = [target[1].decode("utf-8", "replace") for target in named if target]
    return frozenset(name for target in targets for name in (target, f"word/{target}"))


def _open(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> io.BufferedIOBase:
    return cast(io.BufferedIOBase, archive.open(info))


def _read_object(entry: Entry, options: SourceOptions, *, reader: Reader) -> Iterator[Item]:
    """The items of an embedded file, which may be wrapped into an OLE object."""
    if not entry.stream.peek(len(OLE)).startswith(OLE):
        return reader(entry, options)
    limit = options.limits.max_document_bytes
    data = entry.stream.read(limit + 1)
    if len(data) > limit:
        raise DocumentTooLarge(f"the object is larger than {most_bytes(limit)}")
    name, data = _unwrapped(entry.name, data)
    found = msgspec.structs.replace(entry, name=name, stream=memory(data), size=len(data))
    return reader(found, options)


def _unwrapped(name: str, data: bytes) -> tuple[str, bytes]:
    """The name and the bytes of the file in an OLE object; the object itself if it is none."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            for stream, suffix in _WHOLE.items():
                if ole.exists(stream):
                    return name.removesuffix(".bin") + suffix, ole.openstream(stream).read()
            if ole.exists(_NATIVE):
                return _native(name, ole.openstream(_NATIVE).read())
    except Exception:  # whatever is wrong with it, the reader of the object will say
        pass
    return name, data


def _native(name: str, data: bytes) -> tuple[str, bytes]:
    """The file in a stream of the packager: its label, two paths, then its bytes."""
    at = 6  # the size of all, and flags
    label, _, _ = data[at:].partition(b"\0")
    at += len(label) + 1
    at = data.index(b"\0", at) + 1 + 4  # the path that it had, and flags
    (size,) = struct.unpack_from("<I", data, at)
    at += 4 + size  # the path of a temporary copy
    (size,) = struct.unpack_from("<I", data, at)
    stated = label.decode("cp1252", "replace").replace("\\", "/").rpartition("/")[2]
    return stated or name, data[at + 4 : at + 4 + size]
