"""The profile that a run learns by itself: made once a source, kept, never when it cannot be."""

import json
from pathlib import Path

import pytest

from pipeline.clean import CleanStage
from pipeline.clean.profile import read_profile
from pipeline.stage import Stage
from tests.unit.conftest import CommandLine
from workers.accounts import Request
from workers.assets import Asset, AssetStore
from workers.session import source_options
from workers.settings import Settings, load_settings
from workers.source_profile import FEWEST_DOCUMENTS, learned_assets, profile_path, sample

STAGES: list[Stage] = [CleanStage()]


def records(path: Path, count: int, text: str = "Item {n} of the garden.") -> str:
    """A JSONL file of short documents; every third line is broken."""
    rows = [json.dumps({"text": f"{text.format(n=n)}\n\nRead more"}) for n in range(count)]
    path.write_text("\n".join([*rows, "not JSON", ""]), encoding="utf-8")
    return str(path)


@pytest.fixture
def settings(data_dir: Path) -> Settings:
    """The default settings, with a data directory of the test's own."""
    return load_settings()


def learn(settings: Settings, request: Request) -> tuple[tuple[Asset, ...], list[str]]:
    """The learnt assets, and what was told."""
    told: list[str] = []
    return learned_assets(settings, request, STAGES, told.append), told


def test_a_profile_is_made_once_and_stays(settings: Settings, tmp_path: Path) -> None:
    """The first run of a source makes it and says so; later ones use it, whatever has come."""
    source = records(tmp_path / "news.jsonl", 60)
    request = Request((source,), source_name="news")
    first, told = learn(settings, request)
    assert told == ["learnt from the first 60 documents: 6 words, 1 repeated line"]
    records(tmp_path / "news.jsonl", 80, "Another {n}.")
    again, told = learn(settings, Request((source,), source_name="news", skip_duplicates=True))
    assert (again, told) == (first, [])
    profile, _ = read_profile(AssetStore(settings.data_dir).path(first[0].digest))
    assert (profile.documents, profile.lines) == (60, ("read more",))
    assert "garden" in profile.lexicon.words
    other, told = learn(settings, Request((source,), source_name="other"))
    assert other != first
    assert told


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
    request = Request((records(tmp_path / "news.jsonl", 60),))
    first, _ = learn(settings, request)
    profile_path(settings, request).write_bytes(b"docmill-profile 99 0\n")
    assert learn(settings, request)[0] == first


def test_standard_input_is_served_only_by_what_is_there(settings: Settings, tmp_path: Path) -> None:
    """It cannot be read twice; its source name may have a profile already."""
    piped = Request(("-",), source_name="news")
    assert learn(settings, piped) == ((), [])
    made, _ = learn(settings, Request((records(tmp_path / "news.jsonl", 60),), source_name="news"))
    assert learn(settings, piped) == (made, [])


def test_a_given_profile_is_not_doubled(settings: Settings, tmp_path: Path) -> None:
    """One of the command line, one of the stage's options; no stage of docmill's needs none."""
    source = records(tmp_path / "news.jsonl", 60)
    given = Request((source,), assets=(Asset("clean", "profile", "0" * 32),))
    assert learn(settings, given) == ((), [])
    configured = settings.model_copy(update={"stage_options": {"clean": {"profile": "x"}}})
    assert learn(configured, Request((source,))) == ((), [])
    assert learned_assets(settings, Request((source,)), [], print) == ()


def test_a_sample_is_bounded(settings: Settings, tmp_path: Path) -> None:
    """By documents and by bytes: no run waits long for it."""
    request = Request((records(tmp_path / "news.jsonl", 60),))
    options = source_options(settings, request)
    stage = CleanStage()
    assert len(list(sample(stage, request.sources, options, 7))) == 7
    assert len(list(sample(stage, request.sources, options, 500))) == 60
    assert 0 < len(list(sample(stage, request.sources, options, 500, most_bytes=1_000))) < 60


def test_names_of_profiles_are_safe_and_distinct(settings: Settings) -> None:
    """Whatever a source is called, its file lies in the folder of profiles."""
    names = ["news", "News", "/a/news", "/b/news", "../../etc", "é\udcff", "." * 99, "a b/c|d", "/"]
    paths = {profile_path(settings, Request((name,))) for name in names}
    assert len({str(path).lower() for path in paths}) == len(names)
    assert {path.parent for path in paths} == {settings.data_dir / "profiles"}
    assert all(path.resolve().parent == path.parent for path in paths)


def test_the_command_writes_a_profile_and_tells_of_it(docmill: CommandLine, tmp_path: Path) -> None:
    """For people its size and lines, as JSON the same and its hash."""
    source = records(tmp_path / "news.jsonl", 30)
    file = tmp_path / "news.profile"
    shown = docmill("profile", source, "--output", str(file), "--no-json")
    assert shown.exit_code == 0, shown.errors
    assert "the profile of 30 documents" in shown.output
    assert "read more" in shown.output
    told = docmill("profile", source, "--output", str(file), "--documents", "20", "--json").json
    profile, digest = read_profile(file)
    assert profile.documents == 20
    assert told == {
        "documents": 20, "words": len(profile.lexicon.words), "lines": ["read more"],
        "file": str(file), "bytes": file.stat().st_size, "hash": digest,
    }  # fmt: skip


def test_sources_without_text_make_no_profile(docmill: CommandLine, tmp_path: Path) -> None:
    """Wrong usage, and no file."""
    (tmp_path / "empty").mkdir()
    answer = docmill("profile", str(tmp_path / "empty"), "--output", str(tmp_path / "x.profile"))
    assert answer.exit_code == 2
    assert "no document with a text" in answer.errors
    assert not (tmp_path / "x.profile").exists()
