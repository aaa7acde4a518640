"""OLE files (DOC, XLS, PPT): their streams, and what they say of themselves."""

import io
from datetime import datetime
from functools import cached_property
from typing import Any

from pipeline.convert.code_pages import of_code_page
from pipeline.convert.converter import Damaged
from pipeline.convert.office_properties import Stated, iso_moment, stated
from pipeline.convert.ole_properties import Value, properties
from pipeline.mail.msg import OLE
from pipeline.ole_directory import OleDirectory

_SUMMARY, _MORE = "\x05SummaryInformation", "\x05DocumentSummaryInformation"
_CODE_PAGE, _CREATED, _SAVED, _PAGES = 1, 12, 13, 14
# What the numbers of texts mean, by our names (MS-OLEPS, 3.1).
_TEXTS = {
    2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "description", 8: "saved_by",
    18: "tool",
}  # fmt: skip
_MORE_TEXTS = {2: "category", 14: "manager", 15: "company"}
_SLIDES = 7


class OleFile:
    """An open OLE file; `data`: all of it.

    Raises:
        Damaged: it is none, or its directory cannot be read.
    """

    def __init__(self, raw: str | bytes) -> None:
        self.data = data = raw.encode("latin-1", "replace") if isinstance(raw, str) else raw
        if not data.startswith(OLE):
            raise Damaged("no OLE file: it does not begin as one")
        self._directory: OleDirectory | None = None
        try:
            self._directory = OleDirectory(data)
        except ValueError as error:
            try:
                _ = self._damaged
            except Exception:  # olefile's own, and what struct and codecs raise
                raise Damaged(f"its directory cannot be read: {error}") from None

    def stream(self, *names: str) -> bytes:
        """The bytes of the first stream of these names that there is; b"" if there is none."""
        for name in names:
            if (data := self._stream(name)) is not None:
                return data
        return b""

    def _stream(self, name: str) -> bytes | None:
        if self._directory:
            try:
                return self._directory.stream(name)
            except ValueError:
                pass  # what is left of it
        try:
            file = self._damaged
            return bytes(file.openstream(name).read()) if file.exists(name) else None
        except Exception as error:
            raise Damaged(f"the stream {name!r} cannot be read: {error}") from None

    @cached_property
    def _damaged(self) -> Any:
        """The file as olefile reads it, which takes long, and bears much."""
        import olefile

        return olefile.OleFileIO(io.BytesIO(self.data))

    def stated(self, page_count: int = 0) -> Stated:
        """What the file says of itself; nothing where that is damaged. `page_count`: if known."""
        try:
            summary, more = properties(self.stream(_SUMMARY)), properties(self.stream(_MORE))
        except Damaged:  # the text counts more than what is said of it
            summary, more = {}, {}
        code_page = summary.get(_CODE_PAGE)
        values: dict[str, str] = {}
        for found, names in ((summary, _TEXTS), (more, _MORE_TEXTS)):
            for number, name in names.items():
                if text := _text(found.get(number), code_page):
                    values[name] = text
        for number, name in ((_CREATED, "created"), (_SAVED, "modified")):
            moment = summary.get(number)
            if isinstance(moment, datetime) and (date := iso_moment(moment)):
                values[name] = date
        pages = more.get(_SLIDES) or summary.get(_PAGES)
        said = pages if isinstance(pages, int) and pages > 0 else 0
        return stated(values, page_count=page_count or said)


def _text(value: Value | None, code_page: Value | None) -> str:
    """A text up to its end, behind which damaged ones go on."""
    if isinstance(value, bytes):
        # The number is signed, so that UTF-8 (65001) is a negative one.
        number = code_page if isinstance(code_page, int) and code_page else 1252
        value = value.decode(of_code_page(number & 0xFFFF), "replace")
    return " ".join(value.partition("\0")[0].split()) if isinstance(value, str) else ""
