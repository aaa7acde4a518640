"""Roles with the least privileges for what asks Elasticsearch, and requests for API keys of them.

Names and meanings: "Elasticsearch privileges" in the documentation
(https://www.elastic.co/docs/deploy-manage/users-roles/cluster-or-deployment-auth/elasticsearch-privileges),
bodies: its API of roles and of API keys (`PUT /_security/role/NAME`, `POST /_security/api_key`).
"""

from collections.abc import Mapping
from typing import Any

from workers.address import masked
from workers.indexes.elasticsearch.connection import client_of
from workers.indexes.elasticsearch.errors import translated
from workers.settings import Settings

TIMEOUT_SECONDS = 60
# What each may do with docmill's indices alone.
# A producer makes the templates and indices, looks whether documents are there, and notes runs.
PRODUCER = ("manage", "read", "index", "delete")
# A worker stores documents and failures by their ids, looks them up, and makes them visible.
WORKER = ("read", "index", "delete", "maintenance")
# An analyst searches, in Kibana or by `docmill search`, which looks at the mapping too.
ANALYST = ("read", "view_index_metadata")
# Of the cluster; nobody else needs any of these.
PRODUCER_CLUSTER = ("manage_index_templates", "monitor")
# To read everything in Kibana; what is found there is still by the privileges above.
KIBANA_READ = {"application": "kibana-.kibana", "privileges": ["read"], "resources": ["*"]}


def indices(alias: str) -> list[str]:
    """The names of docmill's aliases, and of the indices behind them."""
    names = (alias, f"{alias}-failures", f"{alias}-runs")
    return [name for one in names for name in (one, f"{one}-v*")]


def roles(alias: str) -> dict[str, dict[str, Any]]:
    """Name → body of each role, for the indices behind an alias."""
    return {
        f"{alias}_producer": _role(alias, PRODUCER, PRODUCER_CLUSTER),
        f"{alias}_worker": _role(alias, WORKER),
        f"{alias}_analyst": {**_role(alias, ANALYST), "applications": [KIBANA_READ]},
    }


def _role(alias: str, privileges: tuple[str, ...], cluster: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "cluster": list(cluster),
        "indices": [{"names": indices(alias), "privileges": list(privileges)}],
    }


def api_keys(alias: str) -> list[dict[str, Any]]:
    """The body of a request for a key of each role."""
    return [{"name": name, "role_descriptors": {name: role}} for name, role in roles(alias).items()]


def make_roles(settings: Settings, bodies: Mapping[str, Mapping[str, Any]]) -> None:
    """Make roles, or change those of these names, in the Elasticsearch of the settings.

    Raises:
        ConfigurationError: the address or the user is wrong, or may not manage security.
        Unavailable: it does not answer.
    """
    url = settings.index_url or ""
    client = client_of(
        url, None, TIMEOUT_SECONDS, settings.index_ca_file, settings.index_api_key
    )  # fmt: skip
    with client, translated(masked(url)):
        for name, body in bodies.items():
            client.security.put_role(name=name, body=dict(body))
