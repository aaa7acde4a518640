"""Text of Word, Excel and PowerPoint before 2007 by office_oxide, where ours cannot read a file.

It reads older versions (Word 6, Excel 2 to 4), and files in which much is damaged.
"""

import re
import struct
from typing import Literal

from pipeline.convert.code_pages import OF_FONTS, WESTERN
from pipeline.convert.converter import Conversion, ConversionLimits, Damaged, Encrypted, within
from pipeline.convert.office_properties import stated
from pipeline.convert.ole_file import OleFile
from pipeline.convert.panics import panics_as_damage
from pipeline.encoding import rank
from pipeline.records import Converted, Filtered

_FORMATS: dict[str, Literal["doc", "xls", "ppt"]] = {
    "application/msword": "doc", "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
}  # fmt: skip
_WORD = "application/msword"
# Of the head of a file: the version from which on texts are in Unicode; before it, where the place
# and the size of the table of fonts stand.
_WORD_97, _FONTS = 0x00C1, 0xD0
_FLAGS, _IS_WIDE = 10, 0x10  # of files of Far Eastern versions
# The characters of Windows-1252 that Latin-1 does not have, as the bytes that they are.
_AS_BYTES = {ord(bytes([n]).decode("cp1252", "ignore") or chr(n)): n for n in range(0x80, 0xA0)}
_NARROW = re.compile(f"[\\0-\xff{''.join(map(chr, _AS_BYTES))}]+")
_WIDE = re.compile("[\u8000-\uffef]")
# Words of the library's own, in the place of what it does not show.
_PLACEHOLDERS = re.compile(r"(?:\n?\[Embedded [\w .]{1,60}\])+\s*\Z|^Slide Master$", re.M)


class SpareOffice:
    """The body with notes, comments, headers and footers, as far as the library reads them.

    Its name stands behind those of our own readers, so that it is tried after them.
    """

    name = "spare_office"
    version = "3"
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
            file = OleFile(data)
            metadata, properties = file.stated()
            if media_type == _WORD:
                text = _in_its_encoding(text, file.stream("WordDocument"))
        except Damaged:  # the oldest are no OLE files
            metadata, properties = stated({})
        return Conversion(Converted(text, from_markup=True, metadata=metadata), properties)


def _in_its_encoding(text: str, main: bytes) -> str:
    """The text of Word 6 and 95, which the library takes for Windows-1252 whatever it is in.

    Each font of a file is for a set of characters; which of these it is, the letters tell.
    """
    if not 0 < int.from_bytes(main[2:4], "little") < _WORD_97:
        return text
    of_fonts = _of_fonts(main)
    if not of_fonts:
        return text
    wide = main[_FLAGS + 1] & _IS_WIDE
    if wide:  # characters of two bytes stand as numbers, and were taken for UTF-16
        text = _WIDE.sub(lambda two: two[0].encode("utf-16-be").decode("latin-1"), text)
    # Beside them stand signs, such as hyphens, that the library has put there.
    data = " ".join(_NARROW.findall(text)).translate(_AS_BYTES).encode("latin-1")
    encoding = of_fonts[0] if wide else _likeliest(data, of_fonts)
    return _NARROW.sub(
        lambda run: run[0].translate(_AS_BYTES).encode("latin-1").decode(encoding, "replace"), text
    )


def _likeliest(data: bytes, of_fonts: list[str]) -> str:
    """Which of the fonts' encodings some bytes are in, or the Western one."""
    ranked = (encoding for _, encoding in rank(data, declared=of_fonts[0]))
    return next((one for one in ranked if one == WESTERN or one in of_fonts), WESTERN)


def _of_fonts(main: bytes) -> list[str]:
    """The encodings of a Word 6 file's fonts that are for other than Western characters."""
    begin, size = struct.unpack_from("<2I", main.ljust(_FONTS + 8, b"\0"), _FONTS)
    at, end = begin + 2, min(begin + size, len(main) - 5)
    found: dict[str, None] = {}
    while at < end:
        found[OF_FONTS.get(main[at + 4], WESTERN)] = None
        at += main[at] + 1
    return [encoding for encoding in found if encoding != WESTERN]


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
