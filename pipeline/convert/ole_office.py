"""Text of Word, Excel and PowerPoint before 2007 (DOC, XLS, PPT), by office_oxide."""

import io
import re
from contextlib import suppress
from datetime import datetime
from typing import Any, Literal

from pipeline.convert.converter import Conversion, ConversionLimits, Damaged, Encrypted, within
from pipeline.convert.office_properties import Stated, iso_moment, stated
from pipeline.convert.packed_parts import OLE_SIGNATURE
from pipeline.convert.panics import panics_as_damage
from pipeline.records import Converted, Filtered

_FORMATS: dict[str, Literal["doc", "xls", "ppt"]] = {
    "application/msword": "doc", "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
}  # fmt: skip
# Words of the library's own, in the place of what it does not show.
_PLACEHOLDERS = re.compile(r"(?:\n?\[Embedded [\w .]{1,60}\])+\s*\Z|^Slide Master$", re.M)
# Text of what the file's own properties are called, by our names.
_PROPERTIES = {
    "title": "title", "author": "author", "subject": "subject", "keywords": "keywords",
    "comments": "description", "last_saved_by": "saved_by", "creating_application": "tool",
    "category": "category", "company": "company", "manager": "manager",
}  # fmt: skip


class OleOffice:
    """The body with notes, comments, headers and footers, as far as the library reads them."""

    name = "ole_office"
    version = "1"
    media_types = frozenset(_FORMATS)

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text of a document.

        Raises:
            DocumentError: it is encrypted, damaged, or becomes too much.
        """
        import office_oxide

        data = raw.encode() if isinstance(raw, str) else raw
        try:
            with (
                panics_as_damage(),
                office_oxide.Document.from_bytes(data, _FORMATS[media_type]) as file,
            ):
                text = file.plain_text()
        except office_oxide.OfficeOxideError as error:
            if "encrypted" in str(error):
                raise Encrypted("the file opens with a password only: decrypt it first") from None
            raise Damaged(f"it cannot be read: {error}") from None
        within(self._limits, len(text))
        text = _PLACEHOLDERS.sub("", text).strip("\n")
        if not text.strip():
            return Filtered("empty")
        metadata, properties = _properties(data)
        return Conversion(Converted(text, from_markup=True, metadata=metadata), properties)


def _properties(data: bytes) -> Stated:
    """What the file says of itself; nothing where that is damaged."""
    if not data.startswith(OLE_SIGNATURE):
        return stated({})
    import olefile

    told: dict[str, str] = {}
    pages = 0
    # Its own errors, and what its calls of struct and codecs raise on damaged files.
    with suppress(Exception), olefile.OleFileIO(io.BytesIO(data)) as file:
        properties = file.get_metadata()
        code_page = properties.codepage
        for name, ours in _PROPERTIES.items():
            if text := _text(getattr(properties, name), code_page):
                told[ours] = text
        pages = properties.slides or properties.num_pages or 0
        for name, ours in (("create_time", "created"), ("last_saved_time", "modified")):
            moment = getattr(properties, name)
            if isinstance(moment, datetime) and (date := iso_moment(moment)):
                told[ours] = date
    return stated(told, page_count=pages if isinstance(pages, int) and pages > 0 else 0)


def _text(value: Any, code_page: int | None) -> str:
    """A text up to its end, behind which damaged ones go on."""
    if not isinstance(value, bytes):
        return " ".join(str(value or "").partition("\0")[0].split())
    # It is signed, so that UTF-8 (65001) is a negative number.
    number = (code_page or 1252) & 0xFFFF
    name = {65001: "utf-8", 1200: "utf-16-le"}.get(number, f"cp{number}")
    try:
        text = value.decode(name, "replace")
    except LookupError:
        text = value.decode("cp1252", "replace")
    return " ".join(text.partition("\0")[0].split())
