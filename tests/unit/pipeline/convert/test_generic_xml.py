"""XML in whatever vocabulary: its text, without names of elements."""

import pytest

from pipeline.clean import CleanStage
from pipeline.convert import ConvertStage
from pipeline.convert.converter import Damaged, TooMuch
from pipeline.convert.generic_xml import GenericXml
from pipeline.records import Document, Locator, Work
from tests.unit.pipeline.convert.conversions import LIMITS, text_of


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("<a><b>One</b><b>Two</b></a>", "One\nTwo"),
        ("<p>The <b>old</b> bridge</p>", "The old bridge"),
        ("<p><b>The</b> bridge</p>", "The bridge"),
        ("<p>\n  <b>The</b>\n  <c>bridge</c>\n</p>", "The\nbridge"),
        ("<p>One\n      two</p>", "One\ntwo"),
        ("<a><b name='Ada' xml:id='b1' n='7'/><c>x</c></a>", "Ada\nx"),
        ("<a><b name='Ada'>Byron</b></a>", "Byron"),
        ("<a><b title='Old bridge'>Byron</b></a>", "Old bridge\nByron"),
        ("<a title='The old bridge' class='wide'><b/><b>x</b></a>", "The old bridge\nx"),
        ("<a xsi:hint='one two'>x</a>", "x"),
        ("<p>see <ref target='page'/> there</p>", "see  there"),
        ("<a>&lt;tag&gt; &amp; <![CDATA[<x>]]></a>", "<tag> & <x>"),
        ("<a><!-- no --><?php no ?>yes</a>", "yes"),
    ],
)
def test_text(data: str, expected: str) -> None:
    """Each element is a line, but amid text; attributes count if they stand alone or are long."""
    assert text_of(GenericXml(LIMITS), data) == expected


def test_html_inside_of_it_is_markup_and_words_about_tags_are_not() -> None:
    """Feeds, notes and dumps hold escaped HTML; a manual shows what it writes about."""
    for data, text in (
        (
            "<note><c><![CDATA[<div>The <b>gate</b> is shut.</div>]]></c></note>",
            "The gate is shut.",
        ),
        ('<row Body="&lt;p&gt;The gate&amp;amp;key.&lt;/p&gt;"/>', "The gate&key."),
        ("<p>Put &lt;b&gt; before the word.</p>", "Put <b> before the word."),
        ("<p>a &lt; b and c &gt; d &amp;amp;</p>", "a < b and c > d &amp;"),
    ):
        raw = data.encode()
        work = Work(Document("0" * 32, Locator("file:///a"), "application/xml", raw, "", len(raw)))
        [converted] = ConvertStage().process([work])
        assert isinstance(converted, Work)
        [cleaned] = CleanStage().process([converted])
        assert isinstance(cleaned, Work)
        assert cleaned.cleaned is not None
        assert cleaned.cleaned.text == text


def _ocr(name: str, *lines: str) -> str:
    return (
        f"<{name}><P ID='P1'><TextBlock ID='B1'>"
        + "".join(f"<TextLine ID='L1'>{line}</TextLine>" for line in lines)
        + f"</TextBlock></P></{name}>"
    )


def test_words_that_ocr_has_read_stand_in_their_lines() -> None:
    """ALTO has a word in an attribute, beside numbers and keys; other XML is no ALTO."""
    word = "<String ID='W1' WC='0.9' CONTENT='{}'{}/>".format
    first = (
        word("The", "")
        + "<SP ID='S1'/>"
        + word("har", " SUBS_TYPE='HypPart1' SUBS_CONTENT='harbour'")
        + "<HYP CONTENT='-'/>"
    )
    second = word("bour", " SUBS_TYPE='HypPart2' SUBS_CONTENT='harbour'") + "<SP/>" + word("is", "")
    lines = (first, second, word("shut.", ""))
    assert text_of(GenericXml(LIMITS), _ocr("alto", *lines)) == "The harbour\nis\nshut."
    assert text_of(GenericXml(LIMITS), _ocr("a", word("The", ""))) == "W1\nThe"


def test_encodings() -> None:
    """The encoding that is declared, or that the file's mark tells."""
    for encoding in ("utf-8", "utf-16", "iso-8859-1", "koi8-r"):
        told = "" if encoding == "utf-16" else f"<?xml version='1.0' encoding='{encoding}'?>"
        word = "мост" if encoding == "koi8-r" else "Brücke"
        assert text_of(GenericXml(LIMITS), f"{told}<a>{word}</a>".encode(encoding)) == word


BOMB = (
    "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'lol'>"
    + "".join(f"<!ENTITY b{n} '{f'&b{n - 1};' * 10}'>" for n in range(1, 10))
    + "]><a>&b9;</a>"
)


def test_hostile() -> None:
    """Entities are not expanded, and elements in one another are bounded."""
    with pytest.raises(Damaged, match="entities"):
        text_of(GenericXml(LIMITS), BOMB)
    with pytest.raises(TooMuch):
        text_of(GenericXml(LIMITS), "<a>" * 100_000)


@pytest.mark.parametrize("data", [BOMB, "<a>The &nbsp; bridge</a>", "<a>The bridge<b></a>"])
def test_what_cannot_be_parsed_is_read_as_plain_text(data: str) -> None:
    """Nothing of it is lost, and nothing expanded."""
    raw = data.encode()
    work = Work(Document("0" * 32, Locator("file:///a"), "application/xml", raw, "", len(raw)))
    (result,) = ConvertStage().process([work])
    assert isinstance(result, Work)
    assert result.converted is not None
    assert result.converted.text == data
