"""`docmill search` and `docmill show` on an embedded index."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from pipeline.fields import FOLDED_FIELDS, folded, index_fields
from pipeline.identity import content_hash, document_id
from pipeline.index import IndexEntry
from pipeline.records import (
    Cleaned,
    Difference,
    Document,
    Entities,
    Locator,
    Mark,
    Mention,
    Metadata,
    Repair,
    Reversal,
    Topics,
    Work,
)  # fmt: skip
from tests.harness.records import a_writer
from tests.unit.conftest import CommandLine
from workers.indexes import open_index
from workers.settings import load_settings

HIT_KEYS = [
    "id", "score", "title", "snippet", "people", "organizations", "places", "topics", "published",
    "source", "pages", "page", "member", "record", "source_id", "author", "language", "matches",
    "content_hash",
]  # fmt: skip


def entry(record: int, title: str, text: str, place: str, topics: tuple[str, ...]) -> IndexEntry:
    """A document as the index task would write it."""
    locator = Locator("file:///archive/news.jsonl", "", record)
    start = text.index(place)
    mention = Mention(start, start + len(place), "place", place, place)
    work = Work(
        document=Document(
            id=document_id(locator),
            locator=locator,
            media_type="text/plain",
            raw=None,
            raw_hash="0" * 32,
            size=len(text),
            metadata=Metadata(published=f"202{record}-05-01"),
            source_id=f"A-{record}",
        ),
        cleaned=Cleaned(
            title,
            text,
            "en",
            content_hash(text),
            (Repair("encoding", 1, 0, 0, "x", "y"),),
            reversal=Reversal((Difference(start, start, "  \n"),), unkept=record // 2),
            marks=(Mark("repeated", 0, start),) * record,
        ),
        entities=Entities((mention,)),
        topics=Topics(dict.fromkeys(topics, 0.75), topics),
    )
    written = a_writer("a-run", "0000001", 1)
    return IndexEntry(work.document.id, 1, index_fields(work, ["clean:1"], written))


ENTRIES = [
    entry(0, "Talks in Geneva", "Diplomats met in Geneva for talks on trade.", "Geneva", ()),
    entry(1, "A match", "The final was played in Zürich.", "Zürich", ("sport",)),
    entry(2, "Trade", "Exports through Zürich have grown: trade.", "Zürich", ("economy",)),
]


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory whose index holds the three documents; the tests only read it."""
    place = tmp_path_factory.mktemp("searched")
    index = open_index(load_settings(data_dir=place, index_url=None))
    index.prepare()
    assert index.write(ENTRIES) == [None] * len(ENTRIES)
    index.close()
    return place


@pytest.fixture
def indexed(data_dir: Path, index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> list[IndexEntry]:
    """The three documents in the embedded index of the data directory."""
    monkeypatch.setenv("DOCMILL_DATA_DIR", str(index_dir))
    return ENTRIES


def test_each_hit_is_one_line_of_json(docmill: CommandLine, indexed: list[IndexEntry]) -> None:
    """A line has exactly the documented keys; a match in the title counts more."""
    answer = docmill("search", "trade", "--json")
    assert answer.exit_code == 0
    assert [list(hit) for hit in answer.lines] == [HIT_KEYS, HIT_KEYS]
    assert [hit["id"] for hit in answer.lines] == [indexed[2].id, indexed[0].id]
    assert answer.lines[0]["places"] == ["Zürich"]
    assert "«trade»" in answer.lines[1]["snippet"]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("trade", "talks"), {0}),
        (("trade OR match",), {0, 1, 2}),
        (("--place", "zurich"), {1, 2}),
        (("--place", "zurich", "--topic", "SPORT"), {1}),
        (("trade", "--from", "2021"), {2}),
        (("--to", "2021",), {0, 1}),
        (("--language", "de"), set()),
        (("--language", "EN", "--person", "Nobody"), set()),
        (("--organization", "Nobody"), set()),
        (("",), {0, 1, 2}),
    ],
)  # fmt: skip
def test_words_and_filters_are_joined(
    docmill: CommandLine, indexed: list[IndexEntry], arguments: tuple[str, ...], found: set[int]
) -> None:
    """Words, and every filter, must fit; names and topics fit whatever their case and accents."""
    for view in ((), ("--all",)):
        answer = docmill("search", *arguments, *view, "--json")
        assert {hit["id"] for hit in answer.lines} == {indexed[n].id for n in found}
        assert answer.exit_code == 0


def test_size_is_the_most_hits(docmill: CommandLine, indexed: list[IndexEntry]) -> None:
    """`--size` cuts the list, for people with a word on how many there are."""
    assert len(docmill("search", "--place", "Zürich", "--size", "1", "--json").lines) == 1
    shown = docmill("search", "--place", "Zürich", "--size", "1", "--no-json").output
    assert "documents found: 2, shown: 1" in shown


def test_facets_are_the_last_line(docmill: CommandLine, indexed: list[IndexEntry]) -> None:
    """With --facets one line of its own kind follows the hits, with --all as well."""
    for view in ((), ("--all",)):
        *hits, last = docmill("search", "--place", "Zürich", "--facets", *view, "--json").lines
        assert len(hits) == 2
        assert last["total"] == 2
        assert last["facets"]["places"] == [{"value": "Zürich", "documents": 2}]


def test_hits_are_written_to_a_parquet_file(
    docmill: CommandLine, indexed: list[IndexEntry], tmp_path: Path
) -> None:
    """With types: dates, lists of names, numbers; `--fields` chooses; nothing is printed."""
    import pyarrow.parquet

    file = tmp_path / "hits.parquet"
    answer = docmill("search", "--place", "Zürich", "--sort", "date", "--parquet", str(file))
    assert (answer.exit_code, answer.output) == (0, "")
    assert "2" in answer.errors
    table = pyarrow.parquet.read_table(file)
    assert table.column_names == HIT_KEYS
    first, second = table.to_pylist()
    assert (first["title"], second["title"]) == ("A match", "Trade")
    assert first["places"] == ["Zürich"]
    assert first["published"].isoformat() == "2021-05-01T00:00:00+00:00"
    assert (first["record"], first["author"], first["page"]) == (1, None, None)
    fields = ("--fields", "id,repaired,mentions,credit")
    assert docmill("search", "trade", "--all", "--parquet", str(file), *fields).exit_code == 0
    chosen = pyarrow.parquet.read_table(file).to_pylist()
    assert all(json.loads(row["mentions"])[0]["label"] == "place" for row in chosen)
    assert chosen[0]["credit"] is None
    assert [one.name for one in tmp_path.iterdir() if "hits" in one.name] == ["hits.parquet"]


def test_a_parquet_file_without_hits(docmill: CommandLine, tmp_path: Path) -> None:
    """Has its columns and no rows."""
    import pyarrow.parquet

    file = tmp_path / "none.parquet"
    assert docmill("search", "zebra", "--parquet", str(file), "--fields", "id").exit_code == 0
    assert pyarrow.parquet.read_table(file).to_pydict() == {"id": []}


def test_parquet_needs_its_extra(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The message says how to install it; nor can a file be written where there is no folder."""
    nowhere = docmill("search", "x", "--parquet", str(tmp_path / "no" / "a.parquet"))
    assert nowhere.exit_code == 2
    assert "cannot be written" in nowhere.errors
    assert docmill("search", "x", "--parquet", "a", "--csv").exit_code == 2
    monkeypatch.setattr("pipeline.extras.find_spec", lambda name: None)
    answer = docmill("search", "x", "--parquet", str(tmp_path / "a.parquet"))
    assert answer.exit_code == 2
    assert "pip install 'docmill[parquet]'" in answer.errors


def test_similar_documents_are_hits(docmill: CommandLine, indexed: list[IndexEntry]) -> None:
    """By id, own id or the number of a hit; as JSON, for people, as a table."""
    found, other = docmill("similar", "A-0", "--json").lines
    assert {found["id"], other["id"]} == {indexed[1].id, indexed[2].id}
    assert found["nearness"] >= other["nearness"]
    assert list(found) == [*HIT_KEYS, "nearness", "nearly_equal"]
    assert 0 < found["nearness"] <= 1
    docmill("search", "geneva", "--json")
    assert docmill("similar", "1", "--size", "1", "--json").lines == [found]
    # It is remembered itself.
    assert docmill("show", "1", "--json").lines[0]["id"] == found["id"]
    assert "nearness" in docmill("similar", "A-0", "--no-json").output
    rows = list(csv.reader(io.StringIO(docmill("similar", "A-0", "--csv").output)))
    assert rows[0][-2:] == ["nearness", "nearly_equal"]
    [first, _] = docmill("similar", "A-0", "--fields", "nearness,id", "--json").lines
    assert first == {"nearness": found["nearness"], "id": found["id"]}


def test_nothing_similar_is_said(docmill: CommandLine, indexed: list[IndexEntry]) -> None:
    """As is an id that no document has: exit code 1."""
    answer = docmill("similar", "nobody")
    assert answer.exit_code == 1
    assert "no document has the id 'nobody'" in answer.errors


@pytest.mark.parametrize("command", ["show", "similar"])
def test_an_id_that_no_document_has_is_an_object_for_programs(
    docmill: CommandLine, indexed: list[IndexEntry], command: str
) -> None:
    """With --json; otherwise nothing is printed, as where the output is a pipe."""
    assert docmill(command, "nobody").output == ""
    answer = docmill(command, "nobody", "--json")
    assert answer.json["exit_code"] == answer.exit_code == 1
    assert answer.json["error"] in answer.errors


def test_one_facet_is_counted_alone(docmill: CommandLine, indexed: list[IndexEntry]) -> None:
    """Without hits where none are asked for; its values may be searched."""
    [told] = docmill("search", "*", "--facet", "place", "--size", "0", "--json").lines
    assert list(told["facets"]) == ["places"]
    assert told["dates"] is None
    like = ("search", "*", "--facet", "place", "--size", "0", "--facet-like")
    assert docmill(*like, "zur", "--json").lines[0]["facets"]["places"][0]["value"] == "Zürich"
    none = docmill(*like, "xyz", "--json")
    assert none.lines[0]["facets"] == {"places": []}
    assert "none of the places" in none.errors
    assert "nothing found" not in none.errors


def test_dates_are_a_facet(docmill: CommandLine, indexed: list[IndexEntry]) -> None:
    """As JSON, and as bars for people."""
    [told] = docmill("search", "*", "--facet", "date", "--size", "0", "--json").lines
    assert told["facets"] == {}
    assert sum(bar["documents"] for bar in told["dates"]["bars"]) > 0
    output = docmill("search", "*", "--facet", "published", "--size", "0", "--no-json").output
    assert "published, by" in output
    assert "█" in output


@pytest.mark.parametrize("wrong", [("--facet", "colour"), ("--facet-like", "x", "--facets")])
def test_a_facet_that_there_is_not(docmill: CommandLine, wrong: tuple[str, ...]) -> None:
    """It is said which there are."""
    answer = docmill("search", "x", *wrong)
    assert answer.exit_code == 2
    assert "--facet" in answer.errors


@pytest.mark.parametrize(
    "command", [("search", "trade", "--json"), ("search", "*", "--csv"), ("similar", "A-1")]
)
def test_a_field_that_there_is_not(
    docmill: CommandLine, indexed: list[IndexEntry], command: tuple[str, ...]
) -> None:
    """A column of nothing would look like documents without it; a record has more than a hit."""
    answer = docmill(*command, "--fields", "id,titel")
    assert answer.exit_code == 2
    assert "'titel'; did you mean title" in answer.errors
    assert "content_hash" in docmill(*command, "--fields", "zzzz").errors
    assert docmill(*command, "--fields", "id,raw_hash,topic_scores").exit_code == 0


@pytest.mark.parametrize(
    "arguments", [("", "--all"), ("--all", ""), ("--sort", "date", "--all", "")]
)
def test_an_empty_query_finds_every_document(
    docmill: CommandLine, indexed: list[IndexEntry], arguments: tuple[str, ...]
) -> None:
    """Wherever it stands among the options."""
    answer = docmill("search", "--json", *arguments)
    assert answer.exit_code == 0
    assert len(answer.lines) == len(indexed)


def test_a_page_behind_the_last_says_so(docmill: CommandLine, indexed: list[IndexEntry]) -> None:
    """It is no search that finds nothing."""
    answer = docmill("search", "trade", "--page", "9", "--json")
    assert answer.output == ""
    assert "there are 2, and none behind the first 80" in answer.errors
    assert "nothing found" not in answer.errors


def test_people_see_hits_and_facets(docmill: CommandLine, indexed: list[IndexEntry]) -> None:
    """The readable view numbers the hits, colours matches instead of marking them, counts."""
    output = docmill("search", "trade", "--facets", "--no-json").output
    assert output.index("1 Trade") < output.index("2 Talks in Geneva")
    # Where it is, as people count records, with its own id.
    assert "file:///archive/news.jsonl#3 (A-2)" in "".join(output.split("\n"))
    assert "talks on trade" in output
    assert "«" not in output
    assert "economy" in output
    assert "documents found: 2\n" in output
    assert "documents found: 2\n" in docmill("search", "trade", "--all", "--no-json").output


def test_a_query_that_does_not_parse_is_told_apart_from_its_hits(
    docmill: CommandLine, indexed: list[IndexEntry]
) -> None:
    """The note about it goes to standard error, the hits of its words to standard output."""
    answer = docmill("search", 'trade "talks', "--json")
    assert [hit["id"] for hit in answer.lines] == [indexed[0].id]
    assert "plain words" in answer.errors


def test_nothing_found_is_no_error(docmill: CommandLine, indexed: list[IndexEntry]) -> None:
    """No line of JSON, a sentence for people, exit code 0."""
    assert docmill("search", "zebra", "--json") == docmill("search", "zebra", "--json", "--all")
    assert docmill("search", "zebra", "--json").output == ""
    answer = docmill("search", "zebra", "--no-json")
    assert (answer.exit_code, answer.output) == (0, "")
    assert "nothing found" in answer.errors


def test_an_empty_index_says_how_to_begin(docmill: CommandLine) -> None:
    """Before the first run a search finds nothing and names the command to start with."""
    answer = docmill("search", "zebra", "--no-json")
    assert answer.exit_code == 0
    assert "docmill run" in answer.errors


def test_a_document_is_shown_by_either_id(docmill: CommandLine, indexed: list[IndexEntry]) -> None:
    """Its id and its id in the source name the same record, without the fields for matching."""
    by_id = docmill("show", indexed[1].id, "--json")
    assert by_id.exit_code == 0
    assert by_id.json == docmill("show", "A-1", "--json").json
    assert by_id.json["id"] == indexed[1].id
    assert by_id.json["text"] == "The final was played in Zürich."
    assert by_id.json["mentions"][0]["entity"] == "Zürich"
    assert not {folded(field) for field in FOLDED_FIELDS} & set(by_id.json)


def test_people_see_the_document(docmill: CommandLine, indexed: list[IndexEntry]) -> None:
    """The readable view has the text, what was found in it, and where it comes from."""
    output = docmill("show", "A-1", "--no-json").output
    for told in (
        "A match",
        "played in Zürich",
        "sport",
        "0.75",
        "encoding",
        "A-1",
        "a-run",
        "marked repeated",
    ):
        assert told in output
    # The record 1 of the index; people count from 1.
    assert re.search(r"record +2\b", output)


def test_a_document_of_the_index_is_a_page_too(
    docmill: CommandLine, indexed: list[IndexEntry], tmp_path: Path
) -> None:
    """The same page as that of `analyze`, under the place that the document came from."""
    page = tmp_path / "page.html"
    answer = docmill("show", "A-1", "--html", str(page))
    assert (answer.exit_code, answer.output, answer.errors) == (0, "", "")
    written = page.read_text(encoding="utf-8")
    assert '<mark class="place" title="place: Zürich">Zürich</mark>' in written
    assert indexed[1].fields["source"] in written
    refused = docmill("show", "A-1", "--html", str(page), "--json")
    assert refused.exit_code == 2
    assert "choose one" in refused.errors


def test_before_prints_the_original_text(docmill: CommandLine, indexed: list[IndexEntry]) -> None:
    """As it was, byte for byte, to a pipe; the record itself is shown without the way back."""
    before = "The final was played in   \nZürich."
    answer = docmill("show", "A-1", "--before")
    assert (answer.exit_code, answer.output, answer.errors) == (0, before, "")
    as_json = docmill("show", "A-1", "--before", "--json").json
    assert as_json == {"id": indexed[1].id, "before": before, "unkept": 0}
    assert "reversal" not in docmill("show", "A-1", "--json").json
    assert docmill("show", "A-1", "--before", "--html", "-").exit_code == 2


def test_missing_differences_are_reported(docmill: CommandLine, indexed: list[IndexEntry]) -> None:
    """How much it lacks, from where on, and who has it."""
    answer = docmill("show", "A-2", "--before")
    assert "the 1 behind them: from character 16 of the clean text" in answer.errors
    assert indexed[2].fields["source"] in answer.errors
    assert docmill("show", "A-2", "--before", "--json").json["unkept"] == 1


def test_a_search_that_finds_nothing_says_what_would(
    docmill: CommandLine, indexed: list[IndexEntry]
) -> None:
    """Likely spellings, and the filters without which there are documents."""
    told = docmill("search", "trede", "--json").errors
    assert "nothing found; no document has 'trede': did you mean trade?" in told
    told = docmill("search", "trade", "--topic", "sport", "--place", "Zürich", "--json").errors
    assert "without --topic sport there are 1" in told


def test_a_field_that_people_call_otherwise(docmill: CommandLine) -> None:
    """The one that is meant is named."""
    told = docmill("search", "city:london", "--json").errors
    assert "there is no field 'city' (there is place)" in told


def test_hits_may_be_sorted_and_paged(docmill: CommandLine, indexed: list[IndexEntry]) -> None:
    """Page after page in the order asked for; another order is refused."""
    newest = docmill("search", "*", "--sort", "-date", "--json").lines
    assert [hit["published"] for hit in newest] == sorted(
        (hit["published"] for hit in newest), reverse=True
    )
    paged = [
        docmill("search", "*", "--sort", "-date", "--size", "1", *page, "--json").lines[0]["id"]
        for page in ((), ("--page", "2"), ("--offset", "2"))
    ]
    assert paged == [hit["id"] for hit in newest]
    assert docmill("search", "*", "--sort", "size").exit_code == 2
    assert docmill("search", "*", "--all", "--page", "2").exit_code == 2


def test_hits_are_given_as_csv(docmill: CommandLine, indexed: list[IndexEntry]) -> None:
    """With the fields that are asked for, those of the record among them."""
    answer = docmill("search", "talks", "--csv", "--fields", "id,title,places,text")
    header, *rows = list(csv.reader(io.StringIO(answer.output)))
    assert header == ["id", "title", "places", "text"]
    assert [row[0] for row in rows] == [indexed[0].id]
    assert rows[0][3] == indexed[0].fields["text"]
    [line] = docmill("search", "talks", "--json", "--fields", "source_id,score").lines
    assert list(line) == ["source_id", "score"]


def test_a_hit_is_opened_by_its_number(docmill: CommandLine, indexed: list[IndexEntry]) -> None:
    """That of the last search, also on a later page; there is none beyond."""
    ids = [hit["id"] for hit in docmill("search", "*", "--sort", "date", "--json").lines]
    assert docmill("show", "3", "--json").lines[0]["id"] == ids[2]
    docmill("search", "*", "--sort", "date", "--size", "1", "--page", "2", "--json")
    assert docmill("show", "2", "--json").lines[0]["id"] == ids[1]
    assert docmill("show", "1").exit_code == 1
    assert docmill("show", "9").exit_code == 1


def test_a_source_is_named_by_its_uri_or_path(
    docmill: CommandLine, indexed: list[IndexEntry]
) -> None:
    """A source, or a folder with all below it."""
    whole, folder = indexed[0].fields["source"], indexed[0].fields["source"].rpartition("/")[0]
    for source in (whole, folder):
        assert len(docmill("search", "--source", source, "--json").lines) == 3
    assert docmill("search", "--source", f"{whole}x", "--json").lines == []


def test_a_list_of_queries_gives_one_table(
    docmill: CommandLine, indexed: list[IndexEntry], tmp_path: Path
) -> None:
    """A line for each, also of those that find nothing; names stand as they are written."""
    listed = tmp_path / "queries.txt"
    listed.write_text("\ufeff# suspects\ntrade\n\nzebra\nTALKS (on\n", encoding="utf-8")
    lines = docmill("batch-search", str(listed), "--json").lines
    assert [(line["query"], line["documents"]) for line in lines] == [
        ("trade", 2), ("zebra", 0), ("TALKS (on", 1),
    ]  # fmt: skip
    assert lines[0]["hits"] == [indexed[2].id, indexed[0].id]
    assert [bool(line["note"]) for line in lines] == [False, False, True]
    named = docmill("batch-search", str(listed), "--names", "--size", "0", "--csv").output
    assert named == "query,documents,hits,note\ntrade,2,,\nzebra,0,,\nTALKS (on,1,,\n"
    assert "zebra" in docmill("batch-search", str(listed), "--no-json").output
    absent = docmill("batch-search", str(tmp_path / "none"))
    assert absent.exit_code == 2
    assert (
        absent.errors
        == f"docmill: {tmp_path}/none cannot be read: No such file or directory; look at its path\n"
    )
    listed.write_bytes(b"caf\xe9\n")
    assert "is not UTF-8" in docmill("batch-search", str(listed)).errors
