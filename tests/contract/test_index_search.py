"""What every index finds: queries, hits, snippets.

One suite over all adapters; the contract is `pipeline.index.Index`.
"""

from collections.abc import Iterator

import msgspec
import pytest

from pipeline.fields import index_fields
from pipeline.index import Index, IndexEntry
from pipeline.query.filters import filters, narrowed
from pipeline.query.parse import parse
from pipeline.query.tree import All, And, Node, Not, Or, Phrase, Prefix, Range, Word
from pipeline.records import Address, Document, Locator, Mail, Metadata, Properties, Work
from tests.contract.indexes import ENGINES, ask, entry, ids, opened, written
from tests.harness.records import a_writer

CORPUS = (
    entry(
        "putin", source="file:///news.zip", member="a/putin.txt", source_id="n-1",
        title="Summit in Geneva",
        text="Vladimir Putin spoke of diplomacy with the prime minister. It's the U.S. that "
        "diplomats blame, he said in the white house of Geneva.",
        people=["Vladimir Putin", "José Ortega"], organizations=["NATO"], places=["Geneva"],
        topics=["politics"], language="en", published="2022-01-01T00:00:00Z", record=1,
        author="Ann Lee", url="https://example.org/a?b=c", content_hash="h1", raw_hash="w1",
        fingerprints=["clean:1", "extract:1"], run="r1", batch="b1",
    ),
    entry(
        "music", source="file:///news.zip", title="Diplomacy and music",
        text="The house was white. A minister of prime importance played the café waltz.",
        people=["JOSÉ ORTEGA", "Łucja Nowak"], topics=["arts", "politics"], language="en",
        published="2022-12-31T23:30:00Z", record=2, content_hash="h2", run="r1",
        replaced_bytes=3,
    ),
    entry(
        "sport", source="file:///sport.jsonl", title="Cup final", text="Football and music.",
        people=["Jo Smith"], places=["São Paulo"], topics=["sport"], language="pt",
        published="1850-06-15T12:00:00Z", record=3, content_hash="h3", run="r2",
        phones=["+442079460000"], extra={"mood": {"key": "Good", "score": 2}},
        language_confidence=0.75,
    ),
    entry("chinese", text="我们在中国的首都北京", language="zh", content_hash="h4", run="r2"),
)  # fmt: skip


@pytest.fixture(scope="module", params=ENGINES)
def library(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Index]:
    """An index with the corpus; tests leave it as it is."""
    with opened(request, tmp_path_factory.mktemp("library")) as make:
        made = make()
        made.prepare()
        yield written(made, *CORPUS)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (All(), {"putin", "music", "sport", "chinese"}),
        (Word("diplomacy"), {"putin", "music"}),
        (Word("DIPLOMACY"), {"putin", "music"}),
        (Word("diplomacy", "text"), {"putin"}),
        (Word("diplomacy", "title"), {"music"}),
        (Word("diplo"), set()),
        (Word("…"), set()),
        (Word("café"), {"music"}),
        (Word("cafe"), {"music"}),
        (Word("it's"), {"putin"}),
        (Word("U.S."), {"putin"}),
        (Phrase("prime minister"), {"putin"}),
        (Phrase("white house"), {"putin"}),
        (Phrase("white house", "title"), set()),
        (Phrase("中国"), {"chinese"}),
        (Phrase("国中"), set()),
        (Prefix("diplo"), {"putin", "music"}),
        (Prefix("Diplomat"), {"putin"}),
        (Prefix("diplo", "title"), {"music"}),
        (Prefix("", "title"), {"putin", "music", "sport"}),
        (Word("vladimir putin", "people"), {"putin"}),
        (Phrase("Jose Ortega", "people"), {"putin", "music"}),
        (Word("Putin", "people"), {"putin"}),
        (Phrase("Putin", "people"), set()),
        (Word("ŁUCJA NOWAK", "people"), {"music"}),
        (Prefix("VLAD", "people"), {"putin"}),
        (Prefix("sao", "places"), {"sport"}),
        (Prefix("", "organizations"), {"putin"}),
        (Word("Politics", "topics"), {"putin", "music"}),
        (Word("en", "language"), {"putin", "music"}),
        (Word("n-1", "source_id"), {"putin"}),
        (Word("a/putin.txt", "member"), {"putin"}),
        (Prefix("file:///news", "source"), {"putin", "music"}),
        (Word("https://example.org/a?b=c", "url"), {"putin"}),
        (Word("extract:1", "fingerprints"), {"putin"}),
        (Word("r2", "run"), {"sport", "chinese"}),
        (Word("Ann Lee", "author"), {"putin"}),
        (Word("ann lee", "author"), {"putin"}),
        (Range("record", "2", "3"), {"music", "sport"}),
        (Range("record", "1", "3", False, False), {"music"}),
        (Range("record", None, "1"), {"putin"}),
        # As a run with replaced bytes says that they are listed.
        (parse("replaced_bytes:>0").node, {"music"}),
        (Range("record", None, None), {"putin", "music", "sport"}),
        (Range("published", None, None), {"putin", "music", "sport"}),
        (Range("published", "2022-01-01T00:00:00Z", None), {"putin", "music"}),
        (Range("published", "2022-01-01T00:00:00Z", None, False), {"music"}),
        (Range("published", None, "1900-01-01T00:00:00Z"), {"sport"}),
        (And(()), {"putin", "music", "sport", "chinese"}),
        (Or(()), set()),
        (And((Word("music"), Word("football"))), {"sport"}),
        (Or((Word("football"), Word("waltz"))), {"sport", "music"}),
        (Not(Word("music")), {"putin", "chinese"}),
        (Not(All()), set()),
        (Not(Not(Word("music"))), {"music", "sport"}),
        (And((Word("music"), Not(Word("football")))), {"music"}),
        (And((Not(Word("music")), Not(Word("putin")))), {"chinese"}),
        (Or((Word("football"), Not(Word("music")))), {"putin", "sport", "chinese"}),
        (And((Not(Or((Word("football"), Word("waltz")))), Word("diplomacy"))), {"putin"}),
    ],
    # Sorted, so that all processes of a test run know a test by the same name.
    ids=lambda value: " ".join(sorted(value)) if isinstance(value, set) else str(value),
)
def test_every_node_finds_what_it_says(library: Index, query: Node, expected: set[str]) -> None:
    """The tree means the same in every engine."""
    found = ask(library, query)
    assert {hit.id for hit in found.hits} == expected
    assert found.total == len(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {"putin", "music", "sport", "chinese"}),
        ('person:"Vladimir Putin" AND diplomacy', {"putin"}),
        ("music minister OR football", {"music", "sport"}),
        ("football OR music minister", {"music", "sport"}),
        ("football OR waltz AND minister", {"sport", "music"}),
        ("(football OR waltz) minister", {"music"}),
        ("minister -music", {"putin"}),
        ("NOT minister", {"sport", "chinese"}),
        ("diplo*", {"putin", "music"}),
        ("place:sao*", {"sport"}),
        ("place:*", {"putin", "sport"}),
        ("topic:(arts OR sport)", {"music", "sport"}),
        ("published:[2022-01-01 TO 2022-12-31]", {"putin", "music"}),
        ("published:{2022-01-01 TO 2022-12-31]", {"music"}),
        ("published:2022-12-31", {"music"}),
        ("published:<1900", {"sport"}),
        ("it's diplomacy", {"putin"}),
        ("diplomasy~", {"putin", "music"}),
        ("dpilomacy~1", {"putin", "music"}),
        ("dpilomasy~1", set()),
        ("dipl*y OR foot?all", {"putin", "music", "sport"}),
        ("*tball", {"sport"}),
        ('"minister importance"~2', {"music"}),
        ('"minister importance"~1', set()),
        ('"importance minister prime"~4', {"music"}),
        ("person:ortega", {"putin", "music"}),
        ('person:"ortega"', set()),
        ("person:ortga~", {"putin", "music"}),
        ("person:*tin", {"putin"}),
        ("org:n?to", {"putin"}),
        ("topic:sports", {"sport"}),
        ("language:portuguese", {"sport"}),
        ("author:LEE", {"putin"}),
        ("author:*", {"putin"}),
        ("source:file:///news*", {"putin", "music"}),
        ("member:a/*", {"putin"}),
        ("url:https://example.org/a?b=c", {"putin"}),
        ("phone:+44*", {"sport"}),
        ("phone:+1*", set()),
        ("extra.mood.key:GOOD", {"sport"}),
        ("extra.mood.score:*", {"sport"}),
        ("language_confidence:>0.5", {"sport"}),
        ("replaced_bytes:[1 TO 3]", {"music"}),
        ("football^3 OR waltz", {"sport", "music"}),
    ],
)
def test_queries_as_people_type_them(library: Index, text: str, expected: set[str]) -> None:
    """One parser for all: the road from the command line to the engine."""
    assert ids(library, text) == expected


def test_filters_narrow_a_query(library: Index) -> None:
    """Options of the command line are ANDed with one another and the query."""
    narrow = filters(person=["jose ortega"], topic=["politics"], published_from="2022-06")
    assert ids(library, narrowed(parse("minister").node, narrow)) == {"music"}
    without = filters(not_person=["putin"], source=["file:///news.zip"])
    assert ids(library, narrowed(All(), without)) == {"music"}


def test_likely_spellings_come_from_the_index(library: Index) -> None:
    """The words and names that it has, the most frequent first."""
    assert library.near("text_terms", "diplomasy")[0] == ("diplomacy", 1)
    assert [term for term, _ in library.near("people_terms", "puttin")] == ["putin"]
    assert library.near("text_terms", "zzzzz") == []


def test_a_match_in_the_title_counts_more(library: Index) -> None:
    """Best first."""
    hits = ask(library, "diplomacy").hits
    assert [hit.id for hit in hits] == ["music", "putin"]
    assert hits[0].score > hits[1].score > 0


def test_a_hit_shows_the_document(library: Index) -> None:
    """What a result list needs, the names as they were written."""
    [hit] = ask(library, "geneva").hits
    assert (hit.id, hit.title, hit.source) == ("putin", "Summit in Geneva", "file:///news.zip")
    assert hit.people == ("Vladimir Putin", "José Ortega")
    assert (hit.organizations, hit.places, hit.topics) == (("NATO",), ("Geneva",), ("politics",))
    assert hit.published == "2022-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("football", "«Football» and music."),
        ("diplomats", "«diplomats» blame"),
        ("waltz*", "«waltz»."),
        ("cup", "«Cup» final"),
        ("topic:sport", "Football and music."),
        ("football NOT waltz", "«Football» and music."),
    ],
)
def test_a_snippet_shows_the_match(library: Index, query: str, marked: str) -> None:
    """From the text, else the title, else the text's beginning; on one line."""
    [hit] = ask(library, query).hits
    assert marked in hit.snippet
    assert "\n" not in hit.snippet


def test_a_snippet_is_a_part_of_a_long_text(index: Index) -> None:
    """About 200 characters around the match."""
    text = "Some words\n\nbefore it. " * 200 + "Here is the needle. " + "And words after. " * 200
    written(index, entry("a", text=text))
    for query in ("needle", "needle AND words"):
        [hit] = ask(index, query).hits
        assert "«needle»" in hit.snippet
    for query in ("needle", "*"):
        [hit] = ask(index, query).hits
        assert 50 < len(hit.snippet) < 300
        assert "\n" not in hit.snippet


def test_hits_without_snippets_are_the_same_otherwise(library: Index) -> None:
    """For who reads the texts in another way."""
    with_them, without = (ask(library, "cup", snippets=wanted).hits for wanted in (True, False))
    assert with_them[0].matches
    bare = [msgspec.structs.replace(hit, snippet="", matches=()) for hit in with_them]
    assert list(without) == bare


def test_a_search_gives_no_more_than_asked(library: Index) -> None:
    """`total` counts all the same."""
    assert len(ask(library, All(), size=2).hits) == 2
    assert ask(library, All(), size=2).total == 4
    assert ask(library, All(), size=0).hits == ()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("meta.section:sports", {"a", "b"}),
        ("metadata.Section:SPORTS", {"a", "b"}),
        ('meta.section:"world news"', {"c"}),
        ("meta.section:wor*", {"c"}),
        ("meta.section:*", {"a", "b", "c"}),
        ("meta.geo.city:sao*", {"b"}),
        ("meta.article_desk:night", {"a"}),
        (r"meta.article\ desk:night", {"a"}),
        ("meta.city:rome", set()),
        ("meta.section:sports AND NOT meta.tags:b", {"b"}),
        ("meta.nosuch:x", set()),
    ],
)
def test_a_source_s_own_fields_are_searched_by_their_names(
    index: Index, query: str, expected: set[str]
) -> None:
    """Whole values, by case and accents no matter, under dotted names."""
    sections: dict[str, dict[str, tuple[str, ...]]] = {
        "a": {"section": ("Sports",), "tags": ("a", "b"), "Article Desk": ("Night",)},
        "b": {"section": ("sports",), "tags": ("a",), "geo.city": ("São Paulo",)},
        "c": {"section": ("World  News", "Politics")},
    }
    works = [
        Work(
            Document(
                id, Locator("file:///a"), "text/plain", None, "0" * 32, 1, Metadata(other=other)
            )
        )
        for id, other in sections.items()
    ]
    written(
        index,
        *(IndexEntry(w.document.id, 1, index_fields(w, (), a_writer())) for w in works),
        entry("d"),
    )
    assert ids(index, query) == expected
    assert (index.get("a") or {})["metadata"]["Article Desk"] == ["Night"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("indexed_at:2026-03-01", {"a"}),
        ("indexed_at:[2026-02 TO 2026-03]", {"a"}),
        ("indexed_at:<2026-03-01", set()),
        ("indexed_at:today", set()),
        ("NOT indexed_at:*", {"d"}),
    ],
)
def test_every_record_can_be_found_by_the_time_it_was_written(
    index: Index, query: str, expected: set[str]
) -> None:
    """Without a date of its own too; an entry of an index of before has none."""
    document = Document("a", Locator("file:///a"), "text/plain", None, "0" * 32, 1)
    written(index, IndexEntry("a", 1, index_fields(Work(document), (), a_writer())), entry("d"))
    assert ids(index, query) == expected


LETTER, REPORT = "a" * 32, "b" * 32
BY = a_writer()
BOX = tuple(
    IndexEntry(document.id, 1, index_fields(Work(document, properties=properties), [], BY))
    for document, properties in (
        (
            Document(
                LETTER, Locator("file:///box.mbox"), "message/rfc822", None, "", 1, family=LETTER
            ),
            Properties(mail=Mail(
                "m2@x.org", thread="m1@x.org", sender=(Address("ada@x.org", "Ada Löw"),),
                to=(Address("b@x.org"), Address("c@x.org", "Cem")), cc=(Address("d@x.org"),),
            )),
        ),
        (
            Document(
                REPORT, Locator("file:///box.mbox", "report.pdf"), "application/pdf", None, "", 1,
                Metadata(subjects=("04000000",)), parent=LETTER, family=LETTER,
            ),
            Properties("2021-03-04T10:00:00+02:00", "Ada", "Writer 7", 12),
        ),
    )
)  # fmt: skip


@pytest.fixture(scope="module", params=ENGINES)
def box(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Index]:
    """An index with a message and what is attached to it."""
    with opened(request, tmp_path_factory.mktemp("box")) as make:
        made = make()
        made.prepare()
        yield written(made, *BOX)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"family:{LETTER}", {LETTER, REPORT}),
        (f"parent:{LETTER}", {REPORT}),
        ("mail_from:Ada@X.org", {LETTER}),
        ("mail_to:c@x.org", {LETTER}),
        ("mail_to:d@x.org", set()),
        ("mail_cc:d*", {LETTER}),
        ('mail_names:"ada low"', {LETTER}),
        ("thread:m1@x.org", {LETTER}),
        ("message_id:m2@x.org", {LETTER}),
        ("pages:>10", {REPORT}),
        ("pages:12", {REPORT}),
        ("pages:[13 TO *]", set()),
        ("modified:2021-03", {REPORT}),
        ('creator_tool:"Writer 7"', {REPORT}),
        ("last_saved_by:Ada", {REPORT}),
        ("subjects:04000000", {REPORT}),
        ("media_type:application/PDF", {REPORT}),
    ],
)
def test_files_and_messages_are_found_by_what_they_say(
    box: Index, query: str, expected: set[str]
) -> None:
    """Relations, addresses in any case, pages and dates of files."""
    assert ids(box, parse(query).node) == expected
    hits = {hit.id: hit.pages for hit in ask(box, parse(f"family:{LETTER}").node).hits}
    assert hits == {LETTER: 0, REPORT: 12}
