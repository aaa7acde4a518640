"""CSV."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import Document, Unread
from pipeline.sources import Cursor, SourceOptions, read_sources
from tests.harness.reopening import check_every_start
from tests.harness.sources import documents, failures, filtered, read_all, small_limits, texts

ENCODABLE = st.characters(codec="utf-8")


def read(data: bytes | str, tmp_path: Path, **options: object) -> list[Document | Unread]:
    """The items of a file with this content."""
    path = tmp_path / "table.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_all(path, **options)


def test_a_row_is_a_document_with_the_headers_names(tmp_path: Path) -> None:
    """Rows are numbered after the header, quoted newlines and blank rows regarded."""
    items = read('id, title ,text\n7,T,"a ""b""\nc"\n\n8,,d\n', tmp_path)
    assert texts(items) == ['a "b"\nc', "d"]
    assert [item.locator.record for item in items] == [0, 2]
    first, second = documents(items)
    assert (first.source_id, first.metadata.title) == ("7", "T")
    assert (second.source_id, second.metadata.title) == ("8", None)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_taken_from_the_header(delimiter: str, tmp_path: Path) -> None:
    """Spreadsheets of many countries write semicolons."""
    table = "id,title,text\n1,x,hello\n".replace(",", delimiter)
    assert texts(read(table, tmp_path)) == ["hello"]


def test_a_table_of_one_column_needs_no_delimiter(tmp_path: Path) -> None:
    """Its rows are the texts."""
    assert texts(read("text\nhello\nworld\n", tmp_path)) == ["hello", "world"]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("One.\\nTwo", "One.\nTwo"),
        ("C:\\\\new\\\\tide\\tand\\n\\nmore", "C:\\new\\tide\tand\n\nmore"),
        ('He said "no', 'He said "no'),
        ("caf\\303\\251.\\n", "caf\u00c3\u00a9.\n"),
    ],
)
def test_a_table_that_a_database_wrote_has_escapes(field: str, text: str, tmp_path: Path) -> None:
    """As PostgreSQL's COPY writes them; a field without a value is empty, and is the sign."""
    table = f"id\ttitle\tbody\n1\t\\N\t{field}\n2\tT\tThe last.\n"
    found = documents(read(table, tmp_path))
    assert [d.raw for d in found] == [text, "The last."]
    assert [d.metadata.title for d in found] == [None, "T"]


@pytest.mark.parametrize(
    "field",
    [
        "C:\\new\\table.\\n", "the user CORP\\nils came", "a regular expression: \\n\\d+.\\n",
        "\\section{One}.\\newline", 'puts("Done.\\n");',
    ],
)  # fmt: skip
def test_a_backslash_is_one_where_no_database_wrote(field: str, tmp_path: Path) -> None:
    """Paths, names of users, patterns and TeX stay as they are."""
    table = f"id\ttitle\tbody\n1\tT\t{field}\n"
    assert texts(read(table, tmp_path)) == [field]


def test_nothing_is_no_title(tmp_path: Path) -> None:
    """MySQL writes a field without a value so into CSV, too."""
    [found] = documents(read('"id","title","body"\n"1",\\N,"The text."\n', tmp_path))
    assert (found.raw, found.metadata.title) == ("The text.", None)


def test_rows_may_have_names_for_which_the_header_has_none(tmp_path: Path) -> None:
    """As R writes them; a row that is too long is otherwise one with a stray delimiter."""
    path = tmp_path / "table.csv"
    path.write_text('"title"\t"text"\n"1"\t"A"\t"The first."\n"2"\t"B"\t"The second."\n')
    found = documents(read_all(path))
    assert [(d.metadata.title, d.raw) for d in found] == [("A", "The first."), ("B", "The second.")]
    check_every_start(path)
    assert texts(read("title\ttext\nA\tOne\tand two\n", tmp_path)) == ["One\tand two"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_found_out(encoding: str, tmp_path: Path) -> None:
    """UTF-8 where the bytes are that, with or without its mark; else it is detected."""
    text = "Les élèves français étaient déjà arrivés à l'école près de la forêt. " * 5
    assert texts(read(f"id,text\n1,{text}\n".encode(encoding), tmp_path)) == [text]


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ('"Wait" said the captain.', '"Wait" said the captain.'),
        ('"He said "no" twice"', 'He said "no" twice'),
        ('"First, he said "no", then left"', 'First, he said "no", then left'),
        ('The 5" board', 'The 5" board'),
    ],
)
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_quotes_that_are_not_doubled_stay_in_the_text(
    row: str, text: str, delimiter: str, tmp_path: Path
) -> None:
    """No quote of a text is lost, and none that stands around a field is kept."""
    table = (
        f"id{delimiter}text{delimiter}x\n1{delimiter}{row}{delimiter}y\n2{delimiter}b{delimiter}\n"
    )
    assert texts(read(table, tmp_path)) == [text, "b"]


def test_rows_in_another_encoding_than_the_rest_are_read_too(tmp_path: Path) -> None:
    """Tables joined from old and new sources mix UTF-8 and Windows-1252."""
    old = "Le café était fermé à cause de la grève générale.".encode("cp1252")
    data = "text\nnaïve €\n".encode() * 3 + b"plain\n" * 4000 + old + b"\n" + "€\n".encode()
    assert texts(read(data, tmp_path))[-2:] == [old.decode("cp1252"), "€"]


@pytest.mark.parametrize(
    ("row", "error", "message"),
    [
        ('1,"x" y, "z"', "InvalidRecord", "record 2 is not a CSV row"),
        ("1", "InvalidRecord", "record 2 has 1 fields under 2 column names"),
        ("1," + "x" * 1001, "DocumentTooLarge", "row is longer than 1000"),
    ],
)
def test_a_bad_row_fails_alone_and_is_named(
    row: str, error: str, message: str, tmp_path: Path
) -> None:
    """The rows around it are read."""
    items = read(f"id,text\n0,a\n{row}\n2,b\n", tmp_path, limits=small_limits())
    assert texts(items) == ["a", "b"]
    assert [item.locator.record for item in items] == [0, 1, 2]
    [failed] = failures(items)
    assert (failed.stage, failed.error) == ("source", error)
    assert message in failed.message
    assert "table.csv" in failed.message


def test_a_quote_that_is_never_closed_is_told(tmp_path: Path) -> None:
    """It does not swallow the rest of the table in silence."""
    [failed] = failures(read('text\na\n"b\nc\n', tmp_path))
    assert failed.error == "InvalidRecord"
    [failed] = failures(read('text\na\n"' + "b\n" * 600, tmp_path, limits=small_limits()))
    assert failed.error == "DocumentTooLarge"
    assert "never closed" in failed.message


def test_the_lines_of_a_text_above_the_limit_are_not_taken_for_rows(tmp_path: Path) -> None:
    """The next document is the next row."""
    table = 'id,text\n1,"' + 'a ""quoted"", line\n' * 600 + '"\n2,b\n'
    items = read(table, tmp_path, limits=small_limits())
    assert [failed.error for failed in failures(items)] == ["DocumentTooLarge"]
    assert texts(items) == ["b"]


def test_a_table_without_a_text_column_fails_once(tmp_path: Path) -> None:
    """The message shows the columns there are, and the option."""
    [failed] = failures(read("id,tale\n1,a\n2,b\n", tmp_path))
    assert "'id', 'tale'" in failed.message
    assert "--text-field" in failed.message
    assert texts(read("id,tale\n1,a\n", tmp_path, fields={"text": "tale"})) == ["a"]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("\n \nid,text\n1,a\n", ["a"]),
        ("sep=;\nid;text\n1;a, b\n", ["a, b"]),
        ('\ufeff"id","text"\n1,a\n', ["a"]),
        ("ID,Article Text,note\n1,a\n2,b,c\n", ["a", "b"]),
        ("id,text\n1,a, b and c\n", ["a, b and c"]),
        ('name;text\n"\tDoe;Jane"\t;a\n', ["a"]),
        ('id,text\n1,"He said \\"no\\", and\nleft."\n2,b\n', ['He said "no", and\nleft.', "b"]),
        ("id,text,text\n1,a,b\n2,,c\n", ["a\n\nb", "c"]),
        ("id,text,body\n1,,b\n", ["b"]),
    ],
)
def test_tables_are_read_as_people_write_them(
    table: str, expected: list[str], tmp_path: Path
) -> None:
    """Excel's first line, blank lines, marks, short rows, unquoted commas, two equal names."""
    assert texts(read(table, tmp_path)) == expected


@pytest.mark.parametrize("name", ["a.tsv", "a.tab", "a.psv"])
def test_tables_of_other_suffixes_are_tables(name: str, tmp_path: Path) -> None:
    """Tabs and bars part them; in tabs a quote is often a plain character."""
    mark = "|" if name == "a.psv" else "\t"
    path = tmp_path / name
    path.write_text(f'id{mark}text\n1{mark}a\n2{mark}"b" and c\n', encoding="utf-8")
    expected = '"b" and c' if mark == "\t" else "b and c"
    assert [text.replace('"', "") for text in texts(read_all(path))] == ["a", "b and c"]
    assert expected.replace('"', "") == "b and c"


def test_a_quote_that_is_never_closed_costs_its_own_row(tmp_path: Path) -> None:
    """The rows behind it are read, at the end of the file and before the limit alike."""
    rows = "".join(f"{number},row {number}\n" for number in range(3, 40))
    table = f'id,text\n1,first\n2,"never closed\n{rows}'
    for limits in (small_limits(), small_limits(max_document_bytes=200)):
        items = read(table, tmp_path, limits=limits)
        assert texts(items) == ["first", *(f"row {number}" for number in range(3, 40))]
        [failed] = failures(items)
        assert failed.error == "InvalidRecord"
        assert [item.locator.record for item in items] == list(range(39))


def test_lines_of_a_damaged_row_are_not_taken_for_rows(tmp_path: Path) -> None:
    """The failure says how many lines went with it, up to one that surely is a row."""
    table = 'id,text,note\n1,"He said "no" to\nthem all, and left",x\n2,b,y\n'
    items = read(table, tmp_path)
    assert texts(items) == ["b"]
    [failed] = failures(items)
    assert "1 lines behind it" in failed.message


def test_an_old_encoding_is_not_judged_by_one_word(tmp_path: Path) -> None:
    """All the odd lines near the first are looked at together."""
    table = "id,text\n1,Une décision du conseil\n2,Le procès très attendu à Noël, ça va\n"
    assert texts(read(table.encode("cp1252"), tmp_path))[0] == "Une décision du conseil"
    table = "Jahr;text;Säle\n1981;Grüße aus München;61\n1982;Über die Straße;62\n"
    assert texts(read(table.encode("cp1252"), tmp_path)) == ["Grüße aus München", "Über die Straße"]


@pytest.mark.parametrize("table", ["id,text\n", "", "\n"])
def test_a_table_without_rows_gives_one_item(table: str, tmp_path: Path) -> None:
    """A header alone or nothing is empty; a blank header names no text."""
    items = read(table, tmp_path)
    assert len(items) == 1
    assert documents(items) == []
    if table.strip() or not table:
        assert filtered(items) == ["empty"]


def test_blanks_behind_quotes_are_no_part_of_a_header(tmp_path: Path) -> None:
    """Some programs fill up quoted names; a name may still hold the delimiter in no other way."""
    items = read('"id" ,"TITLE"\t,"Text" \n"1","Log, in","Hello, world"\n"2" ,"b" ,"c"\n', tmp_path)
    assert texts(items) == ["Hello, world", "c"]
    assert [one.metadata.title for one in documents(items)] == ["Log, in", "b"]


def test_a_header_that_is_no_row_fails_once(tmp_path: Path) -> None:
    """As when its quote is never closed."""
    [failed] = failures(read('id,"text\n1,a\n', tmp_path))
    assert failed.error == "InvalidRecord"
    assert "the header is not a CSV row" in failed.message


def test_empty_fields_at_the_end_of_a_row_do_no_harm(tmp_path: Path) -> None:
    """Spreadsheets leave delimiters behind where columns were."""
    assert texts(read("id,text\n1,a,,\n", tmp_path)) == ["a"]


def test_a_row_without_its_key_fails(tmp_path: Path) -> None:
    """An empty field is no key."""
    items = read("n,text\n1,a\n,b\n", tmp_path, id_field="n")
    assert [failed.error for failed in failures(items)] == ["MissingKey"]
    assert texts(items) == ["a"]


@settings(max_examples=40)
@given(rows=st.lists(st.tuples(st.text(ENCODABLE), st.text(ENCODABLE)), min_size=1))
def test_every_row_comes_back_as_it_was_written(
    rows: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With quotes, delimiters and newlines inside."""
    table = io.StringIO()
    writer = csv.writer(table, quoting=csv.QUOTE_ALL)
    writer.writerows([("id", "text"), *rows])
    found = read(table.getvalue(), tmp_path_factory.getbasetemp())
    assert [d.raw for d in documents(found)] == [text for _, text in rows]


def test_a_row_says_in_which_encoding_it_was(tmp_path: Path) -> None:
    """Rows of one table may be in several, and a row that was put back is told like others."""
    german = "Größere Schäden gab es nicht nach Angaben der Behörde.".encode("cp1252")
    stray = "Grüße aus Köln für alle \udcff".encode("utf-8", "surrogateescape")
    data = b'id,text\n1,"never closed\n2,' + german + b"\n3,plain\n4," + stray + b"\n"
    told = [(d.encoding, d.replaced_bytes) for d in documents(read(data, tmp_path))]
    assert told == [("cp1252", 0), ("utf-8", 0), ("utf-8", 1)]


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ('id, text, date\n1, "quoted, and more", 2021\n', ["quoted, and more"]),
        ("id,text,note\n1,The ferry, at nine,n\n", ["The ferry, at nine"]),
        ('id,text,note\n1,"The ferry",n,x,y\n', ["The ferry"]),
        ('id,text,note\n1,"The ""ferry""",n,x\n', ['The "ferry"']),
        ("# exported\n# by me\nid,text\n1,The ferry\n", ["The ferry"]),
        ("Report 2021\n\nid;text\n1;The ferry\n", ["The ferry"]),
        ("id^text\n1^The ferry, at nine\n", ["The ferry, at nine"]),
        ("id\x01text\n1\x01The ferry\n", ["The ferry"]),
        ("id,text\n1,The ferry\n\x1a", ["The ferry"]),
        ("id,text\n1,The ferry\n" + "\0" * 40, ["The ferry"]),
        ("text\nShall I compare thee\nto text\n", ["Shall I compare thee", "to text"]),
    ],
)
def test_tables_of_other_dialects_are_read(table: str, found: list[str], tmp_path: Path) -> None:
    """Blanks behind delimiters, unquoted delimiters, notes before the header, rare delimiters."""
    items = read(table, tmp_path)
    assert texts(items) == found
    assert failures(items) == []


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32"])
def test_wide_characters_need_no_mark(encoding: str, tmp_path: Path) -> None:
    """Spreadsheets write UTF-16, and not all say so."""
    table = "id\ttext\r\n1\tGrüße aus Köln\r\n2\tПривет из Москвы\r\n"
    items = read(table.encode(encoding), tmp_path)
    assert texts(items) == ["Grüße aus Köln", "Привет из Москвы"]
    assert {d.encoding for d in documents(items)} <= {encoding, "utf-32-le"}


JOINED = "id,title,text\n1,A,one\n"


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        ("id,title,text\n2,B,two\n", ["one", "two"]),
        ('"id","title","text"\n2,B,two\nID, Title ,Text\n3,C,three\n', ["one", "two", "three"]),
        ("\ufeffid,title,text\n2,B,two\n", ["one", "two"]),
        ("text,id,title\ntwo,2,B\n", ["one", "two"]),
        ("id,author,title,text\n2,Jane,B,two\n", ["one", "two"]),
    ],
)
def test_a_header_that_comes_again_is_left_out(
    behind: str, expected: list[str], tmp_path: Path
) -> None:
    """It is no document, is told, and names the columns behind it; reading goes on anywhere."""
    path = tmp_path / "joined.csv"
    path.write_text(JOINED + behind)
    options, cursor = SourceOptions(), Cursor()
    items, positions = [], []
    for item in read_sources([str(path)], options, cursor=cursor):
        items.append(item)
        positions.append(cursor.position)
    assert texts(items) == expected
    assert set(filtered(items)) == {"header"}
    assert [d.metadata.title for d in documents(items)] == ["A", "B", "C"][: len(expected)]
    for number, position in enumerate(positions):
        assert list(read_sources([str(path)], options, start=position)) == items[number:]


@pytest.mark.parametrize(
    "row",
    [
        "2,text,text",
        "id,title",
        "id,Jane,a text",
        "id,title,The text",
        "text,text,text",
        "title,B,text",
    ],
)
def test_a_row_that_only_speaks_of_names_is_a_record(row: str, tmp_path: Path) -> None:
    """One that has a few of them, or one of them several times."""
    path = tmp_path / "table.csv"
    path.write_text(f"{JOINED}{row}\n")
    assert filtered(read_all(path)) == []


def test_a_page_with_a_table_is_read_as_a_page(tmp_path: Path) -> None:
    """Programs export tables as HTML under the name of another format."""
    path = tmp_path / "export.csv"
    path.write_text(
        "<table border=1><tr><th>id</th><th>text</th></tr><tr><td>1</td><td>x</td></tr>"
    )
    [found] = documents(read_all(path))
    assert found.media_type == "text/html"


def test_a_table_without_a_header_is_told_to_have_one(tmp_path: Path) -> None:
    """Where its first line may be a record; short names are a header."""
    text = "The minister said on Tuesday that no decision had been made."
    for first, is_told in ((f'1,"{text}"', True), ("1,kind", False)):
        path = tmp_path / "a.csv"
        path.write_text(f"{first}\n2,more\n")
        [failed] = failures(read_all(path))
        assert ("write a line of names above it" in failed.message) is is_told
