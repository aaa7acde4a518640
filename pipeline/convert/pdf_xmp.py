"""What a PDF says of itself in XML: the Extensible Metadata Platform, ISO 16684-1.

Programs write it beside the older dictionary of information, and newer ones in its place (PDF 2.0,
PDF/A-4).
"""

import re
from contextlib import suppress

from pipeline.convert.converter import ConversionLimits
from pipeline.convert.xml_reading import Handler, read_xml
from pipeline.errors import DocumentError
from pipeline.pdf_objects import LONGEST_OBJECT, PdfObjects

_MARK = b"<rdf:RDF"
_CATALOG = re.compile(rb"/Type\s*/Catalog\b")
_METADATA = re.compile(rb"/Metadata\s+(\d{1,10})\s+(\d{1,5})\s+R\b")
_LONGEST = 1_000_000  # bytes
_LOCK, _OBJECT, _OBJECT_END, _STREAM_END = b"/Encrypt", b"obj", b"endobj", b"endstream"
_FIELDS = {
    "title": "title", "creator": "author", "CreateDate": "created", "ModifyDate": "modified",
    "CreatorTool": "tool",
}  # fmt: skip


def xmp_values(raw: bytes, limits: ConversionLimits) -> dict[str, str]:
    """What the catalog's packet says, by the names of `office_properties.stated`.

    Packets that belong to pictures are not read, nor are such as are compressed or encrypted (which
    the standard advises against). Of a packet that is broken it is what stands before. Takes time
    linear in the size of the file where there is a packet.
    """
    packet = _Packet()
    if _MARK in raw and _LOCK not in raw and (named := _METADATA.search(_catalog(raw))):
        object_head = re.compile(rb"%b\s+%b\s+obj\b" % named.groups())
        places = [found.end() for found in object_head.finditer(raw) if not _goes_on(raw, found)]
        at = places[-1] if places else len(raw)
        begin = raw.find(_MARK, at, at + LONGEST_OBJECT)
        if begin > 0 and _OBJECT_END not in raw[at:begin]:
            xml = raw[begin : begin + _LONGEST].partition(_STREAM_END)[0]
            with suppress(DocumentError):  # behind its end, too
                read_xml([xml], packet, limits)
    return packet.values


def _goes_on(raw: bytes, number: re.Match[bytes]) -> bool:
    """Whether a number is the end of a longer one."""
    before = number.start() - 1
    return before >= 0 and raw[before : before + 1].isdigit()


def _catalog(raw: bytes) -> bytes:
    """The catalog of a file, in its last version; it may be packed with other objects."""
    places = [found.start() for found in _CATALOG.finditer(raw)]
    if places:
        begin = raw.rfind(_OBJECT, 0, places[-1])
        return raw[begin : raw.find(_OBJECT_END, begin)]
    packed = [body for _, body in PdfObjects(raw).bodies() if _CATALOG.search(body)]
    return packed[-1] if packed else b""


class _Packet(Handler):
    """Values stand in elements, or in attributes of what holds all; several in a list."""

    elements = frozenset(_FIELDS) | {"Description", "li"}

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self._field = ""
        self._said: list[str] = []
        self._default = False  # whether a text is the one to be shown, of those in many languages
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._text.clear()
        if name in _FIELDS:
            self._field = _FIELDS[name]
            self._said.clear()
        elif name == "li":
            self._default = attributes.get("xml:lang") == "x-default"
        else:
            for written, value in attributes.items():
                if field := _FIELDS.get(written.partition(":")[2]):
                    self.values.setdefault(field, value.strip())

    def data(self, text: str) -> None:
        if self._field:
            self._text.append(text)

    def end(self, name: str) -> None:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        # Some programs write a string of PDF with its escapes, byte by byte.
        if text and self._field and "\\000" not in text:
            self._said.insert(0 if self._default else len(self._said), text)
        if name in _FIELDS:
            # A title stands there in several languages; of several authors each counts.
            said = self._said if self._field == "author" else self._said[:1]
            if said:
                self.values.setdefault(self._field, ", ".join(said))
            self._field = ""
        self._default = False
