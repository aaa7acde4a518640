"""Text of Excel before 2007 (XLS); office_oxide reads the cells of versions before 97."""

import msgspec

from pipeline.convert.converter import Conversion, ConversionLimits, Encrypted, within
from pipeline.convert.default_password import opened
from pipeline.convert.ole_file import OleFile
from pipeline.convert.spare_office import library_text
from pipeline.convert.xls_beside import XlsBeside
from pipeline.convert.xls_cells import BETWEEN_SHEETS, Unreadable, sheet_texts
from pipeline.convert.xls_shared import shared_records, shared_texts
from pipeline.records import Converted, Filtered, Properties


class Xls:
    """A line for each row, then boxes, comments, charts, headers and footers, and readings."""

    name = "ms_xls"
    version = "7"
    media_types = frozenset({"application/vnd.ms-excel"})

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text of a workbook.

        Raises:
            DocumentError: it is encrypted, damaged, or becomes too much.
        """
        file = OleFile(raw)
        book = file.stream("Workbook", "Book")
        shared = shared_texts(shared_records(book))
        there: list[str] = []
        sheets: list[str] = []
        try:
            sheets = sheet_texts(book, shared, self._limits)
            text = BETWEEN_SHEETS.join(sheets)
        except Unreadable:
            try:
                text = library_text(file.data, media_type, self._limits)
            except Encrypted:
                return self.convert(opened(file.data), media_type)
            there = text.split("\n")
        beside = XlsBeside(self._limits).read(book, there)
        readings = "\n".join(one.reading for one in shared if one.reading)
        whole = "\n\n".join(part for part in (text, *beside, readings) if part.strip())
        if not whole.strip():
            return Filtered("empty")
        within(self._limits, len(whole))
        metadata, properties = file.stated()
        if sheets:
            properties = msgspec.structs.replace(properties or Properties(), page_count=len(sheets))
        return Conversion(Converted(whole, from_markup=True, metadata=metadata), properties)
