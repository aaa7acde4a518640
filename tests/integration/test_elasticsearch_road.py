"""The whole road on a real Elasticsearch, with the broker embedded or already running."""

import json
import secrets
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from testbed.broker import running_broker
from tests.harness.command import SEEDS, Answer, Docmill
from tests.harness.waiting import until

ARTICLE = "000_467565c174595e29.txt"


@dataclass(frozen=True)
class Road:
    """A command bound to an index of its own, after a run over the seeds."""

    docmill: Docmill
    index: str
    client: Elasticsearch
    first: Answer


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory, elasticsearch_url: str) -> Road:
    """Seeds indexed into Elasticsearch by the embedded broker's workers."""
    folder = tmp_path_factory.mktemp("road")
    index = f"docmill-{secrets.token_hex(4)}"
    docmill = Docmill(
        {
            "DOCMILL_DATA_DIR": str(folder / "data"),
            "DOCMILL_INDEX_URL": elasticsearch_url,
            "DOCMILL_INDEX_NAME": index,
        },
        folder,
    )
    first = docmill("run", str(SEEDS), "--source-name", "seeds", "--json")
    return Road(docmill, index, Elasticsearch(elasticsearch_url), first)


def test_seeds_are_indexed_and_searchable_at_once(road: Road) -> None:
    """The run ends with a refresh: the alias answers with every document."""
    assert road.first.exit_code == 0, road.first.errors
    expected = road.first.json["expected"]
    assert road.client.count(index=road.index)["count"] == expected == road.first.json["indexed"]
    found = road.docmill("search", 'person:"vladimir putin" AND diplomacy', "--json")
    assert [hit["source"] for hit in found.lines] == [f"seeds/{ARTICLE}"]


def test_names_are_keyword_arrays_with_folded_twins(road: Road) -> None:
    """Kibana charts them as they are, docmill matches the folded form."""
    hits = road.client.search(
        index=road.index, query={"term": {"people_folded": "vladimir putin"}}
    )["hits"]["hits"]
    assert len(hits) == 1
    assert "Vladimir Putin" in hits[0]["_source"]["people"]


def test_a_second_run_writes_nothing(road: Road) -> None:
    """Unchanged documents keep the record of the run that wrote them."""
    again = road.docmill("run", str(SEEDS), "--source-name", "seeds", "--json").json
    assert again["unchanged"] == again["expected"]
    runs = road.client.search(index=road.index, size=0, aggs={"runs": {"terms": {"field": "run"}}})[
        "aggregations"
    ]["runs"]["buckets"]
    assert [bucket["key"] for bucket in runs] == [road.first.json["run"]]


def test_failures_can_be_looked_up_in_elasticsearch(road: Road, tmp_path: Path) -> None:
    """A failed document has a record of its own, with stage, class and place."""
    source = tmp_path / "bad.jsonl"
    source.write_text('{"text": "A good record of the council."}\nnot JSON\n', encoding="utf-8")
    answer = road.docmill("run", str(source), "--json")
    assert answer.exit_code == 1
    road.client.indices.refresh(index=f"{road.index}-failures")
    (hit,) = road.client.search(index=f"{road.index}-failures")["hits"]["hits"]
    assert hit["_source"]["stage"] == "source"
    assert hit["_source"]["error"] == answer.json["failures"][0]["error"]
    assert hit["_source"]["record"] == 1


def test_runs_can_be_looked_up_in_elasticsearch(road: Road) -> None:
    """Each run has a record with its balance, for dashboards."""
    source = road.client.get(index=f"{road.index}-runs", id=road.first.json["run"])["_source"]
    assert source["state"] == "done"
    for count in ("expected", "indexed", "unchanged", "filtered", "failed", "in_flight"):
        assert source[count] == road.first.json[count]


def test_a_run_that_stops_is_not_called_running_in_elasticsearch(road: Road) -> None:
    """Interrupted, and then cancelled: dashboards see what became of it."""

    def state(run: str) -> str:
        return str(road.client.get(index=f"{road.index}-runs", id=run)["_source"]["state"])

    with road.docmill.start("run", "-", "--json", stdin=subprocess.PIPE) as process:
        until(lambda: road.docmill("runs", "--json").json[0]["state"] == "running", 60, "a run")
        run = road.docmill("runs", "--json").json[0]["run"]
        runs = f"{road.index}-runs"
        until(lambda: bool(road.client.exists(index=runs, id=run)), 60, "its record")
        assert state(run) == "running"
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert state(run) == "interrupted"
    assert road.docmill("cancel", run, "--json").json["state"] == "cancelled"
    assert state(run) == "cancelled"


def test_duplicates_are_left_out_when_asked(road: Road, tmp_path: Path) -> None:
    """With --skip-duplicates the same text under another id is counted, not indexed."""
    source = tmp_path / "twice.jsonl"
    record = json.dumps({"text": "The very same text about the harbour of Antwerp, twice."})
    source.write_text(f"{record}\n{record}\n", encoding="utf-8")
    answer = road.docmill("run", str(source), "--skip-duplicates", "--json").json
    assert (answer["indexed"], answer["duplicate"]) == (1, 1)
    copy = tmp_path / "copy.jsonl"
    copy.write_text(f"{record}\n", encoding="utf-8")
    assert road.docmill("run", str(copy), "--skip-duplicates", "--json").json["duplicate"] == 1
    assert road.docmill("run", str(copy), "--json").json["indexed"] == 1
    hits = road.docmill("search", "antwerp", "--json").lines
    assert len(hits) == 1


def test_duplicates_of_one_run_are_found_before_the_index_shows_them(
    quick: Docmill, elasticsearch_url: str, tmp_path: Path
) -> None:
    """Elasticsearch refreshes every 30 s, two processes write: each text is indexed once."""
    source = tmp_path / "often.jsonl"
    lines = [json.dumps({"text": f"A report about harbour number {n % 50}."}) for n in range(400)]
    source.write_text("\n".join(lines), encoding="utf-8")
    index = {
        "DOCMILL_INDEX_URL": elasticsearch_url,
        "DOCMILL_INDEX_NAME": f"docmill-{secrets.token_hex(4)}",
    }
    docmill = Docmill({**quick.environment, **index}, tmp_path)
    answer = docmill("run", str(source), "--skip-duplicates", "--json")
    assert answer.exit_code == 0, answer.errors
    assert (answer.json["indexed"], answer.json["duplicate"]) == (50, 350)
    assert docmill("verify").exit_code == 0


def test_servers_that_already_run_are_used(road: Road, tmp_path: Path) -> None:
    """With a broker given and no worker there, the run says so and starts its own."""
    with running_broker() as broker:
        docmill = Docmill({**road.docmill.environment, "DOCMILL_BROKER_URL": broker.url}, tmp_path)
        answer = docmill("run", str(SEEDS / ARTICLE), "--json")
        assert answer.exit_code == 0, answer.errors
        assert answer.json["indexed"] == 1
        assert "no running worker" in answer.errors
        with broker.client() as client:
            left = [key.decode() for key in client.keys("*")]
        assert [key for key in left if answer.json["run"] in key and "lease" not in key] == []
