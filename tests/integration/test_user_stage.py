"""A stage that a user brings: found by entry point, run in the chain, stored in the index."""

import json
from pathlib import Path

from testbed.stages import SHOUT, install_stage
from tests.harness.command import Docmill


def test_a_users_stage_runs_in_the_chain_and_its_results_are_stored(tmp_path: Path) -> None:
    """Its JSON is kept with the document; a document that it refuses fails alone."""
    packages = tmp_path / "packages"
    packages.mkdir()
    docmill = Docmill(
        {
            "DOCMILL_DATA_DIR": str(tmp_path / "data"),
            "PYTHONPATH": install_stage(packages, "shout", SHOUT),
            "DOCMILL_LINKS": "convert+clean+shout",
            "DOCMILL_STAGE_OPTIONS": json.dumps({"shout": {"mark": "!!"}}),
        },
        tmp_path,
    )
    source = tmp_path / "three.jsonl"
    records = [
        {"id": "one", "title": "First", "text": "The first text of three."},
        {"id": "two", "title": "Second", "text": "Please refuse me, dear stage."},
        {"id": "three", "title": "Third", "text": "The third text of three."},
    ]
    source.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    answer = docmill("run", str(source), "--json")
    assert answer.exit_code == 1, answer.errors
    assert (answer.json["indexed"], answer.json["failed"]) == (2, 1)
    (failure,) = answer.json["failures"]
    assert (failure["stage"], failure["error"]) == ("shout", "ValueError")
    assert failure["message"] == "asked to refuse"
    assert failure["source"].endswith("three.jsonl#2")
    shown = docmill("show", "three", "--json").json
    assert shown["extra"] == {"shout": {"loud": "Third!!"}}


def test_a_stage_that_lacks_what_it_needs_is_refused_before_anything_starts(
    tmp_path: Path,
) -> None:
    """The order of stages is checked at the start, with a message that names the fix."""
    docmill = Docmill(
        {"DOCMILL_DATA_DIR": str(tmp_path / "data"), "DOCMILL_LINKS": "convert|extract|clean"},
        tmp_path,
    )
    source = tmp_path / "a.txt"
    source.write_text("A text.", encoding="utf-8")
    answer = docmill("run", str(source))
    assert answer.exit_code == 2
    assert "needs cleaned" in answer.errors
    assert not (tmp_path / "data" / "logs").exists()
