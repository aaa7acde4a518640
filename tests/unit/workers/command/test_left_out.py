"""`docmill left-out` on a ledger."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.reasons import BY_A_STAGE, REASONS
from pipeline.records import Failed, Filtered, Indexed, Locator, Outcome, Unread
from tests.unit.conftest import CommandLine
from workers.broker.payloads import Envelope, Place
from workers.broker.reports import Report
from workers.command import left_out
from workers.command.view import long_table
from workers.ledger import reader
from workers.ledger.records import Request
from workers.ledger.writer import Ledger
from workers.settings import load_settings

MANY = 45  # more than two parts of the table
OUTCOMES: tuple[Outcome, ...] = (
    Filtered("not-text"),
    Indexed(),
    Filtered("word-length"),
    Failed("clean", "ValueError", "no"),
    Filtered("empty"),
)


def batch(ledger: Ledger, run: str, number: int, outcomes: tuple[Outcome, ...]) -> None:
    """A batch of members of an archive with its report; its number tells it from others."""
    places = tuple(
        Place(None, Unread(Locator("file:///leak.zip", f"{number}/{at:03d}.bin"), Filtered("")))
        for at in range(len(outcomes))
    )
    ledger.add_batch(run, number, Envelope(0, False, places))
    ledger.commit(run, [Report(number, 1, outcomes, (b"",) * len(outcomes), "host:1", 1_000)])


@pytest.fixture
def ledger(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """A ledger with a run that left much out, one that left out nothing, and a mixed one."""
    monkeypatch.setattr(reader, "BATCH_PAGE", 1)
    opened = Ledger(load_settings().ledger_path, writable=True)
    for place, run in enumerate(("many", "none", "mixed")):
        opened.begin(run, 1_000 * (place + 1), Request(("leak.zip",)))
    batch(opened, "many", 1, (Filtered("hidden"),) * MANY)
    batch(opened, "none", 1, (Indexed(), Indexed()))
    for number, outcomes in enumerate((OUTCOMES, (Indexed(),), OUTCOMES), start=1):
        batch(opened, "mixed", number, outcomes)
    yield opened
    opened.close()


@pytest.mark.usefixtures("ledger")
def test_all_that_was_left_out_is_a_line_of_json(docmill: CommandLine) -> None:
    """Without a run of the newest, in the order of places; what was indexed or failed is not."""
    answer = docmill("left-out", "--json")
    assert answer.exit_code == 0
    assert [(line["source"], line["reason"]) for line in answer.lines] == [
        (f"file:///leak.zip!{number}/{at:03d}.bin", reason)
        for number in (1, 3)
        for at, reason in ((0, "not-text"), (2, "word-length"), (4, "empty"))
    ]
    assert answer.lines[0].keys() == {"id", "run", "source", "reason", "meaning"}
    assert {line["run"] for line in answer.lines} == {"mixed"}
    meanings = [line["meaning"] for line in answer.lines[:3]]
    assert meanings == [REASONS["not-text"], BY_A_STAGE, REASONS["empty"]]
    assert len(docmill("left-out", "many", "--json").lines) == MANY
    assert docmill("left-out", "none", "--json").lines == []


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--reason", "empty"), 2),
        (("--reason", "hidden"), 0),
        (("--source", "file:///leak.zip!3"), 3),
        (("--source", "/leak.zip!3", "--reason", "empty"), 1),
        (("--source", "/leak.zip"), 6),
        (("--source", "/leak"), 0),
        (("--limit", "4"), 4),
        (("--limit", "9" * 20), 6),
        (("--all",), 6),
    ],
)
def test_options_choose_and_limit(
    docmill: CommandLine, options: tuple[str, ...], count: int
) -> None:
    """By reason, by source or path, and by number."""
    assert len(docmill("left-out", *options, "--json").lines) == count


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(("wrong", "told"), [("nottext", "not-text"), ("zzz", "empty")])
def test_a_reason_that_there_is_not(docmill: CommandLine, wrong: str, told: str) -> None:
    """Nothing would be listed, and a program would take that for an answer."""
    answer = docmill("left-out", "--reason", wrong, "--json")
    assert answer.exit_code == 2
    assert f"{wrong!r}" in answer.errors
    assert told in answer.errors


@pytest.mark.usefixtures("ledger")
def test_people_see_one_table_and_the_reasons_counted(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As much of it as they ask for; more is named."""
    monkeypatch.setattr(long_table, "ROWS", 20)
    output = docmill("left-out", "many", "--no-json").output
    assert output.count("meaning") == 1
    assert all(f"1/{at:03d}.bin" in output for at in range(MANY))
    assert "left out of run many: 45 (hidden 45)\n" in output
    monkeypatch.setattr(left_out, "MOST_SHOWN", 25)
    output = docmill("left-out", "many", "--no-json").output
    assert "1/024.bin" in output
    assert "1/025.bin" not in output
    assert "shown: 25 (--limit or --all shows more)" in output
    assert "1/044.bin" in docmill("left-out", "many", "--all", "--no-json").output
    mixed = docmill("left-out", "--no-json").output
    assert "6 (empty 2, not-text 2, word-length 2)" in mixed


@pytest.mark.usefixtures("ledger")
def test_nothing_that_matches_is_no_error(docmill: CommandLine) -> None:
    """The reasons that there are are named."""
    answer = docmill("left-out", "--reason", "nested", "--no-json")
    assert (answer.exit_code, answer.output) == (0, "")
    assert "it left out: empty 2, not-text 2, word-length 2" in answer.errors
    answer = docmill("left-out", "none", "--no-json")
    assert "left out nothing that matches" in answer.errors


@pytest.mark.usefixtures("ledger")
def test_wrong_questions_are_usage_errors(docmill: CommandLine) -> None:
    """A run that is not known; all, but not more than some."""
    assert docmill("left-out", "nosuch").exit_code == 2
    answer = docmill("left-out", "--all", "--limit", "3")
    assert answer.exit_code == 2
    assert "exclude each other" in answer.errors
