"""Excel's workbooks: rows as lines, and numbers as they are shown."""

import pytest

from pipeline.convert.converter import ConversionLimits, TooMuch
from pipeline.convert.number_format import number_format
from pipeline.convert.xlsx import Xlsx
from testbed.office_writer import packed, unpacked, xlsx
from tests.harness.growth import grows_with_size
from tests.unit.pipeline.convert.conversions import LIMITS, assert_stated, conversion, text_of


def text(*rows: str, strings: tuple[str, ...] = (), styles: str = "") -> str:
    """The text of a workbook with one sheet, without its name."""
    cells = "".join(f"<row>{row}</row>" for row in rows)
    made = text_of(Xlsx(LIMITS), xlsx({"Data": cells}, strings, styles))
    return made.removeprefix("Data\n")


def test_sheets_by_name() -> None:
    """Each sheet is a page that begins with its name."""
    row = '<row><c r="A1"><v>1</v></c></row>'
    made = conversion(Xlsx(LIMITS), xlsx({"Prices": row, "Büro & Co": row}))
    assert made.converted.text == "Prices\n1\n\nBüro & Co\n1"
    assert [made.converted.text[at:][0] for at in made.converted.pages] == ["P", "B"]
    assert_stated(made.converted.metadata, made.properties)


def test_kinds_of_cells() -> None:
    """Shared and own texts, truth values, errors, results of formulas, and numbers."""
    row = (
        '<c r="A1" t="s"><v>1</v></c><c r="B1" t="inlineStr"><is><t>own</t></is></c>'
        '<c r="C1" t="b"><v>1</v></c><c r="D1" t="e"><v>#N/A</v></c>'
        '<c r="E1" t="str"><f>A1</f><v>made</v></c><c r="F1"><v>0.1</v></c>'
        '<c r="G1"><v>12345678901234567890</v></c>'
    )
    assert text(row, strings=("no", "shared\ntext")) == (
        "shared text\town\tTRUE\t#N/A\tmade\t0.1\t12345678901234567890"
    )


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("first_x000D_\nsecond", "first second"),
        ("one_x000d_two", "one two"),
        ("a_x0009_b_x0007_c", "a\tbc"),
        ("_xD83D__xDE00_", "😀"),
        ("half_xD83D_", "half\ufffd"),
        ("code_x005F_x0041_ stays", "code_x0041_ stays"),
        ("my_x001_ and _x00G0_ and f_x", "my_x001_ and _x00G0_ and f_x"),
    ],
)
def test_characters_by_their_numbers(written: str, shown: str) -> None:
    """Excel writes so what XML would not keep, and each text that looks like such a number."""
    inline = f'<c t="inlineStr"><is><t>{written}</t></is></c>'
    made = f'<c t="str"><v>{written}</v></c>'
    row = f'<c t="s"><v>0</v></c>{inline}{made}'
    assert text(row, strings=(written,)) == "\t".join([shown] * 3)
    comments = f"<comments><comment><text><t>{written}</t></text></comment></comments>"
    data = xlsx({"S": ""}, beside={"xl/comments1.xml": comments})
    assert " ".join(text_of(Xlsx(LIMITS), data).split()) == f"S {' '.join(shown.split())}"


def test_readings() -> None:
    """How characters are read stands behind the text of their cell."""
    data = xlsx({"Data": '<row><c t="s"><v>0</v></c></row>'}, ["豊田"])
    parts = unpacked(data)
    strings = parts["xl/sharedStrings.xml"].decode()
    with_reading = strings.replace("</t>", '</t><rPh sb="0" eb="1"><t>トヨ</t></rPh><phoneticPr/>')
    parts["xl/sharedStrings.xml"] = with_reading.encode()
    assert text_of(Xlsx(LIMITS), packed(parts)) == "Data\n豊田 トヨ"
    inline = '<c t="inlineStr"><is><t>豊田</t><rPh sb="0" eb="1"><t>トヨ</t></rPh></is></c>'
    assert text_of(Xlsx(LIMITS), xlsx({"Data": f"<row>{inline}</row>"})) == "Data\n豊田 トヨ"


def test_empty_cells_keep_the_columns_apart() -> None:
    """A cell stands as many tabs away as columns, up to a bound; empty rows are no lines."""
    assert text('<c r="B1"><v>1</v></c><c r="D1"><v>2</v></c>', "") == "1\t\t2"
    far = text('<c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c>')
    assert far.split() == ["1", "2"]
    assert len(far) < 30


def test_cells_without_places() -> None:
    """A cell that does not say its column is the next one, also after one with nothing in it."""
    assert text("<c><v>1</v></c><c><v>2</v></c>") == "1\t2"
    assert text('<c r="A1"><v>1</v></c><c r="B1" s="3"/><c><v>2</v></c>') == "1\t\t2"


def test_empty_cells_at_which_a_piece_of_the_part_ends_take_linear_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As in a sheet whose rows are painted to the last column."""
    monkeypatch.setattr("pipeline.convert.packed_parts.AT_ONCE", 0)
    cells = [f'<c r="{chr(65 + n % 26)}{n}" s="12"/>' for n in range(20_000)]

    def read(size: int) -> object:
        monkeypatch.setattr("pipeline.convert.packed_parts.PIECE", 20 * size)
        return text("".join(cells[: 2 * size]) + '<c r="B1"><v>1</v></c>')

    assert grows_with_size(read, 2_000)


def test_empty_cells_change_nothing() -> None:
    """Cells that only look like something may stand anywhere, however the file is cut in pieces."""
    filled = [f'<c r="C{n}" s="1"><v>{n}</v></c>' for n in range(1, 3_000)]
    looks = [f'<c r="A{n}" s="12"/><c r="B{n}" s="1" t="s"/>' for n in range(1, 3_000)]
    with_looks = text(*(a + b + '<c r="D1" s="9"/>' for a, b in zip(looks, filled, strict=True)))
    assert with_looks == text(*filled) == "\n".join(str(n) for n in range(1, 3_000))


def test_text_that_looks_like_a_cell_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a literal stretch the same letters are text."""
    monkeypatch.setattr("pipeline.convert.packed_parts.AT_ONCE", 0)
    looks = '<c r="A1" s="1"/><c r=""/>'
    cell = f'<c r="B1" t="str"><v><![CDATA[{looks}]]></v></c>'
    assert text(cell) == looks
    # Wherever the piece ends in which the part is unpacked.
    for size in range(65_400, 65_540, 7):
        assert text(f'<c r="A1" t="str"><v>{"x" * size}</v></c>{cell}').endswith(f"\t{looks}")


def test_numbers_by_their_style() -> None:
    """A style's format is found by its place among the cells' formats."""
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="10"/></cellXfs>'
    )
    row = '<c s="1"><v>43831</v></c><c s="2"><v>0.1234</v></c><c s="0"><v>43831</v></c>'
    assert text(row, styles=styles) == "2020-01-01\t12.34%\t43831"


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("General", 1.5, "1.5"), ("0", 2.6, "3"), ("#,##0.00", -1234567.891, "-1,234,567.89"),
        ('"$"#,##0', 1200, "$1,200"), ("[$€-407] 0.00", 2, "€ 2.00"), ('0" km"', 7, "7 km"),
        ("0.0%", 0.5, "50.0%"), ("h:mm", 0.75, "18:00"), ("[Red]0;-0", 5, "5"),
        ("0.00E+00", 12345, "1.23E+04"), ("0.0E+0", -198356388, "-2.0E+8"), ("@", 12, "12"),
            ("# ?/?", 0.5, "1/2"), ("# ?/?", 2.5, "2 1/2"), ("?/?", -2.5, "-5/2"),
            ("# ?/?", 3, "3"),
            ("0%", 0.025, "3%"), ("0.0", 11111.25, "11111.3"), ("0.00", 1.005, "1.01"),
            ("$#,##0;[Red]($#,##0)", -1599, "($1,599)"), ('0;"no; "0', -4, "no; 4"),
            ("0", 999999999999999, "999999999999999"), (";;;", -1, "-1"), ("0;General", -2, "-2"),
        ("yyyy", 1e300, "1E+300"), ("0", 1e300, f"{1e300:.0f}"), ("000000", 4711, "004711"),
        ("000.0", 1.25, "001.3"), ("00000-0000", 123456789, "12345-6789"), ("0.##", 2.5, "2.5"),
        ("[<=9999999]###-####;(###) ###-####", 5551234, "555-1234"),
        ("[<=9999999]###-####;(###) ###-####", 5551234567, "(555) 123-4567"),
        ("[<1]0.0%;0", 0.5, "50.0%"), ("[<1]0.0%;[<9]0", 10, "10"),
        ("#\\ ##0", 1234567, "1234 567"),
        ("#,##0,", 1234567, "1,235"), ('0.0,,"M"', -1234567, "-1.2M"), ("0.#", 3, "3"),
        ("# ##0.00", 1234.5, "1 234.50"),
        ('0 "dollars and" .00 "cents"', 19.99, "19 dollars and .99 cents"),
        ('0;-0;"none"', 0, "none"), ('0;-0;"none"', -3, "-3"), ('0;;"none"', 4, "4"),
        ('0;"all";"none"', -4, "-4"), ('0;-0;"-"', 0, "0"), ("0;-0;;", 0, "0"),
        ('#,##0;-#,##0;"-"??', 0, "0"), ("0;-0;General", 0, "0"), ('0;-0;0" pcs"', 0, "0"),
        ("0 0,0", 12, "12"), ("00.00.00", 12, "12"), (".0 0", 12.25, "12.25"),
    ],
)  # fmt: skip
def test_number_formats(code: str, number: float, shown: str) -> None:
    """Numbers are shown as Excel does; what is not read shows the number."""
    assert number_format(code)(number) == shown


@pytest.mark.parametrize(
    ("code", "days", "shown"),
    [
        ("dd/mm/yyyy", 44267, "12/03/2021 (2021-03-12)"), ("d", 1, "1 (1900-01-01)"),
        ("d\\-mmm\\-yy", 44267, "12-Mar-21 (2021-03-12)"), ("d-mmm", 44267, "12-Mar (2021-03-12)"),
        ("mmm-yy", 44267, "Mar-21 (2021-03)"), ("mmmmm", 44267, "M (2021-03)"),
        ("yyyy", 44267, "2021"),
        ("dddd, d mmmm yyyy", 44189, "Thursday, 24 December 2020 (2020-12-24)"),
        ("ddd", 44189, "Thu (2020-12-24)"), ("m/d/yyyy;@", 44267, "3/12/2021 (2021-03-12)"),
        ("m/d/yy h:mm", 43831.5, "1/1/20 12:00 (2020-01-01 12:00)"),
        ("d/m/yy h:mm AM/PM", 43831, "1/1/20 12:00 AM (2020-01-01)"),
        ('yyyy"年"m"月"', 44267, "2021年3月 (2021-03)"), ("yyyy\\-mm\\-dd", 44267, "2021-03-12"),
        # A month is a minute behind an hour and before a second.
        ("h:mm", 0.378472222222222, "9:05"), ("mm:ss.0", 0.00383, "05:30.9"),
        ("h:mm:ss", 0.75, "18:00:00"),
        ("h:mm AM/PM", 0.2605, "6:15 AM (06:15:07)"), ("h:mm A/P", 0.75, "6:00 P (18:00)"),
        ("h:mm", 0.9999999, "0:00"), ("[h]:mm", 27.5 / 24, "27:30"), ("[mm]:ss", 0.0625, "90:00"),
        ("[ss]", 0.01, "864"),
        # What depends on a machine, a calendar or a language is the date alone.
        ("[$-F800]dddd, mmmm dd", 44267, "2021-03-12"), ("ge.m.d", 44267, "2021-03-12"),
        ("[$-407]d. mmmm yyyy", 44267, "2021-03-12"), ("[$-1070000]d/mm/yyyy", 44267, "2021-03-12"),
        ("[$-409]d mmmm yyyy", 44267, "12 March 2021 (2021-03-12)"),
        ("[$-407]dd.mm.yy", 44267, "12.03.21 (2021-03-12)"),
        ("d/m/yy", -1, "-1"), ("d/m/yy", 1e9, "1000000000"),
    ],
)  # fmt: skip
def test_date_formats(code: str, days: float, shown: str) -> None:
    """A date stands as the sheet shows it, and as ISO 8601 behind that if that says more."""
    assert number_format(code)(days) == shown


def test_dates_whose_form_the_machine_decides() -> None:
    """Of the form that a German Excel shows otherwise than an American one the date is given."""
    styles = '<cellXfs><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs>'
    row = '<c s="0"><v>44267</v></c><c s="1"><v>44267.5</v></c>'
    assert text(row, styles=styles) == "2021-03-12\t2021-03-12 12:00"


def test_days_since_1904() -> None:
    """Workbooks of the Macintosh count days from another year."""
    assert number_format("yyyy-mm-dd", True)(0) == "1904-01-01"
    assert number_format("[h]:mm", True)(1.5) == "36:00"


def test_comments() -> None:
    """Comments follow the rows of their sheet."""
    comments = (
        "<comments><commentList><comment><text><r><t>Check </t></r><r><t>this</t></r></text>"
        "</comment><comment><text><t>And this</t></text></comment></commentList></comments>"
    )
    data = xlsx({"S": "<row><c><v>1</v></c></row>"}, beside={"xl/comments1.xml": comments})
    assert text_of(Xlsx(LIMITS), data) == "S\n1\n\nCheck this\n\nAnd this"


def test_who_wrote_a_comment() -> None:
    """By name before it, once; of a thread the people of the book are asked."""
    comments = (
        "<comments><authors><author>Uta</author><author>tc={A}</author></authors><commentList>"
        '<comment authorId="0"><text><t>Receipt is </t><t>missing</t></text></comment>'
        '<comment authorId="0"><text><t>Uta:</t><t> so be it</t></text></comment>'
        '<comment authorId="1"><text><t>Is it?</t></text></comment>'
        '<comment authorId="9"><text><t>By none</t></text></comment></commentList></comments>'
    )
    thread = (
        '<ThreadedComments><threadedComment personId="{2}"><text>Is it?</text></threadedComment>'
        '<threadedComment personId="{3}"><text>It is.</text></threadedComment></ThreadedComments>'
    )
    people = '<personList><person displayName="Ole Dahl" id="{2}"/></personList>'
    data = xlsx({"S": "<row><c><v>1</v></c></row>"}, beside={"xl/comments1.xml": comments})
    parts = unpacked(data)
    parts |= {"xl/thread.xml": thread.encode(), "xl/persons.xml": people.encode()}
    for rels, kind, target in (
        ("xl/worksheets/_rels/sheet0.xml.rels", "threadedComment", "../thread.xml"),
        ("xl/_rels/workbook.xml.rels", "person", "persons.xml"),
    ):
        more = f'<Relationship Id="z" Type="x/{kind}" Target="{target}"/></Relationships>'
        parts[rels] = parts[rels].replace(b"</Relationships>", more.encode())
    assert text_of(Xlsx(LIMITS), packed(parts)).split("\n\n") == [
        "S\n1", "Uta: Receipt is missing", "Uta: so be it", "Is it?", "By none",
        "Ole Dahl: Is it?", "It is.",
    ]  # fmt: skip


def test_a_workbook_that_repeats_one_text_without_end() -> None:
    """A few bytes per cell may stand for a long text; the limit of characters holds."""
    rows = '<row><c t="s"><v>0</v></c></row>' * 20_000
    data = xlsx({"S": rows}, ("x" * 30_000,))
    with pytest.raises(TooMuch):
        Xlsx(LIMITS).convert(data, "")


def test_odd_references() -> None:
    """A text that is not there, a style that is not there, and a number that is none."""
    rows = '<c t="s"><v>9</v></c><c s="99"><v>1</v></c><c><v>abc</v></c><c t="s"><v>²</v></c>'
    assert text(rows) == "1\tabc"


def test_sheets_behind_the_limit() -> None:
    """They are left, and said."""
    row = "<row><c><v>1</v></c></row>"
    made = conversion(Xlsx(ConversionLimits(max_pages=1)), xlsx({"A": row, "B": row}))
    assert made.converted.text == "A\n1"
    assert "1 sheets" in made.converted.marks[0].evidence
