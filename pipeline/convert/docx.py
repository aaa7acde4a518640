"""Text of Word's DOCX and its kin: body, notes, comments, headers and footers, text boxes, charts.

ECMA-376, part 1, section 17.
"""

from pipeline.convert.converter import Conversion, ConversionLimits
from pipeline.convert.flow import Flow
from pipeline.convert.open_xml import PICTURED, Alternatives, DrawingText, OpenXml
from pipeline.convert.page import decode_page, whole_text
from pipeline.records import Filtered

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
# What stands beside the body, in the order in which it follows it.
_BESIDE = ("footnotes", "endnotes", "comments", "header", "footer")


class Docx:
    """The body, then notes, comments, headers and footers, each of these once."""

    name = "docx"
    version = "1"
    media_types = frozenset({
        f"{_WORD}document", f"{_WORD}template",
        "application/vnd.ms-word.document.macroenabled.12",
        "application/vnd.ms-word.template.macroenabled.12",
    })  # fmt: skip

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text of a document.

        Raises:
            DocumentError: it is encrypted, damaged, or becomes too much.
        """
        file = OpenXml(raw, self._limits)
        main = file.main("word/document.xml")
        texts = [file.text(main, _WordText)]
        for part in file.related(main, *_BESIDE):
            texts.append(file.text(part, _WordText))
        for part in file.related(main, "aFChunk"):  # a page that Word would put into the text
            if part.lower().endswith((".htm", ".html", ".xhtml")) and (
                page := decode_page(file.parts.read(part))
            ):
                texts.append(whole_text(page.text))
        for part in file.related(main, *PICTURED):
            texts.append(file.text(part, DrawingText))
        return file.conversion("\n\n".join(dict.fromkeys(text for text in texts if text)))


class _WordText:
    """Puts a part of a document into a flow."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._shown = 0
        self._alternatives = Alternatives()
        # Where moved text stood before.
        self._moved = 0
        self._item = False
        # How characters are read, which is printed above them and stands before them in the file.
        self._reading = ""
        self._is_reading = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        flow = self._flow
        if name == "t":
            self._shown += 1
        elif name in ("br", "cr"):
            flow.text("\n")
        elif name in ("tab", "ptab"):
            # Inside of w:tabs it is a tab stop, which has a place.
            if "w:pos" not in attributes and "w:val" not in attributes:
                flow.text("\t")
        elif name == "noBreakHyphen":
            flow.text("-")
        elif name == "numPr":
            self._item = True
        elif name == "p":
            self._item = False
        elif name == "tr":
            flow.start_row()
        elif name == "tc":
            flow.start_cell()
        elif name == "moveFrom":
            self._moved += 1
        elif name == "txbxContent":
            flow.end_paragraph()
        elif name == "rt":
            self._reading, self._is_reading = "", True
        elif name == "comment":
            if author := attributes.get("w:author"):
                flow.text(f"{author}: ")
        else:
            self._alternatives.start(name)

    def end(self, name: str) -> None:
        flow = self._flow
        if name == "t":
            self._shown -= 1
        elif name == "p":
            flow.end_paragraph(item=self._item)
        elif name == "tr":
            flow.end_row()
        elif name == "moveFrom":
            self._moved -= 1
        elif name == "rubyBase":
            if self._reading:
                flow.text(f" ({self._reading})")
        elif name == "rt":
            self._is_reading = False
        else:
            self._alternatives.end(name)

    def data(self, text: str) -> None:
        if self._shown and not self._moved and self._alternatives.shown(text):
            if self._is_reading:
                self._reading += text
            else:
                self._flow.text(text)
