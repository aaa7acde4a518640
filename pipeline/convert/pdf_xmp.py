"""What a PDF says of itself in XML: the Extensible Metadata Platform, ISO 16684-1.

Programs write it beside the older dictionary of information, and newer ones in its place (PDF 2.0,
PDF/A-4).
"""

import re
from contextlib import suppress

from pipeline.convert.converter import ConversionLimits
from pipeline.convert.xml_reading import Handler, read_xml
from pipeline.errors import DocumentError
from pipeline.pdf_objects import PdfObjects

_MARK = b"<rdf:RDF"
_CATALOG = re.compile(rb"/Type\s*/Catalog\b")
_METADATA = re.compile(rb"/Metadata\s+(\d{1,10})\s+\d{1,5}\s+R\b")
_LONGEST = 1_000_000  # bytes
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
    if _MARK in raw:
        file = PdfObjects(raw)
        catalogs = [body for _, body in file.bodies() if _CATALOG.search(body)]
        named = _METADATA.search(catalogs[-1]) if catalogs else None
        stream = file.stream(file.places.get(int(named[1]), len(raw))) if named else None
        if stream and not file.is_locked:
            with suppress(DocumentError, ValueError):
                read_xml([file.unpacked(stream, _LONGEST)], packet, limits)
    return packet.values


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
