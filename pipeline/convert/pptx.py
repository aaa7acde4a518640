"""Text of PowerPoint's PPTX and its kin: slides in their order, with notes and comments.

ECMA-376, part 1, section 19.
"""

from pipeline.convert.converter import Conversion, ConversionLimits, within
from pipeline.convert.flow import Flow
from pipeline.convert.open_xml import PICTURED, DrawingText, OpenXml
from pipeline.convert.page_offsets import in_one
from pipeline.convert.xml_reading import Handler
from pipeline.records import Filtered

_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml."
_MACROS = "application/vnd.ms-powerpoint."
# What PowerPoint puts on a page of notes by itself.
_AUTOMATIC = frozenset({"sldNum", "sldImg", "dt", "hdr", "ftr"})
_PRINTED = frozenset({"hdr", "ftr"})


class Pptx:
    """Each slide is a page: its title, its shapes, its diagrams and charts, notes and comments."""

    name = "pptx"
    version = "3"
    media_types = frozenset({
        f"{_SLIDES}presentation", f"{_SLIDES}template", f"{_SLIDES}slideshow",
        f"{_MACROS}presentation.macroenabled.12", f"{_MACROS}template.macroenabled.12",
        f"{_MACROS}slideshow.macroenabled.12",
    })  # fmt: skip

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text of all slides, then what stands on their masters and on all pages of notes.

        Raises:
            DocumentError: it is encrypted, damaged, or becomes too much.
        """
        file = OpenXml(raw, self._limits)
        main = file.main("ppt/presentation.xml")
        order = _Order()
        file.read(main, order)
        relations = file.relations(main)
        slides = [relations[id].part for id in order.slides if id in relations]
        authors = _Authors()
        for part in file.related(main, "commentAuthors", "authors"):
            file.read(part, authors)
        pages: list[str] = []
        printed: dict[str, None] = {}
        size = 0
        for part in slides[: self._limits.max_pages]:
            pages.append(_slide(file, part, authors, printed))
            size += len(pages[-1])
            within(self._limits, size)
        if last := "\n\n".join(_masters(file, main, slides) | printed):
            pages[-1:] = [f"{pages[-1]}\n\n{last}".strip()] if pages else [last]
        text, starts = in_one(pages)
        has_text = any(pages)
        if has_text and len(slides) > len(pages):
            file.broken.append(f"{len(slides) - len(pages):,} slides behind the limit")
        return file.conversion(text if has_text else "", starts, len(slides))


def _slide(file: OpenXml, part: str, authors: "_Authors", printed: dict[str, None]) -> str:
    """What a slide says, and what is said of it; `printed` gets what its page of notes repeats."""
    shapes = _Shapes(file.limits)
    file.read(part, shapes)
    texts = shapes.texts()
    relations = file.relations(part).values()
    for relation in relations:
        if relation.kind in PICTURED:
            texts.append(file.text(relation.part, DrawingText))
    for relation in relations:
        if relation.kind == "notesSlide":
            notes = _Shapes(file.limits, without=_AUTOMATIC)
            file.read(relation.part, notes)
            texts += notes.texts()
            printed |= dict.fromkeys(notes.printed)
    for relation in relations:
        if relation.kind == "comments":
            texts.append(file.text(relation.part, lambda flow: _Comments(flow, authors)))
    return "\n\n".join(text for text in texts if text)


def _masters(file: OpenXml, main: str, slides: list[str]) -> dict[str, None]:
    """What masters and layouts show on every slide, once; their placeholders show nothing."""
    parts = file.related(main, "slideMaster")
    parts += [layout for slide in slides for layout in file.related(slide, "slideLayout")]
    texts: dict[str, None] = {}
    for part in dict.fromkeys(parts):
        shapes = _Shapes(file.limits, placeholders=False)
        file.read(part, shapes)
        texts |= dict.fromkeys(text for text in shapes.texts() if text)
    return texts


class _Order(Handler):
    """The ids of the slides in their order."""

    def __init__(self) -> None:
        self.slides: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sldId" and "r:id" in attributes:
            self.slides.append(attributes["r:id"])


class _Authors(Handler):
    """The names of those who comment, by id."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("cmAuthor", "author") and "id" in attributes:
            name, initials = attributes.get("name", ""), attributes.get("initials", "")
            self.names[attributes["id"]] = f"{name} ({initials})" if initials else name


class _Comments(DrawingText):
    """Comments with the names of those who wrote them."""

    elements = DrawingText.elements | {"cm", "reply"}

    def __init__(self, flow: Flow, authors: _Authors) -> None:
        super().__init__(flow)
        self._authors = authors

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("cm", "reply") and (
            who := self._authors.names.get(attributes.get("authorId", ""))
        ):
            self.flow.text(f"{who}: ")
        super().start(name, attributes)


class _Shapes(Handler):
    """The text of each shape, that of the title first.

    `without`: kinds of placeholders that are left out; `placeholders`: False leaves all out. Of
    those, headers and footers are in `printed`.
    """

    elements = DrawingText.elements | {"sp", "graphicFrame", "ph"}

    def __init__(
        self,
        limits: ConversionLimits,
        without: frozenset[str] = frozenset(),
        placeholders: bool = True,
    ) -> None:
        self._limits = limits
        self._without = without
        self._placeholders = placeholders
        self._titles: list[str] = []
        self._others: list[str] = []
        self.printed: list[str] = []
        self._begin()

    def _begin(self) -> None:
        self._flow = Flow(self._limits)
        self._inside = DrawingText(self._flow)
        self._kind: str | None = None

    def texts(self) -> list[str]:
        """Those of all shapes."""
        self._finish()
        return self._titles + self._others

    def _finish(self) -> None:
        """Puts the text of the shape where it belongs."""
        text = self._flow.end()
        hidden = self._kind is not None and (not self._placeholders or self._kind in self._without)
        if text and hidden and self._placeholders and self._kind in _PRINTED:
            self.printed.append(text)
        elif text and not hidden:
            (self._titles if self._kind in ("title", "ctrTitle") else self._others).append(text)
        self._begin()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("sp", "graphicFrame"):
            self._finish()
        elif name == "ph":
            self._kind = attributes.get("type", "body")
        self._inside.start(name, attributes)

    def end(self, name: str) -> None:
        self._inside.end(name)
        if name in ("sp", "graphicFrame"):
            self._finish()

    def data(self, text: str) -> None:
        self._inside.data(text)
