"""A trained model on its whole way: labelled rows, a run with it, topics in the index."""

import json
from pathlib import Path

from tests.harness.command import Docmill

KINDS = {
    "garden": "The gardener waters roses and tulips in bed {n} of the greenhouse.",
    "trains": "The locomotive reaches platform {n} of the railway station on time.",
}


def write(path: Path, first: int, labelled: bool) -> Path:
    """Thirty short documents of both kinds."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(first, first + 30):
            label = list(KINDS)[n % 2]
            row = {"text": KINDS[label].format(n=n)}
            file.write(json.dumps({**row, "label": label} if labelled else row) + "\n")
    return path


def test_a_run_files_documents_under_trained_topics(tmp_path: Path) -> None:
    """What `train` wrote, the workers of a run use; searches find documents by its labels."""
    docmill = Docmill(
        {"DOCMILL_DATA_DIR": str(tmp_path / "data"), "DOCMILL_LINKS": "convert+clean+classify"},
        tmp_path,
    )
    model = tmp_path / "topics.model"
    labelled = write(tmp_path / "labelled.jsonl", 0, labelled=True)
    trained = docmill("train", str(labelled), "--output", str(model))
    assert trained.exit_code == 0, trained.errors
    assert trained.json["report"]["macro_f1"] == 1
    source = write(tmp_path / "source.jsonl", 100, labelled=False)
    ran = docmill("run", str(source), "--topics", str(model), "--json")
    assert ran.exit_code == 0, ran.errors
    assert ran.lines[-1]["indexed"] == 30
    found = docmill("search", "--topic", "trains", "--all", "--json").lines
    assert len(found) == 15
    assert {hit["topics"][0] for hit in found} == {"trains"}
    suggested = docmill("topics", "suggest", "anything", "--query", "topic:garden", "--json")
    words = {one["words"] for one in suggested.json["suggestions"]}
    assert {"roses", "gardener"} <= words


def test_a_damaged_model_ends_the_run_before_it_begins(tmp_path: Path) -> None:
    """Exit code 2 and what to do, and no run is noted."""
    docmill = Docmill({"DOCMILL_DATA_DIR": str(tmp_path / "data")}, tmp_path)
    model = tmp_path / "topics.model"
    model.write_bytes(b"no model")
    source = write(tmp_path / "source.jsonl", 0, labelled=False)
    answer = docmill("run", str(source), "--topics", str(model))
    assert answer.exit_code == 2
    assert "docmill train" in answer.errors
    assert docmill("runs", "--json").json == []
