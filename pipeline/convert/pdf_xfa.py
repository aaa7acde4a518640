"""What a form in XFA says, whose pages are made only where it is shown.

XML Forms Architecture 3.3 (Adobe, 2012). The pages of such a PDF may say no more than that it
cannot be shown: the words of the form, and what was filled in, stand in XML beside them.
"""

import ctypes
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from pipeline.convert.converter import ConversionLimits
from pipeline.convert.xml_reading import Handler, read_xml
from pipeline.errors import DocumentError

_WORD = re.compile(r"\w+")
_PARAGRAPHS = frozenset({"text", "p"})
# Elements of the template whose text is shown; others hold what may be chosen, and programs.
_SHOWN = frozenset({"caption", "draw"})
# So many lines are looked for on the pages, which takes as long as the pages are; more are added as
# they are.
_LOOKED_FOR = 2_000


def add_xfa(file: Any, pages: list[str], limits: ConversionLimits) -> None:
    """Put at the end of the first page what a form says, if the words do not stand on any.

    `file`: an open `pypdfium2.PdfDocument`. A form whose XML is broken is read up to there.
    """
    form = _Form()
    with suppress(DocumentError):
        if xml := _xml(file, limits):
            read_xml([xml], form, limits)
    if not form.lines:
        return
    known = "".join(map(_words, pages))
    new = [
        line
        for number, (said, line) in enumerate(form.lines)
        if (words := _words(said)) and (number >= _LOOKED_FOR or words not in known)
    ]
    if new and pages:
        pages[0] = "\n".join([pages[0], *dict.fromkeys(new)]).lstrip("\n")


class _Form(Handler):
    """What the template shows, and the values by the names of their fields.

    `lines`: what is said, and how it is written.
    """

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._open.append(name)
        if name in _PARAGRAPHS or self._is_data():
            self._text.clear()

    def end(self, name: str) -> None:
        said = "".join(self._text).strip()
        if self._is_data():
            if said:
                self.lines.append((said, f"{name}: {said}"))
            self._text.clear()
        elif name in _PARAGRAPHS:
            if said and "template" in self._open and not _SHOWN.isdisjoint(self._open):
                self.lines.append((said, said))
            self._text.clear()
        self._open.pop()

    def data(self, text: str) -> None:
        self._text.append(text)

    def _is_data(self) -> bool:
        return "data" in self._open and "datasets" in self._open


def _xml(file: Any, limits: ConversionLimits) -> bytes:
    """The whole of the form, which may stand in the file in several packets."""
    from pypdfium2 import raw

    packets: list[bytes] = []
    left = limits.max_unpacked_bytes
    for number in range(max(raw.FPDF_GetXFAPacketCount(file), 0)):
        packets.append(_packet(raw.FPDF_GetXFAPacketContent, file, number, left))
        left -= len(packets[-1])
    return b"".join(packets)


def _packet(read: Callable[..., int], file: Any, number: int, most: int) -> bytes:
    size = ctypes.c_ulong(0)
    if not read(file, number, None, 0, size) or not 0 < size.value <= most:
        return b""
    buffer = ctypes.create_string_buffer(size.value)
    return buffer.raw if read(file, number, buffer, size.value, size) else b""


def _words(text: str) -> str:
    """The words of a text, each between blanks."""
    words = _WORD.findall(text.casefold())
    return f" {' '.join(words)} " if words else ""
