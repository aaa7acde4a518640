"""What pages state of themselves: title, author, date, address, and what is not stated."""

import pytest

from pipeline.convert.page import read_page
from pipeline.convert.page.dates import date_alone, date_in_address, iso_date
from pipeline.convert.page.statements import Statements
from pipeline.convert.page.titles import without_site
from pipeline.sources.dates import DateOrder


def stated(head: str, body: str = "") -> Statements:
    return read_page(f"<html><head>{head}</head><body>{body}</body></html>").statements


def json_ld(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


@pytest.mark.parametrize(
    ("told", "date"),
    [
        ("2021-05-04T10:00:00+02:00", "2021-05-04T10:00:00+02:00"),
        ("2021-05-04T10:00:00.123Z", "2021-05-04T10:00:00+00:00"),
        ("2021-05-04 10:00:00", "2021-05-04T10:00:00"),
        ("2021-05-04T10:00-0530", "2021-05-04T10:00:00-05:30"),
        ("2021-05-04", "2021-05-04"),
        ("20210504", "2021-05-04"),
        ("2021/05/04", "2021-05-04"),
        ("04.05.2021", "2021-05-04"),
        ("25/12/2021", "2021-12-25"),
        ("12/25/2021", "2021-12-25"),
        ("Tue, 04 May 2021 10:00:00 +0200", "2021-05-04T10:00:00+02:00"),
        ("May 4, 2021", "2021-05-04"),
        ("Nov. 20, 2019, 9:28 AM UTC", "2019-11-20"),
        ("4. Mai 2021", "2021-05-04"),
        ("1er août 2021", "2021-08-01"),
        ("4 de mayo de 2021", "2021-05-04"),
    ],
)
def test_stated_dates(told: str, date: str) -> None:
    """The usual forms are read; a time keeps the offset it was given with."""
    assert iso_date(told) == date


@pytest.mark.parametrize(
    "told",
    ["", "03/04/2005", "1970-01-01T00:00:00Z", "0001-01-01", "2021-13-04", "2021-02-30", "5",
     "today", "31 Smarch 2021", "May 4", "1, 2021", "99999999",
     "4 May 2021 to 6 May 2021", "3-4-2005"],
)  # fmt: skip
def test_no_date_is_guessed(told: str) -> None:
    """Two orders possible, no such day, a program's zero, two dates, no year: no date."""
    assert iso_date(told) == ""


def test_a_line_that_is_a_date() -> None:
    """Nothing but the date, its weekday and time; a sentence with a date is none."""
    assert date_alone("Published: Friday, 15 November 2019, 10:30") == "2019-11-15"
    assert date_alone("Stand: Donnerstag, 4. März 2021, 10:15 Uhr") == "2021-03-04"
    assert date_alone("Publié le jeudi 4 mars 2021") == "2021-03-04"
    assert date_alone("Ann Quill | 4 May 2021 | 5 min read", "Ann Quill") == "2021-05-04"
    assert date_alone("Von Ann Mai, 4. März 2021, 10:15 Uhr", "Ann Mai") == "2021-03-04"
    assert date_alone("Ann Quill | 4 May 2021 | Town Hall", "Ann Quill") == ""
    assert date_alone("Messe am 4. März 2021") == ""
    assert date_alone("The fair opens on 15 November 2019") == ""
    assert date_in_address("https://a.b/2019/11/20/story") == "2019-11-20"
    assert date_in_address("https://a.b/2019/nov/20/story") == "2019-11-20"
    assert date_in_address("https://a.b/2019/99/20/story") == ""


@pytest.mark.parametrize(
    ("title", "sites", "headings", "expected"),
    [
        ("Ferry vote - The Bay News", ["The Bay News"], [], "Ferry vote"),
        ("Bay News | Ferry vote", ["The Bay News"], [], "Ferry vote"),
        ("Bay News: Ferry vote", ["Bay News"], [], "Ferry vote"),
        ("Bay: ferry vote", ["Bay"], [], "Bay: ferry vote"),
        ("Ferry vote: a story", ["Bay News"], [], "Ferry vote: a story"),
        ("Ferry vote — www.bay.example", ["bay.example"], [], "Ferry vote"),
        ("Ferry vote — www.isle.example", ["bay.example"], [], "Ferry vote — www.isle.example"),
        ("Ferry vote | World | News | Bay.co", [], [], "Ferry vote | World | News | Bay.co"),
        ("The long Ferry vote | World | Bay", [], ["The long ferry vote"], "The long ferry vote"),
        ("Ferry vote - a story", ["Bay"], [], "Ferry vote - a story"),
        ("Bay - Bay", ["Bay"], [], "Bay"),
        ("Up-to-date news", ["news"], [], "Up-to-date news"),
        ("3 - 2: Bay wins | Bay News", ["Bay News"], [], "3 - 2: Bay wins"),
        ("A story | Island Tales", ["Island Tales"], ["Island Tales"], "A story"),
        ("Ferry vote", ["Ferry vote"], [], "Ferry vote"),
        ("boats - How do I vote? - Ask Bay", [], ["How do I vote?"], "How do I vote?"),
        ("A boat-How do I vote? - Bay", [], ["How do I vote?"], "A boat-How do I vote? - Bay"),
    ],
)  # fmt: skip
def test_the_site_goes_from_titles(
    title: str, sites: list[str], headings: list[str], expected: str
) -> None:
    """What the page calls its site is taken away, and nothing that may be of the title."""
    assert without_site(title, sites, headings) == expected


def test_statements_of_an_article_in_json_ld() -> None:
    """Kinds of articles, in lists and graphs, authors by reference; a comment, a comma too many."""
    found = stated(
        json_ld(
            '<!-- {"@graph": [{"@type": "Person", "@id": "#q", "name": "Ann Quill"},'
            '{"@type": ["Thing", "http://schema.org/NewsArticle"], "headline": "Ferry vote",'
            '"author": [{"@id": "#q"}, {"name": "Bo Penn"}], "datePublished": "2021-05-04",'
            '"publisher": {"name": "Bay News"},}]} -->'
        )
        + "<title>Ferry vote | Bay News</title>"
    )
    assert found.title == "Ferry vote"
    assert found.author == "Ann Quill; Bo Penn"
    assert found.published == "2021-05-04"
    assert found.site == "Bay News"


def test_a_headline_in_json_ld_shows_what_is_the_site_in_the_title() -> None:
    """So does a heading; and an author may have the parts of a name only."""
    found = stated(
        json_ld(
            '{"@type": "NewsArticle", "headline": "Ferry vote",'
            '"author": {"@type": "Person", "givenName": "Ann", "familyName": "Quill"}}'
        )
        + "<title>Ferry vote | The Bay</title>"
    )
    assert found.title == "Ferry vote"
    assert found.author == "Ann Quill"


def test_broken_json_and_lists_of_articles_state_nothing() -> None:
    """A page that lists several articles has the date of none; broken data is passed over."""
    assert stated(json_ld('{"@type": "Article", "datePublished": ')).published == ""
    several = ",".join(
        f'{{"@type": "NewsArticle", "headline": "A story number {n}", '
        f'"datePublished": "2021-05-0{n}"}}'
        for n in (1, 2)
    )
    assert stated(json_ld(f"[{several}]")).published == ""
    title = "<title>A story number 2 | Bay</title>"
    assert stated(json_ld(f"[{several}]") + title).published == "2021-05-02"


def test_entities_in_json_ld_are_characters() -> None:
    """In names and headlines, as many programs write them."""
    found = stated(
        json_ld(
            '{"@type": "NewsArticle", "headline": "Quill &amp; Penn: &quot;no&quot;",'
            '"author": ["Ann O&#039;Quill"]}'
        )
    )
    assert found.title == 'Quill & Penn: "no"'
    assert found.author == "Ann O'Quill"


def test_reviews_and_comments_in_json_ld_are_not_the_page() -> None:
    """The buyer of a product is not the author of its page, nor is a reader."""
    review = '{"@type": "Review", "author": {"name": "Gus Grim"}, "datePublished": "2021-05-05"}'
    found = stated(json_ld(f'{{"@type": "Product", "name": "Bell", "review": [{review}]}}'))
    assert (found.author, found.published) == ("", "")
    assert stated(json_ld(review)).author == "Gus Grim"


def test_the_question_of_a_page_of_answers_is_its_article() -> None:
    """A page with several questions and answers of its own has no such author."""
    question = '{"@type": "Question", "name": "A vote?", "author": {"name": "Ann Quill"}}'
    page = f'{{"@type": "QAPage", "mainEntity": {question}}}'
    assert stated(json_ld(page)).author == "Ann Quill"
    assert stated(json_ld(f'{{"@type": "FAQPage", "mainEntity": [{question}]}}')).author == ""


def test_a_site_is_known_by_its_copyright_and_no_author() -> None:
    """ "© 2026 The Bay News"; an organization with the title's last part is the site, too."""
    footer = "<footer>© 2011–2026 The Bay News. All rights reserved.</footer>"
    title = "<title>Ferry vote - The Bay News</title>"
    assert stated(title, footer).title == "Ferry vote"
    assert stated(title, "<p>The Bay News</p>").title == "Ferry vote - The Bay News"
    site = json_ld('{"@type": "NewsArticle", "author": {"name": "The Bay News"}}')
    byline = "<p class='byline'>By Ann Quill</p>"
    assert stated(title + site, byline).author == "Ann Quill"
    assert stated(title + site).author == "The Bay News"


def test_a_line_above_the_text_shows_what_is_the_site_in_the_title() -> None:
    """Not a link, and not a short one, which may be the site's own name."""
    text = "The harbour board of Kestrel Bay met to vote on the new ferry terminal at the pier." * 2
    page = "<title>A vote on the ferry - Bay News</title><div>{}</div><article><p>" + text
    read = read_page(page.format("A vote on the ferry"))
    assert read.statements.title == "A vote on the ferry"
    assert read.text == text
    linked = page.format("<a href='/'>A vote on the ferry</a>")
    assert read_page(linked).statements.title == "A vote on the ferry - Bay News"
    site = page.replace("A vote on the ferry", "Bay", 1).format("Bay")
    assert read_page(site).statements.title == "Bay - Bay News"


def test_statements_in_meta_elements() -> None:
    """Open Graph, Dublin Core and other names, the address with its base."""
    found = stated(
        '<meta property="og:title" content="Ferry &amp; pier"><meta name="dc.creator" '
        'content="By Ann Quill"><meta name="DC.date.issued" content="2021-05-04">'
        '<meta property="og:site_name" content="Bay News"><link rel="canonical" '
        'href="/ferry"><base href="https://bay.example/news/">'
    )
    assert found == Statements(
        title="Ferry & pier", author="Ann Quill", published="2021-05-04",
        url="https://bay.example/ferry", site="Bay News",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "author"),
    [
        ("<a rel='author' href='/q'>Ann Quill</a>", "Ann Quill"),
        ("<p class='byline'>By Ann Quill and Bo Penn | 4 May 2021</p>", "Ann Quill; Bo Penn"),
        ("<span itemprop='author'><b itemprop='name'>Ann Quill</b>, 34</span>", "Ann Quill"),
        (
            "<p class='byline'><div class='byline'>By Ann Quill<div>Bay Press</div></div>",
            "Ann Quill",
        ),
        ("<p class='autor'>Von Ann Quill</p>", "Ann Quill"),
        ("<span class='author'>4 minutes</span>", ""),
        ("<span class='author'>admin</span>", ""),
        ("<span class='author'>https://bay.example/q</span>", ""),
        ("<div class='author'>About the author and her many books on the sea</div>", ""),
        ("<div id='comments'><p class='author'>Gus Grim</p></div>", ""),
        ("<ul><li class='comment-7'><p class='author'>Gus Grim</p></li></ul>", ""),
        ("<div class='comments-open'><p class='author'>Ann Quill</p></div>", "Ann Quill"),
        ("<article>1<p class='byline'>By Ann Quill</p></article>"
         "<article>2<p class='byline'>By Bo Penn</p></article>", ""),
        ("<article>1<p class='byline'>By Ann Quill</p></article>"
         "<article>2<p class='byline'>By Ann Quill</p></article>", "Ann Quill"),
        ("<article>1<p class='byline'>By Ann Quill</p><p class='byline'>By Bo Penn</p></article>",
         "Ann Quill"),
    ],
)  # fmt: skip
def test_authors_in_the_text(body: str, author: str) -> None:
    """By-lines give names, and only names; those of comments and of several articles none."""
    assert stated("", body).author == author


@pytest.mark.parametrize(
    ("body", "date"),
    [
        ("<time datetime='2021-05-04T10:00:00Z'>4 May</time>", "2021-05-04T10:00:00+00:00"),
        ("<time datetime='2021-05-04'></time><time datetime='2021-05-05'></time>", ""),
        ("<time datetime='2021-05-04'></time><time itemprop='datePublished' datetime='2021-05-05'>"
         "</time>", "2021-05-05"),
        ("<div class='comment'><time datetime='2021-05-04'></time></div>", ""),
        ("<p class='dateline'>May 4, 2021 | Updated May 6, 2021</p>", "2021-05-04"),
        ("<p class='dateline'>Updated May 6, 2021</p>", "2021-05-06"),
        ("<p class='dateline'>May 4, 2021 and May 6, 2021</p>", ""),
        ("<p>On 4 May 2021 the board met.</p>", ""),
    ],
)  # fmt: skip
def test_dates_in_the_text(body: str, date: str) -> None:
    """A time element that is marked or alone is the date; a date in a sentence is not."""
    assert stated("", body).published == date


def test_a_line_that_is_a_date_before_the_text_is_the_date() -> None:
    """The only one on the page up to its first paragraph; two of them are none."""
    text = "The harbour board of Kestrel Bay met to vote on the new ferry terminal at the pier." * 2
    page = "<h1>Ferry vote</h1>{}<article><p>" + text + "</p></article><p>5 May 2021</p>"
    assert stated("", page.format("<em>Tuesday, 4 May 2021</em>")).published == "2021-05-04"
    assert stated("", page.format("<p>4 May 2021</p><p>6 May 2021</p>")).published == ""
    assert stated("", page.format("<p>The fair of 4 May 2021</p>")).published == ""


@pytest.mark.parametrize(
    ("lines", "author"),
    [
        ("<p>By Ann Quill and Bo Penn, harbour desk</p>", "Ann Quill; Bo Penn"),
        ("<p>Von Ann Quill und Bo Penn, 4. Mai 2021</p>", "Ann Quill; Bo Penn"),
        ("<p>Von der Leyen</p>", "Bay News"),
        ("<p>By Bay News</p>", "Bay News"),
        ("<p>By Ann Quill</p><p>By Bo Penn</p>", "Bay News"),
        ("<p>By the river Ann Quill sat down</p>", "Bay News"),
        ("<p>By Tuesday</p>", "Bay News"),
    ],
)
def test_a_line_above_the_text_with_the_author(lines: str, author: str) -> None:
    """Where nothing but the site is stated; two such lines show that there are several texts."""
    text = "The harbour board of Kestrel Bay met to vote on the new ferry terminal at the pier." * 2
    site = '<meta property="og:site_name" content="Bay News">'
    page = f"<h1>Ferry vote</h1>{lines}<article><p>{text}</p></article>"
    assert stated(site + '<meta name="author" content="Bay News">', page).author == author
    another = f"{page}<h2>Pier</h2><p>By Di Rose</p>"
    assert stated(site + '<meta name="author" content="Bay News">', another).author == "Bay News"
    assert stated(site + '<meta name="author" content="Cy Dock">', page).author == "Cy Dock"


@pytest.mark.parametrize(("order", "date"), [("dmy", "2005-04-03"), ("mdy", "2005-03-04")])
def test_the_order_of_figures_may_be_told(order: DateOrder, date: str) -> None:
    """What only one order allows, and what has dots, it does not alter."""
    head = '<meta property="article:published_time" content="03/04/2005">'
    assert read_page(f"<html><head>{head}</head></html>", order).statements.published == date
    assert iso_date("25/12/2021", order) == "2021-12-25"
    assert iso_date("12/25/2021", order) == "2021-12-25"
    assert iso_date("04.05.2021", order) == "2021-05-04"
