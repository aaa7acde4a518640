"""Elasticsearch frozen or killed in the middle of a run, refusing items, losing answers."""

import secrets
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from testbed.broker import free_port
from testbed.elasticsearch import RunningElasticsearch, start_elasticsearch, why_not
from tests.chaos.accounting import accounted
from tests.chaos.articles import articles
from tests.chaos.recovery import Recovery
from tests.harness.command import Docmill, processes_of
from tests.harness.elasticsearch_proxy import elasticsearch_proxy
from tests.harness.fixtures import cannot

DOCUMENTS = 480
AWAY_SECONDS = 20


@pytest.fixture(scope="module")
def node() -> Iterator[RunningElasticsearch]:
    """A node of this module's own: it will be frozen."""
    if reason := why_not():
        cannot(reason)
    with start_elasticsearch() as server:
        yield server


def on(docmill: Docmill, url: str) -> Docmill:
    """The command with an Elasticsearch, under an index name of its own."""
    index = {"DOCMILL_INDEX_URL": url, "DOCMILL_INDEX_NAME": f"chaos-{secrets.token_hex(4)}"}
    return Docmill({**docmill.environment, **index}, docmill.directory)


def test_a_frozen_elasticsearch_loses_nothing(
    quick: Docmill, node: RunningElasticsearch, tmp_path: Path, recovery: Recovery
) -> None:
    """Stopped for 20 s it keeps the run waiting; then everything goes on, nothing done twice."""
    docmill, source = on(quick, node.url), articles(tmp_path / "articles.jsonl", DOCUMENTS)
    with docmill.start("run", str(source), "--json") as run:
        recovery.until_done(DOCUMENTS // 4)
        recovery.blow(f"Elasticsearch frozen for {AWAY_SECONDS} s")
        node.process.send_signal(signal.SIGSTOP)
        try:
            time.sleep(AWAY_SECONDS)
        finally:
            node.process.send_signal(signal.SIGCONT)
        output, errors = run.communicate(timeout=120)
    assert run.returncode == 0, errors
    accounted(docmill, source, msgspec.json.decode(output))
    assert recovery.attempts() == {1}


def test_a_killed_elasticsearch_loses_nothing(
    quick: Docmill, tmp_path: Path, recovery: Recovery
) -> None:
    """kill -9, away for 20 s and more, then started again on the same data."""
    if reason := why_not():
        cannot(reason)
    held, port = tmp_path / "elasticsearch", free_port()
    source = articles(tmp_path / "articles.jsonl", DOCUMENTS)
    with start_elasticsearch(held, port) as server:
        docmill = on(quick, server.url)
        with docmill.start("run", str(source), "--json") as run:
            recovery.until_done(DOCUMENTS // 4)
            recovery.blow(f"kill -9 of Elasticsearch, away for {AWAY_SECONDS} s")
            server.process.kill()
            server.process.wait()
            time.sleep(AWAY_SECONDS)
            with start_elasticsearch(held, port):
                output, errors = run.communicate(timeout=120)
                assert run.returncode == 0, errors
                accounted(docmill, source, msgspec.json.decode(output))
    assert recovery.attempts() == {1}
    assert processes_of(tmp_path / "data") == {}


def test_refused_items_are_sent_again(
    quick: Docmill, node: RunningElasticsearch, tmp_path: Path, recovery: Recovery
) -> None:
    """A fifth of the items of every bulk is answered with 429: slower, and nothing else."""
    source = articles(tmp_path / "articles.jsonl", DOCUMENTS)
    with elasticsearch_proxy(node.url, refused_share=0.2) as proxy:
        docmill = on(quick, proxy.url)
        answer = docmill("run", str(source), "--json")
        assert answer.exit_code == 0, answer.errors
        accounted(docmill, source, answer.json)
        recovery.tell(f"{proxy.refused} items refused, the run took {answer.json['seconds']} s")
        assert proxy.refused > DOCUMENTS // 8
    assert recovery.attempts() == {1}


def test_lost_answers_double_nothing(
    quick: Docmill, node: RunningElasticsearch, tmp_path: Path, recovery: Recovery
) -> None:
    """Each third bulk is applied, but its answer never comes: it is written once more."""
    source = articles(tmp_path / "articles.jsonl", DOCUMENTS)
    with elasticsearch_proxy(node.url, lost_share=0.33) as proxy:
        docmill = on(quick, proxy.url)
        answer = docmill("run", str(source), "--json")
        assert answer.exit_code == 0, answer.errors
        accounted(docmill, source, answer.json)
        recovery.tell(f"{proxy.lost} answers lost, the run took {answer.json['seconds']} s")
        assert proxy.lost > 5
    assert recovery.attempts() == {1}
