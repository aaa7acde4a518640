"""A run that was killed or stopped goes on at the document where it stopped."""

import json
import shutil
import signal
import subprocess
import zipfile
from pathlib import Path

import pytest

from testbed.stages import FLAKY, install_stage
from tests.harness.command import Docmill, processes_of
from tests.harness.page import running_page
from tests.harness.waiting import until, until_decided
from workers.indexes.embedded.index import EmbeddedIndex

DOCUMENTS = 1_600
SOME = 96  # are decided before something happens


def lines(path: Path, count: int) -> Path:
    """Many one-line documents."""
    rows = (f'{{"id": "{n}", "text": "Item number {n} of many."}}\n' for n in range(count))
    path.write_text("".join(rows), encoding="utf-8")
    return path


def archive(path: Path, count: int) -> Path:
    """Many small members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(count):
            file.writestr(f"{number:05d}.txt", f"Member number {number} of many.")
    return path


@pytest.fixture
def quick(quick: Docmill, tmp_path: Path) -> Docmill:
    """The command with a stage that does next to nothing, few batches in flight."""
    few = {"DOCMILL_BATCH_DOCUMENTS": "16", "DOCMILL_IN_FLIGHT_BATCHES": "8"}
    return Docmill({**quick.environment, **few}, tmp_path)


def kill_midway(docmill: Docmill, source: Path, number: signal.Signals) -> None:
    """Start a run and end its producer by a signal when a few batches are done."""
    data = Path(docmill.environment["DOCMILL_DATA_DIR"])
    with docmill.start("run", str(source), "--json") as run:
        until_decided(data, SOME)
        run.send_signal(number)
        run.communicate(timeout=60)
    assert run.returncode != 0
    until(lambda: processes_of(data) == {}, 10, "no process left")


@pytest.mark.parametrize("make", [lines, archive])
def test_a_killed_run_resumes_at_the_record(quick: Docmill, tmp_path: Path, make: object) -> None:
    """After kill -9 of the producer, every document is indexed once, in the same run."""
    assert callable(make)
    source = make(tmp_path / "many.jsonl" if make is lines else tmp_path / "many.zip", DOCUMENTS)
    kill_midway(quick, source, signal.SIGKILL)
    before = quick("status", "--json").json
    assert 0 < before["expected"] < DOCUMENTS
    answer = quick("resume", "--json")
    assert answer.exit_code == 0, answer.errors
    assert answer.json["run"] == before["run"]
    assert answer.json["expected"] == answer.json["indexed"] == DOCUMENTS
    found = quick("search", "number", "--size", "1", "--facets", "--json").lines[-1]
    assert found["total"] == DOCUMENTS
    assert list((tmp_path / "data" / "spool").iterdir()) == []


def test_the_same_command_again_goes_on(quick: Docmill, tmp_path: Path) -> None:
    """`docmill run` with the same arguments resumes and says so."""
    source = lines(tmp_path / "many.jsonl", DOCUMENTS)
    kill_midway(quick, source, signal.SIGINT)
    before = quick("status", "--json").json
    assert before["state"] == "interrupted"
    answer = quick("run", str(source), "--json")
    assert answer.exit_code == 0, answer.errors
    assert f"resuming run {before['run']}" in answer.errors
    assert answer.json["run"] == before["run"]
    assert answer.json["indexed"] == DOCUMENTS


def test_a_source_that_changed_is_refused_with_two_ways_out(quick: Docmill, tmp_path: Path) -> None:
    """`resume` names what changed; --restart reads the same run's sources anew."""
    source = lines(tmp_path / "many.jsonl", DOCUMENTS)
    kill_midway(quick, source, signal.SIGINT)
    with source.open("a", encoding="utf-8") as file:
        file.write('{"id": "one more", "text": "Item number one more."}\n')
    refused = quick("resume")
    assert refused.exit_code == 2
    for way in ("many.jsonl", "--restart", "docmill run"):
        assert way in refused.errors
    answer = quick("resume", "--restart", "--json")
    assert answer.exit_code == 0, answer.errors
    assert answer.json["indexed"] == answer.json["expected"] == DOCUMENTS + 1


def test_a_run_is_not_called_done_without_its_index(quick: Docmill, tmp_path: Path) -> None:
    """With the folder of the index removed in between, `resume` says so; --restart works it all."""
    source = lines(tmp_path / "many.jsonl", DOCUMENTS)
    kill_midway(quick, source, signal.SIGINT)
    shutil.rmtree(tmp_path / "data" / "index")
    for command in (("resume",), ("run", str(source))):
        refused = quick(*command)
        assert refused.exit_code == 2
        assert "the index holds none" in refused.errors
        assert "--restart" in refused.errors
    answer = quick("resume", "--restart", "--json")
    assert answer.exit_code == 0, answer.errors
    assert answer.json["indexed"] == DOCUMENTS
    assert quick("verify").exit_code == 0


def test_there_is_nothing_to_resume_after_a_good_end(quick: Docmill, tmp_path: Path) -> None:
    """Resuming a finished run, or none, is wrong usage."""
    assert quick("resume").exit_code == 2
    done = quick("run", str(lines(tmp_path / "few.jsonl", 10)), "--json").json
    refused = quick("resume", done["run"])
    assert refused.exit_code == 2
    assert "nothing to resume" in refused.errors
    assert quick("retry").exit_code == 2


def test_failed_documents_are_tried_again_in_the_same_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`retry` works just those, the page's button too; the balance moves with them, exact.

    What the sources do not hold any more stays failed, and is told.
    """
    packages, mark = tmp_path / "packages", tmp_path / "mark"
    packages.mkdir()
    mark.touch()
    docmill = Docmill(
        {
            "DOCMILL_DATA_DIR": str(tmp_path / "data"),
            "PYTHONPATH": install_stage(packages, "flaky", FLAKY),
            "DOCMILL_LINKS": "flaky",
            "FLAKY_MARK": str(mark),
        },
        tmp_path,
    )
    source = tmp_path / "records.jsonl"
    texts = ["sound", "fragile one", "sound too", "fragile two"]
    source.write_text(
        "".join(json.dumps({"id": text, "text": text}) + "\n" for text in texts) + "not JSON\n",
        encoding="utf-8",
    )
    first = docmill("run", str(source), "--json")
    assert first.exit_code == 1
    assert (first.json["indexed"], first.json["failed"]) == (2, 3)
    mark.unlink()
    for name, value in docmill.environment.items():
        monkeypatch.setenv(name, value)
    data = tmp_path / "data"
    with running_page(EmbeddedIndex(data / "index"), data) as page:
        at = f"/runs/{first.json['run']}"
        one = next(f["id"] for f in first.json["failures"] if f["stage"] == "flaky")
        assert page.get(f"{at}/original/{one}").body == b"fragile one"
        started = page.post(f"{at}/retry", id=one)
        assert started.status == 303, started.text
        assert started.headers["Location"] == f"{at}?retried=1"
        until(lambda: "<strong>done</strong>" in page.get(at).text, 60, "the end of the retry")
        assert "flaky ValueError ×1" in page.get(at).text
    again = docmill("retry", "--stage", "flaky", "--json")
    assert again.exit_code == 1, again.errors
    assert again.json["run"] == first.json["run"]
    assert (again.json["expected"], again.json["indexed"], again.json["failed"]) == (5, 4, 1)
    assert [failure["stage"] for failure in again.json["failures"]] == ["source"]
    assert docmill("retry", "--stage", "flaky").exit_code == 2
    source.write_text(source.read_text(encoding="utf-8").replace("not JSON\n", ""), "utf-8")
    gone = docmill("retry", "--json")
    assert (gone.exit_code, gone.json["failed"]) == (1, 1)
    assert "1 of 1 failed documents are not in the sources now" in gone.errors
    assert "docmill run" in gone.errors
    with running_page(EmbeddedIndex(data / "index"), data) as page:
        assert page.post(f"{at}/retry").status == 303
        until(lambda: "<strong>done</strong>" in page.get(at).text, 60, "the end of the retry")
        assert "1 of 1 failed documents are not in the" in page.get(f"{at}?retried=1").text


def test_a_run_in_which_most_fails_is_stopped(tmp_path: Path) -> None:
    """Beyond the set share of failures the run ends with a clear message, and can go on later."""
    packages, mark = tmp_path / "packages", tmp_path / "mark"
    packages.mkdir()
    mark.touch()
    docmill = Docmill(
        {
            "DOCMILL_DATA_DIR": str(tmp_path / "data"),
            "PYTHONPATH": install_stage(packages, "flaky", FLAKY),
            "DOCMILL_LINKS": "flaky",
            "DOCMILL_IN_FLIGHT_BATCHES": "2",
            "FLAKY_MARK": str(mark),
        },
        tmp_path,
    )
    source = tmp_path / "records.jsonl"
    rows = (json.dumps({"id": n, "text": f"A fragile text {n}."}) + "\n" for n in range(2_000))
    source.write_text("".join(rows), encoding="utf-8")
    stopped = docmill("run", str(source), "--json")
    assert stopped.exit_code == 3
    assert "most of them with flaky:ValueError" in stopped.errors
    mark.unlink()
    resumed = docmill("resume", "--json")
    assert resumed.exit_code == 1, resumed.errors
    retried = docmill("retry", "--json")
    assert retried.exit_code == 0, retried.errors
    assert retried.json["indexed"] == retried.json["expected"] == 2_000


def test_a_run_on_standard_input_is_finished_from_the_spool(quick: Docmill, tmp_path: Path) -> None:
    """What was taken from a pipe is worked to the end by resume; the rest must be piped anew."""
    data = tmp_path / "data"
    text = lines(tmp_path / "many.jsonl", DOCUMENTS).read_text(encoding="utf-8")
    with quick.start("run", "-", "--json", stdin=subprocess.PIPE) as run:
        assert run.stdin is not None
        run.stdin.write(text[: len(text) // 2])
        run.stdin.flush()
        until_decided(data, SOME)
        run.kill()
    until(lambda: processes_of(data) == {}, 10, "no process left")
    taken = quick("status", "--json").json["expected"]
    assert 0 < taken < DOCUMENTS
    answer = quick("resume", "--json")
    assert answer.exit_code == 0, answer.errors
    assert answer.json["indexed"] == answer.json["expected"] == taken
    assert "standard input cannot be read again" in answer.errors
    again = quick("run", "-", "--json", given=text)
    assert again.exit_code == 0, again.errors
    assert again.json["expected"] == DOCUMENTS
    assert again.json["unchanged"] == taken
