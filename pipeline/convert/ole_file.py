"""OLE files (DOC, XLS, PPT): their streams, and what they say of themselves.

MS-CFB and MS-OLEPS, read by olefile.
"""

import io
from datetime import datetime
from typing import Any

from pipeline.convert.code_pages import of_code_page
from pipeline.convert.converter import Damaged
from pipeline.convert.office_properties import Stated, iso_moment, stated
from pipeline.mail.msg import OLE

# Text of what the file's own properties are called, by our names.
_PROPERTIES = {
    "title": "title", "author": "author", "subject": "subject", "keywords": "keywords",
    "comments": "description", "last_saved_by": "saved_by", "creating_application": "tool",
    "category": "category", "company": "company", "manager": "manager",
}  # fmt: skip


class OleFile:
    """An open OLE file; `data`: all of it.

    Raises:
        Damaged: it is none, or its directory cannot be read.
    """

    def __init__(self, raw: str | bytes) -> None:
        import olefile

        self.data = data = raw.encode("latin-1", "replace") if isinstance(raw, str) else raw
        if not data.startswith(OLE):
            raise Damaged("no OLE file: it does not begin as one")
        try:
            self._file = olefile.OleFileIO(io.BytesIO(data))
        except Exception as error:  # its own, and what struct and codecs raise
            raise Damaged(f"its directory cannot be read: {error}") from None

    def stream(self, *names: str) -> bytes:
        """The bytes of the first stream of these names that there is; b"" if there is none."""
        for name in names:
            try:
                if self._file.exists(name):
                    return bytes(self._file.openstream(name).read())
            except Exception as error:
                raise Damaged(f"the stream {name!r} cannot be read: {error}") from None
        return b""

    def stated(self, page_count: int = 0) -> Stated:
        """What the file says of itself; nothing where that is damaged. `page_count`: if known."""
        values: dict[str, str] = {}
        pages: Any = 0
        try:
            properties = self._file.get_metadata()
            code_page = properties.codepage
            for name, ours in _PROPERTIES.items():
                if text := _text(getattr(properties, name), code_page):
                    values[ours] = text
            pages = properties.slides or properties.num_pages or 0
            for name, ours in (("create_time", "created"), ("last_saved_time", "modified")):
                moment = getattr(properties, name)
                if isinstance(moment, datetime) and (date := iso_moment(moment)):
                    values[ours] = date
        except Exception:  # the text counts more than what is said of it
            pass
        said = pages if isinstance(pages, int) and pages > 0 else 0
        return stated(values, page_count=page_count or said)


def _text(value: Any, code_page: int | None) -> str:
    """A text up to its end, behind which damaged ones go on."""
    if not isinstance(value, bytes):
        return " ".join(str(value or "").partition("\0")[0].split())
    # It is signed, so that UTF-8 (65001) is a negative number.
    text = value.decode(of_code_page((code_page or 1252) & 0xFFFF), "replace")
    return " ".join(text.partition("\0")[0].split())
