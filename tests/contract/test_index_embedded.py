"""What the embedded index has beside the contract of every index."""

import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import tantivy

from pipeline.errors import ConfigurationError, StopRun, Unavailable
from pipeline.index import Facets, IndexEntry, SearchRequest
from pipeline.query.tree import All, Prefix, Range, Wildcard, Word
from tests.contract.indexes import ask, entry, written
from workers.indexes.embedded.facets import Counts, counts
from workers.indexes.embedded.index import EmbeddedIndex
from workers.indexes.embedded.order import record
from workers.indexes.embedded.reader import MOST_MAPPED, Opened, Reader
from workers.indexes.embedded.schema import schema

WRITE_AND_WAIT = """
import sys
from itertools import count
from pathlib import Path
from pipeline.index import IndexEntry
from tests.contract.indexes import ask, entry, written
from workers.indexes.embedded.facets import Counts, counts
from workers.indexes.embedded.index import EmbeddedIndex
index = EmbeddedIndex(Path(sys.argv[1]))
index.write([IndexEntry("theirs", 1, {"title": "written"})])
print("written", flush=True)
sys.stdin.read()
"""

FILL_THE_DISK = """
import resource, sys
from itertools import count
from pathlib import Path
from pipeline.errors import Unavailable
from pipeline.index import IndexEntry
from tests.contract.indexes import ask, entry, written
from workers.indexes.embedded.facets import Counts, counts
from workers.indexes.embedded.index import EmbeddedIndex
index = EmbeddedIndex(Path(sys.argv[1]))
index.write([IndexEntry("before", 1, {})])
limits = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
try:
    index.write([IndexEntry("lost", 1, {"text": "too much"})])
except Unavailable as error:
    kept = error
resource.setrlimit(resource.RLIMIT_FSIZE, limits)
print(kept)
print(index.write([IndexEntry("after", 1, {})]), index.count(), index.get("lost"))
"""


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EmbeddedIndex]:
    """An index whose directory does not exist yet."""
    made = EmbeddedIndex(tmp_path / "deep" / "index")
    yield made
    made.close()


@pytest.fixture
def other_writer(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has written to the index and keeps it open."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITE_AND_WAIT, str(tmp_path / "deep" / "index")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        yield process
        process.kill()


def test_the_first_write_makes_the_index(index: EmbeddedIndex) -> None:
    """A writer that was never prepared loses nothing."""
    assert index.write([IndexEntry("a", 1, {})]) == [None]
    assert index.count() == 1


def test_one_process_writes_at_a_time(
    index: EmbeddedIndex, other_writer: subprocess.Popen[str]
) -> None:
    """A second writer is told so; it may read."""
    with pytest.raises(Unavailable, match="another process writes"):
        index.write([IndexEntry("ours", 1, {})])
    assert index.get("theirs") == {"id": "theirs", "title": "written", "version": 1}


def test_a_killed_writer_leaves_no_lock(
    index: EmbeddedIndex, other_writer: subprocess.Popen[str]
) -> None:
    """What it had written stays, and the next one can write."""
    other_writer.kill()
    other_writer.wait()
    assert index.write([IndexEntry("ours", 1, {})]) == [None]
    assert index.count() == 2


def test_closing_lets_another_write(index: EmbeddedIndex, tmp_path: Path) -> None:
    """The lock ends with `close`, not with the process."""
    index.write([IndexEntry("a", 1, {})])
    index.close()
    other = EmbeddedIndex(tmp_path / "deep" / "index")
    assert other.write([IndexEntry("b", 1, {})]) == [None]
    assert other.count() == 2
    other.close()


def test_an_index_of_another_kind_is_named(index: EmbeddedIndex, tmp_path: Path) -> None:
    """What cannot be read is left alone; the message says what to do."""
    directory = tmp_path / "deep" / "index"
    directory.mkdir(parents=True)
    tantivy.Index(tantivy.SchemaBuilder().add_text_field("x").build(), str(directory))
    for act in (index.prepare, index.count):
        with pytest.raises(ConfigurationError, match="move the directory away") as caught:
            act()
        assert str(directory) in str(caught.value)


def test_an_index_that_cannot_be_locked_is_not_called_damaged(
    index: EmbeddedIndex, tmp_path: Path
) -> None:
    """On a disk that is read only its user would move a good index away."""
    index.prepare()
    lock = tmp_path / "deep" / "index" / ".tantivy-meta.lock"
    lock.unlink()
    lock.mkdir()
    reader = EmbeddedIndex(lock.parent)
    with pytest.raises(ConfigurationError, match="cannot be locked here") as caught:
        reader.count()
    assert "damaged" not in str(caught.value)
    reader.close()


def test_a_file_in_place_of_the_directory_is_a_wrong_setting(
    index: EmbeddedIndex, tmp_path: Path
) -> None:
    """The message names the directory."""
    (tmp_path / "deep").write_text("in the way")
    with pytest.raises(ConfigurationError, match="cannot make the index directory"):
        index.prepare()


def test_an_index_that_vanished_stops_a_run(index: EmbeddedIndex, tmp_path: Path) -> None:
    """Neither empty nor a crash: somebody moved the data. Put back, it is as it was."""
    index.write([IndexEntry("a", 1, {})])
    (tmp_path / "deep" / "index").rename(tmp_path / "elsewhere")
    with pytest.raises(StopRun, match="is gone"):
        index.count()
    with pytest.raises(StopRun, match="is gone"):
        index.write([IndexEntry("b", 1, {})])
    (tmp_path / "elsewhere").rename(tmp_path / "deep" / "index")
    assert index.write([IndexEntry("b", 1, {})]) == [None]
    assert index.count() == 2


@pytest.mark.parametrize("folder_too", [True, False])
def test_another_index_in_its_place_is_noticed(
    index: EmbeddedIndex, tmp_path: Path, folder_too: bool
) -> None:
    """A writer that goes on from the former one would leave an index that nobody can open."""
    place = tmp_path / "deep" / "index"
    index.write([IndexEntry("a", 1, {})])
    reader = EmbeddedIndex(place)
    assert reader.count() == 1
    for file in place.iterdir():
        file.unlink()
    if folder_too:
        place.rmdir()
    EmbeddedIndex(place).prepare()
    assert reader.count() == 0
    assert index.lookup(["a"]) == [None]
    assert index.write([IndexEntry("b", 1, {})]) == [None]
    assert index.write([IndexEntry("c", 1, {})]) == [None]
    index.close()
    assert reader.count() == EmbeddedIndex(place).count() == 2


def test_a_full_disk_is_unavailable(tmp_path: Path) -> None:
    """The batch is as good as not written; when there is room again, writing goes on."""
    # No file may grow in that process: what a full disk says, without filling one.
    output = subprocess.run(
        [sys.executable, "-c", FILL_THE_DISK, str(tmp_path)],
        capture_output=True, text=True, check=True, timeout=60,
    ).stdout  # fmt: skip
    assert "is the disk full?" in output
    assert str(tmp_path) in output
    assert output.endswith("[None] 2 None\n")


def test_a_begun_phrase_keeps_its_order(index: EmbeddedIndex) -> None:
    """A typed word may be several tokens: all but the last stand whole before it."""
    index.write(
        [
            IndexEntry("a", 1, {"text": "the e-mailed list"}),
            IndexEntry("b", 1, {"text": "mailed the e"}),
        ]
    )
    hits = index.search(SearchRequest(Prefix("E-mai"))).hits
    assert [(hit.id, hit.snippet) for hit in hits] == [("a", "the «e-mailed» list")]


def test_a_range_needs_an_order(index: EmbeddedIndex) -> None:
    """The parser asks for none over names; whoever builds a tree by hand is told."""
    index.prepare()
    with pytest.raises(ConfigurationError, match="people has no order"):
        index.search(SearchRequest(Range("people", "a", "b")))


def test_a_pattern_can_be_too_long(index: EmbeddedIndex) -> None:
    """Its message does not repeat all of it."""
    index.prepare()
    with pytest.raises(ConfigurationError, match="1,202 characters is too long") as error:
        index.search(SearchRequest(Wildcard(f"*{'x' * 1_200}*", "language")))
    assert len(str(error.value)) < 200


def test_a_scan_sees_one_moment(index: EmbeddedIndex) -> None:
    """What is written meanwhile neither appears nor disturbs."""
    index.write([IndexEntry(f"d{i}", 1, {"text": "tiny"}) for i in range(1_500)])
    scan = index.scan(SearchRequest(All()))
    first = next(scan)
    index.write([IndexEntry(f"e{i}", 1, {"text": "tiny"}) for i in range(500)])
    index.write([IndexEntry(f"d{i}", 2, {"text": "changed"}) for i in range(1_500)])
    assert len({first.id, *(hit.id for hit in scan)}) == 1_500


def test_facets_are_exact_over_many_values(index: EmbeddedIndex) -> None:
    """A value that is rare in each segment is counted whole."""
    for part in range(3):
        crowd = [f"Person {part} {i}" for i in range(3_000)]
        index.write(
            [IndexEntry(f"{part}-{i}", 1, {"people": [name, name]}) for i, name in enumerate(crowd)]
            + [IndexEntry(f"{part}-x", 1, {"people": ["Rare"]})]
        )
    facets = index.search(SearchRequest(All(), facets=Facets(size=1))).facets
    assert facets["people"] == (("Rare", 3),)


def test_a_phrase_is_marked_as_a_whole(index: EmbeddedIndex) -> None:
    """Its words alone, elsewhere in the snippet, are no matches."""
    index.write([IndexEntry("a", 1, {"text": "A house, a white house; 在中国的. It's «quoted»."})])
    found = {
        text: index.search(SearchRequest(Word(text))).hits[0].snippet
        for text in ("white-house", "中国", "it's")
    }
    assert found == {
        "white-house": "A house, a «white house»; 在中国的. It's «quoted».",
        "中国": "A house, a white house; 在«中国»的. It's «quoted».",
        "it's": "A house, a white house; 在中国的. «It's» «quoted».",
    }


def test_many_hits_of_one_score_come_by_id(index: EmbeddedIndex) -> None:
    """Behind the better ones, however many they are; none is missing, none comes twice."""
    ids = [f"{number * 7919 % 1_000:03d}" for number in range(1_000)]
    better = set(ids[::100])
    index.write(
        [IndexEntry(id, 1, {"title": "sport" if id in better else "", "text": "a sport"})
         for id in ids]
    )  # fmt: skip
    hits = index.search(SearchRequest(Prefix("spo"), size=1_001, collapse=False)).hits
    expected = sorted(better) + sorted(set(ids) - better)
    assert [hit.id for hit in hits] == expected
    page = index.search(SearchRequest(Prefix("spo"), size=5, offset=8, collapse=False)).hits
    assert [hit.id for hit in page] == expected[8:13]


def test_facets_of_all_documents_are_those_of_the_last_commit(
    index: EmbeddedIndex, tmp_path: Path
) -> None:
    """They are remembered until any process writes or deletes."""
    request = SearchRequest(All(), facets=Facets(("people",)))

    def counted() -> dict[str, int]:
        return dict(index.search(request).facets["people"])

    index.write([IndexEntry("a", 1, {"people": ["Ann"], "text": "x"})])
    assert counted() == counted() == {"Ann": 1}
    assert dict(index.search(SearchRequest(Word("y"), facets=request.facets)).facets) == {
        "people": ()
    }
    index.write([IndexEntry("b", 1, {"people": ["Ann"], "text": "y"})])
    assert counted() == {"Ann": 2}
    index.close()
    other = EmbeddedIndex(tmp_path / "deep" / "index")
    other.delete(["a"])
    other.close()
    assert counted() == {"Ann": 1}


def test_a_commit_is_read_once(index: EmbeddedIndex, tmp_path: Path) -> None:
    """To read it again takes milliseconds, and a page asks the index a dozen times."""
    index.write([IndexEntry("a", 1, {})])
    reader = Reader(tmp_path / "deep" / "index", schema())
    first = reader.current()
    assert first is not None
    assert first is reader.current()
    index.write([IndexEntry("b", 1, {})])
    second = reader.current()
    assert second is not None
    assert (first.searcher.num_docs, second.searcher.num_docs) == (1, 2)
    assert second is reader.current()


def test_files_in_memory_are_let_go(
    index: EmbeddedIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index is opened anew when much of it is mapped; what is read is the same."""
    index.write([IndexEntry("a", 1, {"text": "x"})])
    mapped = [100]
    monkeypatch.setattr("workers.indexes.embedded.reader._mapped", lambda: mapped[-1])
    reader = Reader(tmp_path / "deep" / "index", schema(), most_mapped=1_000)

    def read(now: int) -> Opened | None:
        mapped.append(now)
        return reader.current()

    first = read(100)
    assert read(1_100) is first
    second = read(1_101)
    assert second is not first
    assert second is not None
    assert second.searcher.num_docs == 1
    assert read(1_101) is second, "what was open before may still be in use"
    assert read(200) is second
    assert read(1_200) is second
    assert read(1_201) is not second


@pytest.mark.parametrize("is_written_meanwhile", [False, True])
def test_a_long_scan_lets_files_in_memory_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_written_meanwhile: bool
) -> None:
    """It opens the index anew between its pages, unless that has another state by then."""
    mapped = count(0, 2 * MOST_MAPPED)
    monkeypatch.setattr("workers.indexes.embedded.reader._mapped", lambda: next(mapped))
    monkeypatch.setattr("workers.indexes.embedded.index._SCAN_PAGE", 2)
    index = EmbeddedIndex(tmp_path / "index")
    ids = [f"{number:02}" for number in range(20)]
    index.write([IndexEntry(id, 1, {"title": "written"}) for id in ids])
    read_by: list[tantivy.Searcher] = []

    def seen(searcher: tantivy.Searcher, *given: Any) -> Any:
        if not any(searcher is known for known in read_by):
            read_by.append(searcher)
        return record(searcher, *given)

    monkeypatch.setattr("workers.indexes.embedded.index.record", seen)
    hits = index.scan(SearchRequest(Word("written"), collapse=False))
    found = [next(hits).id]
    if is_written_meanwhile:
        index.write([IndexEntry("later", 1, {"title": "written"})])
    found += [hit.id for hit in hits]
    assert sorted(found) == ids
    assert (len(read_by) > 1) is not is_written_meanwhile


@pytest.mark.parametrize("kept", [2_000, 2])
def test_values_of_a_common_word_are_those_that_counting_gives(
    index: EmbeddedIndex, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    """They are told from counts over all documents, where these have the values; see `broad`."""
    monkeypatch.setattr("workers.indexes.embedded.broad.KEPT", kept)
    people = [[f"P{at % 7}", f"P{at % 3}"] for at in range(40)]
    entries = [
        IndexEntry(f"{at:02}", 1, {"people": sorted({*some}), "text": "x" if at % 9 else "y"})
        for at, some in enumerate(people)
    ]
    index.write(entries)
    request = SearchRequest(Word("x"), facets=Facets(("people", "places"), size=4))

    def check(entries: list[IndexEntry]) -> None:
        matching = [entry for entry in entries if entry.fields["text"] == "x"]
        counted = Counter(one for entry in matching for one in entry.fields["people"])
        first = sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:4]
        for _ in range(3):
            index._counted.clear()
            found = index.search(request)
            assert found.total == len(matching)
            assert found.facets == {"people": tuple(first), "places": ()}

    check(entries)
    index.delete(["01"])
    check([entry for entry in entries if entry.id != "01"])


def test_the_next_page_of_hits_is_not_counted_anew(
    index: EmbeddedIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the index changes, and while it is among the last searches."""
    counted: list[int] = []

    def count(*given: Any) -> Counts:
        counted.append(1)
        return counts(*given)

    monkeypatch.setattr("workers.indexes.embedded.index.counts", count)
    monkeypatch.setattr("workers.indexes.embedded.index._MOST_COUNTED", 2)
    people = Facets(("people",))
    index.write([IndexEntry("a", 1, {"people": ["Ann"], "text": "x y z"})])

    def ask(word: str, offset: int = 0, facets: Facets = people) -> int:
        before = len(counted)
        found = index.search(SearchRequest(Word(word), offset=offset, facets=facets))
        assert found.facets == {facets.fields[0]: (("Ann", 1),) if facets is people else ()}
        return len(counted) - before

    assert [ask("x"), ask("x", 10)] == [1, 0]
    assert ask("x", facets=Facets(("places",))) == 1
    assert [ask("x"), ask("y"), ask("x"), ask("z"), ask("x"), ask("y")] == [0, 1, 0, 1, 0, 1]
    index.write([IndexEntry("b", 1, {"places": ["Rome"], "text": "w"})])
    assert [ask("y"), ask("y")] == [1, 0]


def test_a_language_that_comes_later_is_searched_by_its_stems(index: EmbeddedIndex) -> None:
    """Stems are looked for in the languages of the last commit only."""
    index.write([IndexEntry("a", 1, {"text": "horses run", "language": "en"})])
    english, french = Word("horse"), Word("mangeais")

    def found(word: Word) -> list[str]:
        return [hit.id for hit in index.search(SearchRequest(word)).hits]

    assert (found(english), found(french)) == (["a"], [])
    index.write([IndexEntry("b", 1, {"text": "il mangeait", "language": "fr"})])
    assert (found(english), found(french)) == (["a"], ["b"])
    index.write([IndexEntry("c", 1, {"text": "elle mangeaient", "language": "de"})])
    assert found(french) == ["b"]


def test_only_its_owner_can_read_what_opening_an_index_makes(tmp_path: Path) -> None:
    """Of the files, tantivy makes a lock in the process that reads, whatever its umask."""
    EmbeddedIndex(tmp_path).prepare()
    assert stat.S_IMODE((tmp_path / ".tantivy-meta.lock").stat().st_mode) == 0o600


def test_a_size_and_an_offset_of_any_number_are_answered(tmp_path: Path) -> None:
    """More hits than a machine can count are all there are; none are behind so many."""
    index = EmbeddedIndex(tmp_path / "index")
    index.prepare()
    written(index, entry("a", title="Ferry"), entry("b", title="Ferry", language="en"))
    assert len(ask(index, "ferry", size=10**20).hits) == 2
    assert ask(index, "ferry", size=10**20, offset=10**20).hits == ()
    wanted = Facets(("language",), size=10**20)
    assert index.search(SearchRequest(Word("ferry"), facets=wanted)).facets["language"] == (
        ("en", 1),
    )
    index.close()
