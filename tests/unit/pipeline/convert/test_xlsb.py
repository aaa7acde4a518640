"""Excel's binary workbooks: rows as lines, numbers as they are shown, comments."""

import struct

import pytest

from pipeline.convert.converter import ConversionLimits, Damaged, TooMuch
from pipeline.convert.xlsb import Xlsb
from pipeline.records import Filtered
from testbed.office_writer import packed, unpacked
from testbed.xlsb_writer import cell, record, row, text, xlsb
from tests.unit.pipeline.convert.conversions import LIMITS, assert_stated, conversion, text_of


def test_sheets_by_name() -> None:
    """Each sheet is a page that begins with its name; a row is a line with tabs."""
    far = row("Tea", cell(6, 4, text("Rum")))
    made = conversion(Xlsb(LIMITS), xlsb({"Prices": row("Ada", 4.5) + far, "Büro": b""}))
    assert made.converted.text == "Prices\nAda\t4.5\nTea\t\t\t\tRum\n\nBüro"
    assert [made.converted.text[at:][0] for at in made.converted.pages] == ["P", "B"]
    assert_stated(made.converted.metadata, made.properties)


def test_kinds_of_cells() -> None:
    """Packed numbers, truth values, errors, results of formulas, shared texts with readings."""
    half = struct.unpack("<I", struct.pack("<d", 2.5)[4:])[0]
    cells = row(
        cell(2, 0, struct.pack("<I", (1234 << 2) | 3)),
        cell(2, 1, struct.pack("<I", half)),
        cell(2, 2, struct.pack("<i", (-7 << 2) | 2)),
        cell(4, 3, b"\1"),
        cell(3, 4, b"\x2a"),
        cell(8, 5, text("made")),
        cell(7, 6, struct.pack("<I", 0)),
        cell(7, 7, struct.pack("<I", 9)),
        cell(62, 7, b"\0" + text("rich")),
        cell(5, 8, struct.pack("<d", float("nan"))),
    )
    reading = b"\3" + text("豊田") + struct.pack("<II", 1, 0) + text("トヨ")
    assert text_of(Xlsb(LIMITS), xlsb({"S": cells}, [reading])) == (
        "S\n12.34\t2.5\t-7\tTRUE\t#N/A\tmade\t豊田 トヨ\trich\tnan"
    )


def test_numbers_by_their_style() -> None:
    """A style's format is found by its place among the cells' formats."""
    rows = row(43831, style=1) + row(-2.5, style=2)
    assert text_of(Xlsb(LIMITS), xlsb({"S": rows}, (), ["d/m/yy", "0.0;(0.0)"])) == (
        "S\n1/1/20 (2020-01-01)\n(2.5)"
    )


def test_headers_and_comments() -> None:
    """What is printed on pages, without its codes; comments with those who wrote them, once."""
    printed = record(479, bytes(2) + text("&CDraft &P") + b"\xff" * 4 + text("&LEnd") * 4)
    data = xlsb({"S": row("x") + printed}, comments=[("Ada", "Why?"), ("Karl", "Karl:\nSo.")])
    assert text_of(Xlsb(LIMITS), data) == "S\nx\n\nDraft\nEnd\n\nAda: Why?\n\nKarl:\nSo."


def test_damage() -> None:
    """Records that are cut off are read as far as they go; other files fail; limits hold."""
    rows = row("One") + row("Two")
    for cut in range(1, 12):
        assert text_of(Xlsb(LIMITS), xlsb({"S": rows[:-cut]})).startswith("S\nOne")
    with pytest.raises(Damaged):
        Xlsb(LIMITS).convert(b"no", "")
    with pytest.raises(TooMuch):
        Xlsb(ConversionLimits(max_characters=5)).convert(xlsb({"S": rows}), "")
    with pytest.raises(TooMuch):
        Xlsb(ConversionLimits(max_characters=5)).convert(
            xlsb({"S": b""}, [b"\0" + text("long text")]), ""
        )
    assert Xlsb(LIMITS).convert(xlsb({}), "") == Filtered("empty")
    made = conversion(Xlsb(ConversionLimits(max_pages=1)), xlsb({"A": rows, "B": rows}))
    assert [mark.kind for mark in made.converted.marks] == ["passed-over"]
    parts = unpacked(xlsb({"S": rows}))
    parts["xl/worksheets/sheet0.bin"] = b"\xff" * 400
    assert text_of(Xlsb(LIMITS), packed(parts)) == "S"
