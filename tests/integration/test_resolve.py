"""`docmill run --resolve` on the embedded stack."""

import json
from pathlib import Path

from tests.harness.command import Docmill

BESIDE = "The mayor of Rotterdam asked her about Greenpeace in Brussels."


def test_a_run_settles_names_when_it_is_done(docmill: Docmill, tmp_path: Path) -> None:
    """A surname alone gets the full name of documents alike; all is verified as it was."""
    days = ("Monday", "Tuesday", "Thursday", "Friday")
    texts = [f"Maren Tolliver spoke in Rotterdam on {day}. {BESIDE}" for day in days]
    texts.append(f"Ms Tolliver left early. {BESIDE}")
    source = tmp_path / "a.jsonl"
    records = (json.dumps({"key": number, "text": text}) for number, text in enumerate(texts))
    source.write_text("\n".join(records), encoding="utf-8")
    ran = docmill("run", str(source), "--id-field", "key", "--resolve", "--json")
    assert ran.exit_code == 0, ran.errors
    assert "names settled by the archive in 1 document" in ran.errors
    found = docmill("search", 'person:"Maren Tolliver"', "--json").lines
    assert len(found) == 5
    assert docmill("verify").exit_code == 0
    assert docmill("resolve", "--undo", "--json").json == {"undone": 1}
