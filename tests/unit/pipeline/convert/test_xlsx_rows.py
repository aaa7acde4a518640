"""Plain rows of a sheet are read as the XML that they are, and all others as before."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.convert.xlsx import Xlsx
from pipeline.convert.xlsx_rows import Cell, without_plain_rows
from testbed.office_writer import xlsx
from tests.harness.growth import grows_with_size
from tests.unit.pipeline.convert.conversions import LIMITS, text_of

PLAIN = (
    '<c r="A1" t="s"><v>0</v></c>', '<c r="D1" s="1"><v>-1.5E+3</v></c>', '<c r="B1" s="2"/>',
    "<c><v>7</v></c>", '<c r="C1" t="b"><v>1</v></c>', '<c r="F1"><v></v></c>', '<c r="E1"/>',
    '<c r="AB1" t="str"><f t="shared" ref="A1:A2">A1&amp;"x"&lt;2</f><v> made </v></c>',
    '<c r="G1" t="e"><f/><v>#N/A</v></c>', '<c r="H1" s="1" t="n"><f>1&gt;0</f></c>',
)  # fmt: skip
OTHERS = (
    '<c r="A1" t="inlineStr"><is><t>own <!-- no --> text</t></is></c>',
    '<c r="A1" t="str"><v><![CDATA[<row><c><v>9</v></c></row>]]></v></c>',
    '<c r="A1" t="str"><v>a &amp; b</v></c>', '<c t="n" r="K1"><v>3</v></c>',
    '<c r="A1" t="str"><v>Straße</v></c>', ' <c r="L1"><v>5</v></c>\n',
    '<c r="B1" cm="1"><v>6</v><extLst><ext/></extLst></c>', "<!-- <row><c><v>8</v></c></row> -->",
)  # fmt: skip
BEGINNINGS = (
    "<row>",
    '<row r="1" spans="1:5" x14ac:dyDescent="0.25">',
    '<row ht="15" >',
    "<row/><row>",
)


def rows(cells: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Rows of such cells."""
    some = st.lists(st.sampled_from(cells), max_size=4).map("".join)
    return st.builds(
        lambda begin, inside: f"{begin}{inside}</row>", st.sampled_from(BEGINNINGS), some
    )


SHEETS = st.lists(rows(PLAIN) | rows(PLAIN + OTHERS), max_size=8).map("".join)


def in_pieces(xml: bytes, size: int) -> Iterator[bytes]:
    """The XML, cut into pieces of so many bytes."""
    for at in range(0, len(xml), size):
        yield xml[at : at + size]


@given(SHEETS, st.integers(1, 90))
def test_the_text_is_that_of_the_whole_xml(sheet: str, size: int) -> None:
    """Whatever the rows are, and wherever a piece of the part ends."""
    data = xlsx({"Data": sheet}, ("shared",))
    read_at_once = text_of(Xlsx(LIMITS), data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "pipeline.convert.xlsx.without_plain_rows",
            lambda pieces, take: without_plain_rows(in_pieces(b"".join(pieces), size), take),
        )
        read_in_pieces = text_of(Xlsx(LIMITS), data)
        patch.setattr("pipeline.convert.xlsx.without_plain_rows", lambda pieces, take: pieces)
        assert read_at_once == read_in_pieces == text_of(Xlsx(LIMITS), data)


def test_plain_rows_are_taken_in_their_order() -> None:
    """What stands before a row was given before; what is no plain row is given as it stands."""
    other = b'<row><c t="inlineStr"><is><t>own</t></is></c></row>'
    first, last = b'<row r="1"><c r="A1"><v>1</v></c></row>', b"<row><c><v>2</v></c></row>"
    xml = b"<worksheet><sheetData>" + first + other + last + b"</sheetData></worksheet>"
    seen: list[object] = []
    for piece in without_plain_rows([xml], seen.append):
        seen.append(piece)
    assert [*filter(None, seen)] == [
        b"<worksheet><sheetData>", [("A", "", "", "1")], other, [("", "", "", "2")],
        b"</sheetData></worksheet>",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "xml",
    [b"", b"<worksheet/>", b"<a><!-- <sheetData><row></row> --></a>", b"<sheetData><row>" * 9],
)
def test_what_has_no_plain_rows_is_given_whole(xml: bytes) -> None:
    """Nor is there a piece where there is none."""
    given: list[list[Cell]] = []
    assert b"".join(without_plain_rows(in_pieces(xml, 5), given.append)) == xml
    assert not [cells for cells in given if cells]
    assert not list(without_plain_rows([], given.append))


@pytest.mark.parametrize("row", [b"<row>" + b"<c/>" * 60, b"<row><x/></row>", b"<row></row>"])
def test_hostile_rows_take_linear_time(row: bytes) -> None:
    """Rows without an end, rows of another kind, and rows with nothing in them."""

    def read(rows: int) -> None:
        pieces = in_pieces(b"<sheetData>" + row * rows, 60_000)
        assert b"".join(without_plain_rows(pieces, lambda cells: None)).startswith(b"<sheetData>")

    assert grows_with_size(read, 4_000)
