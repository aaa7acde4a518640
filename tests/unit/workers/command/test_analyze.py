"""`docmill analyze` with small stages in this process; the real ones are in tests/integration."""

import json
import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.identity import document_id
from pipeline.records import Locator
from pipeline.sources.location import file_uri
from testbed.stages import NOOP, SHOUT, install_stage
from tests.unit.conftest import CommandLine
from workers.command import question
from workers.command.question import line_groups

KEYS = [
    "id", "title", "author", "published", "published_as_given", "url", "text", "language",
    "language_confidence",
    "in_languages", "encoding", "replaced_bytes", "credit", "signals", "repairs",
    "repair_counts", "marks", "mentions", "entities", "no_entities", "passed_over", "people",
    "organizations", "places", "groups", "topics", "topic_scores", "topic_guess", "metadata",
    "media_type", "parent", "family", "subjects", "pages", "page_starts", "modified",
    "creator_tool", "last_saved_by", "message_id", "thread", "mail_from", "mail_to", "mail_cc",
    "mail_bcc", "mail_reply_to", "mail_names", "extra", "fingerprints",
]  # fmt: skip


@pytest.fixture
def small_stages(tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two stages of a user's own, which load nothing."""
    for name, code in (("noop", NOOP), ("shout", SHOUT)):
        (tmp_path / name).mkdir()
        monkeypatch.syspath_prepend(install_stage(tmp_path / name, name, code))
    monkeypatch.setenv("DOCMILL_LINKS", "noop|shout")


@pytest.fixture
def standard_input(
    small_stages: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A file that stands for standard input; write into it before the command runs."""
    file = tmp_path / "standard-input"
    file.touch()
    with file.open(encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        yield file


def test_every_line_is_answered_in_order_under_its_own_id(
    docmill: CommandLine, standard_input: Path
) -> None:
    """Good and bad lines alike; only blank ones get no answer. Ids come back as they were."""
    lines = [
        '{"id": "a", "text": "First.", "title": "One"}',
        "",
        '{"id": 7, "text": "refuse me"}',
        "not json",
        '{"id": "b"}',
        "[1]",
        '{"id": ["x"], "text": "y"}',
        '{"id": 99999999999999999999, "text": "y"}',
        '{"id": "\\ud800", "text": "Half a character."}',
        '{"text": "The last, without an id."}',
    ]
    standard_input.write_text("\n".join(lines), encoding="utf-8")
    answer = docmill("analyze", "-", "--json")
    assert answer.exit_code == 1
    ids = [line["id"] for line in answer.lines]
    last = document_id(Locator("stdin:", "", 9))
    assert ids == ["a", 7, None, "b", None, None, None, "\ufffd", last]
    errors = [line.get("error", "").split(": ")[0] for line in answer.lines]
    invalid = "source:InvalidRecord"
    assert errors == [
        "", "shout:ValueError", invalid, "source:NoText", invalid, invalid, invalid, "", "",
    ]  # fmt: skip
    assert answer.lines[1]["error"] == "shout:ValueError: asked to refuse"


def test_a_date_that_is_not_read_stands_apart(docmill: CommandLine, standard_input: Path) -> None:
    """As in the index: `published` is a date or nothing."""
    dates = ("2004-08-29", "04/05/2004", "last spring")
    lines = [f'{{"text": "Words.", "published": "{date}"}}\n' for date in dates]
    standard_input.write_text("".join(lines))
    told = [
        (line["published"], line["published_as_given"])
        for line in docmill("analyze", "--json").lines
    ]
    assert told == [("2004-08-29", None), (None, "04/05/2004"), (None, "last spring")]


def test_fields_are_named_by_their_meaning(docmill: CommandLine, standard_input: Path) -> None:
    """As for `run`; what is no meaning, and a meaning given twice, are refused."""
    standard_input.write_text('{"tale": {"en": "First."}, "head": "T", "text": "wrong"}\n')
    answer = docmill("analyze", "--json", "--map", "text=tale.en,title=head")
    [line] = answer.lines
    assert line["text"] == "First."
    refused = docmill("analyze", "--json", "--map", "headline=head")
    assert refused.exit_code == 2
    assert "MEANING=FIELD" in refused.errors
    assert docmill("analyze", "--text-field", "a", "--map", "text=b").exit_code == 2


def test_answers_about_files_say_where_documents_are(
    docmill: CommandLine, small_stages: None, tmp_path: Path
) -> None:
    """File, member, record, own id: of those that fail and that are left out, too."""
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("in/a.csv", "id,text\nA-1,First of all\nA-2,refuse me\n")
        made.writestr(".hidden", "x")
        made.writestr("c.json", "[1,2")
    answer = docmill("analyze", str(archive), "--json")
    told = [
        (line["member"], line["record"], line["source_id"], "error" in line, "filtered" in line)
        for line in answer.lines
    ]
    assert told == [
        ("in/a.csv", 0, "A-1", False, False),
        ("in/a.csv", 1, "A-2", True, False),
        (".hidden", 0, None, False, True),
        ("c.json", 0, None, True, False),
    ]
    assert {line["source"] for line in answer.lines} == {file_uri(str(archive))}


def test_an_answer_has_every_documented_key(docmill: CommandLine, standard_input: Path) -> None:
    """Keys whose stage does not run are there too, and empty; users' own results are in extra."""
    standard_input.write_text('{"id": "a", "text": "First."}\n')
    answer = docmill("analyze", "--json")  # a pipe needs no "-"
    [line] = answer.lines
    assert answer.exit_code == 0
    assert list(line) == KEYS
    assert (line["text"], line["language"]) == ("First.", "en")
    assert line["extra"] == {"shout": {"loud": "First.!"}}
    assert line["fingerprints"] == ["noop:1", "shout:1,!"]
    assert (line["mentions"], line["topic_scores"]) == ([], {})


def test_a_line_above_the_limit_fails_alone(
    docmill: CommandLine, standard_input: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line longer than a document may be is answered by an error, the next one as usual."""
    monkeypatch.setenv("DOCMILL_MAX_DOCUMENT_BYTES", "1000")
    long = json.dumps({"id": "long", "text": "x" * 200_000})
    standard_input.write_text(f'{long}\n{{"id": "short", "text": "y"}}\n')
    first, second = docmill("analyze", "-", "--json").lines
    assert first["id"] is None
    assert first["error"].startswith("source:DocumentTooLarge: record 1 is longer")
    assert (second["id"], second["text"]) == ("short", "y")


@pytest.mark.usefixtures("small_stages")
def test_files_are_read_like_the_sources_of_a_run(docmill: CommandLine, tmp_path: Path) -> None:
    """Ids are those that a run would give; what is left out or fails names its place."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / ".hidden").write_text("x")
    (folder / "a.txt").write_text("A text.")
    (folder / "b.jsonl").write_text('{"text": "One."}\n{"text": "refuse me"}\n{"tale": 1}\n')
    answer = docmill("analyze", str(folder), "--json")
    hidden, a, one, refused, textless = answer.lines
    assert answer.exit_code == 1
    place = Locator(file_uri(f"{folder}/.hidden"))
    assert hidden == {
        "id": document_id(place), "source": place.source, "member": "", "record": 0,
        "source_id": None, "filtered": "hidden",
    }  # fmt: skip
    assert a["id"] == document_id(Locator(file_uri(f"{folder}/a.txt")))
    assert one["text"] == "One."
    assert refused["error"].endswith(f"[{file_uri(f'{folder}/b.jsonl')}#2]")
    assert textless["error"].count(f"[{file_uri(f'{folder}/b.jsonl')}#3]") == 1


@pytest.mark.usefixtures("small_stages")
def test_people_see_the_text_or_why_there_is_none(docmill: CommandLine, tmp_path: Path) -> None:
    """The readable view says of each document what was found, left out, or failed."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / ".hidden").write_text("x")
    (folder / "a.txt").write_text("A text with [brackets].")
    (folder / "b.txt").write_text("refuse me")
    output = docmill("analyze", str(folder), "--no-json").output
    assert "left out: hidden" in output
    assert output.count("A text with [brackets].") == 3  # title, text, and what the stage adds
    assert "failed: shout:ValueError: asked to refuse" in output


def test_on_a_terminal_something_must_be_named(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a file and without a pipe there is nothing to read: exit code 2 and a hint."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    answer = docmill("analyze")
    assert answer.exit_code == 2
    assert "name a FILE" in answer.errors


@settings(max_examples=50)
@given(
    st.lists(st.binary(max_size=12).filter(lambda line: b"\n" not in line), max_size=8),
    st.integers(1, 20),
    st.integers(0, 12),
    st.booleans(),
)
def test_lines_are_the_same_however_they_arrive(
    lines: list[bytes], read_bytes: int, limit: int, closed: bool
) -> None:
    """Whatever the pieces, each line comes once and in order; those above the limit are None."""
    data = b"\n".join(lines) + (b"\n" if closed and lines else b"")
    expected = data.split(b"\n")
    if expected[-1] == b"":
        expected.pop()
    reader, writer = os.pipe()
    try:
        os.write(writer, data)
        os.close(writer)
        with patch.object(question, "READ_BYTES", read_bytes):
            found = [line for group in line_groups(reader, limit) for line in group]
    finally:
        os.close(reader)
    assert found == [line if len(line) <= limit else None for line in expected]


def test_a_line_is_given_out_before_the_next_is_there() -> None:
    """Who writes one line and waits for its answer is not kept waiting for a batch to fill."""
    reader, writer = os.pipe()
    groups = line_groups(reader, 100)
    os.write(writer, b"one\ntwo\nthr")
    assert next(groups) == [b"one", b"two"]
    os.write(writer, b"ee\n")
    assert next(groups) == [b"three"]
    os.close(writer)
    assert list(groups) == []
    os.close(reader)
