"""Parts of DOCX, PPTX and XLSX that name one another, and the text that they hold."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from pipeline.convert.converter import Conversion, ConversionLimits, Damaged, Encrypted
from pipeline.convert.descriptions import description
from pipeline.convert.flow import Flow
from pipeline.convert.office_properties import of_open_xml
from pipeline.convert.packed_parts import PackedParts, target
from pipeline.convert.xml_reading import Handler, read_xml
from pipeline.records import Converted, Filtered, Mark

# Drawings, diagrams and charts, whichever kind of file they are in.
PICTURED = ("diagramData", "chart", "chartEx")
_LITERAL = b"<![CDATA["
_ESCAPED, _CONTROL = re.compile("_x([0-9A-Fa-f]{4})_"), re.compile("[\0-\x08\x0b-\x1f]")
# A whole part of relations as programs write it; one that is written otherwise is read as any XML.
_RELATION = r"<Relationship((?: \w++=\"[^\"<&\t\r\n]*+\")++) ?+/>\s*+"
_PLAIN_RELATIONS = re.compile(
    r"\ufeff?(?:<\?xml version=\"1\.0\" encoding=\"(?i:utf-8)\"(?: standalone=\"yes\")?\?>)?\s*+"
    rf"<Relationships xmlns=\"[^\"<&]*+\">\s*+(?:{_RELATION})*+</Relationships>\s*+"
)
_EACH_RELATION = re.compile(_RELATION)
_ATTRIBUTE = re.compile(r" (\w++)=\"([^\"]*+)")


class Relation(NamedTuple):
    """A part that another names: what it is to it, and its name."""

    kind: str
    part: str


class _Relations(Handler):
    def __init__(self, part: str) -> None:
        self._part = part
        self.found: dict[str, Relation] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = posixpath.basename(attributes.get("Type", ""))
            place = target(self._part, attributes.get("Target", ""))
            self.found[attributes.get("Id", "")] = Relation(kind, place)

    def without_plain(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The XML that is left when what is written as most programs do has been read."""
        for piece in pieces:
            text = piece.decode("utf-8", "replace")
            if "\ufffd" in text or not _PLAIN_RELATIONS.fullmatch(text):
                yield piece
                continue
            for attributes in _EACH_RELATION.findall(text):
                self.start("Relationship", dict(_ATTRIBUTE.findall(attributes)))


class OpenXml:
    """An open file of Microsoft's XML formats. What is broken in a part is kept in `broken`.

    `password`: as that of `PackedParts`.
    """

    def __init__(self, raw: str | bytes, limits: ConversionLimits, password: str = "") -> None:
        self.limits = limits
        self.parts = PackedParts(raw, limits, password)
        self.broken: list[str] = []
        self._relations: dict[str, dict[str, Relation]] = {}

    def conversion(
        self, text: str, pages: tuple[int, ...] = (), page_count: int = 0
    ) -> Conversion | Filtered:
        """The file as this text, with what it says of itself and a mark for each broken part.

        Raises:
            Damaged: there is no text, for something is broken.
        """
        if not text:
            if self.broken:
                raise Damaged(self.broken[0])
            return Filtered("empty")
        metadata, properties = of_open_xml(self.parts, self.limits, page_count=page_count)
        marks = tuple(Mark("passed-over", len(text), len(text), why) for why in self.broken)
        converted = Converted(text, from_markup=True, metadata=metadata, pages=pages, marks=marks)
        return Conversion(converted, properties)

    def main(self, usual: str) -> str:
        """The part at which the document begins; `usual` where the file does not say."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.part in self.parts:
                return relation.part
        if usual in self.parts:
            return usual
        raise Damaged(f"no document in it: the part {usual!r} is missing")

    def relations(self, part: str) -> dict[str, Relation]:
        """The parts that a part names, by their ids in it."""
        if part not in self._relations:
            folder, name = posixpath.split(part)
            relations = _Relations(part)
            name = posixpath.join(folder, "_rels", f"{name}.rels")
            self.read(name, relations, relations.without_plain)
            self._relations[part] = relations.found
        return self._relations[part]

    def related(self, part: str, *kinds: str) -> list[str]:
        """The parts of these kinds that a part names, in the order of the kinds."""
        found = self.relations(part).values()
        return [relation.part for kind in kinds for relation in found if relation.kind == kind]

    def read(
        self,
        part: str,
        handler: Handler,
        through: Callable[[Iterable[bytes]], Iterable[bytes]] | None = None,
    ) -> None:
        """Tells `handler` of a part up to where it is broken.

        `through`: takes whole elements out before the XML is read.
        """
        pieces = self.parts.pieces(part)
        try:
            read_xml(through(pieces) if through else pieces, handler, self.limits)
        except Encrypted:
            raise
        except Damaged as error:
            self.broken.append(f"{part}: {error}")

    def text(self, part: str, handler: Callable[[Flow], Handler]) -> str:
        """The text of a part, as `handler` puts it into a flow."""
        flow = Flow(self.limits)
        self.read(part, handler(flow))
        return flow.end()


def without(elements: re.Pattern[bytes], pieces: Iterable[bytes]) -> Iterator[bytes]:
    """XML without these elements; in text that only looks like them (CDATA) they stay."""
    literal = b""
    for piece in pieces:
        if _LITERAL not in (literal := literal[-len(_LITERAL) :] + piece):
            piece = elements.sub(b"", piece)
        else:
            literal = _LITERAL
        yield piece


def unescaped(text: str) -> str:
    """A text of Excel's, in which characters may stand by their numbers: `_x000D_`.

    ECMA-376, part 1, 22.9.2.19. Those that are shown as nothing are left out.
    """
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class Alternatives:
    """Two forms of one thing, for newer and older programs.

    The older counts where the newer has no text (ECMA-376, part 3, section 10.2.1).
    """

    elements = frozenset({"AlternateContent", "Fallback"})

    def __init__(self) -> None:
        # For each that is open: whether its newer form gave text.
        self._open: list[bool] = []
        # For each older form that is open: whether it is left out.
        self._older: list[bool] = []

    def start(self, name: str) -> None:
        if name == "AlternateContent":
            self._open.append(False)
        elif name == "Fallback":
            self._older.append(bool(self._open and self._open[-1]))

    def end(self, name: str) -> None:
        if name == "AlternateContent" and self._open:
            self._open.pop()
        elif name == "Fallback" and self._older:
            self._older.pop()

    @property
    def left_out(self) -> bool:
        """Whether this is an older form that does not count."""
        return any(self._older)

    def shown(self, text: str) -> bool:
        """Whether text that stands here counts."""
        if self.left_out:
            return False
        if self._open and text.strip():
            self._open = [True] * len(self._open)
        return True


class DrawingText(Handler):
    """Text of drawings (DrawingML): shapes, tables, diagrams, descriptions, words of charts.

    ECMA-376, part 1, 21.1 and 21.2.
    """

    elements = Alternatives.elements | {
        "t", "v", "text", "br", "tab", "p", "tr", "tc", "pt", "cat", "val", "tx", "xVal", "yVal",
        "cNvPr",
    }  # fmt: skip

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._shown = 0
        self._alternatives = Alternatives()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        flow = self.flow
        if name in ("t", "v", "text"):
            self._shown += 1
        elif name == "br":
            flow.text("\n")
        elif name == "tab":
            flow.text("\t")
        elif name == "cNvPr":  # what a picture shows, for those who do not see it
            described = description(attributes.get("descr", ""))
            if described and self._alternatives.shown(described):
                flow.text(described)
                flow.end_paragraph()
        elif name == "tr":
            flow.start_row()
        elif name in ("tc", "pt"):
            flow.start_cell()
        elif name in ("cat", "val", "tx", "xVal", "yVal"):
            flow.start_row()
        else:
            self._alternatives.start(name)

    def end(self, name: str) -> None:
        flow = self.flow
        if name in ("t", "v", "text"):
            self._shown -= 1
            if name == "text":
                flow.end_paragraph()
        elif name == "p":
            flow.end_paragraph(item=True)
        elif name in ("tr", "cat", "val", "tx", "xVal", "yVal"):
            flow.end_row()
        else:
            self._alternatives.end(name)

    def data(self, text: str) -> None:
        if self._shown and self._alternatives.shown(text):
            self.flow.text(text)
