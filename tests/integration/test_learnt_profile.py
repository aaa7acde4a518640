"""The profile that a run learns by itself: made once a source, kept, never when it cannot be."""

import stat
from pathlib import Path

import pytest

from pipeline.clean import CleanStage
from pipeline.clean.profile import read_profile
from pipeline.convert import ConvertStage
from pipeline.sources import SourceOptions
from pipeline.stage import Stage
from tests.harness.records import records
from workers.files.assets import Asset, AssetStore
from workers.ledger.records import Request
from workers.producer.learning import FEWEST_DOCUMENTS, Job, learn_in_process
from workers.producer.source_profile import learned_assets, profile_path
from workers.settings import Settings, load_settings

STAGES: list[Stage] = [ConvertStage(), CleanStage()]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The default settings, with a data directory of the test's own."""
    return load_settings(data_dir=tmp_path / "data")


def learn(settings: Settings, request: Request) -> tuple[tuple[Asset, ...], list[str]]:
    """The learnt assets, and what was told."""
    told: list[str] = []
    return learned_assets(settings, request, STAGES, told.append), told


def test_a_profile_is_made_once_and_stays(settings: Settings, tmp_path: Path) -> None:
    """The first run of a source makes it and says so; later ones use it, whatever has come."""
    source = records(tmp_path / "news.jsonl", 120)
    request = Request((source,), source_name="news")
    first, told = learn(settings, request)
    (sentence,) = told
    assert sentence.startswith("learnt from the first 120 documents, once and in")
    assert sentence.endswith("6 words, 1 repeated line")
    records(tmp_path / "news.jsonl", 140, "Another {n}.")
    again, told = learn(settings, Request((source,), source_name="news", skip_duplicates=True))
    assert (again, told) == (first, [])
    profile, _ = read_profile(AssetStore(settings.data_dir).path(first[0].digest))
    assert (profile.documents, profile.lines) == (120, ("read more",))
    assert "garden" in profile.lexicon.words
    other, told = learn(settings, Request((source,), source_name="other"))
    assert other != first
    assert told


def test_nobody_else_reads_a_profile(settings: Settings, tmp_path: Path) -> None:
    """It holds words and lines of documents, also in a data directory that others may look into."""
    settings.data_dir.mkdir(mode=0o755)
    request = Request((records(tmp_path / "news.jsonl", 120),))
    learn(settings, request)
    profile = profile_path(settings, request)
    assert stat.S_IMODE(profile.stat().st_mode) == 0o600
    assert stat.S_IMODE(profile.parent.stat().st_mode) == 0o700


def test_what_breaks_while_learning_does_not_break_the_run(tmp_path: Path) -> None:
    """It happens in another process, and its last words are told."""
    job = Job((str(tmp_path / "a"),), SourceOptions(), {}, {"repairs": ["magic"]}, "x")
    assert "exit code 1" in (why := str(learn_in_process(job)))
    assert "magic" in why


def test_a_few_documents_make_no_profile(settings: Settings, tmp_path: Path) -> None:
    """Below the least number nothing is kept, so that more documents can make one later."""
    source = tmp_path / "news.jsonl"
    request = Request((records(source, FEWEST_DOCUMENTS - 1),))
    assert learn(settings, request) == ((), [])
    assert not settings.data_dir.exists()
    records(source, FEWEST_DOCUMENTS)
    assert len(learn(settings, request)[0]) == 1


def test_a_damaged_profile_is_made_anew(settings: Settings, tmp_path: Path) -> None:
    """As is one of another format: it is docmill's own file."""
    request = Request((records(tmp_path / "news.jsonl", 120),))
    first, _ = learn(settings, request)
    profile_path(settings, request).write_bytes(b"docmill-profile 99 0\n")
    assert learn(settings, request)[0] == first


def test_standard_input_is_served_only_by_what_is_there(settings: Settings, tmp_path: Path) -> None:
    """It cannot be read twice; its source name may have a profile already."""
    piped = Request(("-",), source_name="news")
    assert learn(settings, piped) == ((), [])
    made, _ = learn(settings, Request((records(tmp_path / "news.jsonl", 120),), source_name="news"))
    assert learn(settings, piped) == (made, [])


def test_a_given_profile_is_not_doubled(settings: Settings, tmp_path: Path) -> None:
    """One of the command line, one of the stage's options; no stage of docmill's needs none."""
    source = records(tmp_path / "news.jsonl", 120)
    given = Request((source,), assets=(Asset("clean", "profile", "0" * 32),))
    assert learn(settings, given) == ((), [])
    configured = settings.model_copy(update={"stage_options": {"clean": {"profile": "x"}}})
    assert learn(configured, Request((source,))) == ((), [])
    assert learned_assets(settings, Request((source,)), [], print) == ()
