"""Text of Word's DOCX and its kin: body, notes, comments, headers and footers, text boxes, charts.

Numbers of lists stand before their items. What is not in the run of the text follows each part:
descriptions of pictures, and what was deleted while changes were tracked.

ECMA-376, part 1, section 17.
"""

from pipeline.convert.converter import Conversion, ConversionLimits
from pipeline.convert.descriptions import description
from pipeline.convert.docx_lists import DocxLists
from pipeline.convert.equation_field import equation_words
from pipeline.convert.flow import Flow
from pipeline.convert.open_xml import PICTURED, Alternatives, DrawingText, OpenXml
from pipeline.convert.page import decode_page, whole_text
from pipeline.convert.xml_reading import Handler
from pipeline.records import Filtered

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
# What stands beside the body, in the order in which it follows it.
_BESIDE = ("footnotes", "endnotes", "comments", "header", "footer")


class Docx:
    """The body, then notes, comments, headers and footers, each of these once."""

    name = "docx"
    version = "4"
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
        lists = DocxLists(file, main)
        texts = [word_text(file, part, lists) for part in (main, *file.related(main, *_BESIDE))]
        for part in file.related(main, "aFChunk"):  # a page that Word would put into the text
            if part.lower().endswith((".htm", ".html", ".xhtml")) and (
                page := decode_page(file.parts.read(part))
            ):
                texts.append(whole_text(page.text))
        for part in file.related(main, *PICTURED):
            texts.append(file.text(part, DrawingText))
        return file.conversion("\n\n".join(dict.fromkeys(text for text in texts if text)))


def word_text(file: OpenXml, part: str, lists: DocxLists | None) -> str:
    """The text of a part of WordprocessingML, then what does not stand in the run of it."""
    text = WordText(file.limits, lists)
    file.read(part, text)
    return text.ended()


class WordText(Handler):
    """Puts a part of a document into lines; without `lists`, items of lists have no numbers."""

    elements = Alternatives.elements | {
        "t", "br", "cr", "tab", "ptab", "noBreakHyphen", "p", "pPr", "pStyle", "numPr", "numId",
        "ilvl", "tr", "tc", "del", "delText", "moveFrom", "instrText", "fldChar", "docPr", "ddList",
        "listEntry", "result", "txbxContent", "rt", "rubyBase", "comment",
        "textpath",
    }  # fmt: skip

    def __init__(self, limits: ConversionLimits, lists: DocxLists | None = None) -> None:
        self._flow, self._beside = Flow(limits), Flow(limits)
        self._lists = lists
        self._style = ""
        self._form: str | None = None
        self._level: int | None = None
        self._deleted: list[str] = []
        self._deleting = self._instructing = 0
        self._author = ""
        self._instruction: list[str] = []
        self._choices: list[str] = []  # of a list to choose from, and which was chosen
        self._chosen = 0
        self._shown = 0
        self._alternatives = Alternatives()
        # Where moved text stood before.
        self._moved = 0
        self._moved_text: list[str] = []
        self._moved_texts: dict[str, None] = {}
        self._item = False
        # How characters are read, which is printed above them and stands before them in the file.
        self._reading = ""
        self._is_reading = False

    def ended(self) -> str:
        """The text, with what stands beside it, and what was moved to a place that was deleted."""
        text = self._flow.end()
        there = set(text.split()) if self._moved_texts else set()
        for moved in self._moved_texts:
            if any(map(str.isalnum, moved)) and not there.issuperset(moved.split()):
                self._beside.text(f"Moved: {moved}")
                self._beside.end_paragraph(item=True)
        return "\n\n".join(part for part in (text, self._beside.end()) if part)

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
        elif name == "numId":
            self._form = attributes.get("w:val", "")
        elif name == "ilvl":
            level = attributes.get("w:val", "")
            self._level = int(level) if level.isdecimal() and len(level) < 3 else None
        elif name == "pStyle":
            self._style = attributes.get("w:val", "")
        elif name == "pPr":
            self._style, self._form, self._level = "", None, None
        elif name == "p":
            self._item = False
        elif name == "delText":
            self._deleting += 1
        elif name == "del":
            self._author = attributes.get("w:author", "")
        elif name == "instrText":
            self._instructing += 1
        elif name == "docPr":
            described = description(attributes.get("descr", ""))
            if described and not self._alternatives.left_out:
                self._beside.text(described)
                self._beside.end_paragraph()
        elif name == "textpath":  # words that are drawn, as those across a page
            if (drawn := attributes.get("string", "")) and not self._alternatives.left_out:
                self._beside.text(drawn)
                self._beside.end_paragraph()
        elif name == "ddList":
            self._choices, self._chosen = [], 0
        elif name == "listEntry":
            self._choices.append(attributes.get("w:val", ""))
        elif name == "result":
            chosen = attributes.get("w:val", "")
            self._chosen = int(chosen) if chosen.isdecimal() and len(chosen) < 6 else 0
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
            self._end_deleted()
        elif name == "pPr":
            self._number()
        elif name == "delText":
            self._deleting -= 1
        elif name == "del":
            self._end_deleted()
        elif name == "instrText":
            self._instructing -= 1
        elif name == "fldChar":
            if words := equation_words("".join(self._instruction)):
                flow.text(words)
            self._instruction.clear()
        elif name == "ddList":
            if self._chosen < len(self._choices):
                flow.text(self._choices[self._chosen])
        elif name == "tr":
            flow.end_row()
        elif name == "moveFrom":
            self._moved -= 1
            if not self._moved and (text := "".join(self._moved_text).strip()):
                self._moved_texts[text] = None
                self._moved_text.clear()
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
        elif self._shown and self._moved:
            self._moved_text.append(text)
        elif self._deleting and not self._moved:
            self._deleted.append(text)
        elif self._instructing:
            self._instruction.append(text)

    def _number(self) -> None:
        """Puts the number of an item before it."""
        if self._lists is None or self._moved or self._alternatives.left_out:
            return
        if (self._form or self._style) and (
            number := self._lists.number(self._style, self._form, self._level)
        ):
            self._flow.text(f"{number} ")

    def number_written(self, number: str) -> None:
        """Puts the number of an item before it that the file itself says, unless it is a sign."""
        if any(map(str.isalnum, number)):
            self._flow.text(f"{number} ")

    def _end_deleted(self) -> None:
        """Puts aside what was deleted in one go, with the name of who did."""
        text = "".join(self._deleted)
        self._deleted.clear()
        if any(map(str.isalnum, text)):
            self._beside.text(f"Deleted by {self._author}: " if self._author else "Deleted: ")
            self._beside.text(text)
            self._beside.end_paragraph(item=True)
