"""PDFs become text page by page, in the order in which people read them."""

import random
from collections.abc import Sequence

import pytest

from pipeline.convert.converter import Conversion, ConversionLimits, Damaged, Encrypted, TooMuch
from pipeline.convert.page_offsets import PAGE_BREAK
from pipeline.convert.pdf import Pdf, iso_date
from pipeline.convert.pdf_columns import Box, in_reading_order
from pipeline.records import Filtered
from testbed.pdf_writer import Choice, Line, Picture, lines, pdf

WORDS = (
    "council", "members", "agreed", "after", "long", "debate", "that", "river", "crossing", "would",
    "close", "during", "spring", "while", "engineers", "examine", "older", "timber", "supports",
    "beneath", "eastern", "lanes", "and", "report", "findings", "before", "autumn",
)  # fmt: skip


def convert(data: bytes, **limits: int) -> Conversion:
    """The conversion of a PDF from which text comes, without OCR."""
    result = Pdf(ConversionLimits(**limits), ocr=False).convert(data, "application/pdf")
    assert isinstance(result, Conversion)
    return result


def text(data: bytes) -> str:
    """The text of a PDF."""
    return convert(data).converted.text


def prose(seed: int, rows: int, words: int) -> list[str]:
    """Lines of words in no order, about equally long."""
    choice = random.Random(seed)
    return [" ".join(choice.choices(WORDS, k=words)) for _ in range(rows)]


def in_rows(
    columns: Sequence[Sequence[str]], places: Sequence[float], size: float = 9
) -> list[Line]:
    """The lines of columns as some programs draw them: row by row across all columns."""
    return [
        Line(x, 700 - 11 * row, column[row], 9)
        for row in range(max(map(len, columns)))
        for x, column in zip(places, columns, strict=True)
        if row < len(column)
    ]


def test_pages_and_where_they_begin() -> None:
    """Each page's text begins at the offset that `pages` says, behind a form feed."""
    converted = convert(pdf([lines("One"), lines("Two\nand more"), lines("Three")])).converted
    assert converted.text == PAGE_BREAK.join(("One", "Two\nand more", "Three"))
    assert [converted.text[start:].split()[0] for start in converted.pages] == [
        "One", "Two", "Three",
    ]  # fmt: skip


def test_an_empty_page_has_its_place() -> None:
    """A page without text is counted, so that the numbers of the others are right."""
    converted = convert(pdf([lines("One"), [], lines("Three")])).converted
    assert len(converted.pages) == 3
    assert converted.text[converted.pages[2] :] == "Three"


def test_properties() -> None:
    """Title, author, subject, keywords, dates and program are those of the file."""
    info = {
        "Title": "Microsoft Word - Bridge closure", "Author": "Jürgen Ørsted", "Subject": "Roads",
        "Keywords": "bridge; river", "Creator": "Writer", "Producer": "LibreOffice 7",
        "CreationDate": "D:20070915111541+02'00'", "ModDate": "D:20080102",
    }  # fmt: skip
    conversion = convert(pdf([lines("One"), lines("Two")], info=info))
    metadata, properties = conversion.converted.metadata, conversion.properties
    assert (metadata.title, metadata.author) == ("Bridge closure", "Jürgen Ørsted")
    assert metadata.published == "2007-09-15T11:15:41+02:00"
    assert metadata.other == {"subject": ("Roads",), "keywords": ("bridge; river",)}
    assert (properties.modified, properties.creator_tool) == ("2008-01-02", "Writer")
    assert properties.page_count == 2


@pytest.mark.parametrize("title", ["Untitled", "untitled document", "Document1", "Slide 1", " "])
def test_a_title_that_a_program_made_up_is_none(title: str) -> None:
    """What programs write where the author gave no title is not taken for one."""
    assert convert(pdf([lines("One")], info={"Title": title})).converted.metadata.title is None


def test_a_title_of_such_words_stays() -> None:
    """A title that only begins like a placeholder is the author's."""
    told = convert(pdf([lines("One")], info={"Title": "Untitled: a life"})).converted.metadata
    assert told.title == "Untitled: a life"


@pytest.mark.parametrize(
    ("told", "date"),
    [
        ("D:20200131235959Z", "2020-01-31T23:59:59Z"),
        ("D:20200131235959-08'30'", "2020-01-31T23:59:59-08:30"),
        ("D:2020", "2020"),
        ("20200131", "2020-01-31"),
        ("D:20201331", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(told: str, date: str | None) -> None:
    """PDF dates become ISO 8601; what is no date is not guessed at."""
    assert iso_date(told) == date


def test_a_hyphen_at_a_line_end_stands_where_it_was_printed() -> None:
    """PDFium joins such lines by U+0002; the hyphen and the line's end come back for `clean`."""
    assert text(pdf([lines("the govern-\nment of well-\nknown men")])) == (
        "the govern-\nment of well-\nknown men"
    )


def test_cells_of_one_figure_each() -> None:
    """PDFium gives them without what is between them; each is a word."""
    cells = [Line(90 + 72 * (n % 3), 700 - 14 * (n // 3), str(n + 1), 11) for n in range(9)]
    assert text(pdf([cells])).split() == [*"123456789"]
    raised = [Line(50, 600, "silt", 11), Line(63.6, 605, "1", 6), Line(67, 600, " from", 11)]
    assert text(pdf([cells + raised])).endswith("9\nsilt1 from")


def test_figures_below_one_another_are_no_number() -> None:
    """PDFium puts nothing between such of a page that holds nothing else; letters stay a word."""
    column = [Line(234, 518 - 14 * row, figure, 11) for row, figure in enumerate("469")]
    assert text(pdf([column])) == "4\n6\n9"
    assert (
        text(pdf([[line._replace(text=word) for line, word in zip(column, "abc", strict=True)]]))
        == "abc"
    )
    assert text(pdf([[*column, Line(60, 400, "of 1990 or 2004", 11)]])).endswith("of 1990 or 2004")


def test_figures_of_a_turned_number_stay_together() -> None:
    """They stand below one another as well, and apart if they are spaced; their angle tells."""
    turned = [Line(72, 700 - 7 * row, figure, 11, turned=True) for row, figure in enumerate("12")]
    assert text(pdf([turned])) == "12"


def test_lines_of_turned_text_are_in_their_order() -> None:
    """Text that runs downwards, and upright text on a page that is shown turned."""
    words = ["First of the lines", "Second of them", "Third and last"]
    down = [Line(300 - 14 * row, 700, line, 11, turned=True) for row, line in enumerate(words)]
    assert text(pdf([down])) == "\n".join(words)
    upright = pdf([[Line(72, 700 - 14 * row, line, 11) for row, line in enumerate(words)]])
    for quarters in range(4):
        turned = upright.replace(b"/Type/Page/", b"/Rotate %d/Type/Page/" % (90 * quarters))
        assert text(turned) == "\n".join(words)


def test_a_page_whose_text_runs_two_ways_stays_as_it_is() -> None:
    """A line along the edge turns nothing."""
    page = [*lines("One of the lines\nTwo of them"), Line(20, 700, "Printed aside", 9, turned=True)]
    assert text(pdf([page])).split("\n")[:2] == ["One of the lines", "Two of them"]


def test_characters_beyond_the_basic_plane() -> None:
    """A letter of the mathematical alphabets stays what it is, and is no Hangul syllable."""
    made = pdf([lines("A is here")], to_unicode={c: c for c in " ish"[:4] + "er"} | {"A": "𝐀"})
    assert text(made) == "𝐀 is here"


@pytest.mark.parametrize(("places", "words"), [([50, 320], 7), ([40, 225, 410], 4)])
def test_interleaved_columns_of_prose(places: list[float], words: int) -> None:
    """Columns that are drawn row by row are read one after the other, heading and foot in place."""
    columns = [prose(seed, 30, words) for seed in range(len(places))]
    page = [Line(50, 740, "A heading that goes across all of the columns of this page here", 14)]
    page += in_rows(columns, places)
    page += [Line(50, 60, "A foot that stands below all of the columns of the whole page", 12)]
    assert text(pdf([page])).split("\n") == [
        page[0].text, *(line for column in columns for line in column), page[-1].text,
    ]  # fmt: skip


def test_columns_of_unlike_length_and_hyphens() -> None:
    """The last column may be shorter, and a word may break at the end of a column's line."""
    left, right = prose(1, 24, 7), prose(2, 15, 7)
    left[3] += " com-"
    right[5] += " gov-"
    made = text(pdf([in_rows([left, right], [50, 320])]))
    assert made.split("\n") == left + right


def test_columns_drawn_one_after_the_other_stay() -> None:
    """What is in order is left as it is."""
    left, right = prose(1, 30, 7), prose(2, 30, 7)
    page = [Line(50, 700 - 11 * row, line, 9) for row, line in enumerate(left)]
    page += [Line(320, 700 - 11 * row, line, 9) for row, line in enumerate(right)]
    assert text(pdf([page])).split("\n") == left + right


def test_wide_gaps_between_the_words_of_a_narrow_column_are_not_looked_at() -> None:
    """A column that is set flush has such in most lines, and each costs two questions to PDFium."""
    lines = [f"{line} {line}" for line in prose(1, 30, 4) + prose(2, 30, 4)]
    text = "\r\n".join(lines)
    asked: list[int] = []

    def box(index: int) -> Box:
        asked.append(index)
        row, place = text.count("\r\n", 0, index), index - text.rfind("\n", 0, index)
        left = 800.0 * (row >= 30) + 9 * place  # each letter as wide as a line is high
        return left, 700.0 - 10 * (row % 30), left + 1, 709.0 - 10 * (row % 30)

    page_wide = max(len(line) for line in lines) * 9 + 800
    assert max(len(line) for line in lines) * 9 < page_wide / 2
    assert in_reading_order(text, box) == text
    assert len(asked) <= 2 * len(lines)


def rows_of(table: Sequence[Sequence[str]], places: Sequence[float]) -> str:
    """The words of a table's rows, as one line each."""
    page = [
        Line(x, 700 - 14 * row, cell)
        for row, cells in enumerate(table)
        for x, cell in zip(places, cells, strict=True)
    ]
    return text(pdf([page]))


def test_a_table_stays_in_rows() -> None:
    """Figures, names and short cells beside one another are no columns of prose."""
    figures = [(f"Region {n}", f"{n * 37}.00", f"{n * 91}.50") for n in range(20)]
    assert rows_of(figures, [60, 250, 400]).split("\n")[3] == "Region 3 111.00 273.50"
    names = [(f"Ada Byron {'x' * (n % 7)}", f"Tel. 555 01{n}") for n in range(20)]
    assert rows_of(names, [60, 350]).split("\n")[2] == "Ada Byron xx Tel. 555 012"


def test_a_list_of_terms_stays_in_rows() -> None:
    """A term and its explanation in a second column stay together."""
    terms = [(word, line) for word, line in zip(WORDS[:20], prose(3, 20, 8), strict=True)]
    made = rows_of(terms, [60, 200]).split("\n")
    assert made == [f"{word} {line}" for word, line in terms]


def test_a_transcript_with_numbered_lines_stays_in_rows() -> None:
    """The numbers of lines at the margin are no column."""
    numbered = [(str(n), line) for n, line in enumerate(prose(4, 25, 8), 1)]
    assert rows_of(numbered, [40, 80]).split("\n")[10] == f"11 {numbered[10][1]}"


def test_fields_notes_and_bookmarks() -> None:
    """Filled fields and notes are read, and bookmarks where the page does not say the same."""
    made = pdf(
        [lines("The report of the year")],
        fields={"Name": "Ada Byron", "Empty": ""},
        notes=["Please check this\rtwice"],
        bookmarks=["The Report", "Appendix with maps"],
    )
    assert text(made).split("\n") == [
        "The report of the year", "Name: Ada Byron", "Ada", "Please check this", "twice",
        "Appendix with maps",
    ]  # fmt: skip


def test_a_list_says_what_it_shows() -> None:
    """All that is chosen in it, not the value that is stored for it."""
    ports = [Choice("v", "Visby", True), Choice("k", "Kiel", False), Choice("m", "Malmö", True)]
    made = pdf([lines("Cargo")], fields={"Ports": ports, "None": [Choice("x", "Xanten", False)]})
    assert text(made) == "Cargo\nPorts: Visby, Malmö"


def test_a_long_value() -> None:
    """A value of any length is read whole, and so is a title."""
    value = "word " * 2_000 + "end"
    made = convert(pdf([lines("Form")], fields={"Remarks": value}, info={"Title": value}))
    assert made.converted.text == f"Form\nRemarks: {value}"
    assert made.converted.metadata.title == value


def test_what_is_damaged_beside_the_text_is_left() -> None:
    """Half of a character in a bookmark, or in what the file says of itself, costs nothing else."""
    made = pdf([lines("One")], info={"Title": "Titled"}, bookmarks=["Marked"])
    for title in (b"Titled", b"Marked"):
        written = b"<FEFF%s>" % title.decode().encode("utf-16-be").hex().encode()
        assert written in made
        assert text(made.replace(written, b"<FEFFD800>".ljust(len(written)))).startswith("One")


def test_a_password_is_needed() -> None:
    """A file that is locked fails, and the message says what it needs."""
    with pytest.raises(Encrypted, match="password"):
        convert(pdf([lines("One")], locked=True))
    with pytest.raises(Encrypted, match="certificate"):
        convert(pdf([lines("One")], locked=True).replace(b"/Standard", b"/AdobePub"))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nno more", b"\x00" * 5000])
def test_damaged_files(data: bytes) -> None:
    """What PDFium cannot open fails as damaged."""
    with pytest.raises(Damaged):
        convert(data)


def test_a_cut_file_gives_what_is_left() -> None:
    """A file without its table of objects is still read."""
    made = pdf([lines("One"), lines("Two")])
    assert "One" in text(made[: made.rindex(b"xref\n0")])


def test_pictures_of_pages() -> None:
    """A scan has no text layer, and says so; beside pages of text it is marked where it stands."""
    picture = Picture(8, 8, bytes(64))
    converter = Pdf(ConversionLimits(), ocr=False)
    assert converter.convert(pdf([[picture]]), "application/pdf") == Filtered("no-text-layer")
    assert converter.convert(pdf([[]]), "application/pdf") == Filtered("empty")
    converted = convert(pdf([lines("One"), [picture]])).converted
    (mark,) = converted.marks
    assert (mark.kind, mark.start, mark.end) == ("passed-over", *(converted.pages[1],) * 2)
    assert "docmill[ocr]" in mark.evidence


def test_limits() -> None:
    """Pages behind the limit are left and said; a text beyond the limit is refused."""
    made = pdf([lines(f"Page {n}") for n in range(5)])
    conversion = convert(made, max_pages=3)
    assert conversion.converted.text.split(PAGE_BREAK) == ["Page 0", "Page 1", "Page 2"]
    assert conversion.properties.page_count == 5
    assert "2 pages" in conversion.converted.marks[-1].evidence
    with pytest.raises(TooMuch):
        convert(made, max_characters=20)
