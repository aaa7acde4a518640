"""OpenDocument: texts, sheets and slides."""

import pytest

from pipeline.convert.converter import Encrypted
from pipeline.convert.open_document import OpenDocument
from pipeline.convert.page_offsets import PAGE_BREAK
from pipeline.records import Filtered
from testbed.office_writer import open_document, packed, unpacked
from tests.unit.pipeline.convert.conversions import LIMITS, assert_stated, conversion, text_of


def text(kind: str, body: str, printed: str = "") -> str:
    """The text of a document with this body."""
    return text_of(OpenDocument(LIMITS), open_document(kind, body, printed))


def cell(text: str, more: str = "") -> str:
    """A cell of a table."""
    return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"


def test_paragraphs_and_white_space() -> None:
    """White space of the file is none; blanks, tabs and line breaks have their own elements."""
    body = (
        '<text:h>Title</text:h><text:p>One\n  <text:span>two</text:span><text:s text:c="3"/>'
        "<text:tab/>three<text:line-break/>four</text:p>"
        "<text:list><text:list-item><text:p>a</text:p></text:list-item>"
        "<text:list-item><text:p>b</text:p></text:list-item></text:list>"
    )
    assert text("text", body) == "Title\n\nOne two   \tthree\nfour\n\na\nb"


def test_notes_and_comments_follow() -> None:
    """A note inside of a paragraph does not part it; numbers of notes are left out."""
    body = (
        "<text:p>Before<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>A note</text:p></text:note-body></text:note> after<office:annotation>"
        "<dc:creator>Ada</dc:creator><text:p>A comment</text:p></office:annotation>.</text:p>"
    )
    assert text("text", body) == "Before after.\n\nA note\n\nAda: A comment"


def test_text_that_a_condition_hides() -> None:
    """Its words stand in an attribute, and count as those of any other field."""
    hidden = '<text:hidden-text text:string-value="the price" text:is-hidden="true"/>'
    assert text("text", f"<text:p>See {hidden}.</text:p>") == "See the price."


def test_what_was_deleted_follows() -> None:
    """With who did; the place where it stood says nothing."""
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info>"
        "<dc:creator>Ada</dc:creator><dc:date>2020-01-31</dc:date></office:change-info>"
        "<text:p>old</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>The <text:change/>bridge</text:p>"
    )
    assert text("text", body) == "The bridge\n\nDeleted: Ada: old"


def test_pictures_and_fields() -> None:
    """What pictures show follows; fields stand in the text; shapes amid a paragraph are apart."""
    body = (
        (
            "<text:p>On <text:date>4 May</text:date><draw:frame><svg:title>Bridge</svg:title>"
            "<svg:desc>A bridge at dusk</svg:desc></draw:frame> in "
            "<text:title>Crossings</text:title>"
            "</text:p><text:p>One<draw:rect><text:p>Boxed</text:p></draw:rect> two</text:p>"
            "<draw:frame><draw:text-box><text:p><text:title>T</text:title></text:p></draw:text-box>"
            '</draw:frame><text:p><draw:a office:name="A link"/></text:p>'
        )
        .replace("<svg:", "<draw:")
        .replace("</svg:", "</draw:")
    )
    assert text("text", body).split("\n\n") == [
        "On 4 May in Crossings", "One", "Boxed", "two", "T", "Bridge", "A bridge at dusk", "A link",
    ]  # fmt: skip


def test_forms_and_objects() -> None:
    """Labels and values of controls; tables, charts and formulas that are parts of the file."""
    forms = '<office:forms><form:checkbox form:label="Yes" form:current-value="on"/></office:forms>'
    parts = unpacked(open_document("text", f"<text:p>Body</text:p>{forms}"))
    parts["Object 1/content.xml"] = b"<a><p>Sales</p></a>"
    parts["Object 2/content.xml"] = b'<math><annotation encoding="x">E = m c^2</annotation></math>'
    parts["Object 3/content.xml"] = b"<a>"
    made = conversion(OpenDocument(LIMITS), packed(parts))
    assert made.converted.text.split("\n\n") == ["Body", "Yes\non", "Sales", "E = m c^2"]
    assert [mark.kind for mark in made.converted.marks] == ["passed-over"]


def test_headers_and_footers_come_last() -> None:
    """Their words are read, and the fields in them, which have no value there, are not."""
    printed = (
        "<style:header><text:p>Head</text:p></style:header>"
        "<style:footer><text:p>Page <text:page-number>1</text:page-number></text:p></style:footer>"
    )
    assert text("text", "<text:p>Body</text:p>", printed) == "Body\n\nHead\n\nPage"


def test_the_date_of_a_letterhead_is_read() -> None:
    """That of the last print, and not the noughts of one that was never printed."""
    printed = (
        "<style:header><text:p>Oslo, <text:date>10/26/2011</text:date>, "
        "<text:time>11:13:57</text:time></text:p></style:header>"
        "<style:footer><text:p>Printed <text:date>00/00/0000</text:date>"
        "<text:time>00:00:00</text:time><text:date>???</text:date></text:p></style:footer>"
    )
    shown = "Body\n\nOslo, 10/26/2011, 11:13:57\n\nPrinted"
    assert text("text", "<text:p>Body</text:p>", printed) == shown


def test_sheets() -> None:
    """Sheets begin with their names; empty cells keep columns apart; repeated rows come once."""
    many = 'table:number-columns-repeated="16384"'
    body = (
        '<table:table table:name="Prices"><table:table-row>'
        + cell("Name")
        + '<table:table-cell table:number-columns-repeated="2"/>'
        + cell("1.50 €", 'office:value-type="currency" office:value="1.5"')
        + f"<table:table-cell {many}/></table:table-row></table:table>"
        + f'<table:table table:name="Empty"><table:table-row><table:table-cell {many}/>'
        + "</table:table-row></table:table>"
    )
    made = conversion(OpenDocument(LIMITS), open_document("spreadsheet", body))
    assert made.converted.text == "Prices\nName\t\t\t1.50 €\n\nEmpty"
    assert made.properties.page_count == 2
    assert_stated(made.converted.metadata, made.properties)


@pytest.mark.parametrize(
    ("shown", "value", "text_of_cell"),
    [
        ("12/03/21", "2021-03-12", "12/03/21 (2021-03-12)"),
        ("2021-03-12", "2021-03-12", "2021-03-12"),
        ("Mar 2021", "2021-03-12", "Mar 2021 (2021-03)"), ("2021", "2021-03-12", "2021 (2021-03)"),
        ("3 May, 2 PM", "2019-05-03T14:00:00", "3 May, 2 PM (2019-05-03 14:00)"),
        ("1 mai", "2019-05-01T00:00:00", "1 mai (2019-05-01)"), ("", "2021-03-12", ""),
    ],
)  # fmt: skip
def test_dates_in_sheets(shown: str, value: str, text_of_cell: str) -> None:
    """A date stands as the sheet shows it, and as ISO 8601 behind that, up to what is shown."""
    note = "<office:annotation><text:p>See 12 May</text:p></office:annotation>"
    body = (
        '<table:table table:name="S"><table:table-row><table:table-cell '
        f'office:value-type="date" office:date-value="{value}">{note}<text:p>{shown}</text:p>'
        f"</table:table-cell>{cell('next')}</table:table-row></table:table>"
    )
    row = f"{text_of_cell}\tnext" if text_of_cell else "next"
    assert text("spreadsheet", body) == f"S\n{row}\n\nSee 12 May"


def test_slides() -> None:
    """Each slide is a page, with its notes; text of the master comes once."""
    box = "<draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
    body = (
        f"<draw:page>{box.format('One')}<presentation:notes>{box.format('Say it')}"
        f"</presentation:notes></draw:page><draw:page>{box.format('Two')}</draw:page>"
    )
    printed = (
        '<draw:frame presentation:class="title"><text:p>Click to edit</text:p></draw:frame>'
        '<draw:frame presentation:class="footer"><text:p>Confidential</text:p></draw:frame>'
    )
    assert text("presentation", body, printed) == (f"One\n\nSay it{PAGE_BREAK}Two\n\nConfidential")


@pytest.mark.parametrize(
    ("kind", "body", "read"),
    [
        (
            "text",
            "<text:h>Order</text:h><text:ordered-list><text:list-item><text:p>red</text:p>"
            "</text:list-item><text:list-item><text:p>green</text:p></text:list-item>"
            "</text:ordered-list><text:p>Lights<text:footnote><text:footnote-citation>1"
            "</text:footnote-citation><text:footnote-body><text:p>A note</text:p>"
            "</text:footnote-body></text:footnote>.</text:p>",
            "Order\n\nred\ngreen\n\nLights.\n\nA note",
        ),
        (
            "spreadsheet",
            '<table:table table:name="Till"><table:table-row>'
            + cell("03.05.04", 'table:value-type="date" table:date-value="2004-05-03"')
            + cell("1,5", 'table:value-type="float" table:number-columns-repeated="3"')
            + "</table:table-row></table:table>",
            "Till\n03.05.04 (2004-05-03)\t1,5",
        ),
        (
            "presentation",
            "<draw:page><draw:text-box><text:p>One</text:p></draw:text-box></draw:page>"
            "<draw:page><draw:text-box><text:p>Two</text:p></draw:text-box></draw:page>",
            f"One{PAGE_BREAK}Two",
        ),
    ],
)
def test_files_of_openoffice_1(kind: str, body: str, read: str) -> None:
    """They say in their first element what they are, and name a document type outside."""
    parts = unpacked(open_document(kind, body))
    content = parts["content.xml"].decode()
    first = content[content.index("<office:document-content") :]
    for element in (f"<office:{kind}>", f"</office:{kind}>"):
        assert element in first
        first = first.replace(element, "")
    told = first.replace(
        "<office:document-content", f'<office:document-content office:class="{kind}"'
    )
    outside = '<!DOCTYPE office:document-content PUBLIC "-//OpenOffice.org//DTD" "office.dtd">'
    parts["content.xml"] = f'<?xml version="1.0"?>{outside}{told}'.encode()
    assert text_of(OpenDocument(LIMITS), packed(parts)) == read


def test_encrypted_and_empty() -> None:
    """An encrypted file says so in its manifest; one without a word is filtered."""
    locked = open_document("text", "", manifest="<encryption-data/>")
    with pytest.raises(Encrypted, match="password"):
        OpenDocument(LIMITS).convert(locked, "")
    assert OpenDocument(LIMITS).convert(open_document("text", ""), "") == Filtered("empty")


def numbered(level: int, form: str = "1", more: str = "", name: str = "list-level") -> str:
    """A level of a style of lists, or of headings."""
    element = "list-level-style-number" if name == "list-level" else "outline-level-style"
    return f'<text:{element} text:level="{level}" style:num-format="{form}" {more}/>'


def items(*inside: str, more: str = 'text:style-name="L1"') -> str:
    """A list."""
    return f"<text:list {more}>{''.join(map(item, inside))}</text:list>"


def item(inside: str, more: str = "") -> str:
    """An item of a list, with a paragraph or with what it is given."""
    inside = inside if inside.startswith("<") else f"<text:p>{inside}</text:p>"
    return f"<text:list-item {more}>{inside}</text:list-item>"


STYLE = (
    '<text:list-style style:name="L1">'
    + numbered(1, "1", 'style:num-suffix="."')
    + numbered(2, "a", 'style:num-suffix=")" text:display-levels="2"')
    + '<text:list-level-style-bullet text:level="3" text:bullet-char="•"/></text:list-style>'
)


def flat(body: str) -> list[str]:
    """The lines of a text whose styles stand before its body."""
    return text("text", body).split()


def test_numbers_of_lists() -> None:
    """An item has one, however many paragraphs; a level below it begins anew; signs are none."""
    deep = items(items("x"), more="")
    body = STYLE + items(
        "a", f"<text:p>b</text:p><text:p>c</text:p>{items('d', 'e', more='')}", "f"
    )
    assert flat(body) == ["1.", "a", "2.", "b", "c", "2.a)", "d", "2.b)", "e", "3.", "f"]
    assert flat(STYLE + items("a", deep)) == ["1.", "a", "x"]
    assert flat(STYLE + items("", "b")) == ["2.", "b"]
    header = "<text:list-header><text:p>a</text:p></text:list-header>"
    assert flat(f'{STYLE}<text:list text:style-name="L1">{header}{item("b")}</text:list>') == [
        "a", "1.", "b",
    ]  # fmt: skip


def test_lists_that_go_on_and_begin_anew() -> None:
    """By the list's id, by its style, and by a number that an item says."""
    first = items("a", more='xml:id="one" text:style-name="L1"')
    other, same = items("b"), 'text:style-name="L1" text:continue-numbering="true"'
    named = items("c", more='text:style-name="L1" text:continue-list="one"')
    assert flat(STYLE + first + other + named) == ["1.", "a", "1.", "b", "2.", "c"]
    assert flat(STYLE + first + items("d", more=same)) == ["1.", "a", "2.", "d"]
    at = 'text:start-value="7"'
    whole = f'<text:list text:style-name="L1">{item("a", at)}{item("b")}</text:list>'
    assert flat(STYLE + whole) == ["7.", "a", "8.", "b"]


def test_numbers_in_words_of_libreoffice() -> None:
    """What stands between and behind the levels, which prefix and suffix cannot say."""
    style = '<text:list-style style:name="L1">' + numbered(1, "1st")
    style += (
        numbered(2, "01, 02, 03, ...", 'loext:num-list-format="§%1%-%2%:"') + "</text:list-style>"
    )
    body = items(f"<text:p>a</text:p>{items('b', more='')}")
    names = 'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
    assert flat(f"<text:section {names}>{style}{body}</text:section>") == [
        "1st",
        "a",
        "§1st-01:",
        "b",
    ]


def test_numbers_of_headings() -> None:
    """By the outline, where it has numbers; a note in a heading does not take its number."""
    outline = (
        "<text:outline-style>" + numbered(1, "I", name="outline")
        + numbered(2, "1", 'text:display-levels="2"', name="outline")
        + numbered(3, "", name="outline") + "</text:outline-style>"
    )  # fmt: skip
    note = "<text:note><text:note-body><text:p>n</text:p></text:note-body></text:note>"
    body = (
        f'<text:h text:outline-level="1">{note}a</text:h><text:h text:outline-level="2">b</text:h>'
        '<text:h text:outline-level="3">c</text:h><text:p>d</text:p>'
        '<text:h text:outline-level="1">e</text:h>'
        '<text:h text:outline-level="2" text:is-list-header="true">f</text:h>'
    )
    assert flat(outline + body) == ["I", "a", "I.1", "b", "c", "d", "II", "e", "f", "n"]
    assert flat(body) == ["a", "b", "c", "d", "e", "f", "n"]


def test_lists_of_slides_and_of_unknown_styles_have_no_numbers() -> None:
    """Nor has a list whose style says none, and damaged levels end nothing."""
    assert flat(items("a")) == ["a"]
    box = f"<draw:frame><draw:text-box>{items('a')}</draw:text-box></draw:frame>"
    slide = f"<draw:page>{box}</draw:page>"
    assert text("presentation", STYLE + slide) == "a"
    odd = (
        '<text:list-style style:name="L1">'
        + numbered(99)
        + numbered(1, "漢")
        + "</text:list-style>"
    )
    assert flat(odd + items("a")) == ["a"]
