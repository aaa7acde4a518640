"""`docmill analyze` with docmill's own stages and models, in a process of its own."""

import json
import os
import re
import time
from pathlib import Path
from subprocess import PIPE

import pytest

from testbed.stages import THREADS, install_stage
from tests.harness.command import SEEDS, Docmill
from workers.command.analyze import EPILOG
from workers.one_thread import ONE_THREAD

SEED = SEEDS / "000_467565c174595e29.txt"
SENTENCE = "Angela Merkel met Emmanuel Macron in Berlin. "


def test_an_article_is_cleaned_searched_for_names_and_classified(docmill: Docmill) -> None:
    """Every mention stands in the text at its offsets; every topic has a score."""
    answer = docmill("analyze", str(SEED))
    assert answer.exit_code == 0, answer.errors
    [found] = answer.lines
    assert found["language"] == "en"
    assert found["title"] in found["text"]
    assert "Vladimir Putin" in found["people"]
    assert "Ukraine" in found["places"]
    for mention in found["mentions"]:
        assert found["text"][mention["start"] : mention["end"]] == mention["text"]
    assert len(found["topic_scores"]) == 17
    assert all(0 <= score <= 1 for score in found["topic_scores"].values())
    assert set(found["topics"]) <= set(found["topic_scores"])
    assert found["extra"] == {}
    assert [name.partition(":")[0] for name in found["fingerprints"]] == [
        "classify", "clean", "convert", "extract",
    ]  # fmt: skip


def test_it_starts_nothing_and_writes_nothing(docmill: Docmill, tmp_path: Path) -> None:
    """Neither the data directory nor anything beside it is made."""
    assert docmill("analyze", str(SEED)).exit_code == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wanted", [None, 2])
def test_arrays_are_computed_by_one_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: int | None
) -> None:
    """As in a worker, for others work beside it; unless the environment asks for more."""
    for name in ONE_THREAD:
        monkeypatch.delenv(name, raising=False)
    environment = {"OPENBLAS_NUM_THREADS": str(wanted)} if wanted else {}
    environment |= {
        "DOCMILL_DATA_DIR": str(tmp_path / "data"),
        "PYTHONPATH": install_stage(tmp_path, "threads", THREADS),
        "DOCMILL_LINKS": "convert+clean|threads",
    }
    [found] = Docmill(environment, tmp_path)("analyze", str(SEED)).lines
    assert found["extra"]["threads"] == min(wanted or 1, os.cpu_count() or 1)


def test_bad_lines_are_answered_in_their_place(docmill: Docmill) -> None:
    """Each line has its answer, in order and under its id, whatever is wrong with it."""
    lines = [
        json.dumps({"id": "good", "text": SENTENCE * 3, "title": "A meeting"}),
        "{broken",
        json.dumps({"id": "blank", "text": " \n "}),
        json.dumps({"id": "binary", "text": "\0\1\2\3" * 50}),
        json.dumps({"id": "textless", "tale": "In a field of unknown meaning"}),
        json.dumps({"id": "mojibake", "text": "The cafÃ© in Paris, says FranÃ§ois Hollande."}),
    ]
    answer = docmill("analyze", "-", given="\n".join(lines))
    assert answer.exit_code == 1
    assert "Traceback" not in answer.errors
    good, broken, blank, binary, textless, mojibake = answer.lines
    assert good["people"] == ["Angela Merkel", "Emmanuel Macron"]
    assert good["title"] == "A meeting"
    assert broken["id"] is None
    assert "not JSON" in broken["error"]
    assert blank == {"id": "blank", "filtered": "empty"}
    assert binary["id"] == "binary"
    assert set(binary) in ({"id", "filtered"}, {"id", "error"})
    assert textless["id"] == "textless"
    assert "no field that is known to hold a text" in textless["error"]
    assert mojibake["text"] == "The café in Paris, says François Hollande."
    assert mojibake["repairs"]


def test_who_writes_one_line_gets_its_answer_at_once(docmill: Docmill) -> None:
    """A program may ask line by line: the answer does not wait for more lines or the end."""
    with docmill.start("analyze", "-", stdin=PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "text": SENTENCE}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(timeout=30) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


@pytest.mark.parametrize("view", ["--json", "--no-json"])
def test_a_reader_that_goes_away_is_no_error(docmill: Docmill, tmp_path: Path, view: str) -> None:
    """As with `docmill analyze … | head -1`: no traceback."""
    file = tmp_path / "many.jsonl"
    file.write_text((json.dumps({"text": SENTENCE * 20}) + "\n") * 200)
    with docmill.start("analyze", str(file), view) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(timeout=60) == 0
        assert process.stderr.read() == ""


def test_a_terminal_shows_a_readable_view(docmill: Docmill) -> None:
    """With standard output on a terminal and no option, people get text, not JSON."""
    ours, theirs = os.openpty()
    with docmill.start("analyze", str(SEED), stdout=theirs) as process:
        os.close(theirs)
        shown = b""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                shown += os.read(ours, 65_536)
            except OSError:  # Linux: the other end is closed
                break
            if not shown or process.poll() is not None:
                break
        assert process.wait(timeout=30) == 0
    os.close(ours)
    text = shown.decode()
    assert "\x1b[" in text
    assert "Vladimir Putin" in text
    assert '"mentions"' not in text


def test_a_page_holds_what_the_terminal_shows(docmill: Docmill, tmp_path: Path) -> None:
    """One file with a section for each document, in order; nothing else is written."""
    page = tmp_path / "page.html"
    answer = docmill("analyze", str(SEEDS), "--html", str(page))
    assert (answer.exit_code, answer.output, answer.errors) == (0, "", "")
    written = page.read_text(encoding="utf-8")
    assert written.startswith("<!doctype html>")
    assert written.rstrip().endswith("</html>")
    assert written.count("<article ") > 3
    assert '<mark class="person" title="person: Vladimir Putin">' in written
    assert list(tmp_path.iterdir()) == [page]


def test_a_page_goes_to_standard_output_and_tells_of_failures(docmill: Docmill) -> None:
    """`-` is standard output; a document that failed is on the page, and in the exit code."""
    mojibake = json.dumps({"text": "The cafÃ© in Paris, says <script> FranÃ§ois Hollande."})
    lines = [json.dumps({"text": SENTENCE}), "{broken", mojibake]
    answer = docmill("analyze", "-", "--html", "-", given="\n".join(lines))
    assert answer.exit_code == 1
    assert answer.errors == ""
    assert answer.output.count("<article ") == 3
    assert "error: source:InvalidRecord" in answer.output
    assert '<ins title="encoding: cafÃ© → café' in answer.output
    assert "<script" not in answer.output


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--html", "a.html", "--json"), "choose one"),
        (("--html", "nowhere/a.html"), "cannot be written to nowhere/a.html"),
    ],
)
def test_a_page_that_cannot_be_is_refused(
    docmill: Docmill, options: tuple[str, ...], told: str
) -> None:
    """With the reason, before any model is loaded."""
    answer = docmill("analyze", str(SEED), *options)
    assert answer.exit_code == 2
    assert told in answer.errors


def test_the_example_of_the_help_gives_what_it_says(docmill: Docmill) -> None:
    """Both people and the place of the sentence in the help and in the how-to are found."""
    [example] = re.findall(r"echo '(.*)' \| docmill analyze -", EPILOG)
    page = Path(__file__).parents[2] / "docs" / "how-to" / "see-what-is-found.md"
    assert json.loads(example)["text"] in page.read_text(encoding="utf-8")
    [found] = docmill("analyze", "-", given=example).lines
    assert found["people"] == ["Angela Merkel", "Emmanuel Macron"]
    assert found["places"] == ["Berlin"]
