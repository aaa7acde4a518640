"""Wikis, feeds and agencies' news: XML in which documents stand."""

from pathlib import Path

import pytest

from pipeline.sources.records_feed import FeedRecords
from pipeline.sources.xml_reading import root
from tests.harness.reopening import check_every_start
from tests.harness.sources import documents, failures, filtered, read_all, small_limits, texts
from tests.harness.web import DATE, atom, newsml, rss, wiki

NITF = """<?xml version="1.0" encoding="UTF-8"?>
<!-- wire -->
<!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.6/nitf.dtd">
<nitf><head><title>T</title><tobject><tobject.subject tobject.subject.refnum="15054000"/></tobject>
<docdata><doc-id id-string="wire.1"/><date.issue norm="20240102T030405Z"/>
<identified-content><classifier type="descriptor">Weather</classifier></identified-content>
</docdata></head>
<body><body.head><hedline><hl1>Weather &amp; tide</hl1><hl2>More of it</hl2></hedline>
<byline>By <person>Alan Poe</person></byline><dateline><location>NORFOLK, Va.</location></dateline>
</body.head><body.content><p>The <em>weather</em> was fine.</p>
<table><tr><td>high</td><td>21</td></tr></table><p>End.</p></body.content></body></nitf>"""


def write(data: bytes | str, tmp_path: Path, name: str = "a.xml") -> Path:
    """A file of these bytes."""
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_a_page_of_a_wiki_says_what_its_dump_says(tmp_path: Path) -> None:
    """Title, author and time of its last revision, and its address."""
    path = write(wiki({"Old Town": "'''Old'''", "Ω & Co": "b"}), tmp_path)
    first, second = documents(read_all(path))
    assert (first.media_type, first.raw) == ("text/x-wiki", "'''Old'''")
    told = first.metadata
    assert (told.title, told.author, told.published) == ("Old Town", "Ann", "2024-01-02T03:04:05Z")
    assert told.url == "https://a.org/wiki/Old_Town"
    assert second.metadata.url == "https://a.org/wiki/%CE%A9_%26_Co"
    assert first.source_id == "1"


def test_redirects_templates_and_programs_of_a_wiki_are_told(tmp_path: Path) -> None:
    """Of several revisions the last is read."""
    pages = [
        '<page><title>R</title><ns>0</ns><redirect title="x"/><revision/></page>',
        "<page><title>Template:T</title><ns>10</ns><revision><text>a</text></revision></page>",
        "<page><title>M</title><ns>0</ns><revision><model>css</model><text>a</text></revision></page>",
        "<page><title>N</title><ns>0</ns></page>",
        "<page><title>T</title><ns>1</ns><revision><text>old</text></revision>"
        "<revision><text>new</text></revision></page>",
    ]
    path = write(f"<mediawiki>{''.join(pages)}</mediawiki>", tmp_path)
    items = read_all(path)
    assert filtered(items) == ["redirect", "page-part", "page-part", "empty"]
    assert texts(items) == ["new"]
    check_every_start(path)


def test_the_entries_of_a_feed(tmp_path: Path) -> None:
    """With the feed's words on each."""
    [document] = documents(read_all(write(rss(["Some text"]), tmp_path)))
    told = document.metadata
    assert (document.raw, told.title, told.url) == ("Some text", "0", "http://a/0")
    assert told.subjects == ("Politics",)
    assert str(told.published).startswith("2024-01-02T03:04:05")
    assert document.source_id == "g0"
    [document] = documents(read_all(write(atom(["Some text"]), tmp_path)))
    assert (document.raw, document.metadata.author) == ("Some text", "Bob")


@pytest.mark.parametrize(
    ("order", "published"), [("dmy", "2024-05-04"), ("mdy", "2024-04-05"), ("", "04/05/2024")]
)
def test_day_and_month_are_in_the_order_that_is_set(
    tmp_path: Path, order: str, published: str
) -> None:
    """In feeds and agencies' news as in records; without an order they stay as given."""
    feed = rss(["Some text"]).replace(b"Tue, 02 Jan 2024 03:04:05 GMT", b"04/05/2024")
    article = NITF.replace("20240102T030405Z", "04/05/2024")
    message = newsml(["Some text"]).replace(DATE.encode(), b"04/05/2024")
    for data in (feed, article, message):
        [document] = documents(read_all(write(data, tmp_path), date_order=order))
        assert document.metadata.published == published


def test_the_longest_text_of_an_entry_is_its_text(tmp_path: Path) -> None:
    """Many feeds give a summary and the whole."""
    item = (
        "<item><title>T</title><description>short</description>"
        "<content:encoded>&lt;p&gt;The whole of it&lt;/p&gt;</content:encoded></item>"
    )
    feed = f'<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{item}</channel></rss>'
    [document] = documents(read_all(write(feed, tmp_path)))
    assert (document.media_type, document.raw) == ("text/html", "<p>The whole of it</p>")


def test_an_entry_with_title_or_text_is_a_document_and_an_empty_one_is_none(
    tmp_path: Path,
) -> None:
    """Either is enough; without both it is left out as empty."""
    entries = ("<title>only a title</title>", "<description>only a text</description>", "")
    items = "".join(f"<item><guid>{n}</guid>{one}</item>" for n, one in enumerate(entries))
    read = read_all(write(f"<rss><channel>{items}</channel></rss>", tmp_path))
    assert [(one.metadata.title, one.raw) for one in documents(read)] == [
        ("only a title", ""), (None, "only a text"),
    ]  # fmt: skip
    assert filtered(read) == ["empty"]


def test_a_feed_fetches_nothing_and_says_what_is_wrong(tmp_path: Path) -> None:
    """Where nothing can be read of it."""
    path = write("<rss><channel><item", tmp_path)
    assert [failed.error for failed in failures(read_all(path))] == ["Corrupt"]


def test_nitf_with_all_that_its_head_says(tmp_path: Path) -> None:
    """The headline is the title; subject codes are kept; a table's row is a line with tabs."""
    [document] = documents(read_all(write(NITF, tmp_path)))
    told = document.metadata
    assert document.raw == "NORFOLK, Va.\n\nThe weather was fine.\n\nhigh\t21\n\nEnd."
    assert (told.title, told.author) == ("Weather & tide", "Alan Poe")
    assert told.subjects == ("15054000", "Weather")
    assert told.published == "2024-01-02T03:04:05+00:00"
    assert told.other == {"dateline": ("NORFOLK, Va.",), "subheadline": ("More of it",)}
    assert document.source_id == "wire.1"


def test_newsml_with_all_that_its_item_says(tmp_path: Path) -> None:
    """Items that only list others are told."""
    data = newsml(["One."]).replace(b"</itemSet>", b'<packageItem guid="p"/></itemSet>')
    items = read_all(write(data, tmp_path))
    [document] = documents(items)
    told = document.metadata
    assert (document.raw, told.title, told.author) == ("One.", "0", "Jane Roe")
    assert told.subjects == ("medtop:11000000",)
    assert document.source_id == "tag:a,0"
    assert filtered(items) == ["news-list"]


@pytest.mark.parametrize("kind", ["nitf", "mediawiki", "newsMessage"])
def test_entities_of_a_files_own_are_refused(kind: str, tmp_path: Path) -> None:
    """A few lines of them become gigabytes."""
    bomb = f'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><{kind}><p>&b;</p></{kind}>'
    [failed] = failures(read_all(write(bomb, tmp_path)))
    assert failed.error == "Corrupt"
    assert "entities" in failed.message


def test_what_is_read_before_the_xml_breaks_is_kept(tmp_path: Path) -> None:
    """One failure tells of the rest."""
    path = write(newsml(["One.", "Two.", "Three."])[:-200], tmp_path)
    items = read_all(path)
    assert texts(items)[0] == "One."
    assert [failed.error for failed in failures(items)] == ["Corrupt"]
    check_every_start(path)


def test_an_element_that_never_ends_fills_no_memory(tmp_path: Path) -> None:
    """It fails as soon as it is larger than a document may be."""
    path = write(b"<mediawiki><page><title>" + b"x" * 3_000_000, tmp_path)
    [failed] = failures(read_all(path, limits=small_limits()))
    assert failed.error == "DocumentTooLarge"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"<nitf>", "nitf"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- <rss> --><?x y?><a:feed b="c">', "feed"),
        ('<?xml version="1.0"?><rss>'.encode("utf-16"), "rss"),
        (b"<!DOCTYPE nitf SYSTEM 'x' [ <!ELEMENT a (b)> ]> <nitf>", "nitf"),
        (b"text <nitf>", ""),
        (b"", ""),
        (b"<", ""),
        (b"<!-- never closed", ""),
    ],
)
def test_the_root_of_xml_is_found_behind_what_may_stand_before(head: bytes, name: str) -> None:
    """By which files of XML are told from one another."""
    assert root(head) == name


def test_xml_of_other_kinds_is_no_feed() -> None:
    """RDF and `feed` are others' roots, too."""
    feeds = FeedRecords()
    assert not feeds.recognises(b'<rdf:RDF xmlns="http://example.org/">', "a.xml")
    assert not feeds.recognises(b"<feed><animal/></feed>", "a.xml")
    assert feeds.recognises(b'<rdf:RDF xmlns="http://purl.org/rss/1.0/">', "a.xml")


def test_an_article_of_tags_in_one_another_costs_no_other(tmp_path: Path) -> None:
    """However deep they go, their text is read, and the next article."""
    before, _, after = newsml(["deep", "next"]).partition(b"<p>deep</p>")
    deep = b"<i>" * 50_000 + b"deep" + b"</i>" * 50_000
    path = tmp_path / "a.xml"
    path.write_bytes(before + b"<p>" + deep + b"</p>" + after)
    assert texts(read_all(path)) == ["deep", "next"]
