"""Text of XML in whatever vocabulary: what its elements hold, without their names.

XML 1.0 (W3C), fifth edition.
"""

import re

from pipeline.convert.converter import Conversion, ConversionLimits
from pipeline.convert.flow import Flow
from pipeline.convert.xml_reading import Handler, read_xml
from pipeline.records import Converted, Filtered

XML = "application/xml"
_INDENTED = re.compile(r"[ \t]*\n\s*")
_TECHNICAL = ("xmlns", "xml:", "xsi:")
# What OCR has read, in ALTO (Library of Congress, versions 1 to 4): a word, what stands behind it.
_ALTO, _WORD, _BETWEEN = "alto", "String", ("SP", "HYP")
# Pages and posts stand in feeds, notes and dumps with their tags escaped, or in CDATA. Cleaning
# knows them from words about tags, as in any text.
_HTML = re.compile(
    r"</(?:p|div|span|a|b|i|em|strong|li|ul|ol|td|tr|table|h[1-6]|blockquote|body)\s*>|<br\s*/?>",
    re.IGNORECASE,
)
_SEVERAL = 2  # words of an attribute that is kept beside the text of its element
_SHORT = 80  # characters of a line that belongs to its neighbours, and is no paragraph


class GenericXml:
    """The text of all elements; of an element that is empty, what its attributes say.

    Of others only attributes of several words: one word is mostly a key or a type. An element is a
    line of its own, but for those that stand amid text, of which no attribute is kept. HTML that
    an element holds as text is left to the stage `clean`. The words that ALTO has in attributes
    stand in their lines, and one that was broken at the end of a line is whole.

    XML that is broken, or that declares entities, is left to the next converter of its type, which
    reads it as plain text.
    """

    name = "generic_xml"
    version = "2"
    media_types = frozenset({XML})

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text of a file.

        Raises:
            Damaged: it is not well formed, or declares entities of its own.
            TooMuch: more text, or elements in one another, than the limits allow.
        """
        text = _Text(self._limits)
        read_xml([raw.encode() if isinstance(raw, str) else raw], text, self._limits)
        whole = text.ended()
        if not whole:
            return Filtered("empty")
        return Conversion(Converted(whole, from_markup=_HTML.search(whole) is None))


class _Text(Handler):
    """Puts the text of elements into lines."""

    def __init__(self, limits: ConversionLimits) -> None:
        self._flow = Flow(limits)
        # For each element that is open: whether text of its own stood in it so far.
        self._has_text: list[bool] = []
        self._size = 0  # of the line that is open
        self._attributes: dict[str, str] = {}  # of the element, as long as nothing stood in it
        self._is_alto = False
        self._before_word = ""

    def ended(self) -> str:
        """All lines."""
        self._end_line()
        return self._flow.end()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._has_text:
            self._is_alto = name == _ALTO
        if self._is_alto and self._of_ocr(name, attributes):
            self._has_text.append(False)
            return
        amid_text = bool(self._has_text and self._has_text[-1])
        if not amid_text:
            self._end_line()
            self._say_attributes(_SEVERAL)
        self._has_text.append(False)
        self._attributes = {} if amid_text else attributes

    def end(self, name: str) -> None:
        self._has_text.pop()
        self._say_attributes(1)

    def data(self, text: str) -> None:
        if text.strip():
            self._say_attributes(_SEVERAL)
            self._has_text[-1] = True
        if self._has_text and self._has_text[-1]:
            self._add(_INDENTED.sub("\n", text))

    def _of_ocr(self, name: str, attributes: dict[str, str]) -> bool:
        """Put down a line, a word or what stands behind one; False for other elements."""
        is_broken = attributes.get("SUBS_TYPE", "")
        if name == "TextLine":
            self._before_word = "\n"
        elif name == _WORD and is_broken != "HypPart2":
            word = (is_broken and attributes.get("SUBS_CONTENT")) or attributes.get("CONTENT", "")
            self._add(self._before_word + word)
            self._before_word = " "
        elif name not in (_WORD, *_BETWEEN):
            return False
        self._attributes = {}
        return True

    def _say_attributes(self, least: int) -> None:
        """A line for each attribute with at least so many words."""
        for key, value in self._attributes.items():
            words = sum(any(map(str.isalpha, word)) for word in value.split())
            if words >= least and not key.startswith(_TECHNICAL):
                self._add(value)
                self._end_line()
        self._attributes = {}

    def _add(self, text: str) -> None:
        self._size += len(text)
        self._flow.text(text)

    def _end_line(self) -> None:
        self._flow.end_paragraph(item=self._size < _SHORT)
        self._size = 0
