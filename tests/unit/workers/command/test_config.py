"""`docmill config`: every setting, where it comes from, no secret."""

from pathlib import Path

import pytest

from tests.unit.conftest import CommandLine
from workers.settings import Settings


def test_every_setting_is_listed_with_its_origin(
    docmill: CommandLine, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Environment over file over default, and each setting says which it was."""
    file = tmp_path / "docmill.toml"
    file.write_text('index_name = "from-file"\nlog_level = "ERROR"\n')
    monkeypatch.setenv("DOCMILL_CONFIG", str(file))
    monkeypatch.setenv("DOCMILL_LOG_LEVEL", "DEBUG")
    rows = {row["name"]: row for row in docmill("config", "--json").json}
    assert list(rows) == list(Settings.model_fields)
    assert rows["data_dir"]["value"] == str(data_dir)
    told = {name: (row["value"], row["origin"]) for name, row in rows.items()}
    assert told["index_name"] == ("from-file", "file")
    assert told["log_level"] == ("DEBUG", "environment")
    assert told["batch_documents"] == (256, "default")
    assert rows["index_name"]["variable"] == "DOCMILL_INDEX_NAME"
    assert all(row["description"] for row in rows.values())


@pytest.mark.parametrize("view", ["--json", "--no-json"])
def test_passwords_do_not_show(
    docmill: CommandLine, monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    """A password inside an address is masked in both views; the rest of the address shows."""
    monkeypatch.setenv("DOCMILL_BROKER_URL", "redis://:s3cret@localhost:6379/0")
    monkeypatch.setenv("DOCMILL_INDEX_URL", "http://elastic:s3cret@localhost:9200")
    answer = docmill("config", view)
    assert answer.exit_code == 0
    assert "s3cret" not in answer.output
    assert "redis://:***@localhost:6379/0" in answer.output
    assert "http://elastic:***@localhost:9200" in answer.output


def test_people_see_the_file_that_was_read(
    docmill: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The readable view names the configuration file, and what is not set."""
    assert "DOCMILL_CONFIG: no file" in docmill("config", "--no-json").output
    file = tmp_path / "some.toml"
    file.write_text("")
    monkeypatch.setenv("DOCMILL_CONFIG", str(file))
    output = docmill("config", "--no-json").output
    assert f"DOCMILL_CONFIG: {file}" in output
    assert "DOCMILL_BROKER_URL = not set  (default)" in output
