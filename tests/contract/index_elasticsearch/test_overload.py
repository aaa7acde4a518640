"""An Elasticsearch that has no memory or time for a request: who is waited for, who fails alone."""

import time
from typing import Any

import pytest

from pipeline.errors import Unavailable
from tests.harness.elasticsearch_answers import (
    ALL_STORED,
    STORED,
    bulk_answer,
    bulk_ids,
    bulk_item,
    numbered_entries,
    refused_request,
    scripted_index,
    server_error,
)
from tests.harness.scripted_server import Answer, scripted_server

pytestmark = pytest.mark.once

PRESSURE = (
    "rejected execution of {kind} operation [coordinating_and_primary_bytes={busy}, "
    "replica_bytes=0, all_bytes={busy}, {kind}_operation_bytes={own}, max_{kind}_bytes={most}]"
)


def pressed(kind: str, own: int, most: int, busy: int = 0) -> dict[str, Any]:
    """A refusal by indexing pressure, in Elasticsearch 9's words."""
    reason = PRESSURE.format(kind=kind, own=own, most=most, busy=busy)
    return server_error("es_rejected_execution_exception", reason)


LARGEST = "Request contains an operation of size [9] bytes, which exceeds the maximum allowed limit"
BREAKER = server_error(
    "circuit_breaking_exception", "[in_flight_requests] Data too large", bytes_wanted=90,
    bytes_limit=10,
)  # fmt: skip


@pytest.mark.parametrize(
    "refusal",
    [
        pressed("coordinating", 3_000_000, 1_048_576),
        pressed("primary", 1_200_160, 1_048_576, 300_232),
        # It came with a request that counts, too.
        pressed("primary", 1_048_570, 1_048_576, 300_232),
        server_error("es_rejected_execution_exception", LARGEST),
        BREAKER,
        server_error("remote_transport_exception", "[node]", caused_by=BREAKER),
    ],
    ids=["coordinating", "primary", "with its request", "largest", "breaker", "wrapped"],
)
@pytest.mark.parametrize("whole", [True, False], ids=["request", "item"])
def test_a_document_that_no_memory_limit_has_room_for_fails_at_once(
    refusal: dict[str, Any], whole: bool
) -> None:
    """By Elasticsearch's own numbers it never fits; both sides' settings are named."""
    first = {"index": {"status": 429, "error": refusal}}
    script = Answer(429, {"error": refusal, "status": 429}) if whole else bulk_answer(first)
    with scripted_server([script, ALL_STORED]) as server:
        first_answer, second_answer = scripted_index(server, bulk_bytes=1).write(
            numbered_entries(2)
        )
        assert [bulk_ids(request) for request in server.requests] == [["0"], ["1"]]
    assert first_answer is not None
    assert second_answer is None
    assert first_answer.error == "content_too_long"
    assert "indexing_pressure.memory.limit" in first_answer.message
    assert "DOCMILL_MAX_DOCUMENT_BYTES" in first_answer.message


@pytest.mark.parametrize(
    "refusal",
    [
        pressed("coordinating", 30, 1_048_576, 1_048_560),
        pressed("primary", 1_000_000, 1_048_576, 900_000),
        server_error(
            "es_rejected_execution_exception", "on EsThreadPoolExecutor[queue capacity = 1]"
        ),
    ],
    ids=["coordinating", "primary", "threads"],
)
@pytest.mark.parametrize("whole", [True, False], ids=["request", "item"])
def test_a_document_that_fits_is_waited_for(refusal: dict[str, Any], whole: bool) -> None:
    """However long the server is busy: no document fails for the load of others."""

    def answer(body: bytes) -> Answer:
        if b"docmill-probe" in body:
            return MISSING
        refused = {"index": {"status": 429, "error": refusal}}
        return Answer(429, {"error": refusal, "status": 429}) if whole else bulk_answer(refused)

    with scripted_server(answer) as server, pytest.raises(Unavailable, match="429"):
        scripted_index(server, timeout_seconds=2).write(numbered_entries(1))


MISSING = bulk_answer(
    {"update": {"status": 404, "error": server_error("document_missing_exception", "no")}}
)


class Picky:
    """A server that puts off requests with one of some documents, and takes all others."""

    def __init__(self, putting_off: Answer | dict[str, Any], *documents: str) -> None:
        self.putting_off = putting_off
        self.documents = set(documents)
        self.stored: list[str] = []

    def __call__(self, body: bytes) -> Answer:
        if b"docmill-probe" in body:
            return MISSING
        there = bulk_ids(body)
        if isinstance(self.putting_off, dict):
            put_off = [self.putting_off if id in self.documents else STORED for id in there]
            self.stored += [id for id in there if id not in self.documents]
            return bulk_answer(*put_off)
        if self.documents & set(there):
            return self.putting_off
        self.stored += there
        return ALL_STORED


@pytest.mark.parametrize(
    "putting_off",
    [
        refused_request(429),
        refused_request(500),
        Answer(429, "slow down", genuine=False),
        Answer(503, "no backend took it", genuine=False),
        bulk_item(429),
        bulk_item(500, "null_pointer_exception", "a fault of the server"),
    ],
    ids=["429", "500", "proxy 429", "proxy 503", "item 429", "item 500"],
)
def test_a_document_that_alone_is_put_off_fails_alone(putting_off: Answer | dict[str, Any]) -> None:
    """The others are stored soon; what is waited for is told; both sides' settings are named."""
    told: list[str] = []
    picky = Picky(putting_off, "3", "40")
    with scripted_server(picky) as server:
        answers = scripted_index(server, timeout_seconds=5).write(
            numbered_entries(60), waits=told.append
        )
    assert {place for place, answer in enumerate(answers) if answer} == {3, 40}
    assert len(picky.stored) == len(set(picky.stored)) == 58
    refused = answers[3]
    assert refused is not None
    for setting in ("http.max_content_length", "DOCMILL_MAX_DOCUMENT_BYTES"):
        assert setting in refused.message
    assert any("a document of" in what and "is put off" in what for what in told)


def test_a_server_that_takes_nothing_else_is_waited_for() -> None:
    """Without other work that is taken meanwhile, a document is never the cause."""
    with (
        scripted_server([refused_request(429)]) as server,
        pytest.raises(Unavailable, match="gave up on 3 documents"),
    ):
        scripted_index(server, timeout_seconds=4).write(numbered_entries(3))


def test_a_server_that_recovers_stores_all() -> None:
    """Put off for a while, alone or not, and then taken: nothing fails."""
    picky = Picky(refused_request(429), "1")
    began = time.monotonic()

    def answer(body: bytes) -> Answer:
        if time.monotonic() - began > 2:
            picky.documents.clear()
        return picky(body)

    with scripted_server(answer) as server:
        assert scripted_index(server, timeout_seconds=20).write(numbered_entries(5)) == [None] * 5
    assert sorted(picky.stored) == list("01234")
