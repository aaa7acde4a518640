"""Objects that are embedded in DOC, XLS, PPT and RTF, each as the bytes of a file.

MS-DOC 2.1.5, MS-XLS 2.1.3, MS-PPT 2.10.34, MS-OLEDS 2.2.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from pipeline.mail.msg import OLE
from pipeline.sources.compound_file import compound_file

_POOL = "ObjectPool"
_OF_SHEET = re.compile(r"MBD[0-9A-Fa-f]{8}")
_SLIDES = "PowerPoint Document"
_MARKS = tuple(text.encode("utf-16-le") for text in (_POOL, "MBD0", _SLIDES))
# Streams that say how an object is shown, of which nothing can be read.
_ABOUT = frozenset({
    "\1CompObj", "\1Ole", "\2OlePres000", "\3ObjInfo", "\3PRINT", "\3EPRINT", "\3PIC", "\3META",
    "\3LINK", "\1CompObj\0", "Equation Native", "\3OCXDATA", "\3OCXNAME", "\2OlePres001",
})  # fmt: skip
_STORED = 0x1011  # an object in a presentation
_EMBEDDED = struct.pack("<I", 2)
_HEX = re.compile(rb"\\objdata\b[^0-9a-fA-F\\{}]*((?:[0-9a-fA-F]{2}\s*){16,})")


def embedded_objects(raw: bytes, limit: int) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each object; what is damaged ends them.

    `limit`: bytes that an object may unpack to; of a larger one so many and one more are given.
    """
    if raw.startswith(b"{\\rtf"):
        yield from _in_rtf(raw)
    elif raw.startswith(OLE) and any(mark in raw for mark in _MARKS):
        import olefile

        try:
            with olefile.OleFileIO(io.BytesIO(raw)) as ole:
                yield from _in_ole(ole, limit)
        except Exception:  # whatever is wrong with it, the reader of the document will say
            return


def _in_ole(ole: Any, limit: int) -> Iterator[tuple[str, bytes]]:
    if ole.exists(_SLIDES):
        yield from _in_slides(ole.openstream(_SLIDES).read(), limit)
    trees: dict[tuple[str, ...], dict[str, Any]] = {}
    for path in ole.listdir():
        depth = 2 if path[0] == _POOL else 1 if _OF_SHEET.fullmatch(path[0]) else 0
        if not depth or len(path) <= depth:
            continue
        tree = trees.setdefault(tuple(path[:depth]), {})
        for name in path[depth:-1]:
            tree = tree.setdefault(name, {})
        tree[path[-1]] = path
    for path, tree in trees.items():
        if not set(tree) <= _ABOUT:
            yield "/".join(path), compound_file(_read(ole, tree))


def _read(ole: Any, tree: dict[str, Any]) -> dict[str, Any]:
    """The same tree with the bytes of its streams."""
    return {
        name: _read(ole, inside) if isinstance(inside, dict) else ole.openstream(inside).read()
        for name, inside in tree.items()
    }


def _in_slides(data: bytes, limit: int) -> Iterator[tuple[str, bytes]]:
    """The objects of a presentation, which stand at the top of its records."""
    at, number = 0, 0
    while at + 8 <= len(data):
        head, kind, size = struct.unpack_from("<HHI", data, at)
        body = data[at + 8 : at + 8 + size] if kind == _STORED else b""
        at += 8 + size
        if body and head >> 4 == 1:  # packed, behind its size
            try:
                body = zlib.decompressobj().decompress(body[4:], limit + 1)
            except zlib.error:
                continue
        if body.startswith(OLE):
            number += 1
            yield f"objects/{number}", body


def _in_rtf(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """The objects of an RTF, written as hexadecimal digits."""
    for number, found in enumerate(_HEX.finditer(raw), 1):
        data = bytes.fromhex(b"".join(found[1].split()).decode())
        if data[4:8] != _EMBEDDED:
            continue  # a link
        at = 8
        for _ in range(3):  # class, topic, item
            at += 4 + int.from_bytes(data[at : at + 4], "little")
        size = int.from_bytes(data[at : at + 4], "little")
        native = data[at + 4 : at + 4 + size]
        if not native:
            continue
        if not native.startswith(OLE) and b"Package" in data[12:24]:
            native = compound_file({"\1Ole10Native": struct.pack("<I", len(native)) + native})
        yield f"objects/{number}", native
