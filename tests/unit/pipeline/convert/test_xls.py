"""Excel before 2007: cells, and what stands beside them."""

import struct
from collections.abc import Sequence

import pytest

from pipeline.convert.converter import Conversion, ConversionLimits, Damaged, TooMuch
from pipeline.convert.ole_file import OleFile
from pipeline.convert.xls import Xls
from pipeline.convert.xls_beside import XlsBeside
from pipeline.convert.xls_cells import Unreadable, sheet_texts
from pipeline.convert.xls_shared import shared_records, shared_texts
from testbed import xls_writer as writer
from testbed.ppt_writer import shape, words_of_picture
from tests.unit.pipeline.convert.conversions import LIMITS, text_of

KIND = "application/vnd.ms-excel"


def readings(records: list[bytes]) -> list[str]:
    """The readings of the texts of a table."""
    return [one.reading for one in shared_texts(records) if one.reading]


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


def test_its_sheets_are_counted() -> None:
    """Whether or not the file says anything of itself."""
    made = Xls(LIMITS).convert(writer.xls({"A": [["x"]], "B": [["y"]]}), KIND)
    assert isinstance(made, Conversion)
    assert made.properties is not None
    assert made.properties.page_count == 2


def cells(*records: bytes, formats: Sequence[str] = (), book: bytes = b"") -> list[str]:
    """The lines of a sheet with a cell "x" in A1 and these cells."""
    data = writer.xls({"A": [["x"]]}, b"".join(records), formats=formats, book=book)
    return text_of(Xls(LIMITS), data, KIND).split("\n")[2:]


def place(row: int, column: int, style: int = 0) -> bytes:
    """Where a cell stands, and its style."""
    return struct.pack("<HHH", row, column, style)


def test_kinds_of_cells() -> None:
    """Texts and errors, truth values, packed numbers, and what formulas gave; no formulas."""
    formula = writer.record(0x0006, place(3, 0) + b"\0\0\0\0\0\0\xff\xff" + bytes(12))
    assert cells(
        writer.record(0x0205, place(1, 0) + b"\1\0"),
        writer.record(0x0205, place(1, 1) + b"\x07\1"),
        writer.record(0x0204, place(1, 4) + writer.text("Łódź\nport")),
        writer.record(0x027E, place(2, 0) + struct.pack("<I", 12345 << 2 | 3)),
        writer.record(0x00BD, struct.pack("<HHHIHIH", 2, 2, 0, -7 << 2 & 0xFFFFFFFF | 2, 0, 6, 3)),
        formula + writer.record(0x0207, writer.text("given")),
        writer.record(0x0006, place(3, 1) + struct.pack("<d", 0.5) + bytes(8)),
        writer.record(0x0006, place(3, 2) + b"\1\0\1\0\0\0\xff\xff" + bytes(8)),
        writer.record(0x0006, place(3, 3) + b"\2\0\x2a\0\0\0\xff\xff" + bytes(8)),
        writer.record(0x0006, place(3, 4) + b"\3\0\0\0\0\0\xff\xff" + bytes(8)),
    ) == ["TRUE\t#DIV/0!\t\t\tŁódź port", "123.45\t\t-7\t1", "given\t0.5\tTRUE\t#N/A"]


def test_numbers_as_their_styles_show_them() -> None:
    """Dates, stretches of time and noughts; a style that is not there shows the number."""
    row = [(1, 44267.0), (2, 27.5 / 24), (3, 4711.0), (9, 1234567890123456.0)]
    records = [
        writer.record(0x0203, place(1, column, style) + struct.pack("<d", number))
        for column, (style, number) in enumerate(row)
    ]
    codes = ["d\\-mmm\\-yy", "[h]:mm", "000000"]
    shown = "12-Mar-21 (2021-03-12)\t27:30\t004711\t1234567890123456"
    assert cells(*records, formats=codes) == [shown]
    from_1904 = writer.record(0x0022, b"\1\0")
    assert cells(records[0], formats=codes, book=from_1904) == ["13-Mar-25 (2025-03-13)"]


def test_cells_of_a_chart_in_a_sheet_are_none_of_the_sheet() -> None:
    """Records of the same kinds say what a chart shows."""
    assert cells(
        writer.chart("Sales", ["Tea"], [4]), writer.record(0x0204, place(1, 0) + writer.text("y"))
    ) == ["y", "", "Sales", "", "Tea", "", "4"]


def test_texts_that_cells_share_over_several_records() -> None:
    """Where a record ends in a text, the next one says anew how wide its characters are."""
    first = struct.pack("<IIHB", 1, 2, 5, 0) + b"abc"
    assert shared_texts([first, b"\1" + "łŵ".encode("utf-16-le") + b"\1\0\0z"]) == [
        ("abcłŵ", ""), ("z", ""),
    ]  # fmt: skip
    half = struct.pack("<IIHB", 1, 1, 2, 1) + "😀".encode("utf-16-le")[:2]
    assert shared_texts([half, b"\1" + "😀".encode("utf-16-le")[2:]]) == [("😀", "")]


def test_sheets_whose_place_is_wrong_are_read_by_the_library() -> None:
    """As those of versions before Excel 97 are."""
    data = writer.xls({"A": [["x"]]})
    at = data.index(writer.record(0x0085, b"")[:2], 512) + 4
    moved = data[:at] + struct.pack("<I", 7) + data[at + 4 :]
    book = OleFile(moved).stream("Workbook")
    with pytest.raises(Unreadable):
        sheet_texts(book, shared_texts(shared_records(book)), LIMITS)
    assert text_of(Xls(LIMITS), moved, KIND).startswith("A")


def test_boxes_and_comments() -> None:
    """Their texts, also in several records; a comment says who wrote it, once."""
    boxes = writer.text_box("Büro\rtwo", 1, pieces=3) + writer.text_box("Why?", 2)
    boxes += writer.text_box("Ada:\nHow?", 3) + writer.note("Ada", 2) + writer.note("Ada", 3)
    said = text(boxes).split("\n\n")
    assert said == ["Prices\nTea\t4.5", "Büro\ntwo", "Ada: Why?", "Ada:\nHow?"]
    assert XlsBeside(LIMITS).read(boxes) == ["Büro\ntwo", "Ada: Why?", "Ada:\nHow?"]


def test_headers_charts_and_pictures() -> None:
    """Printed lines without their codes, the words and values of charts, texts of drawings."""
    beside = writer.record(0x0014, writer.text('&C&"Arial,Bold"&12Draft &P'))
    beside += writer.chart("Sales", ["Tea", "Rum"], [4, 2.5])
    beside += writer.record(0x00EC, shape(words_of_picture(0x00C0, "Sale!")))
    assert text(beside).split("\n\n")[1:] == ["Draft", "Sales", "Tea\tRum", "4\t2.5", "Sale!"]
    # A damaged chart may hold what is no number.
    assert text(writer.chart("Sales", ["Tea"], [float("nan")])).endswith("Tea\n\nnan")


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
    given = ["Sales", "Sales", "Draft", "Draft", "Ada: Tea", "Tea", "Tea", "4", "4"]
    assert sorted(found[1:]) == sorted(given)
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
