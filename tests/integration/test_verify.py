"""`docmill verify` and `docmill delete` after real runs on the embedded stack."""

import signal
from pathlib import Path

from tests.harness.command import Answer, Docmill
from tests.harness.waiting import until_decided


def source(folder: Path, name: str, *texts: str) -> Path:
    """Records with keys 0, 1, 2 …; a key may come again as `key:text`."""
    path = folder / name
    lines = (f'{{"key": "{text.partition(":")[0]}", "text": "{text}"}}\n' for text in texts)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def run(docmill: Docmill, path: Path, *options: str) -> str:
    """A run that goes well; its id."""
    answer = docmill("run", str(path), *options, "--json")
    assert answer.exit_code == 0, answer.errors
    return str(answer.json["run"])


def counts(answer: Answer) -> dict[str, int]:
    """The counts of a verification that are not 0."""
    kinds = ("confirmed", "superseded", "missing", "changed", "unknown")
    return {kind: answer.json[kind] for kind in kinds if answer.json[kind]}


def test_runs_are_verified_and_removed(quick: Docmill, tmp_path: Path) -> None:
    """Rewritten documents are superseded; what was deleted is missing until it is run again."""
    texts = [f"{number}:first" for number in range(100)]
    keyed = ("--id-field", "key")
    first = run(quick, source(tmp_path, "a.jsonl", *texts, "7:again", "99:again"), *keyed)
    clean = quick("verify", "--json")
    assert clean.exit_code == 0, clean.output
    assert counts(clean) == {"confirmed": 100, "superseded": 2}
    again = run(quick, source(tmp_path, "b.jsonl", *texts[:10], "10:new", "100:new"), *keyed)
    assert counts(quick("verify", again, "--json")) == {"confirmed": 3}  # 7, 10 and 100
    assert counts(quick("verify", first, "--json")) == {"confirmed": 98, "superseded": 4}

    refused = quick("delete", "--run", again)
    assert refused.exit_code == 2
    assert "Remove 3 documents" in refused.errors
    deleted = quick("delete", "--run", again, "--yes", "--json")
    assert deleted.exit_code == 0, deleted.errors
    assert (deleted.json["matched"], deleted.json["deleted"]) == (3, 3)
    missing = quick("verify", "--json")
    assert missing.exit_code == 1
    assert counts(missing) == {"missing": 3}
    assert {one["source"] for one in missing.json["differences"]} == {
        f"{(tmp_path / 'b.jsonl').as_uri()}#{number}"
        for number in (8, 11, 12)  # from 1
    }
    assert "missing" in quick("verify", "--no-json").output

    at = (tmp_path / "a.jsonl").as_uri()
    assert quick("delete", "--source", at[:-1], "--yes", "--json").json["matched"] == 0
    assert quick("delete", "--source", at, "--yes", "--json").json["deleted"] == 98
    assert quick("delete").exit_code == 2
    last = run(quick, tmp_path / "a.jsonl", *keyed)
    assert quick("verify", last).exit_code == 0


def test_a_run_that_goes_on_verifies_clean(quick: Docmill, tmp_path: Path) -> None:
    """What is in flight is no difference, nor what a stopped run had written already."""
    path = source(tmp_path, "a.jsonl", *(f"{number}:text" for number in range(3_000)))
    data = tmp_path / "data"
    with quick.start("run", str(path), "--json") as running:
        until_decided(data, 1)
        live = quick("verify", "--json")
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)
    assert live.exit_code == 0, live.output
    assert live.json["state"] == "running"
    assert quick("verify").exit_code == 0
