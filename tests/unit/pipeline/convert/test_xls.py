"""Excel before 2007: cells, and what stands beside them."""

import struct

import pytest

from pipeline.convert.converter import ConversionLimits, Damaged, TooMuch
from pipeline.convert.xls import Xls
from pipeline.convert.xls_beside import XlsBeside
from testbed import xls_writer as writer
from testbed.ppt_writer import shape, words_of_picture
from tests.unit.pipeline.convert.conversions import LIMITS, text_of

KIND = "application/vnd.ms-excel"


def text(beside: bytes = b"") -> str:
    """The text of a workbook with two cells."""
    return text_of(Xls(LIMITS), writer.xls({"Prices": [["Tea", 4.5]]}, beside), KIND)


def test_words_of_excel_5_are_in_the_code_page_that_it_names() -> None:
    """Those beside the cells; a number of no code page is taken for Windows-1252."""
    for page, words in ((1251, "Годовой отчёт"), (1253, "Προμηθευτής"), (7, "Café"), (0, "Café")):
        said = words.encode(f"cp{page}" if page > 1000 else "cp1252")
        data = writer.record(0x0809, struct.pack("<HHHH", 0x0500, 0x10, 0, 0))
        data += writer.record(0x0042, struct.pack("<H", page)) if page else b""
        data += writer.record(0x0014, bytes([len(said)]) + said) + writer.record(0x000A)
        assert XlsBeside(LIMITS).read(data) == [words]


def test_cells() -> None:
    """Sheets by name, a line for each row."""
    assert text() == "Prices\nTea\t4.5"
    made = text_of(Xls(LIMITS), writer.xls({"A": [["x"]], "B": [["y", "x"]]}), KIND)
    assert made.split() == ["A", "x", "B", "y", "x"]


def test_boxes_and_comments() -> None:
    """Their texts, also in several records; a comment says who wrote it, once."""
    boxes = writer.text_box("Büro\rtwo", 1, pieces=3) + writer.text_box("Why?", 2)
    boxes += writer.text_box("Ada:\nHow?", 3) + writer.note("Ada", 2) + writer.note("Ada", 3)
    assert text(boxes).split("\n\n")[1:] == ["Büro\ntwo", "Ada: Why?", "Ada:\nHow?"]


def test_headers_charts_and_pictures() -> None:
    """Printed lines without their codes, the words and values of charts, texts of drawings."""
    beside = writer.record(0x0014, writer.text('&C&"Arial,Bold"&12Draft &P'))
    beside += writer.chart("Sales", ["Tea", "Rum"], [4, 2.5])
    beside += writer.record(0x00EC, shape(words_of_picture(0x00C0, "Sale!")))
    assert text(beside).split("\n\n")[1:] == ["Sales", "Draft", "Tea\tRum", "4\t2.5", "Sale!"]


@pytest.mark.parametrize("cut", [1, 5, 9, 30])
def test_records_that_are_cut_off(cut: int) -> None:
    """They are read as far as they go."""
    whole = writer.text_box("Box") + writer.note("Ada", 1) + writer.chart("Sales", ["x"], [1])
    assert "Ada: Box" in text(whole[:-cut])


def test_what_cannot_be_read() -> None:
    """Other files fail, and too much."""
    with pytest.raises(Damaged):
        Xls(LIMITS).convert(b"no", KIND)
    boxes = b"".join(writer.text_box("word " * 50, n) for n in range(50))
    limits = ConversionLimits(max_characters=5_000)
    with pytest.raises(TooMuch):
        Xls(limits).convert(writer.xls({"A": [["x"]]}, boxes), KIND)
