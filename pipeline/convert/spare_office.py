"""Text of Word, Excel and PowerPoint before 2007 by office_oxide, where ours cannot read a file.

It reads older versions (Word 6, Excel 2 to 4), and files in which much is damaged.
"""

import re
from typing import Literal

from pipeline.convert.converter import Conversion, ConversionLimits, Damaged, Encrypted, within
from pipeline.convert.office_properties import stated
from pipeline.convert.ole_file import OleFile
from pipeline.convert.panics import panics_as_damage
from pipeline.records import Converted, Filtered

_FORMATS: dict[str, Literal["doc", "xls", "ppt"]] = {
    "application/msword": "doc", "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
}  # fmt: skip
# Words of the library's own, in the place of what it does not show.
_PLACEHOLDERS = re.compile(r"(?:\n?\[Embedded [\w .]{1,60}\])+\s*\Z|^Slide Master$", re.M)


class SpareOffice:
    """The body with notes, comments, headers and footers, as far as the library reads them.

    Its name stands behind those of our own readers, so that it is tried after them.
    """

    name = "spare_office"
    version = "1"
    media_types = frozenset(_FORMATS)

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text of a document.

        Raises:
            DocumentError: it is encrypted, damaged, or becomes too much.
        """
        data = raw.encode() if isinstance(raw, str) else raw
        text = library_text(data, media_type, self._limits)
        if not text.strip():
            return Filtered("empty")
        try:
            metadata, properties = OleFile(data).stated()
        except Damaged:  # the oldest are no OLE files
            metadata, properties = stated({})
        return Conversion(Converted(text, from_markup=True, metadata=metadata), properties)


def library_text(data: bytes, media_type: str, limits: ConversionLimits) -> str:
    """What the library reads of a file.

    Raises:
        DocumentError: it is encrypted, damaged, or becomes too much.
    """
    import office_oxide

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
    within(limits, len(text))
    return _PLACEHOLDERS.sub("", text).strip("\n")
