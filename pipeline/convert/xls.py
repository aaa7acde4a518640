"""Text of Excel before 2007 (XLS): its cells by office_oxide, and what stands beside them by us."""

from pipeline.convert.converter import Conversion, ConversionLimits, Encrypted, within
from pipeline.convert.default_password import opened
from pipeline.convert.ole_file import OleFile
from pipeline.convert.spare_office import library_text
from pipeline.convert.xls_beside import XlsBeside
from pipeline.records import Converted, Filtered


class Xls:
    """A line for each row, then boxes, comments, charts, headers and footers, and readings."""

    name = "ms_xls"
    version = "5"
    media_types = frozenset({"application/vnd.ms-excel"})

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text of a workbook.

        Raises:
            DocumentError: it is encrypted, damaged, or becomes too much.
        """
        file = OleFile(raw)
        try:
            text = library_text(file.data, media_type, self._limits)
        except Encrypted:
            file = OleFile(opened(file.data))
            text = library_text(file.data, media_type, self._limits)
        beside = XlsBeside(self._limits).read(file.stream("Workbook", "Book"), text.split("\n"))
        whole = "\n\n".join(part for part in (text, *beside) if part.strip())
        if not whole.strip():
            return Filtered("empty")
        within(self._limits, len(whole))
        metadata, properties = file.stated()
        return Conversion(Converted(whole, from_markup=True, metadata=metadata), properties)
