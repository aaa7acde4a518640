"""Profiles of sources: which documents are read for one, and `docmill profile`."""

from pathlib import Path

import pytest

from pipeline.clean import CleanStage
from pipeline.clean.profile import read_profile
from pipeline.convert import ConvertStage
from pipeline.stage import Stage
from tests.harness.records import records
from tests.unit.conftest import CommandLine
from workers.ledger.records import Request
from workers.producer.learning import MOST_BYTES, sample
from workers.producer.source_options import source_options
from workers.producer.source_profile import profile_path
from workers.settings import Settings, load_settings

STAGES: list[Stage] = [ConvertStage(), CleanStage()]


@pytest.fixture
def settings(data_dir: Path) -> Settings:
    """The default settings, with a data directory of the test's own."""
    return load_settings()


def test_a_sample_is_bounded(settings: Settings, tmp_path: Path) -> None:
    """By documents, by bytes and by time: no run waits long for it."""
    request = Request((records(tmp_path / "news.jsonl", 60),))
    options = source_options(settings, request)
    stages = ConvertStage(), CleanStage()

    def taken(documents: int, go_on: bool = True, most_bytes: int = MOST_BYTES) -> int:
        texts = sample(*stages, request.sources, options, documents, lambda: go_on, most_bytes)
        return len(list(texts))

    assert taken(7) == 7
    assert taken(500) == 60
    assert taken(500, go_on=False) == 1
    assert 0 < taken(500, most_bytes=1_000) < 60


def test_every_source_of_a_run_has_its_share(settings: Settings, tmp_path: Path) -> None:
    """The first one alone says nothing of the others; what one has not, the later ones give."""
    sources = tuple(
        records(tmp_path / f"{name}.jsonl", count, f"{name} {{n}}")
        for name, count in (("court", 60), ("mail", 2), ("wire", 60))
    )
    options = source_options(settings, Request(sources))
    found = list(sample(ConvertStage(), CleanStage(), sources, options, 30, lambda: True))
    taken = [sum(name in text for text in found) for name in ("court", "mail", "wire")]
    assert taken == [10, 2, 18]


@pytest.mark.parametrize(
    "other",
    [
        Request(("/b/news",)),
        Request(("/a/news", "/b/news")),
        Request(("/a/news\n/b/news",)),
        Request((), source_name="/a/news"),
        Request(("/a/news",), source_name="news"),
        Request(("/a/news",), include=("*.html",)),
        Request(("/a/news",), exclude=("*.html",)),
        Request(("/a/news",), fields={"text": "summary"}),
    ],
    ids=str,
)
def test_two_sources_share_no_profile(settings: Settings, other: Request) -> None:
    """Nor do two texts of one source, such as two columns of its table."""
    assert profile_path(settings, other) != profile_path(settings, Request(("/a/news",)))


def test_a_source_keeps_its_profile(settings: Settings) -> None:
    """What says nothing of the texts does not matter, nor where an archive with a name lies."""
    named = Request(("/a/news",), source_name="news", include=("*.html", "*.txt"))
    moved = Request(
        ("/b/old",), source_name="news", include=("*.txt", "*.html"), id_field="guid",
        skip_duplicates=True,
    )  # fmt: skip
    assert profile_path(settings, named) == profile_path(settings, moved)


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
