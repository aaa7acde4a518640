"""Pages of very many elements: all words, as a tree would lay them out, in little memory."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.convert.converter import Conversion, ConversionLimits
from pipeline.convert.html_page import HtmlPage
from pipeline.convert.mail.html_body import html_body
from pipeline.convert.mail.quoting import Kind
from pipeline.convert.page import reading
from pipeline.convert.page.reading import whole_text
from pipeline.convert.page.tag_stream import shown_text
from tests.harness.growth import grows_with_size

LAYOUTS = [
    "<table><tr><td>a</td><td>b</td></tr><tr><th>c<td>d</table>",
    "<table><tr><td><p>a</p><p>b</p></td><td></td><td>c</td></tr></table><p>d</p>",
    "<p>One <b>two</b>\n three<p>Four<br> five</p>six",
    "<dl><dt>a</dt><dd>b</dd></dl><div>c</div>",
    "<pre>a\n  b</pre><p>c &amp; d &lt;e&gt;</p>",
    "<!-- no --><script>if (a < b) {}</script><style>p > a {}</style><p title='a > b'>c</p>",
]


@pytest.mark.parametrize("html", LAYOUTS)
def test_laid_out_as_by_the_tree(html: str) -> None:
    """Cells, lines, paragraphs, preformatted text; what is never shown is left out."""
    assert shown_text(f"<html><body>{html}</body></html>") == whole_text(html)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>a < b and c > d</p>", "a < b and c > d"),
        ("<p>one<!-- two <b>three</b>", "one two three"),
        ("<p>one<script>two <b>three", "one two three"),
        ("one<p title=\"two>three<p>four", "one three four"),
        ("one <2 three> four <", "one <2 three> four <"),
        ("<select><option>one</option></select><noscript>two</noscript>", "one two"),
    ],
)  # fmt: skip
def test_no_word_is_lost_where_tags_are_wrong(html: str, words: str) -> None:
    """What has no end hides nothing, and what is no tag is text."""
    assert set(words.split()) <= set(shown_text(html).replace("three<", "three ").split())


@given(st.lists(st.text("abcäß", min_size=1), min_size=1), st.data())
def test_every_word_in_its_order(words: list[str], data: st.DataObject) -> None:
    """Whatever tags stand around them."""
    tags = st.sampled_from(["<p>", "</p>", "<td>", "<tr>", "</table>", "<li>", "<br>", "<hr/>"])
    html = "".join(word + data.draw(tags) for word in words)
    assert shown_text(html).split() == words


def large() -> str:
    """A page of one table."""
    row = "<tr>" + "<td>cell</td>" * 10 + "</tr>"
    return f"<head><title>Of the year</title></head><body><nav>Home</nav><table>{row * 200}"


def test_a_large_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mark says that it is all text; the title is stated as always."""
    monkeypatch.setattr(reading, "MOST_TAGS", 1_000)
    conversion = HtmlPage(limits=ConversionLimits()).convert(large(), "text/html")
    assert isinstance(conversion, Conversion)
    converted = conversion.converted
    assert converted.text == "Home\n\n" + "\n".join(["\t".join(["cell"] * 10)] * 200)
    assert converted.metadata.title == "Of the year"
    assert [mark.kind for mark in converted.marks] == ["passed-over"]


def test_a_page_within_the_limit_does_not() -> None:
    """Its main text is looked for."""
    conversion = HtmlPage(limits=ConversionLimits()).convert(large(), "text/html")
    assert isinstance(conversion, Conversion)
    assert not conversion.converted.marks


def test_large_bodies_of_messages_and_chapters(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are read so as well."""
    expected = whole_text(large()).split()
    monkeypatch.setattr(reading, "MOST_TAGS", 1_000)
    assert whole_text(large()).split() == expected
    text, marks = html_body(large(), Kind(is_reply=False, is_forward=False))
    assert (text.split(), marks) == (expected, ())


def test_memory_of_a_large_page() -> None:
    """It is a small multiple of the page's size."""
    html = "<table>" + "<tr><td>cell</td><td>of many</td></tr>\n" * 2_000
    tracemalloc.start()
    try:
        shown_text(html)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 10 * len(html)


@pytest.mark.parametrize("piece", ["<!--", "<script>", "<a", '<a "', "<td>a", "<", "<pre>a</pre>"])
def test_time_is_linear(piece: str) -> None:
    """Also where what opens never ends."""
    assert grows_with_size(lambda size: shown_text(piece * size), 5_000)
