"""Files that runs are given: kept by content, tried before anything starts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from pipeline.clean import CleanStage
from pipeline.errors import ConfigurationError, StopRun
from tests.unit.conftest import CommandLine
from workers.broker.broker_assets import BrokerAssets
from workers.files.assets import Asset, AssetStore
from workers.producer.stage_files import check_kept, given_options, keep_files
from workers.settings import load_settings
from workers.worker.stage_sets import StageSets

TAXONOMY = """
name = "own"
languages = ["en"]
[[labels]]
label = "gardens"
words = ["garden", "flower"]
"""


@pytest.fixture
def taxonomy(tmp_path: Path) -> str:
    """A taxonomy of the user's own."""
    path = tmp_path / "own.toml"
    path.write_text(TAXONOMY, encoding="utf-8")
    return str(path)


@given(st.lists(st.binary(max_size=20), max_size=6))
def test_contents_are_kept_once_and_read_back(
    tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]
) -> None:
    """One digest for one content, whatever is kept before and after."""
    store = AssetStore(tmp_path_factory.mktemp("data"))
    digests = [store.keep(content) for content in contents]
    assert [store.read(digest) for digest in digests] == contents
    assert store.digests() == sorted(set(digests))
    assert len(set(digests)) == len(set(contents))


def test_a_file_that_has_gone_is_told(tmp_path: Path) -> None:
    """A run that needs it is stopped with the way out."""
    asset = Asset("clean", "profile", AssetStore(tmp_path).keep(b"something"))
    settings = load_settings(data_dir=tmp_path)
    check_kept(settings, [asset])
    AssetStore(tmp_path).path(asset.digest).unlink()
    with pytest.raises(StopRun, match=r"is gone .* --restart"):
        check_kept(settings, [asset])


def test_files_become_assets_by_their_content(
    data_dir: Path, taxonomy: str, tmp_path: Path
) -> None:
    """Another path with the same content is the same asset; options of stages stay."""
    settings = load_settings(stage_options={"classify": {"threshold": 0.4}})
    moved = tmp_path / "moved.toml"
    moved.write_text(TAXONOMY, encoding="utf-8")
    (asset,) = keep_files(settings, {"taxonomy": taxonomy})
    assert (asset,) == keep_files(settings, {"taxonomy": str(moved)})
    assert (asset.stage, asset.option) == ("classify", "taxonomy")
    assert AssetStore(data_dir).read(asset.digest).decode() == TAXONOMY
    options = given_options(settings, {"taxonomy": taxonomy})
    assert options == {"classify": {"threshold": 0.4, "taxonomy": taxonomy}}
    assert settings.stage_options == {"classify": {"threshold": 0.4}}


@pytest.mark.parametrize("name", ["profile", "taxonomy", "topics"])
@pytest.mark.parametrize("command", ["run", "analyze"])
def test_a_missing_file_is_named(
    docmill: CommandLine, tmp_path: Path, name: str, command: str
) -> None:
    """Exit code 2 and the path, before anything starts."""
    missing = tmp_path / "missing.file"
    source = tmp_path / "a.txt"
    source.write_text("A text.", encoding="utf-8")
    answer = docmill(command, str(source), f"--{name}", str(missing))
    assert answer.exit_code == 2
    assert f"--{name}: {missing} cannot be read" in answer.errors


@pytest.mark.parametrize("command", ["run", "analyze"])
def test_a_file_that_is_wrong_is_refused_at_once(
    docmill: CommandLine, data_dir: Path, taxonomy: str, tmp_path: Path, command: str
) -> None:
    """The stage's own words under the user's path; nothing is made in the data directory."""
    source = tmp_path / "a.txt"
    source.write_text("A text.", encoding="utf-8")
    answer = docmill(command, str(source), "--profile", taxonomy)
    assert answer.exit_code == 2
    assert f"{taxonomy} is no profile" in answer.errors
    assert not data_dir.exists()


def test_a_file_for_a_stage_that_does_not_run_is_refused(data_dir: Path, taxonomy: str) -> None:
    """It would be ignored in silence otherwise."""
    with pytest.raises(ConfigurationError, match="'classify', which DOCMILL_LINKS leaves out"):
        keep_files(load_settings(links="clean"), {"taxonomy": taxonomy})


def test_a_set_of_repairs_is_an_option_of_the_stage(data_dir: Path) -> None:
    """It goes before what is configured, and is refused like a file."""
    configured = {"clean": {"policy": "c4", "repairs": ["nfc"]}, "classify": {}}
    settings = load_settings(stage_options=configured)
    assert given_options(settings, {}) == configured
    given = given_options(settings, {}, "none")
    assert given == {"clean": {"policy": "c4", "repairs": "none"}, "classify": {}}
    assert settings.stage_options == configured
    assert keep_files(settings, {}, "all") == ()
    with pytest.raises(ConfigurationError, match="no set of repairs is called 'some'"):
        keep_files(settings, {}, "some")
    with pytest.raises(ConfigurationError, match="--repairs is for the stage 'clean'"):
        given_options(load_settings(links="classify"), {}, "none")


def test_workers_make_the_stage_anew_for_a_set_of_repairs() -> None:
    """Once for each set, with the fingerprint of it; without one it is the stage as configured."""
    clean = CleanStage()
    sets = StageSets([clean], {})
    mail = BrokerAssets(Redis(), "run", 60)  # asked for nothing
    assert sets.get((), mail) is sets.plain
    made = {name: sets.get((), mail, name) for name in ("none", "safe", "all")}
    assert sets.get((), mail, "none") is made["none"]
    for name, stage_set in made.items():
        assert stage_set is not None
        assert stage_set.fingerprints == (f"clean:{CleanStage(repairs=name).fingerprint}",)
    assert made["safe"] is not None
    assert made["safe"].fingerprints == sets.plain.fingerprints


@pytest.mark.parametrize("command", ["run", "analyze"])
def test_repairs_that_there_are_not_are_refused_at_once(
    docmill: CommandLine, data_dir: Path, tmp_path: Path, command: str
) -> None:
    """The answer names those that there are."""
    source = tmp_path / "a.txt"
    source.write_text("A text.", encoding="utf-8")
    answer = docmill(command, str(source), "--repairs", "some")
    assert answer.exit_code == 2
    assert "none, safe, all" in answer.errors
    assert not data_dir.exists()
