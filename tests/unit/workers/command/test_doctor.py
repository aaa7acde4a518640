"""`docmill doctor`: one bad thing at a time, and the advice on it."""

from pathlib import Path
from typing import Any

import pytest

from testbed.broker import free_port
from testbed.stages import NOOP, install_stage
from tests.unit.conftest import CommandLine
from workers.command import checks
from workers.command.checks import redis_settings
from workers.ledger.writer import Ledger

GOOD_REDIS = {"maxmemory": 10**9, "maxmemory_policy": "noeviction", "aof_enabled": 1}


@pytest.fixture
def small_stage(tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stage that loads nothing."""
    (tmp_path / "noop").mkdir()
    monkeypatch.syspath_prepend(install_stage(tmp_path / "noop", "noop", NOOP))
    monkeypatch.setenv("DOCMILL_LINKS", "noop")


def states(answer: Any) -> dict[str, str]:
    """check → its state."""
    return {check["name"]: check["state"] for check in answer.json["checks"]}


@pytest.mark.usefixtures("small_stage")
def test_a_machine_with_all_it_needs_is_well(docmill: CommandLine, data_dir: Path) -> None:
    """Every part is looked at, nothing is made: the data directory is still not there."""
    answer = docmill("doctor", "--json")
    assert answer.exit_code == 0
    assert answer.json["ok"] is True
    assert states(answer) == dict.fromkeys(
        (
            "settings", "data directory", "disk", "ledger", "broker", "workers", "index", "stages",
            "converters", "containers", "extras",
        ),
        "ok",
    )  # fmt: skip
    assert not data_dir.exists()


def test_what_a_stage_reports_of_itself_is_shown(
    docmill: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each thing that a stage has to tell is a line of its own."""
    talking = NOOP.replace('"noop"', '"talking"').replace("NoopStage", "TalkingStage")
    talking += '\n    def report(self):\n        return {"engine": "runs on steam"}\n'
    talking += '\n    def languages(self):\n        return {"jokes": "in Danish"}\n'
    monkeypatch.syspath_prepend(install_stage(tmp_path, "talking", talking))
    monkeypatch.setenv("DOCMILL_LINKS", "talking")
    checks = docmill("doctor", "--json").json["checks"]
    told = {c["name"]: (c["state"], c["detail"]) for c in checks}
    assert told["engine"] == ("ok", "runs on steam")
    assert told["jokes"] == ("ok", "in Danish")


@pytest.mark.usefixtures("small_stage")
def test_an_unreachable_broker_is_broken_and_named(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 3; the address shows without its password; the other checks go on."""
    port = free_port()
    monkeypatch.setenv("DOCMILL_BROKER_URL", f"redis://:s3cret@127.0.0.1:{port}/0")
    answer = docmill("doctor", "--json")
    assert answer.exit_code == 3
    assert answer.json["ok"] is False
    assert states(answer)["broker"] == "broken"
    assert states(answer)["stages"] == "ok"
    assert f"redis://:***@127.0.0.1:{port}/0" in answer.output
    assert "s3cret" not in answer.output


def test_a_missing_stage_is_a_matter_of_configuration(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 2, for people with the names of the stages that are installed."""
    monkeypatch.setenv("DOCMILL_LINKS", "nonsense")
    answer = docmill("doctor", "--no-json")
    assert answer.exit_code == 2
    assert "no stage named 'nonsense'" in " ".join(answer.output.split())


def test_settings_that_cannot_be_read_are_the_only_finding(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without settings nothing else can be looked at."""
    monkeypatch.setenv("DOCMILL_CONCURRENCY", "none")
    answer = docmill("doctor", "--json")
    assert answer.exit_code == 2
    assert states(answer) == {"settings": "misconfigured"}
    assert "DOCMILL_CONCURRENCY" in answer.output


@pytest.mark.usefixtures("small_stage")
def test_a_data_directory_that_is_a_file_cannot_be_written(
    docmill: CommandLine, data_dir: Path
) -> None:
    """Exit code 2 and the setting to change."""
    data_dir.write_text("not a directory")
    answer = docmill("doctor", "--json")
    assert answer.exit_code == 2
    assert states(answer) == {"settings": "misconfigured"}
    assert "DOCMILL_DATA_DIR" in answer.output


@pytest.mark.usefixtures("small_stage")
@pytest.mark.parametrize(
    ("little", "none", "state", "exit_code"),
    [(10**18, 0, "warning", 0), (10**18, 10**18, "broken", 3)],
)
def test_a_full_disk_is_told(
    docmill: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    little: int,
    none: int,
    state: str,
    exit_code: int,
) -> None:
    """Little room is a warning, none is an error."""
    monkeypatch.setattr(checks, "LITTLE_DISK_BYTES", little)
    monkeypatch.setattr(checks, "NO_DISK_BYTES", none)
    answer = docmill("doctor", "--json")
    assert (states(answer)["disk"], answer.exit_code) == (state, exit_code)


@pytest.mark.usefixtures("small_stage")
def test_the_runs_of_a_ledger_are_counted(docmill: CommandLine, data_dir: Path) -> None:
    """A ledger that is there is opened and read."""
    Ledger(data_dir / "ledger.sqlite", writable=True).close()
    assert "runs: 0, in" in docmill("doctor", "--json").output


@pytest.mark.usefixtures("small_stage")
def test_something_unforeseen_is_a_finding_too(docmill: CommandLine, data_dir: Path) -> None:
    """A damaged ledger is reported by what SQLite says of it, and the other checks go on."""
    data_dir.mkdir()
    (data_dir / "ledger.sqlite").write_bytes(b"this is no database" * 100)
    answer = docmill("doctor", "--json")
    assert answer.exit_code == 3
    assert states(answer)["ledger"] == "broken"
    assert "not a database" in answer.output
    assert states(answer)["stages"] == "ok"


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, set()),
        ({"maxmemory": 0, "maxmemory_policy": "allkeys-lru"}, set()),
        ({"maxmemory_policy": "allkeys-lru"}, {("broker memory", "misconfigured")}),
        ({"maxmemory": 10**8}, {("broker memory", "warning")}),
        ({"aof_enabled": 0}, {("broker persistence", "warning")}),
    ],
)
def test_a_redis_is_judged_by_its_settings(
    facts: dict[str, Any], found: set[tuple[str, str]]
) -> None:
    """Dropping what it holds is wrong, little memory and no persistence are risks."""
    judged = list(redis_settings({**GOOD_REDIS, **facts}, in_flight_bytes=256_000_000))
    assert {(check.name, check.state) for check in judged} == found
    assert all(check.mend for check in judged)
