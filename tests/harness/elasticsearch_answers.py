"""What a scripted Elasticsearch answers to bulk requests, and an index that asks it."""

import json
from typing import Any

from pipeline.index import IndexEntry
from tests.harness.scripted_server import Answer, ScriptedServer
from workers.indexes.elasticsearch.index import ElasticsearchIndex

STORED = {"index": {"status": 201}}
ALL_STORED = Answer(200, {"errors": False})


def server_error(kind: str, reason: str, **more: Any) -> dict[str, Any]:
    """An error in Elasticsearch's form."""
    return {"type": kind, "reason": reason, **more}


def bulk_item(
    status: int, kind: str = "some_exception", reason: str = "a reason"
) -> dict[str, Any]:
    """One item of a bulk answer that was not stored."""
    return {"index": {"status": status, "error": server_error(kind, reason)}}


def bulk_answer(*given: dict[str, Any]) -> Answer:
    """A bulk answer."""
    return Answer(200, {"errors": True, "items": list(given)})


def refused_request(status: int, reason: str = "a reason") -> Answer:
    """An answer that refuses the whole request."""
    return Answer(status, {"error": server_error("some_exception", reason), "status": status})


def numbered_entries(number: int) -> list[IndexEntry]:
    """Documents "0", "1", …"""
    return [IndexEntry(str(n), 1, {"title": f"title {n}", "version": 1}) for n in range(number)]


def scripted_index(server: ScriptedServer, **options: Any) -> ElasticsearchIndex:
    """An index that loses patience within a second."""
    return ElasticsearchIndex(server.url, **{"timeout_seconds": 0.6, **options})


def bulk_ids(request: bytes) -> list[str]:
    """The documents in a bulk body."""
    return [json.loads(line)["index"]["_id"] for line in request.splitlines()[::2]]
