"""What cells of Excel's sheets have in common: rows as lines, errors, numbers in few bits."""

import struct
from collections.abc import Sequence

from pipeline.convert.converter import ConversionLimits, within
from pipeline.convert.number_format import Format, plain_number

# Empty cells between two of a row that are shown as tabs; more of them are shown as so many.
MOST_EMPTY = 20
# What a cell shows that holds an error, by its number (MS-XLSB 2.5.98.2, MS-XLS 2.5.10).
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}  # fmt: skip

_REAL, _WHOLE = struct.Struct("<d"), struct.Struct("<Q")


class SheetRows:
    """The rows of a sheet as lines.

    Raises:
        TooMuch: more characters than the limits allow.
    """

    def __init__(self, limits: ConversionLimits) -> None:
        self.lines: list[str] = []
        self._limits = limits
        self._size = 0
        self._row: list[str] = []
        self._column = 0  # of the last cell with something in it

    def add(self, column: int, text: str) -> None:
        """Puts a cell behind those before it, as many tabs away as it stands columns away."""
        if "\n" in text:
            text = text.replace("\n", " ")
        text = text.strip()
        if not text:
            return
        if row := self._row:
            apart = column - self._column
            row.append("\t" if apart <= 1 else "\t" * min(apart, MOST_EMPTY))
        row.append(text)
        self._column = column
        self._size += len(text) + 1
        if self._size > self._limits.max_characters:
            within(self._limits, self._size)

    def drop_row(self) -> None:
        """Forgets a row that has not ended."""
        self._row = []

    def end_row(self) -> None:
        """Ends the row, if there is something in it."""
        if self._row:
            self.lines.append("".join(self._row))
            self._row = []


def packed_number(packed: int) -> float:
    """A number in 30 bits: a whole one or half of a real one, perhaps a hundredth of it."""
    if packed & 2:
        number = float((packed >> 2) - (1 << 30 if packed >> 31 else 0))
    else:
        (number,) = _REAL.unpack(_WHOLE.pack((packed & 0xFFFFFFFC) << 32))
    return number / 100 if packed & 1 else number


def shown_number(number: float, style: int, formats: Sequence[Format]) -> str:
    """A number as its style shows it."""
    try:
        return (formats[style] if style < len(formats) else plain_number)(number)
    except (ValueError, OverflowError):  # what is no number, or is infinite
        return str(number)
