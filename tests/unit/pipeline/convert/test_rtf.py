"""RTF: code pages, Unicode, tables, notes, and groups that hold no text."""

import pytest

from pipeline.convert.converter import Damaged, TooMuch
from pipeline.convert.rtf import Rtf
from pipeline.records import Filtered
from tests.unit.pipeline.convert.conversions import LIMITS, conversion, text_of


def text(inside: str | bytes) -> str:
    """The text of a document with this inside."""
    data = inside.encode("latin-1") if isinstance(inside, str) else inside
    return text_of(Rtf(LIMITS), b"{\\rtf1\\ansi\\ansicpg1252 " + data + b"}")


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        (r"One\par Two\line three\tab four", "One\n\nTwo\nthree\tfour"),
        (r"{\b bold}{\i0 plain} \{braces\} \\ back", r"boldplain {braces} \ back"),
        ("line one\r\ngoes on", "line onegoes on"),
        (r"caf\'e9 \ldblquote so\rdblquote\emdash no", "café “so”—no"),
        (r"a\~b c\_d op\-tional", "a\u00a0b c-d optional"),
        (r"\u8364?5 \u-10239?\u-9216? {\uc2\u945ab}\u946\'62", "€5 𐐀 αβ"),
        (r"hi \u-10187? end", "hi \ufffd end"),
        (r"{\*\unknown hidden}{\fonttbl{\f0 Arial;}}{\colortbl;}{\pict 0102}shown", "shown"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt the link}}", "the link"),
        (r"{\upr{old}{\*\ud{new}}}", "new"),
        (r"The {\deleted\revauthdel1 old }bridge", "The bridge\n\nDeleted: old"),
        (
            r"The \deleted old \deleted0 bridge{\deleted }\par End",
            "The bridge\n\nEnd\n\nDeleted: old",
        ),
        (r"{\listtext\tab 1.\tab}First", "1.\tFirst"),
        (r"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt In a box\par}}}", "In a box"),
        (r"a\bin3 }{}{\b c}", "ac"),
        (r"{\*\unknown a\bin3 }}} \} \{ \\{\b c}\binary{}}shown", "shown"),
        (r"shown{\*\unknown {\b c} and no end", "shown"),
        (r"{\info{\title T}}{\stylesheet{\s1 {\footnote no}}}shown", "shown"),
    ],
)
def test_text(inside: str, shown: str) -> None:
    """Words, characters and groups become what a reader sees."""
    assert text(inside) == shown


def test_code_pages_of_fonts() -> None:
    """Bytes are decoded by the character set of their font, two-byte characters whole."""
    fonts = r"{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}{\f2\fcharset128 C;}}"
    cyrillic = "".join(f"\\'{byte:02x}" for byte in "мир".encode("cp1251"))
    japanese = "".join(f"\\'{byte:02x}" for byte in "表テ".encode("cp932"))
    assert text(rf"{fonts}{{\f1 {cyrillic}}} {{\f2 {japanese}}} \f0\'e9") == "мир 表テ é"


def test_what_a_group_changes_ends_with_it() -> None:
    """Its font, how many signs repeat one, where its text goes; words of looks change nothing."""
    fonts = r"{\fonttbl{\f0\fcharset0 A{\*\falt \f9\fcharset204 C};}{\f1\fcharset204 B;}}"
    inside = r"\f0 \'e9{\f1 \'e9{\rtlch\fcs1 \f0\b \'e9}\'e9}\'e9"
    assert text(fonts + inside) == "éйéйé"
    assert text(r"{\uc2{\uc0 \u945}\u945ab}\u946?{\i\i0{\b-}}-\b-") == "ααβ---"
    assert text(r"a{\footnote {\i note} one}{\b b}{\*\unknown{\footnote x}}c") == "abc\n\nnote one"


def test_tables() -> None:
    """A row is a line with tabs; what follows the table is a paragraph again."""
    row = r"\trowd\pard\intbl {}\cell {}\cell\row"
    made = text(r"Before\par" + row.format("a", "b") + row.format("", "d") + r"\pard After\par")
    assert made == "Before\n\na\tb\nd\n\nAfter"


def test_what_stands_beside_the_text() -> None:
    """Notes and comments follow the text, with their authors; headers come last, and once."""
    inside = (
        r"{\header Head\par}{\headerl Head\par}One{\footnote A note} goes on"
        r"{\*\atnauthor Ada Byron}{\*\annotation{\*\atnref 5}Why?}.\par"
    )
    assert text(inside) == "One goes on.\n\nA note\n\nAda Byron: Why?\n\nHead"
    # As LibreOffice writes them.
    starred = r"One{\super\chftn{\*\footnote\ftnalt\chftn\pard A note}} goes on.\par"
    assert text(starred) == "One goes on.\n\nA note"


def test_properties() -> None:
    """The group of information gives title, author, dates and who saved it last."""
    info = (
        r"{\info{\title B\'fccher}{\author Ada}{\operator Karl}"
        r"{\creatim\yr2020\mo1\dy31\hr9\min5}{\revtim\yr2021\mo2\dy3}{\*\company Ohm}}Text"
    )
    made = conversion(Rtf(LIMITS), b"{\\rtf1" + info.encode() + b"}")
    metadata, properties = made.converted.metadata, made.properties
    assert (metadata.title, metadata.author) == ("Bücher", "Ada")
    assert metadata.published == "2020-01-31T09:05:00"
    assert (properties.modified, properties.last_saved_by) == ("2021-02-03", "Karl")
    assert made.converted.text == "Text"


def test_files_that_are_cut_off_or_odd() -> None:
    """What is there is read; what is no RTF is damaged; braces without end are refused."""
    assert text_of(Rtf(LIMITS), rb"{\rtf1 One {\b two") == "One two"
    assert text_of(Rtf(LIMITS), rb"{\rtf1 One}} and more}") == "One and more"
    assert Rtf(LIMITS).convert(rb"{\rtf1}", "") == Filtered("empty")
    with pytest.raises(Damaged):
        Rtf(LIMITS).convert(b"plain text", "")
    with pytest.raises(TooMuch):
        Rtf(LIMITS).convert(b"{\\rtf1" + b"{" * 100_000, "")
