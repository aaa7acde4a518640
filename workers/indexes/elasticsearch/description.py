"""What a person is told of an Elasticsearch."""

from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from workers.indexes.elasticsearch.errors import translated


def description(client: Elasticsearch, alias: str, address: str) -> dict[str, Any]:
    """Engine, version (None if the user may not read it), address, health, documents, bytes.

    `address`: as it is shown, without a password.
    """
    with translated(address):
        health = client.cluster.health()
        try:
            primaries = client.indices.stats(index=alias)["_all"]["primaries"]
        except NotFoundError:
            primaries = {"docs": {"count": 0}, "store": {"size_in_bytes": 0}}
    return {
        "engine": "elasticsearch",
        "version": _version(client),
        "address": address,
        "alias": alias,
        "health": health["status"],
        "nodes": health["number_of_nodes"],
        "documents": primaries["docs"]["count"],
        "bytes": primaries["store"]["size_in_bytes"],
    }


def _version(client: Elasticsearch) -> str | None:
    try:
        nodes = client.nodes.info(filter_path="nodes.*.version")["nodes"]
    except (ApiError, TransportError):
        return None
    return ", ".join(sorted({node["version"] for node in nodes.values()}))
