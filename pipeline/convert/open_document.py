"""Text of OpenDocument: ODT, ODS and ODP, with notes, comments, headers and footers.

What is not in the run of the text follows it: notes, descriptions of pictures, what forms say, what
was deleted while changes were tracked, and the charts, tables and formulas that are parts of the
file. OASIS OpenDocument 1.3, part 3.

The files of OpenOffice.org 1 (2002) have the same elements but for a few, and say otherwise what
kind they are.
"""

import re

from pipeline.convert.converter import Conversion, ConversionLimits, Damaged, Encrypted, within
from pipeline.convert.date_format import dated
from pipeline.convert.flow import Flow
from pipeline.convert.office_properties import of_open_document
from pipeline.convert.open_document_lists import OpenDocumentLists
from pipeline.convert.packed_parts import PackedParts
from pipeline.convert.page_offsets import PAGE_BREAK, in_one
from pipeline.convert.xml_reading import Handler, read_xml
from pipeline.records import Converted, Filtered, Mark

_TYPE, _OLDER_TYPE = "application/vnd.oasis.opendocument.", "application/vnd.sun.xml."
BETWEEN_SHEETS = "\n\n"
# Blanks and empty cells are written as a number; more of them are shown as so many.
MOST_BLANKS = 100
MOST_EMPTY = 20

_WHITE_SPACE = re.compile(r"[ \t\r\n]+")
_UNSHOWN = frozenset({
    "note-citation", "footnote-citation", "endnote-citation", "binary-data", "settings",
})  # fmt: skip
_SAID = frozenset({"title", "desc"})  # of a picture
_CONTROLS = frozenset({
    "textarea", "formatted-text", "fixed-text", "combobox", "listbox", "checkbox", "radio",
    "button",
})  # fmt: skip
_PRINTED = frozenset({
    "header", "header-left", "header-first", "footer", "footer-left", "footer-first",
})  # fmt: skip
_FRAMES = frozenset({"frame", "custom-shape"})
_SHAPES = _FRAMES | {
    "rect", "line", "polyline", "polygon", "regular-polygon", "path", "circle", "ellipse", "g",
    "connector", "caption", "measure", "control",
}  # fmt: skip
# What stands in the place of a number or a name that only the page itself gives, and of a date, of
# which that of the last print is there, or noughts.
_FIELDS = frozenset({
    "page-number", "page-count", "sheet-name", "date", "time", "file-name", "title", "date-time",
})  # fmt: skip
_DATE = re.compile(r"[^?]*[1-9][^?]*")
_BESIDE = frozenset({"annotation", "note-body", "footnote-body", "endnote-body", "deletion"})
_LISTS = frozenset({"list", "ordered-list", "unordered-list"})
_OBJECT = re.compile(r"[^/]+/content\.xml")  # a chart, a table or a formula in the file


class OpenDocument:
    """The body of a text, the sheets of a spreadsheet, or the slides of a presentation."""

    name = "open_document"
    version = "8"
    media_types = frozenset(
        f"{_TYPE}{kind}{template}"
        for kind in ("text", "spreadsheet", "presentation", "graphics")
        for template in ("", "-template")
    ) | {f"{_TYPE}text-master", f"{_OLDER_TYPE}writer.global"}
    media_types |= frozenset(
        f"{_OLDER_TYPE}{kind}{template}"
        for kind in ("writer", "calc", "impress", "draw")
        for template in ("", ".template")
    )

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text; sheets and slides are pages.

        Raises:
            DocumentError: it is encrypted, damaged, or becomes too much.
        """
        parts = PackedParts(raw, self._limits)
        if b"encryption-data" in parts.readable("META-INF/manifest.xml"):
            raise Encrypted("the file opens with a password only: decrypt it first")
        if "content.xml" not in parts:
            raise Damaged("no document in it: the part 'content.xml' is missing")
        lists, broken, style_broken = OpenDocumentLists(), "", ""
        printed, body = Printed(self._limits, lists), Body(self._limits, lists)
        try:
            read_xml(parts.pieces("styles.xml"), printed, self._limits)
        except Damaged as error:
            style_broken = str(error)
        try:
            read_xml(parts.pieces("content.xml"), body, self._limits)
        except Damaged as error:
            broken = str(error)
        pages = body.pages()
        objects = []
        for part in filter(_OBJECT.fullmatch, parts.names):
            inner = Body(self._limits, OpenDocumentLists())
            try:
                read_xml(parts.pieces(part), inner, self._limits)
            except Damaged as error:
                broken = broken or f"{part}: {error}"
            objects += inner.pages()
        if objects:
            pages[-1:] = ["\n\n".join([*pages[-1:], *objects])]
        broken = broken or style_broken
        if lines := printed.ended():
            pages[-1:] = [f"{pages[-1]}\n\n{lines}".strip()] if pages else [lines]
        if not any(pages):
            if broken:
                raise Damaged(broken)
            return Filtered("empty")
        left = len(pages) - self._limits.max_pages
        if left > 0:
            del pages[self._limits.max_pages :]
            broken = broken or f"{left:,} pages behind the limit"
        text, starts = in_one(pages, PAGE_BREAK if body.slides else BETWEEN_SHEETS)
        within(self._limits, len(text))
        paged = body.slides or body.sheets
        metadata, properties = of_open_document(
            parts, self._limits, page_count=len(pages) if paged else 0
        )
        marks = (Mark("passed-over", len(text), len(text), broken),) if broken else ()
        return Conversion(
            Converted(
                text,
                from_markup=True,
                metadata=metadata,
                pages=starts if paged else (),
                marks=marks,
            ),
            properties,
        )


class _Text(Handler):
    """Puts paragraphs and tables into a flow, and notes and comments into another."""

    elements = frozenset({
        "p", "h", "s", "tab", "line-break", "table-row", "table-cell", "covered-table-cell",
        "ruby-text", "text-box", "a", "creator", "hidden-text",
        *_LISTS, *_UNSHOWN, *_BESIDE, *_SAID, *_CONTROLS, *_SHAPES, *OpenDocumentLists.elements,
    })  # fmt: skip

    def __init__(self, limits: ConversionLimits, numbers: OpenDocumentLists) -> None:
        self.limits = limits
        self._numbers = numbers
        self._numbered = False  # whether items of lists have numbers
        self._number = ""  # of a paragraph that has begun, and in which nothing is yet
        self._begin()
        self._shown = 0
        self._unshown = 0
        self._lists = 0
        # How deep in paragraphs each note began, and where its text went until then.
        self._outside: list[tuple[int, Flow]] = []
        self._pictures: list[bool] = []  # for each frame: whether a box with text is open in it
        self._author: list[str] | None = None

    def _begin(self) -> None:
        self.flow = self._main = Flow(self.limits)
        self._beside = Flow(self.limits)

    def ended(self) -> str:
        """The text so far, with what stands beside it."""
        texts = (self._main.end(), self._beside.end())
        self._begin()
        return "\n\n".join(text for text in texts if text)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _UNSHOWN:
            self._unshown += 1
        if self._unshown:
            return
        flow = self.flow
        if name in OpenDocumentLists.elements:
            self._numbers.start(name, attributes)
        if name in ("p", "h"):
            if self._shown:  # in a shape that stands amid a paragraph
                flow.end_paragraph()
            elif self._numbered and not self._outside:
                self._number = self._numbers.number(name, attributes)
            self._shown += 1
        elif name == "s":
            flow.text(" " * min(_number(attributes.get("text:c", "")), MOST_BLANKS))
        elif name == "tab":
            flow.text("\t")
        elif name == "line-break":
            flow.text("\n")
        elif name == "table-row":
            flow.start_row()
        elif name in ("table-cell", "covered-table-cell"):
            repeated = _number(attributes.get("table:number-columns-repeated", ""))
            # Empty ones keep the columns in place; what is in several stands there once.
            filled = "office:value-type" in attributes or "table:value-type" in attributes
            for _ in range(1 if filled else min(repeated, MOST_EMPTY)):
                flow.start_cell()
        elif name in _LISTS:
            self._lists += 1
        elif name == "hidden-text":  # by a condition
            flow.text(attributes.get("text:string-value", ""))
        elif name == "annotation" and "encoding" in attributes:  # a formula in words
            self._open_beside()
            self._shown = 1
        elif name in _BESIDE:
            self._open_beside()
            if name == "deletion":
                self.flow.text("Deleted: ")
        elif name in _SHAPES:
            self._pictures.append(False)
        elif name == "text-box" and self._pictures:
            self._pictures[-1] = True
        elif name in _SAID and self._pictures and not self._pictures[-1]:
            self._open_beside()
            self._shown = 1
        elif name in _CONTROLS or (name == "a" and "office:name" in attributes):
            for key in ("form:label", "form:current-value", "office:name"):
                if said := attributes.get(key, "").strip():
                    self._beside.text(said)
                    self._beside.end_paragraph(item=True)
        elif name == "creator" and self._outside and not self._shown:
            self._author = []
        elif name == "ruby-text":
            flow.text(" (")
            self._shown += 1

    def end(self, name: str) -> None:
        if name in _UNSHOWN:
            self._unshown -= 1
        elif self._unshown:
            return
        elif name in ("p", "h"):
            self._shown -= 1
            self.flow.end_paragraph(item=bool(self._lists))
        elif name == "table-row":
            self.flow.end_row()
        elif name in _LISTS:
            self._lists -= 1
            self._numbers.end(name)
        elif name in _BESIDE:
            self._close_beside()
        elif name in _SHAPES and self._pictures:
            self._pictures.pop()
        elif name == "text-box" and self._pictures:
            self._pictures[-1] = False
        elif name in _SAID and self._pictures and not self._pictures[-1]:
            self._close_beside()
        elif name == "creator" and self._author is not None:
            if author := "".join(self._author).strip():
                self.flow.text(f"{author}: ")
            self._author = None
        elif name == "ruby-text":
            self._shown -= 1
            self.flow.text(")")

    def data(self, text: str) -> None:
        if self._author is not None:
            self._author.append(text)
        elif self._shown and not self._unshown:
            if self._number and not self._outside and text.strip():
                self.flow.text(f"{self._number} ")
                self._number = ""
            self.flow.text(_WHITE_SPACE.sub(" ", text))

    def _open_beside(self) -> None:
        """What follows stands beside the text."""
        self._outside.append((self._shown, self.flow))
        self.flow, self._shown = self._beside, 0

    def _close_beside(self) -> None:
        if self._outside:
            self.flow.end_paragraph()
            self._shown, self.flow = self._outside.pop()


class Body(_Text):
    """The pages of a content: one of a text, else each sheet or slide."""

    elements = _Text.elements | {
        "document-content", "text", "presentation", "drawing", "spreadsheet", "table", "page",
    }  # fmt: skip

    def __init__(self, limits: ConversionLimits, numbers: OpenDocumentLists) -> None:
        super().__init__(limits, numbers)
        self.slides = self.sheets = False
        self._pages: list[str] = []
        self._tables = 0
        self._name = ""
        # Of a cell of a sheet: the date that it holds, and what it shows of that.
        self._date = ""
        self._date_shown: list[str] = []

    def pages(self) -> list[str]:
        """The texts of all."""
        if rest := self.ended():
            self._pages.append(rest)
        return self._pages

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "document-content":
            name = attributes.get("office:class", "")
        if name == "text":
            self._numbered = True
        elif name in ("presentation", "drawing"):
            self.slides = True
        elif name == "spreadsheet":
            self.sheets = True
        elif name == "table":
            self._tables += 1
            if self._tables == 1:
                self._name = attributes.get("table:name", "")
        elif name == "table-cell" and self.sheets:
            day = attributes.get("office:date-value") or attributes.get("table:date-value")
            self._date = day or ""
        super().start(name, attributes)

    def data(self, text: str) -> None:
        if self._date and self.flow is self._main:
            self._date_shown.append(text)
        super().data(text)

    def end(self, name: str) -> None:
        super().end(name)
        if name == "table-cell" and self._date:
            if shown := "".join(self._date_shown).strip():
                self.flow.text(dated(shown, self._date))
            self._date_shown.clear()
            self._date = ""
        if name == "table":
            self._tables -= 1
            if self.sheets and not self._tables:
                self._pages.append(f"{self._name}\n{self.ended()}".strip("\n"))
        elif name == "page" and self.slides:
            self._pages.append(self.ended())


class Printed(_Text):
    """What the styles say: headers and footers of pages, and what stands on every slide."""

    elements = _Text.elements | _FRAMES | _PRINTED | _FIELDS

    def __init__(self, limits: ConversionLimits, numbers: OpenDocumentLists) -> None:
        super().__init__(limits, numbers)
        self._inside = 0
        self._fields: list[str] = []
        self._frames: list[bool] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _FRAMES:
            # Others are the places of what the slides themselves say.
            self._frames.append(attributes.get("presentation:class", "") in ("", *_PRINTED))
            self._inside += self._frames[-1]
        self._inside += name in _PRINTED
        if name in _FIELDS:
            self._fields.append(name)
        if self._inside:
            super().start(name, attributes)
        elif name in OpenDocumentLists.styles:
            self._numbers.start(name, attributes)

    def end(self, name: str) -> None:
        if self._inside:
            super().end(name)
        if name in _FIELDS and self._fields:
            self._fields.pop()
        self._inside -= name in _PRINTED
        if name in _FRAMES and self._frames:
            self._inside -= self._frames.pop()

    def data(self, text: str) -> None:
        field = self._fields[-1] if self._fields else ""
        dated = field in ("date", "time") and bool(_DATE.fullmatch(text))
        if self._inside and (not field or dated):
            super().data(text)


def _number(written: str) -> int:
    """How often something stands there: once, if nothing is said."""
    return int(written) if written.isdecimal() and len(written) < 10 else 1
