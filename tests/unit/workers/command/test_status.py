"""`docmill status` and `docmill runs` on a ledger."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.records import Document, Failed, Filtered, Indexed, Locator, Unread
from tests.unit.conftest import CommandLine
from workers.broker.payloads import Envelope, Place
from workers.broker.reports import Report
from workers.files.directory_lock import DirectoryLock
from workers.ledger.equal_keys import equal_keys
from workers.ledger.records import Request
from workers.ledger.states import State
from workers.ledger.writer import Ledger
from workers.settings import load_settings

COUNTS = ("indexed", "unchanged", "duplicate", "filtered", "failed", "in_flight")


def place(number: int) -> Place:
    """A place in a batch."""
    locator = Locator("file:///archive/news.jsonl", "", number)
    return Place(Document(f"{number:032x}", locator, "text/plain", None, "0" * 32, 10))


@pytest.fixture
def ledger(data_dir: Path) -> Iterator[Ledger]:
    """A ledger with a finished run, then one that is going on."""
    opened = Ledger(load_settings().ledger_path, writable=True)
    opened.begin("first", 1_000, Request(("archive.zip",)))
    opened.add_batch("first", 1, Envelope(1_000, False, tuple(place(n) for n in range(4))))
    outcomes = (
        Indexed(),
        Filtered("empty"),
        Failed("extract", "ValueError", "no [red]names[/red] here"),
        Filtered("not-text"),
    )
    counts = {
        "words": {"words": 100_000},
        "repair_words": {"hyphenation": 21, "glued-word": 20},
        "encodings": {"cp1252": 3, "utf_16": 1},
        "replaced": {"documents": 1, "bytes": 1_234},
        "dates_not_understood": {"documents": 2},
    }
    opened.commit("first", [Report(1, 1, outcomes, (), "host:1", 2_000, counts)])
    opened.finish("first", State.DONE)
    opened.begin("second", 5_000, Request(("more/", "other.csv")))
    unread = Unread(Locator("file:///more/a.txt"), Filtered("empty"))
    opened.add_batch("second", 1, Envelope(5_000, False, (place(9), Place(None, unread))))
    yield opened
    opened.close()


@pytest.fixture
def producer(data_dir: Path) -> Iterator[None]:
    """A producer that is alive."""
    lock = DirectoryLock(data_dir / "producer.lock", "a docmill run")
    lock.acquire()
    yield
    lock.release()


@pytest.mark.usefixtures("ledger")
def test_the_balance_of_a_finished_run_adds_up(docmill: CommandLine) -> None:
    """`expected` is the sum of the six counts; reasons and errors are counted by name."""
    status = docmill("status", "first", "--json").json
    assert status["state"] == "done"
    assert status["expected"] == sum(status[name] for name in COUNTS) == 4
    assert status["filtered_by_reason"] == {"empty": 1, "not-text": 1}
    assert status["failed_by_error"] == {"extract:ValueError": 1}
    assert status["failures"] == [
        {
            "id": f"{2:032x}",
            "source": "file:///archive/news.jsonl#3",
            "stage": "extract",
            "error": "ValueError",
            "message": "no [red]names[/red] here",
        }
    ]


@pytest.mark.usefixtures("ledger", "producer")
def test_without_a_run_it_is_the_newest_one_live(docmill: CommandLine) -> None:
    """While a run goes on, what is not yet decided is in flight."""
    status = docmill("status", "--json").json
    assert (status["run"], status["state"]) == ("second", "running")
    assert (status["expected"], status["in_flight"]) == (2, 2)
    assert 0 <= status["seconds"] < 3_600  # since it was begun, whatever start it is given


@pytest.mark.usefixtures("ledger")
def test_a_killed_run_is_not_called_running(docmill: CommandLine) -> None:
    """When no producer lives, a run without an end was interrupted; its time is the last noted."""
    status = docmill("status", "--json").json
    assert status["state"] == "interrupted"
    assert 0 <= status["seconds"] < 3_600  # since it was begun, whatever start it is given


@pytest.mark.usefixtures("ledger")
def test_people_see_reasons_and_failures(docmill: CommandLine) -> None:
    """The readable view names them as they are, brackets included."""
    output = docmill("status", "first", "--no-json").output
    for told in ("Run first: done", "not-text 1", "extract:ValueError 1", "[red]names[/red]"):
        assert told in output


@pytest.mark.parametrize(("altered", "warned"), [(4, 0), (5, 1)])
@pytest.mark.usefixtures("ledger")
def test_few_altered_words_are_no_reason_to_warn(
    docmill: CommandLine, ledger: Ledger, altered: int, warned: int
) -> None:
    """In a run of 32 words a repair must have altered five."""
    ledger.begin("small", 9_000, Request(("note.txt",)))
    ledger.add_batch("small", 1, Envelope(9_000, False, (place(11),)))
    counts = {"words": {"words": 32}, "repair_words": {"hyphenation": altered}}
    ledger.commit("small", [Report(1, 1, (Indexed(),), (), "host:1", 10_000, counts)])
    ledger.finish("small", State.DONE)
    assert len(docmill("status", "small", "--json").json["warnings"]) == warned


@pytest.mark.usefixtures("ledger")
def test_a_run_tells_how_many_words_its_repairs_altered(docmill: CommandLine) -> None:
    """By repair, in 100,000 words too; there is a warning above 20 of them."""
    status = docmill("status", "first", "--json").json
    assert status["words"] == 100_000
    assert status["repairs"] == {
        "hyphenation": {"words": 21, "per_100000": 21.0},
        "glued-word": {"words": 20, "per_100000": 20.0},
    }
    *_, warning = status["warnings"]
    assert warning.startswith("hyphenation removed or altered 21 in 100,000 words")
    assert warning.endswith("docmill search repaired:hyphenation")
    output = docmill("status", "first", "--no-json").output
    for told in ("altered by repairs, of 100,000", "glued-word", "20.0", warning):
        assert told in output


@pytest.mark.usefixtures("ledger")
def test_a_run_tells_what_was_counted_of_its_documents(docmill: CommandLine) -> None:
    """Encodings, replaced bytes and dates, in JSON and for people; replaced bytes are a warning."""
    status = docmill("status", "first", "--json").json
    assert status["counts"] == {
        "encodings": {"cp1252": 3, "utf_16": 1},
        "replaced": {"bytes": 1_234, "documents": 1},
        "dates_not_understood": {"documents": 2},
        "metadata_left_out": {},
    }
    warning, of_dates, _ = status["warnings"]
    assert "docmill search 'published_as_given:* -published:*'" in of_dates
    assert "(1,234, documents: 1)" in warning
    assert warning.endswith("docmill search 'replaced_bytes:>0'")
    output = docmill("status", "first", "--no-json").output
    for told in ("cp1252 3, utf_16 1", "bytes 1,234, documents 1", "dates kept as given", warning):
        assert told in output


@pytest.mark.usefixtures("ledger")
def test_a_run_that_left_something_out_says_how_to_list_it(docmill: CommandLine) -> None:
    """The command stands below the balance; a run that left out nothing has no such line."""
    assert "docmill left-out first" in docmill("status", "first", "--no-json").output
    assert "left-out" not in docmill("status", "second", "--no-json").output


@pytest.mark.usefixtures("ledger", "producer")
def test_a_run_without_words_tells_of_none(docmill: CommandLine) -> None:
    """Nothing was worked yet: no rates, no table."""
    status = docmill("status", "second", "--json").json
    assert (status["words"], status["repairs"], status["warnings"]) == (0, {}, [])
    assert not any(status["counts"].values())
    output = docmill("status", "second", "--no-json").output
    assert "altered" not in output
    assert "documents indexed" not in output


@pytest.mark.usefixtures("ledger", "producer")
def test_all_runs_are_listed_newest_first(docmill: CommandLine) -> None:
    """One list; each run with its state, times in UTC, sources and counts."""
    runs = docmill("runs", "--json").json
    assert [(run["run"], run["state"]) for run in runs] == [
        ("second", "running"),
        ("first", "done"),
    ]
    assert runs[0]["sources"] == ["more/", "other.csv"]
    assert runs[0]["started"] == "1970-01-01T00:00:05Z"
    assert runs[0]["finished"] is None
    assert all(run["expected"] == sum(run[name] for name in COUNTS) for run in runs)
    output = docmill("runs", "--no-json").output
    assert output.index("second") < output.index("first")
    assert "4: 1 indexed, 2 filtered, 1 failed" in output
    assert "more/ other.csv" in output


def test_before_the_first_run_both_say_how_to_begin(docmill: CommandLine) -> None:
    """Nothing is no error: null, an empty list, or a sentence."""
    assert docmill("status", "--json").json is None
    assert docmill("runs", "--json").json == []
    for command in ("status", "runs"):
        answer = docmill(command, "--no-json")
        assert (answer.exit_code, answer.output) == (0, "")
        assert "docmill run SOURCE" in answer.errors


@pytest.mark.parametrize("id_field", ["key", None])
def test_equal_keys_are_counted_and_told(
    docmill: CommandLine, data_dir: Path, id_field: str | None
) -> None:
    """Across batches: of the records with one key only one is in the index."""
    ledger = Ledger(load_settings().ledger_path, writable=True)
    ledger.begin("keyed", 1_000, Request(("a.jsonl",), id_field=id_field))
    for number, keys in enumerate(("abca", "adee", "f"), start=1):
        documents = [
            Document(f"{ord(key):032x}", Locator("file:///a.jsonl", "", place), "text/plain", None,
                     "0" * 32, 10)
            for place, key in enumerate(keys)
        ]  # fmt: skip
        places = tuple(Place(document) for document in documents)
        ledger.add_batch("keyed", number, Envelope(1_000, False, places))
    ledger.finish("keyed", State.DONE)
    ledger.close()
    told = docmill("status", "--json").json["warnings"]
    if id_field is None:
        assert told == []
    else:
        [warning] = told
        assert warning.startswith("3 documents have a key (--id-field)")
        assert "3 documents have a key" in docmill("status", "--no-json").output


def test_a_keyed_run_without_documents_has_no_equal_keys(data_dir: Path) -> None:
    """Neither has one that the ledger does not know."""
    ledger = Ledger(load_settings().ledger_path, writable=True)
    ledger.begin("empty", 1_000, Request(("a.jsonl",), id_field="key"))
    assert equal_keys(ledger, "empty") == equal_keys(ledger, "nosuch") == 0
    ledger.close()


@pytest.mark.parametrize("is_done", [True, False])
def test_patterns_that_leave_nothing_are_told(
    docmill: CommandLine, data_dir: Path, is_done: bool
) -> None:
    """Once it is done, and with the patterns: a run may still find something while it reads."""
    ledger = Ledger(load_settings().ledger_path, writable=True)
    request = Request(("/archive",), include=("*.nope",), exclude=("*.txt", "old"))
    ledger.begin("nothing", 1_000, request)
    ledger.finish("nothing", State.DONE if is_done else State.INTERRUPTED)
    ledger.close()
    told = docmill("status", "--json").json["warnings"]
    assert told == is_done * [
        "nothing was read of /archive: no path or member is left by "
        "--include *.nope --exclude *.txt --exclude old"
    ]
    shown = " ".join(docmill("status", "--no-json").output.split())
    assert ("nothing was read of /archive" in shown) is is_done
