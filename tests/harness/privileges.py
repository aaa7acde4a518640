"""What Elasticsearch's privileges allow, by its documentation, and what a request needs.

The test server has no security, so that a role suffices is shown by the requests that docmill
makes there, each with the privilege that it would need.
"""

import re
from typing import Any

from workers.indexes.elasticsearch.roles import roles

# Of "Elasticsearch privileges" in the documentation of 9.2: those that may occur here, and what
# each allows (IndexPrivilege.java and ClusterPrivilegeResolver.java in elastic/elasticsearch).
INDEX_PRIVILEGES = {
    "read": {"search", "mget", "pit", "count", "termvectors"},
    "index": {"index", "bulk"},
    "delete": {"delete", "bulk"},
    "maintenance": {"refresh"},
    "view_index_metadata": {"mapping", "alias"},
    "manage": {"refresh", "mapping", "alias", "put mapping", "create", "put alias", "stats"},
}
# Requests by method and path → what they do, in the words of the table; "cluster" ones need a
# privilege of the cluster.
REQUESTS = (
    (r"PUT /_index_template/", "cluster manage_index_templates"),
    (r"GET /_cluster/health", "cluster monitor"),
    (r"GET /_nodes", "cluster monitor"),
    (r"PUT /_bulk|POST /_bulk", "bulk"),
    (r"POST /[^/]+/_mget|POST /_mget", "mget"),
    (r"POST /[^/]+/_search|POST /_search", "search"),
    (r"POST /[^/]+/_pit|DELETE /_pit", "pit"),
    (r"POST /[^/]+/_count", "count"),
    (r"POST /[^/]+/_termvectors", "termvectors"),
    (r"POST /[^/]+/_refresh", "refresh"),
    (r"PUT /[^/]+/_doc/", "index"),
    (r"(GET|HEAD) /_alias/|HEAD /[^/]+/_alias", "alias"),
    (r"GET /[^/]+/_mapping", "mapping"),
    (r"PUT /[^/]+/_mapping", "put mapping"),
    (r"PUT /[^/]+/_alias/", "put alias"),
    (r"GET /[^/]+/_stats", "stats"),
    (r"PUT /[^/_]+$", "create"),
)


def needed(method: str, target: str) -> str:
    """What a request does."""
    request = f"{method} {target.partition('?')[0]}"
    for pattern, what in REQUESTS:
        if re.match(pattern, request):
            return what
    raise LookupError(f"no privilege is known for {request}")


def allowed(role: str) -> set[str]:
    """What a role may do with docmill's indices."""
    [entry] = roles("docmill")[role]["indices"]
    return set().union(*(INDEX_PRIVILEGES[one] for one in entry["privileges"]))


def may(role: str, what: str) -> bool:
    """Whether a role may do this."""
    if what.startswith("cluster "):
        cluster: list[Any] = roles("docmill")[role]["cluster"]
        return what.removeprefix("cluster ") in cluster
    return what in allowed(role)
