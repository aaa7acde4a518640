"""The main text of pages: what is found, what stays around it, and how it is laid out."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.convert.page import read_page
from tests.harness.growth import grows_with_size

PARAGRAPH = (
    "The harbour board of Kestrel Bay met on Tuesday to vote on the new ferry terminal, and its "
    "chair said that work would begin in spring."
)
OTHER = (
    "Councillor Maren Tolliver told the board that the plan would cost more than the town can pay, "
    "unless the county takes a share of it."
)


def text(body: str, head: str = "") -> str:
    return read_page(f"<html><head>{head}</head><body>{body}</body></html>").text


def test_what_stands_around_an_article_is_left_out() -> None:
    """Navigation, teasers, share buttons, comments, footers: by their names and links."""
    teasers = "".join(
        f"<li><a href='/{n}'>Another story of the day {n}</a><p>A few words on it.</p></li>"
        for n in range(5)
    )
    found = text(
        f"<nav><a href='/'>Home</a> <a href='/s'>Sport</a></nav><div class='cookie-consent'>"
        f"We use cookies. By reading on you agree to that.</div><div class='content'>"
        f"<div class='share-buttons'>Share this story</div><p>{PARAGRAPH}</p><p>{OTHER}</p>"
        f"<p>Read more: <a href='/x'>The ferry that never came to Kestrel</a></p></div>"
        f"<ul>{teasers}</ul><div id='comments'><p>{OTHER.replace('board', 'reader')}</p></div>"
        f"<footer>All rights reserved by the paper.</footer>"
    )
    assert found == f"{PARAGRAPH}\n\n{OTHER}"


def test_repeated_paragraphs_stay() -> None:
    """A refrain is no boilerplate: a page has each of its paragraphs as often as it shows them."""
    found = text(f"<article><p>{PARAGRAPH}</p><p>No.</p><p>{OTHER}</p><p>No.</p></article>")
    assert found == f"{PARAGRAPH}\n\nNo.\n\n{OTHER}\n\nNo."


@pytest.mark.parametrize(
    "name", ["with-sidebar", "has_comments article", "article-share-wrapper", "no-nav", "post main"]
)
def test_a_name_that_speaks_of_the_block_beside_it_hides_nothing(name: str) -> None:
    """Classes say which neighbours a block has; the text in it stays the main one."""
    found = text(f"<div class='{name}'><p>{PARAGRAPH}</p><p>{OTHER}</p></div><p>Short.</p>")
    assert PARAGRAPH in found
    assert OTHER in found


def test_a_heading_as_id_names_no_block() -> None:
    """Documentation has sections like id="sharing-with-many-developers": they are its text."""
    found = text(
        f"<div class='content'><p>{PARAGRAPH}</p><div class='section' "
        f"id='sharing-with-many-developers'><h2>Sharing</h2><p>{OTHER}</p></div></div>"
    )
    assert OTHER in found


def test_a_page_with_nothing_but_lists_or_links_or_a_word_is_not_lost() -> None:
    """Where there is no main text, all of the page's text is taken; hidden text if that is all."""
    assert text("<nav><a href='/'>Home</a></nav>") == "Home"
    assert text("<footer>Closed</footer>") == "Closed"
    assert text("<div style='display: none'>Only this</div>") == "Only this"
    assert text("<h1>Meeting</h1><p>10:30 on 5 May 2021</p>").endswith("10:30 on 5 May 2021")
    assert text("plain words without a tag") == "plain words without a tag"


def test_hidden_text_is_left_out_beside_other_text() -> None:
    """Templates and closed boxes are not part of what a page shows."""
    hidden = f"<div style='display:none'><p>{OTHER}</p></div><p hidden>{OTHER}</p>"
    assert text(f"<article><p>{PARAGRAPH}</p>{hidden}<p>The end.</p></article>") == (
        f"{PARAGRAPH}\n\nThe end."
    )


def test_listings_keep_their_lines_and_indentation() -> None:
    """Code in <pre>, escaped tags in it too, comes as it stands; entities are decoded once."""
    listing = '&lt;script src="a.js"\n  data-x="1"&gt;&lt;/script&gt;\n\n\tif (a &amp;&amp; b)'
    found = text(f"<article><p>{PARAGRAPH}</p><pre><code>\n{listing}\n</code></pre></article>")
    assert found == (f'{PARAGRAPH}\n\n<script src="a.js"\n  data-x="1"></script>\n\n\tif (a && b)')
    assert text("<p>Write &amp;lt; for a &lt;.</p>") == "Write &lt; for a <."


def test_a_page_that_is_one_listing_is_that_listing() -> None:
    """As the Congressional Record: all words, all lines, links in them."""
    lines = f"[Page S697]\n  {PARAGRAPH}\n\n        HEADING\n  {OTHER}\n[<a href='x'>www</a>]"
    found = text(f"<pre>\n{lines}\n</pre>")
    assert found == lines.replace("<a href='x'>", "").replace("</a>", "")


def test_lists_tables_and_definitions_are_text() -> None:
    """Items and rows are lines, cells have a tab between them; what follows a table is kept."""
    table = (
        "<table><caption>Votes</caption><tr><th>Name</th><th>Vote</th></tr>"
        "<tr><td>Tolliver</td><td><p>no</p></td></tr></table>"
    )
    items = "<ul><li>piers of oak</li><li>a roof of slate</li></ul><ol><li>first</li></ol>"
    terms = "<dl><dt>Ferry</dt><dd>a ship that comes back</dd></dl>"
    found = text(f"<article><p>{PARAGRAPH}</p>{table}{items}{terms}<p>{OTHER}</p></article>")
    assert found == (
        f"{PARAGRAPH}\n\nVotes\n\nName\tVote\nTolliver\tno\n• piers of oak\n• a roof of slate\n"
        f"first\nFerry\na ship that comes back\n\n{OTHER}"
    )


def test_lines_and_words_in_a_paragraph() -> None:
    """A <br> is a line end; inline elements join, pictures and buttons part; ruby is left out."""
    assert text("<p>one<br>two <b>th</b>ree<img>four<br><br>five</p>") == (
        "one\ntwo three four\n\nfive"
    )
    assert text("<p>漢<ruby>字<rt>じ</rt></ruby>を読む</p>") == "漢字を読む"


def test_what_fields_hold_is_not_repeated_before_the_text() -> None:
    """Title, author and date go into fields of their own; the rest before the text stays."""
    head = (
        "<title>Ferry vote</title><meta name='author' content='Ann Quill'>"
        "<meta property='article:published_time' content='2021-05-04T10:00:00+02:00'>"
    )
    body = (
        f"<article><h1>Ferry vote</h1><p>A long night at the harbour</p><p>By Ann Quill</p>"
        f"<p>4 May 2021, 10:00</p><p>{PARAGRAPH}</p><p>On 4 May 2021 it rained.</p></article>"
    )
    assert text(body, head) == (
        f"A long night at the harbour\n\n{PARAGRAPH}\n\nOn 4 May 2021 it rained."
    )


def test_captions_with_a_sentence_stay() -> None:
    """A picture's label or credit is left out, a sentence about it is text."""
    label = "<figure><figcaption>Photo: Jo Lens/Agency</figcaption></figure>"
    sentence = "The old ferry on its last day at the northern pier, with the board's members on it."
    caption = f"<figure><figcaption>{sentence}</figcaption></figure>"
    found = text(f"<article><p>{PARAGRAPH}</p>{label}<p>{OTHER}</p>{caption}</article>")
    assert found == f"{PARAGRAPH}\n\n{OTHER}\n\n{sentence}"


def test_the_body_that_only_the_data_has_is_the_text() -> None:
    """A page that shows "Please wait…" and holds its article in JSON-LD is that article."""
    data = f'{{"@type": "NewsArticle", "articleBody": "{PARAGRAPH} {OTHER}"}}'
    script = f"<script type='application/ld+json'>{data}</script>"
    assert text("<div>Please wait...</div>", script) == f"{PARAGRAPH} {OTHER}"
    assert text(f"<article><p>{OTHER}</p></article>", script) == OTHER
    assert text("<div>Please wait...</div>") == "Please wait..."


def test_what_is_only_for_those_without_scripts_is_the_text() -> None:
    """Where the page shows next to nothing else; a warning beside a text is left out."""
    whole = f"{PARAGRAPH} {OTHER} {PARAGRAPH}"
    inside = f"<noscript><article><p>{whole}</p></article></noscript>"
    assert text(f"<div id='root'></div>{inside}") == whole
    assert text(f"<div>Loading…</div>{inside}") == whole
    assert text(f"<article><p>{OTHER} {OTHER}</p></article>{inside}") == f"{OTHER} {OTHER}"
    assert text("<p>Open.</p><noscript>You need to enable scripts.</noscript>") == "Open."


def test_a_page_of_frames_has_the_text_for_programs_without_frames() -> None:
    """A warning that the page needs frames is none; beside a text of its own it is left out."""
    whole = f"{PARAGRAPH} {OTHER} {PARAGRAPH}"
    frames = "<frameset cols='20%,80%'><frame src='a.htm'><frame src='b.htm'>{}</frameset>"
    inside = f"<noframes><body bgcolor=white><p>{whole}<p>{OTHER}</body></noframes>"
    assert text(frames.format(inside)).split("\n\n") == [whole, OTHER]
    assert text(frames.format("<noframes>This page needs frames.</noframes>")) == ""
    assert text(f"<article><p>{OTHER} {OTHER}</p></article>{inside}") == f"{OTHER} {OTHER}"


def test_zeros_in_a_page_are_taken_out() -> None:
    """They are padding; no character stands in for them."""
    assert text("<p>one\0\0 two</p>") == "one two"


HOSTILE: dict[str, Callable[[int], str]] = {
    "nested blocks": lambda n: "<div>x" * n,
    "nested lists": lambda n: "<ul><li>x" * n,
    "nested tables": lambda n: "<table><tr><td>" * n,
    "broken tags": lambda n: "<a <a" * n,
    "comments": lambda n: "<!-- " * n,
    "attributes": lambda n: "<div " + " ".join(f"a{i}=1" for i in range(n)) + ">text",
    "one attribute": lambda n: f"<div class='{'nav sidebar ' * n}'>text",
    "script": lambda n: f"<script>{'var a=1;' * n}</script><p>text",
    "captions": lambda n: "<div class=caption>" * 200 + "<p>x (" * n,
    "json": lambda n: f"<script type='application/ld+json'>{'[' * n}</script><p>text",
    "entities": lambda n: "&amp;&lt;&bogus;" * n,
    "bylines": lambda n: "<span class='byline author'>x " * n,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_time_is_linear(kind: str) -> None:
    """Whatever is in a page; none crashes."""
    assert grows_with_size(lambda count: read_page(HOSTILE[kind](count)), 500)


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<div class='nav'>", "</div>", "<table>", "<tr>", "<td>", "</table>",
             "<pre>", "</pre>", "<a href='x'>", "</a>", "<b>", "<script>", "</script>", "<!--",
             "-->", "<br>", "<hr>", "<svg>", "</svg>", "<xmp>", "</xmp>", "&lt;", "&", "<",
             " word ", "\n",
             "Words that make a sentence, and it ends here. "]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_any_tag_soup_gives_a_text(pieces: list[str]) -> None:
    """Nothing raises; no tag that was markup comes out as text."""
    found = read_page("".join(pieces)).text
    if "xmp" not in "".join(pieces):
        assert "<p>" not in found
        assert "</div>" not in found
