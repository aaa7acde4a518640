"""Text of Excel's binary workbooks (XLSB), by calamine."""

import io
import re
from typing import Any

from pipeline.convert.converter import Conversion, ConversionLimits, Damaged, Encrypted, within
from pipeline.convert.number_format import plain_number
from pipeline.convert.office_properties import of_open_xml
from pipeline.convert.open_xml import DrawingText, OpenXml
from pipeline.convert.page_offsets import in_one
from pipeline.convert.panics import panics_as_damage
from pipeline.convert.xlsx import BETWEEN_SHEETS
from pipeline.records import Converted, Filtered

_DRAWN = re.compile(r"xl/(?:drawings/drawing|charts/chart|diagrams/data)\d+\.xml", re.IGNORECASE)


class Xlsb:
    """Each sheet is a page: its name, and a line for each row."""

    name = "xlsb"
    version = "2"
    media_types = frozenset({"application/vnd.ms-excel.sheet.binary.macroenabled.12"})

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text of all sheets; numbers plainly, dates as ISO 8601.

        Raises:
            DocumentError: it is encrypted, damaged, or becomes too much.
        """
        import python_calamine

        data = raw.encode() if isinstance(raw, str) else raw
        file = OpenXml(data, self._limits)
        for name in file.parts.names:  # the library unpacks them without a limit
            for _ in file.parts.pieces(name):
                pass
        pages: list[str] = []
        try:
            with panics_as_damage(), python_calamine.load_workbook(io.BytesIO(data)) as book:
                names = book.sheet_names
                for name in names[: self._limits.max_pages]:
                    rows = book.get_sheet_by_name(name).iter_rows()
                    pages.append("\n".join(line for line in (name, *map(_line, rows)) if line))
        except python_calamine.PasswordError:
            raise Encrypted("the file opens with a password only: decrypt it first") from None
        except python_calamine.CalamineError as error:
            raise Damaged(f"it cannot be read: {error}") from None
        if not pages:
            return Filtered("empty")
        # Which of them is drawn on which sheet is written in a binary part.
        file = OpenXml(data, self._limits)
        drawn = [file.text(name, DrawingText) for name in file.parts.names if _DRAWN.search(name)]
        pages[-1] = "\n\n".join(text for text in (pages[-1], *drawn) if text)
        text, starts = in_one(pages, BETWEEN_SHEETS)
        within(self._limits, len(text))
        metadata, properties = of_open_xml(file.parts, self._limits, page_count=len(names))
        return Conversion(
            Converted(text, from_markup=True, metadata=metadata, pages=starts), properties
        )


def _line(row: list[Any]) -> str:
    """A row with tabs between its cells."""
    return "\t".join(map(_shown, row)).rstrip("\t").lstrip("\t")


def _shown(cell: Any) -> str:
    if isinstance(cell, float):
        return plain_number(cell)
    return " ".join(str(cell).split("\n")).strip().removesuffix(" 00:00:00")
