"""What is left of HTML in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.repairing import repair_text
from pipeline.clean.repairs import repair_steps
from tests.harness.growth import grows_with_size

ALL_STEPS = repair_steps(["escaped-markup", "markup", "entity", "broken-entity"])
STEPS = repair_steps(["escaped-markup", "markup", "entity"])


def cleaned(text: str) -> str:
    return repair_text(text, STEPS).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a <b>bold</b> word", "a bold word"),
        ('an <a href="https://a.example/?a=1&amp;b=2">anchor</a>, too', "an anchor, too"),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("one<br/>and two", "one and two"),
        ("这是<b>属性</b>的一段，请<i>元素表</i>看", "这是属性的一段，请元素表看"),
        ("如下：<p>第一段。<p>第二段。", "如下：\n\n第一段。\n\n第二段。"),
        ("点击<a href='x'>这里</a>继续<br>下一行", "点击这里继续\n下一行"),
        ("<tr><td>和</td><td>与</td></tr>", "和 与"),
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
        ("&unknown; &amp;amp; &copyright; &notit;", "&unknown; & &copyright; &notit;"),
        ("&amp;amp;#8216;Sails &amp;amp;amp; Ropes&amp;#8217;", "‘Sails & Ropes’"),
        ("a &amp;lt; b", "a < b"),
        ("&lt;b&gt; is written &amp;lt;b&amp;gt;", "<b> is written &lt;b&gt;"),
        ("it&#146;s &#151; so", "it’s — so"),
        ("one &nbsp; two&nbsp;three", "one two three"),
        ("<p>Write <code>&lt;b&gt;</code>.</p>", "Write <b>."),
        ("One&lt;br&gt;two&lt;br&gt;three", "One two three"),
        ("Ends with &lt;b&gt;...&lt;/b&gt;", "Ends with ..."),
        ("one <br> two <br> three", "one two three"),
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
    ["1 < 2 > 0", "vector<int>, List<String>", "a <b and c> d", "<3", "R&D; AT&T", "<j@a.org>",
     "class Box<P> extends Pair<U> { Set<B> b; }", "Map<Label> and Future<Object>",
     "From <a@b.example> and <http://a.example/p?b=c>, see <https://p.example>",
     "int *p = &sum;", "x[y[1]]>2", "<!-- without an end", "<script>without an end"],
)  # fmt: skip
def test_angle_brackets_alone_are_no_markup(text: str) -> None:
    """Comparisons, code and addresses keep their brackets."""
    assert cleaned(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Use <b> for bold and <i> for italics.", "The <title> element goes into <head>.",
        "Put it between <script> and </script> tags.", 'Use "<hr>" or (<br>) here.',
        'Add <script src="a.js"></script> to the page.', "Usage: copy <source> <object> [<time>]",
        "Use the tags <p> and <li>, not <br>.", "Insert a <br> where the line ends.",
        "Fences:\n```\n<p>one</p>\n```\nand `<b>two</b>` stay.",
        "Put this at the end of your page:\n\n<script>\n  count(words)\n</script>\n\nThen load it.",
        "A page looks like this, as we said before:\n\n    <html>\n    <p>Text</p>\n    </html>\n\n"
        "and that is all there is to say of it.",
        "Write `&nbsp;` for a blank, '&amp;' for an ampersand.", "The entity &nbsp; is a blank.",
        "可以用<b>标签加粗，<p>表示一段。", "写在<head>和</head>之间。", "在本文用<body>タグ。",
        "这个<p>是段落", "把<source>写入<input>",
        "write &lt; for <", 'replace("&amp;", "&")', "<![CDATA[ and ]]> without a section <b>.",
    ],
)  # fmt: skip
def test_a_text_that_speaks_of_tags_keeps_them(text: str) -> None:
    """Tags and entities that a sentence names, or a listing shows, are its words."""
    assert cleaned(text).replace(" ", "") == text.replace(" ", "").replace("\n\n\n", "\n\n")


@pytest.mark.parametrize(
    "piece",
    ["<!-- ", "<a <a", "&lt;", "&lt;b ", "<script", "<script>", "<style>", "&#", "&amp;",
     '<a href="', "<a x='<a x=' ", "<![CDATA[", "<!doctype ", "<a" + " " * 40, "`", "```\n",
     "<b> and ", " #39; #", "quot;", " amp;A"],
)  # fmt: skip
def test_time_is_linear(piece: str) -> None:
    """Whatever was left open."""
    assert grows_with_size(lambda count: repair_text(piece * count, ALL_STEPS), 3_000 // len(piece))


@given(st.lists(st.sampled_from(["<p>", "</p>", "<b>", "word", " ", "Cap. ", "&amp;", "<", ">"])))
def test_words_are_never_lost(pieces: list[str]) -> None:
    """Whatever tags stand around them, all words stay, in order."""
    assert cleaned("".join(pieces)).count("word") == pieces.count("word")
