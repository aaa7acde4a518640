"""Excel before 2007: cells, and what stands beside them."""

import struct

import pytest

from pipeline.convert.converter import ConversionLimits, Damaged, TooMuch
from pipeline.convert.xls import Xls
from pipeline.convert.xls_beside import XlsBeside
from pipeline.convert.xls_readings import readings
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
    said = text(boxes).split("\n\n")
    assert said[1:] == ["Büro\ntwo"]
    assert said[0].split("\n") == ["Prices", "Tea\t4.5", "A1 (Ada): Why?", "A1 (Ada): Ada:", "How?"]
    assert XlsBeside(LIMITS).read(boxes) == ["Büro\ntwo", "Ada: Why?", "Ada:\nHow?"]


def test_comments_that_another_reader_gives_are_left_out_as_often() -> None:
    """By cell, writer and all their lines; one that it lacks stays."""
    boxes = b"".join(writer.text_box(f"Why?\r{n}", n) + writer.note("Ada", n) for n in (1, 2, 1))
    left = XlsBeside(LIMITS).read(boxes, ["A1 (Ada): Why?", "1", "2", "A2 (Ada): Why?"])
    assert left == ["Ada: Why?\n2", "Ada: Why?\n1"]


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


def test_what_stands_several_times_is_given_as_often() -> None:
    """Boxes of the same words, or of words that a cell shows too; of a chart nothing twice."""
    beside = writer.text_box("Draft", 1) + writer.text_box("Draft", 2) + writer.text_box("Tea", 3)
    beside += writer.note("Ada", 3) + writer.chart("Sales", ["Tea"], [4])
    beside += writer.chart("Sales", ["Tea"], [4])
    found = text(beside).split("\n\n")
    assert sorted(found[1:]) == sorted(["Sales", "Sales", "Draft", "Draft", "Tea", "Tea", "4", "4"])
    assert "Tea" in text(writer.text_box("Tea")).split("\n")[2:]


def test_readings_of_words() -> None:
    """They stand in lines behind all else, each as often as the table of shared texts has it."""
    rows = [["日本", "会社", "人気"]]
    spoken = {"日本": "ニホン", "人気": "ニンキ"}
    made = text_of(Xls(LIMITS), writer.xls({"A": rows}, readings=spoken), KIND)
    assert made == "A\n日本\t会社\t人気\n\nニホン\nニンキ"


TABLE = (
    struct.pack("<II", 9, 4) + writer.shared_text("日本", "ニホン", runs=2)
    + writer.text("plain") + writer.shared_text("人気", "ニンキ") + writer.text("last")
)  # fmt: skip


def test_readings_in_a_table_that_is_cut_off() -> None:
    """What is there is read."""
    for cut in range(len(TABLE)):
        assert "ニホンニンキ".startswith("".join(readings([TABLE[:cut]])))
    assert readings([TABLE[:-17]]) == ["ニホン", "ニンキ"]


def test_readings_in_a_table_of_several_records() -> None:
    """A text that goes on in the next record says again there how wide it is."""
    first = struct.pack("<II", 1, 2) + struct.pack("<HB", 4, 1) + "ab".encode("utf-16-le")
    second = b"\0cd" + writer.shared_text("人気", "ニンキ")
    assert readings([first, second]) == ["ニンキ"]
    assert readings([TABLE[:40], TABLE[40:]]) == ["ニホン", "ニンキ"]


def test_readings_of_a_table_that_counts_wrongly() -> None:
    """Its end is its end."""
    assert readings([struct.pack("<II", 1, 0xFFFFFFFF) + TABLE[8:]]) == ["ニホン", "ニンキ"]
    assert readings([b"", b"\0\0"]) == []
