"""Wikitext as plain text."""

import pytest

from pipeline.convert.converter import Conversion, ConversionLimits, TooMuch
from pipeline.convert.wikitext import Wikitext
from pipeline.records import Filtered


def text(source: str | bytes) -> str:
    """The text that a page becomes."""
    found = Wikitext(limits=ConversionLimits()).convert(source, "text/x-wiki")
    assert isinstance(found, Conversion)
    assert found.converted.from_markup
    return found.converted.text


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("'''Old''' ''town''", "Old town"),
        ("a [[city|large city]] in [[Spain]]", "a large city in Spain"),
        ("[http://x The book], [http://y] and http://z", "The book, http://y and http://z"),
        ("a{{cite|b}}c<!-- no -->", "ac\n\ncite\nb"),
        ("They said {{lang|fr|mot}} and left.", "They said fr mot and left."),
        ("Sold.{{sfn|Smith|2010}} Next", "Sold. Next\n\nsfn\nSmith\n2010"),
        (
            "{{Box\n| name = Ada [[Byron]]\n| size = \n| born = {{date|1815}}\n}}\nText",
            "Text\n\nBox\nname\tAda Byron\nborn\t1815",
        ),
        (
            "{{main|Bridges}}\nText{{source|date=May}} x{{source|date=May}}",
            "Text x\n\nmain\nBridges\n\nsource\ndate\tMay",
        ),
        ("see<ref>{{cite|title=A book}}</ref> this{{stub}}", "see this\n\ncite\ntitle\tA book"),
        ("a &amp; b&nbsp;c", "a & b\xa0c"),
        ("== Head ==\nbody", "Head\n\nbody"),
        ("* one\n* two", "one\ntwo"),
        ("{|\n! a !! b\n|-\n| 1 || 2\n|}", "a\tb\n1\t2"),
        ("see<ref>A note.</ref> this", "see this\n\nA note."),
        ("[[File:a.jpg|thumb|left|A town at night]]end", "A town at night\nend"),
        ("[[Datei:a.jpg|mini]]end", "end"),
        ("[[:Category:Towns]]", "Category:Towns"),
        ("a<br/>b", "a\nb"),
        ("<nowiki>'''a'''</nowiki>", "'''a'''"),
        ("x < y and y > z, 5 * 3, a = b", "x < y and y > z, 5 * 3, a = b"),
        ("broken [[link and {{template", "broken [[link and {{template"),
    ],
)
def test_what_a_reader_sees_stays(source: str, plain: str) -> None:
    """Words of links, captions, cells and notes; what is no markup is not touched."""
    assert text(source) == plain


def test_categories_are_the_pages_subjects() -> None:
    """They are no part of its text."""
    found = Wikitext(limits=ConversionLimits()).convert(
        "a [[Category:Cities|x]][[Kategorie:Orte]][[Category:Cities]]", "text/x-wiki"
    )
    assert isinstance(found, Conversion)
    assert found.converted.text == "a"
    assert found.converted.metadata.subjects == ("Cities", "Orte")


def test_a_page_of_nothing_is_empty() -> None:
    """Such as one of templates alone."""
    wikitext = Wikitext(limits=ConversionLimits())
    assert wikitext.convert("{{stub}}", "text/x-wiki") == Filtered("empty")


def test_a_page_above_the_limit_is_refused() -> None:
    """By the characters of its text."""
    with pytest.raises(TooMuch):
        Wikitext(limits=ConversionLimits(max_characters=10)).convert("a" * 11, "text/x-wiki")


@pytest.mark.parametrize("part", ["[[", "{{", "{|", "''", "<b>", "<ref>", "[[File:a|"])
def test_markup_that_is_never_closed_takes_no_time(part: str) -> None:
    """It stays as it stands; the parser has a bound on how deep it looks."""
    assert text(f"word {part * 500} end").startswith("word")
