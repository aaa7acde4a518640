"""Files that a run brings for its stages reach its workers, whatever breaks on the way."""

import json
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pipeline.clean import CleanStage
from pipeline.clean.profile import make_profile, write_profile
from pipeline.identity import document_id
from pipeline.records import Locator
from pipeline.sources.location import file_uri
from pipeline.stage import build_stages
from testbed.broker import RunningBroker
from tests.harness.command import Docmill
from tests.harness.waiting import until
from workers.broker.broker_assets import BrokerAssets
from workers.files.assets import Asset, AssetStore
from workers.indexes import open_index
from workers.ledger.writer import Ledger
from workers.settings import load_settings
from workers.worker.stage_sets import MOST_SETS, StageSets

TAXONOMY = """
name = "own"
languages = ["en"]
[[labels]]
label = "{label}"
words = ["garden", "flower", "gardener"]
"""
TEXT = "The gardener number {n} has a garden with {n} flowers and a garden wall."


def records(path: Path, count: int) -> Path:
    """A JSONL file of short documents."""
    rows = (json.dumps({"text": TEXT.format(n=n)}) + "\n" for n in range(count))
    path.write_text("".join(rows), encoding="utf-8")
    return path


def profile(path: Path, word: str) -> Path:
    """The file of a profile that knows one word."""
    write_profile(make_profile([word]), path)
    return path


def fingerprints(docmill: Docmill, source: Path, count: int) -> set[str]:
    """What the index says that the stages were, over all documents of a source."""
    index = open_index(load_settings(data_dir=docmill.environment["DOCMILL_DATA_DIR"]))
    ids = [document_id(Locator(file_uri(str(source)), "", n)) for n in range(count)]
    known = index.lookup(ids)
    index.close()
    assert None not in known
    return {" ".join(one.fingerprints) for one in known if one}


@pytest.fixture
def docmill(tmp_path: Path, broker: RunningBroker) -> Iterator[Docmill]:
    """The command beside workers that run already and were given no files."""
    command = Docmill(
        {
            "DOCMILL_DATA_DIR": str(tmp_path / "data"),
            "DOCMILL_BROKER_URL": broker.url,
            "DOCMILL_LINKS": "convert+clean+classify",
            "DOCMILL_WORKERS": "none",
            "DOCMILL_BATCH_DOCUMENTS": "8",
            "DOCMILL_IN_FLIGHT_BATCHES": "4",
        },
        tmp_path,
    )
    with ExitStack() as stack:
        for queue in ("convert+clean+classify", "index"):
            worker = stack.enter_context(
                command.start("worker", "--queues", queue, "--concurrency", "1", stderr=None)
            )
            stack.callback(worker.kill)
        yield command


def test_files_change_what_is_made_and_the_same_files_change_nothing(
    docmill: Docmill, tmp_path: Path
) -> None:
    """Given files count by their content; a profile that was learnt does not count at all."""
    source = records(tmp_path / "gardens.jsonl", 120)
    taxonomy = tmp_path / "own.toml"
    taxonomy.write_text(TAXONOMY.format(label="gardens"), encoding="utf-8")
    own = profile(tmp_path / "own.profile", "garden")

    def outcomes(*options: str) -> tuple[int, int]:
        answer = docmill("run", str(source), *options, "--json")
        assert answer.exit_code == 0, answer.errors
        return answer.json["indexed"], answer.json["unchanged"]

    assert outcomes() == (120, 0)
    (learnt,) = (tmp_path / "data" / "profiles").iterdir()
    before = learnt.read_bytes()
    assert fingerprints(docmill, source, 120) == {
        " ".join(
            sorted(
                f"{s.name}:{s.fingerprint}" for s in build_stages(["convert", "clean", "classify"])
            )
        )
    }
    assert outcomes() == (0, 120)
    assert learnt.read_bytes() == before
    given = ("--profile", str(own), "--taxonomy", str(taxonomy))
    assert outcomes(*given) == (120, 0)
    found = docmill("search", "topic:gardens", "--size", "1", "--facets", "--json").lines[-1]
    assert found["total"] == 120
    (after,) = fingerprints(docmill, source, 120)
    assert CleanStage(profile=str(own)).fingerprint in after
    assert outcomes(*given) == (0, 120)
    looked_at = docmill("analyze", str(source), *given, "--json").lines
    assert [one["topics"] for one in looked_at] == [["gardens"]] * 120
    assert {" ".join(one["fingerprints"]) for one in looked_at} == {after}


def test_a_run_chooses_its_repairs(docmill: Docmill, tmp_path: Path) -> None:
    """Workers that run already make the set that is asked for; another set is another document."""
    source = tmp_path / "a.txt"
    text = f"{TEXT}\n\nclichÃ© govern-\nment\n\nSource: Some Agency"
    source.write_text(text, encoding="utf-8")
    made = {}
    for name in ("none", "safe", "all"):
        ran = docmill("run", str(source), "--repairs", name, "--json").json
        assert ran["indexed"] == 1
        (hit,) = docmill("search", "garden", "--json").lines
        shown = docmill("show", hit["id"], "--json").json
        assert f"clean:{CleanStage(repairs=name).fingerprint}" in shown["fingerprints"]
        assert docmill("show", hit["id"], "--before").output == text
        made[name] = shown["text"]
    assert made["none"] == text
    assert made["safe"] == text.replace("clichÃ©", "cliché").replace("govern-\nment", "government")
    assert made["all"] == made["safe"].removesuffix("\n\nSource: Some Agency")
    assert docmill("run", str(source), "--repairs", "all", "--json").json["unchanged"] == 1


def test_a_run_that_lost_everything_goes_on_with_its_files(
    docmill: Docmill, tmp_path: Path, broker: RunningBroker
) -> None:
    """The broker emptied, the producer killed, the user's file gone: it has what it began with.

    What it sent to Redis goes with it in the end.
    """
    source = records(tmp_path / "gardens.jsonl", 800)
    given = profile(tmp_path / "given", "garden")
    expected = CleanStage(profile=str(given)).fingerprint

    def done() -> int:
        ledger = Ledger.reading(tmp_path / "data" / "ledger.sqlite")
        balances = ledger.runs() if ledger else []
        if ledger:
            ledger.close()
        return balances[0].indexed if balances else 0

    with docmill.start("run", str(source), "--profile", str(given), "--json") as run:
        until(lambda: done() > 0, 90, "an indexed batch")
        with broker.client() as client:
            client.flushall()
        emptied = done()
        until(lambda: done() > emptied + 32, 90, "batches after the broker was emptied")
        run.send_signal(signal.SIGKILL)
        run.communicate(timeout=60)
    given.unlink()
    assert 0 < done() < 800
    with broker.client() as client:
        client.flushall()
    answer = docmill("resume", "--json")
    assert answer.exit_code == 0, answer.errors
    assert answer.json["indexed"] == answer.json["expected"] == 800
    (after,) = fingerprints(docmill, source, 800)
    assert expected in after
    with broker.client() as client:
        assert list(client.scan_iter(match=f"{answer.json['run']}:asset:*")) == []


def test_workers_make_a_stage_set_once_and_wait_for_files_that_are_lost(
    broker: RunningBroker, tmp_path: Path
) -> None:
    """A missing file is no error; the stages are made again only when the files are others."""
    store = AssetStore(tmp_path)
    wanted = []
    for n in range(MOST_SETS + 1):
        path = profile(tmp_path / f"{n}", "abcdefgh"[n])
        wanted.append((Asset("clean", "profile", store.keep(path.read_bytes())),))
    clean = CleanStage()
    sets = StageSets([clean], {})
    with broker.client() as redis:
        mail = BrokerAssets(redis, "run", 60)
        assert sets.get((), mail) is sets.plain
        assert sets.get(wanted[0], mail) is None
        mail.publish(wanted[0], store)
        first = sets.get(wanted[0], mail)
        assert first is not None
        assert first.fingerprints == (
            f"clean:{CleanStage(profile=str(tmp_path / '0')).fingerprint}",
        )
        assert first.fingerprints != sets.plain.fingerprints
        redis.flushall()
        assert sets.get(wanted[0], mail) is first
        for assets in wanted[1:]:
            mail.publish(assets, store)
            assert sets.get(assets, mail) is not None
        assert sets.get(wanted[0], mail) is None  # forgotten, and Redis was emptied
        mail.publish(wanted[0], store)
        again = sets.get(wanted[0], mail)
        assert again is not None
        assert again.fingerprints == first.fingerprints
        assert again.stages[0] is not clean
        mail.close([asset for (asset,) in wanted])
        assert redis.keys() == []
