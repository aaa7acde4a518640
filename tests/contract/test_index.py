"""What every index does; one suite over all adapters (the contract is `pipeline.index.Index`)."""

import contextlib
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from pipeline.fields import FOLDED_FIELDS, folded
from pipeline.folding import fold
from pipeline.index import Entry, FailureEntry, Found, Index, Known, Refused, SearchRequest
from pipeline.query.filters import filters
from pipeline.query.parse import parse
from pipeline.query.tree import All, And, Node, Not, Or, Phrase, Prefix, Range, Word
from workers.indexes.elasticsearch import ElasticsearchIndex
from workers.indexes.embedded import EmbeddedIndex

MakeIndex = Callable[[], Index]

FAILURE = FailureEntry(
    id="d9", run="r1", batch="b1", attempt=1, source="file:///a.txt", member="", record=0,
    stage="clean", error="DocumentError", message="not text", worker="w1",
    failed_at="2024-01-01T00:00:00Z",
)  # fmt: skip


@contextlib.contextmanager
def opened(request: pytest.FixtureRequest, directory: Path) -> Iterator[MakeIndex]:
    """What makes adapters to one new index of the engine that `request` names."""
    made: list[Index] = []
    if request.param == "embedded":

        def make() -> Index:
            made.append(EmbeddedIndex(directory / "index"))
            return made[-1]

        yield make
        for index in made:
            index.close()
        return
    url = request.getfixturevalue("elasticsearch_url")
    name = f"docmill-test-{secrets.token_hex(4)}"

    def connect() -> Index:
        made.append(ElasticsearchIndex(url, name=name))
        return made[-1]

    yield connect
    for index in made:
        index.close()
    with Elasticsearch(url) as client:
        for index_name in client.indices.get(index=f"{name}*", allow_no_indices=True):
            client.indices.delete(index=index_name)
        client.options(ignore_status=404).indices.delete_index_template(name=f"{name}*")


@pytest.fixture(params=["embedded", "elasticsearch"])
def make_index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeIndex]:
    """Makes adapters to the same index, which does not exist yet."""
    with opened(request, tmp_path) as make:
        yield make


@pytest.fixture
def index(make_index: MakeIndex) -> Index:
    """A prepared index without documents."""
    made = make_index()
    made.prepare()
    return made


def entry(id: str, version: int = 1, **fields: Any) -> Entry:
    """A document; its folded twins are made as `pipeline.fields` makes them."""
    for name in FOLDED_FIELDS:
        if name in fields:
            fields[folded(name)] = [fold(value) for value in fields[name]]
    return Entry(id, version, {"version": version, **fields})


def written(index: Index, *entries: Entry) -> Index:
    """The index, with entries that can be searched."""
    assert index.write(entries) == [None] * len(entries)
    index.refresh()
    return index


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
    ),
    entry(
        "sport", source="file:///sport.jsonl", title="Cup final", text="Football and music.",
        people=["Jo Smith"], places=["São Paulo"], topics=["sport"], language="pt",
        published="1850-06-15T12:00:00Z", record=3, content_hash="h3", run="r2",
    ),
    entry("chinese", text="我们在中国的首都北京", language="zh", content_hash="h4", run="r2"),
)  # fmt: skip


@pytest.fixture(scope="module", params=["embedded", "elasticsearch"])
def library(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Index]:
    """An index with the corpus; tests leave it as it is."""
    with opened(request, tmp_path_factory.mktemp("library")) as make:
        made = make()
        made.prepare()
        yield written(made, *CORPUS)


def ask(index: Index, query: Node | str, **options: Any) -> Found:
    """A search by tree or by text that must be understood."""
    if isinstance(query, str):
        parsed = parse(query)
        assert parsed.note is None
        query = parsed.node
    return index.search(SearchRequest(query, **options))


def ids(index: Index, query: Node | str, **options: Any) -> set[str]:
    """The ids of what is found."""
    return {hit.id for hit in ask(index, query, **options).hits}


# --- writing, versions, looking up


def test_an_index_that_does_not_exist_yet_is_empty(make_index: MakeIndex) -> None:
    """Searching before the first run finds nothing; it is no error."""
    index = make_index()
    assert index.search(SearchRequest(All(), facets=True)).total == 0
    assert list(index.scan(SearchRequest(All()))) == []
    assert index.get("x") is None
    assert index.lookup(["x"]) == [None]
    assert index.holders(["h"]) == {}
    assert index.count() == 0
    assert index.describe()["documents"] == 0


def test_preparing_again_keeps_the_documents(index: Index) -> None:
    """`prepare` is harmless when all is there."""
    written(index, entry("a"))
    index.prepare()
    assert index.count() == 1


def test_what_is_written_is_known_at_once(make_index: MakeIndex) -> None:
    """A look-up needs no refresh, and sees what another process wrote."""
    writer, reader = make_index(), make_index()
    writer.prepare()
    assert reader.lookup(["a"]) == [None]
    writer.write(
        [entry("a", raw_hash="w", content_hash="c", fingerprints=["clean:1", "x:2"], run="r1")]
    )
    assert reader.lookup(["b", "a", "b"]) == [None, Known("w", "c", ("clean:1", "x:2"), "r1"), None]
    writer.write([entry("b", run="r2")])
    assert [known and known.run for known in reader.lookup(["b", "a"])] == ["r2", "r1"]
    assert reader.lookup([]) == []


def test_an_equal_or_higher_version_replaces(index: Index) -> None:
    """The same attempt written twice counts once."""
    for version, title in ((5, "first"), (5, "again"), (6, "later")):
        written(index, entry("a", version, title=title))
        assert index.count() == 1
        assert index.get("a") == {"id": "a", "version": version, "title": title}
    assert ids(index, "first OR again") == set()


def test_a_late_copy_of_an_old_run_changes_nothing(index: Index) -> None:
    """A lower version is answered as held: a newer one is there."""
    written(index, entry("a", 7, title="new", run="r2"))
    assert index.write([entry("a", 6, title="old", run="r1"), entry("b", 6)]) == [None, None]
    index.refresh()
    assert index.count() == 2
    assert [known and known.run for known in index.lookup(["a"])] == ["r2"]
    assert ids(index, "old") == set()


def test_equal_ids_in_one_batch_leave_the_highest_version(index: Index) -> None:
    """Within a batch, too, the version decides, and the last of equals."""
    written(
        index,
        entry("a", 2, title="newest"), entry("a", 1, title="oldest"),
        entry("b", 1, title="first"), entry("b", 1, title="second"),
    )  # fmt: skip
    assert index.count() == 2
    assert [index.get(id)["title"] for id in ("a", "b")] == ["newest", "second"]  # type: ignore[index]


@pytest.mark.parametrize(
    "unfit",
    [{"unheard_of": 1}, {"published": "yesterday"}, {"record": "first"}, {"title": {"x": 1}}],
    ids=lambda fields: next(iter(fields)),
)
def test_an_unfit_document_is_refused_alone(index: Index, unfit: dict[str, Any]) -> None:
    """One answer per document: the others of the batch are stored."""
    answers = index.write([entry("a"), entry("bad", **unfit), entry("b")], [FAILURE])
    assert answers[0] is None
    assert answers[2] is None
    assert isinstance(answers[1], Refused)
    assert answers[1].error
    assert answers[1].message
    index.refresh()
    assert index.count() == 2
    assert index.get("bad") is None


def test_failures_alone_are_no_documents(index: Index) -> None:
    """A batch whose documents all failed has nothing to store."""
    assert index.write([], [FAILURE]) == []
    index.refresh()
    assert index.count() == 0


def test_a_value_too_long_for_a_term_does_not_lose_the_document(index: Index) -> None:
    """It is stored, but neither matched nor counted."""
    long, longish = "x" * 40_000, "x" * 10_000
    written(index, entry("a", url=long, author=longish, people=[long, "Ann"], text="found"))
    found = ask(index, "found", facets=True)
    assert found.hits[0].people == (long, "Ann")
    assert found.facets["people"] == (("Ann", 1),)
    assert ids(index, Word(longish, "author")) == set()


def test_names_of_broken_files_are_stored_readably(index: Index) -> None:
    """A lone surrogate stands for a byte that is no UTF-8; no index can hold it."""
    written(index, entry("a", member="caf\udce9.txt", extra={"x": ["\ud800"]}))
    stored = index.get("a")
    assert stored is not None
    assert (stored["member"], stored["extra"]) == ("caf\ufffd.txt", {"x": ["\ufffd"]})


def test_holders_name_a_document_for_each_content(index: Index) -> None:
    """Only held contents are answered; of copies the one written first."""
    written(
        index,
        entry("b", 2, content_hash="h1"), entry("a", 1, content_hash="h1"),
        entry("c", 3, content_hash="h2"), entry("d", 4),
    )  # fmt: skip
    assert index.holders(["h1", "h2", "h3", "h1"]) == {"h1": "a", "h2": "c"}
    assert index.holders([]) == {}


def test_everything_stored_comes_back(index: Index) -> None:
    """Fields that are not searched, users' own JSON among them, are kept as they were."""
    fields = {
        "title": "T",
        "published_as_given": "spring 1999",
        "topic_scores": {"sport": 0.25, "arts": 0.5},
        "mentions": [{"start": 0, "end": 3, "label": "person", "text": "Ann", "entity": "Ann"}],
        "repairs": [{"kind": "encoding", "start": 0, "before": "Ã©", "after": "é"}],
        "extra": {"my-stage": {"a.b": [1, {"deep": None}], "é": "ß"}},
        "works": ["Hamlet"],
    }
    written(index, entry("a", 3, **fields))
    assert index.get("a") == {"id": "a", "works_folded": ["hamlet"], "version": 3, **fields}


def test_a_document_is_found_by_either_id(index: Index) -> None:
    """docmill's id comes first; a source's own id gives its newest document."""
    written(
        index, entry("a", 1, source_id="s"), entry("b", 2, source_id="s"), entry("s2"),
        entry("c", 3, source_id="s2"),
    )  # fmt: skip
    found = [index.get(key) for key in ("a", "s", "s2", "nothing")]
    assert [document and document["id"] for document in found] == ["a", "b", "s2", None]


def test_a_description_counts_documents_and_bytes(library: Index) -> None:
    """`doctor` shows which engine it is and how much it holds."""
    told = library.describe()
    assert told["documents"] == library.count() == len(CORPUS)
    assert told["bytes"] > 0
    assert told["version"]
    assert told["engine"] in ("tantivy", "elasticsearch")
    assert told["address"]


# --- queries


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (All(), {"putin", "music", "sport", "chinese"}),
        (Word("diplomacy"), {"putin", "music"}),
        (Word("DIPLOMACY"), {"putin", "music"}),
        (Word("diplomacy", "text"), {"putin"}),
        (Word("diplomacy", "title"), {"music"}),
        (Word("diplo"), set()),
        (Word("café"), {"music"}),
        (Word("cafe"), set()),
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
        (Word("Putin", "people"), set()),
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
        (Word("ann lee", "author"), set()),
        (Range("record", "2", "3"), {"music", "sport"}),
        (Range("record", "1", "3", False, False), {"music"}),
        (Range("record", None, "1"), {"putin"}),
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
    ids=str,
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
    ],
)
def test_queries_as_people_type_them(library: Index, text: str, expected: set[str]) -> None:
    """One parser for all: the road from the command line to the engine."""
    assert ids(library, text) == expected


def test_filters_narrow_a_query(library: Index) -> None:
    """Options of the command line are ANDed with one another and the query."""
    narrow = filters(person=["jose ortega"], topic=["politics"], published_from="2022-06")
    assert ids(library, And((parse("minister").node, narrow))) == {"music"}
    assert ids(library, filters()) == {"putin", "music", "sport", "chinese"}


def test_a_match_in_the_title_counts_more(library: Index) -> None:
    """Best first."""
    hits = ask(library, "diplomacy").hits
    assert [hit.id for hit in hits] == ["music", "putin"]
    assert hits[0].score > hits[1].score > 0


def test_a_hit_shows_the_document(library: Index) -> None:
    """What a result list needs, the names as they were written."""
    [hit] = ask(library, "person:ortega OR nato*").hits or ask(library, "geneva").hits
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


def test_a_search_gives_no_more_than_asked(library: Index) -> None:
    """`total` counts all the same."""
    assert len(ask(library, All(), size=2).hits) == 2
    assert ask(library, All(), size=2).total == 4
    assert ask(library, All(), size=0).hits == ()


# --- copies, facets, scans


def test_copies_are_collapsed_to_the_best(index: Index) -> None:
    """However many copies come first, as many different contents follow as are asked for."""
    copies = [entry(f"copy{i:02}", text="needle", content_hash="same") for i in range(40)]
    others = [
        entry(f"other{i}", text="needle " + "hay " * (i + 5), content_hash=f"h{i}")
        for i in range(6)
    ]
    loose = [entry(f"loose{i}", text="needle " + "hay " * 50) for i in range(2)]
    best = entry("best", title="needle", text="needle", content_hash="same")
    written(index, *copies, *others, *loose, best)
    found = ask(index, "needle", size=4)
    assert found.total == 49
    assert [hit.id for hit in found.hits] == ["best", "other0", "other1", "other2"]
    assert len(ids(index, "needle", size=20)) == 9
    assert len(ids(index, "needle", size=100, collapse=False)) == 49


def test_facets_count_every_copy_of_the_original_names(index: Index) -> None:
    """Most frequent first, as written, over all matches and not only the hits shown."""
    written(
        index,
        *(
            entry(f"a{i}", text="x", people=["José"], language="en", content_hash="h")
            for i in range(3)
        ),
        entry("b", text="x", people=["Jose", "Łucja"], language="de", content_hash="g"),
        entry("c", text="y", people=["José", "Ann"]),
    )
    found = ask(index, "x", size=1, facets=True)
    assert found.facets["people"][0] == ("José", 3)
    assert set(found.facets["people"]) == {("José", 3), ("Jose", 1), ("Łucja", 1)}
    assert found.facets["language"] == (("en", 3), ("de", 1))
    assert found.facets["places"] == ()
    assert ask(index, "x", facets=True, facet_size=1).facets["people"] == (("José", 3),)
    assert ask(index, "x").facets == {}


def test_a_scan_gives_every_hit(index: Index) -> None:
    """More than 10,000, each once; collapsed, one of each content."""
    for start in range(0, 10_500, 2_100):
        batch = [
            entry(f"d{i}", text=f"tiny {i % 2}", content_hash=f"h{i // 3}")
            for i in range(start, start + 2_100)
        ]
        assert index.write(batch) == [None] * len(batch)
    index.refresh()
    every = [hit.id for hit in index.scan(SearchRequest(Word("tiny"), size=1, collapse=False))]
    assert len(every) == len(set(every)) == 10_500
    assert sum(1 for _ in index.scan(SearchRequest(Word("tiny")))) == 3_500
    half = {hit.id for hit in index.scan(SearchRequest(Word("1"), collapse=False))}
    assert half == {f"d{i}" for i in range(1, 10_500, 2)}


def test_a_scan_knows_copies_across_its_pages(index: Index) -> None:
    """Thousands of copies of one content are one hit."""
    copies = [entry(f"copy{i}", text="tiny", content_hash="same") for i in range(2_500)]
    written(index, *copies, entry("other", text="tiny", content_hash="other"))
    assert sum(1 for _ in index.scan(SearchRequest(Word("tiny")))) == 2
