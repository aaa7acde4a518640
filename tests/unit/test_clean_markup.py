"""What is left of HTML in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.repairing import repair_text
from pipeline.clean.repairs import repair_steps

STEPS = repair_steps(["escaped-markup", "markup"])


def cleaned(text: str) -> str:
    return repair_text(text, STEPS).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a <b>bold</b> word", "a bold word"),
        ('an <a href="https://a.example/?a=1&amp;b=2">anchor</a>, too', "an anchor, too"),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("one<br/>and two", "one and two"),
        ("One.<br>Two.", "One.\nTwo."),
        ("<ul><li>One</li>\n<li>Two</li></ul>", "One\nTwo"),
        ("<tr><td>a</td><td>B</td></tr>", "a B"),
        ("Title</h1>Text", "Title\n\nText"),
        ("a<script>var a = '<b>';</script> b", "a b"),
        ("a <STYLE type='x'>p{color:red}</STYLE>b", "a b"),
        ("a<!-- <p>ad</p> --> b", "a b"),
        ("<!DOCTYPE html><html><body>Text</body></html>", "Text"),
        ("&ldquo;word&rdquo; &#8216;a&#x2019; &amp; b&nbsp;c", "“word” ‘a’ & b c"),
        ("if a < b &amp; c", "if a < b & c"),
        ("&unknown; &amp;amp;", "&unknown; &amp;"),
        ("&lt;p&gt;Text &lt;b&gt;bold&lt;/b&gt;&lt;/p&gt;", "Text bold"),
        ("use the &lt;br&gt; tag", "use the <br> tag"),
        ("<input disabled>text", "text"),
        ("<![CDATA[text]]>", "text"),
    ],
)  # fmt: skip
def test_markup_goes_and_words_stay(before: str, after: str) -> None:
    """Tags, scripts, comments and entities are replaced by what a reader would see."""
    assert cleaned(before) == after


@pytest.mark.parametrize(
    "text",
    ["1 < 2 > 0", "vector<int>, List<String>", "a <b and c> d", "<3", "R&D; AT&T", "<j@a.org>"],
)  # fmt: skip
def test_angle_brackets_alone_are_no_markup(text: str) -> None:
    """Comparisons, code and addresses keep their brackets."""
    assert cleaned(text) == text


@given(st.lists(st.sampled_from(["<p>", "</p>", "<b>", "word", " ", "Cap. ", "&amp;", "<", ">"])))
def test_words_are_never_lost(pieces: list[str]) -> None:
    """Whatever tags stand around them, all words stay, in order."""
    assert cleaned("".join(pieces)).count("word") == pieces.count("word")
