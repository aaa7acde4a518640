"""Text of EPUB: the chapters in their reading order.

EPUB 3.3 (W3C), and 2.0.1 (IDPF), which differ in nothing that is read here.
"""

from pipeline.convert.converter import Conversion, ConversionLimits, Damaged, Encrypted, within
from pipeline.convert.office_properties import stated
from pipeline.convert.packed_parts import PackedParts, target
from pipeline.convert.page import decode_page, whole_text
from pipeline.convert.xml_reading import Handler, read_xml
from pipeline.records import Converted, Filtered, Mark

BETWEEN_CHAPTERS = "\n\n"
_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
_SUFFIXES = (".xhtml", ".html", ".htm")
_FIELDS = {
    "title": "title", "creator": "author", "date": "created", "subject": "subject",
    "description": "description",
}  # fmt: skip


class Epub:
    """All chapters, with what the package says of the book."""

    name = "epub"
    version = "2"
    media_types = frozenset({"application/epub+zip"})

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text of a book.

        Raises:
            DocumentError: it is encrypted, damaged, or becomes too much.
        """
        parts = PackedParts(raw, self._limits)
        broken = ""
        container = _Container()
        try:
            read_xml(parts.pieces("META-INF/container.xml"), container, self._limits)
        except Damaged as error:
            broken = str(error)
        # Of a book that was cut off, all that there is.
        opf = container.package or next((n for n in parts.names if n.endswith(".opf")), "")
        package = _Package(opf)
        try:
            read_xml(parts.pieces(opf), package, self._limits)
        except Damaged as error:
            broken = broken or str(error)
        names = package.chapters() or [n for n in parts.names if n.endswith(_SUFFIXES)]
        if not names:
            raise Damaged(broken or "no book in it: META-INF/container.xml names no package")
        locks = _Locks()
        read_xml(parts.pieces("META-INF/encryption.xml"), locks, self._limits)
        chapters, size = [], 0
        for name in names:
            if name in locks.parts:
                raise Encrypted("the book's chapters are encrypted (DRM): decrypt it first")
            try:
                decoded = decode_page(parts.read(name))
            except Damaged as error:
                broken = broken or str(error)
                continue
            text = whole_text(decoded.text) if decoded else ""
            size += len(text)
            within(self._limits, size)
            chapters.append(text)
        whole = BETWEEN_CHAPTERS.join(text for text in chapters if text)
        if not whole:
            if broken:
                raise Damaged(broken)
            return Filtered("empty")
        marks = (Mark("passed-over", len(whole), len(whole), broken),) if broken else ()
        metadata, properties = stated(package.values)
        return Conversion(
            Converted(whole, from_markup=True, metadata=metadata, marks=marks), properties
        )


class _Container(Handler):
    """Where the package of the book stands."""

    def __init__(self) -> None:
        self.package = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "rootfile" and not self.package:
            self.package = target("", attributes.get("full-path", ""))


class _Package(Handler):
    """What the book is called, its parts, and their order."""

    def __init__(self, part: str) -> None:
        self.values: dict[str, str] = {}
        self._part = part
        self._parts: dict[str, str] = {}
        self._order: list[str] = []
        self._contents: set[str] = set()
        self._field = ""

    def chapters(self) -> list[str]:
        """The parts with text in their order, then those that are only linked to, such as notes.

        The table of contents repeats the chapters' titles; it is one if it has a place among them.
        """
        order = self._order + [key for key in self._parts if key not in self._contents]
        return list(dict.fromkeys(self._parts[key] for key in order if key in self._parts))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "item" and attributes.get("media-type", "") in _PAGES:
            place = target(self._part, attributes.get("href", ""))
            self._parts[attributes.get("id", "")] = place
            if "nav" in attributes.get("properties", "").split():
                self._contents.add(attributes.get("id", ""))
        elif name == "itemref":
            self._order.append(attributes.get("idref", ""))
        self._field = _FIELDS.get(name, "")
        if name == "meta" and attributes.get("property") == "dcterms:modified":
            self._field = "modified"
        if self._field == "created" and "created" in self.values:
            self._field = ""  # the first is that of publication
        elif self._field and self._field in self.values:
            self.values[self._field] += ", "

    def end(self, name: str) -> None:
        self._field = ""

    def data(self, text: str) -> None:
        if self._field and (text := " ".join(text.split())):
            self.values[self._field] = self.values.get(self._field, "") + text


class _Locks(Handler):
    """The parts that are encrypted; fonts often are, and are not read."""

    def __init__(self) -> None:
        self.parts: set[str] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "CipherReference":
            self.parts.add(target("", attributes.get("URI", "")))
