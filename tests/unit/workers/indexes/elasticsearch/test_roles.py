"""Roles and API keys: the shape that Elasticsearch takes, and no more privileges than are used.

The test server has no security. So a request that makes roles is answered by a script here; that
Elasticsearch itself takes them, and that they suffice, is not tested.
"""

import json
import re
from fnmatch import fnmatch

import pytest
from jsonschema import Draft202012Validator

from pipeline.errors import ConfigurationError
from tests.harness.privileges import INDEX_PRIVILEGES, allowed
from tests.harness.scripted_server import Answer, scripted_server
from workers.command.command_line import run_command
from workers.indexes.elasticsearch.connection import client_of
from workers.indexes.elasticsearch.roles import api_keys, roles

CLUSTER_PRIVILEGES = {"manage_index_templates", "monitor"}
STRINGS = {"type": "array", "items": {"type": "string"}}
# PUT /_security/role/NAME: its body, without what we never give.
ROLE = {
    "type": "object",
    "required": ["cluster", "indices"],
    "additionalProperties": False,
    "properties": {
        "cluster": {"type": "array", "items": {"enum": sorted(CLUSTER_PRIVILEGES)}},
        "indices": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["names", "privileges"],
                "additionalProperties": False,
                "properties": {
                    "names": STRINGS,
                    "privileges": {"type": "array", "items": {"enum": sorted(INDEX_PRIVILEGES)}},
                },
            },
        },
        "applications": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["application", "privileges", "resources"],
                "additionalProperties": False,
                "properties": {
                    "application": {"type": "string"},
                    "privileges": STRINGS,
                    "resources": STRINGS,
                },
            },
        },
    },
}


def test_roles_have_the_shape_that_elasticsearch_takes() -> None:
    """And every name of a privilege is one."""
    Draft202012Validator.check_schema(ROLE)
    for role in roles("docmill").values():
        assert [e.message for e in Draft202012Validator(ROLE).iter_errors(role)] == []
    for key in api_keys("docmill"):
        assert set(key) == {"name", "role_descriptors"}
        assert key["role_descriptors"] == {key["name"]: roles("docmill")[key["name"]]}


def test_a_worker_can_store_and_look_up_and_nothing_else() -> None:
    """Neither make nor drop an index nor change its mapping; an analyst only reads."""
    assert allowed("docmill_worker") == {
        "search", "mget", "pit", "count", "termvectors", "index", "bulk", "delete", "refresh",
    }  # fmt: skip
    assert allowed("docmill_analyst") & {"index", "bulk", "delete", "create", "refresh"} == set()
    for role in ("docmill_worker", "docmill_analyst"):
        assert roles("docmill")[role]["cluster"] == []


@pytest.mark.parametrize("role", sorted(roles("docmill")))
def test_roles_are_for_docmills_indices_alone(role: str) -> None:
    """Aliases and what is behind them, in any version; no other name of the server."""
    [entry] = roles("docmill")[role]["indices"]

    def covers(name: str) -> bool:
        return any(fnmatch(name, pattern) for pattern in entry["names"])

    ours = ("docmill", "docmill-v3", "docmill-failures", "docmill-failures-v9", "docmill-runs-v3")
    assert all(map(covers, ours))
    assert not any(map(covers, ("*", "docmill2", "docmill-other", "logs", ".security", "leak-v3")))


def test_another_alias_has_roles_of_its_own() -> None:
    """Who may read one archive may not read the other."""
    assert set(roles("leak2022")).isdisjoint(roles("docmill"))
    assert "docmill" not in json.dumps(roles("leak2022"))


def test_the_command_prints_requests(capsys: pytest.CaptureFixture[str]) -> None:
    """As Kibana's Dev Tools take them: a line, then the body."""
    assert run_command(["elasticsearch", "roles"]) in (0, None)
    output = capsys.readouterr().out
    if output.startswith("{"):  # a pipe has JSON
        told = json.loads(output)
        assert told == {"roles": roles("docmill"), "api_keys": api_keys("docmill")}
        return
    lines = re.findall(r"^(?:PUT|POST) \S+$", output, re.MULTILINE)
    assert lines == [
        *(f"PUT /_security/role/{name}" for name in roles("docmill")),
        *["POST /_security/api_key"] * 3,
    ]


def test_the_command_makes_roles(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One request each, with the role as its body."""
    with scripted_server([Answer(200, {"role": {"created": True}})]) as server:
        monkeypatch.setenv("DOCMILL_INDEX_URL", server.url)
        assert run_command(["elasticsearch", "roles", "--make", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"made": list(roles("docmill"))}
    assert [json.loads(body) for body in server.requests] == list(roles("docmill").values())


def test_a_server_that_refuses_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Such as a user who may not manage security."""
    refusal = {"error": {"type": "security_exception", "reason": "unauthorized"}, "status": 403}
    with scripted_server([Answer(403, refusal)]) as server:
        monkeypatch.setenv("DOCMILL_INDEX_URL", server.url)
        assert run_command(["elasticsearch", "roles", "--make"]) == 2
    assert "403" in capsys.readouterr().err


def test_a_key_stands_in_for_a_user() -> None:
    """It goes out as such; with a user in the address it is not clear which is meant."""
    client = client_of("http://127.0.0.1:1", None, 1, None, "a2V5OnNlY3JldA==")
    assert client._headers["authorization"] == "ApiKey a2V5OnNlY3JldA=="
    client.close()
    with pytest.raises(ConfigurationError, match="leave one out"):
        client_of("http://me:secret@127.0.0.1:1", None, 1, None, "a2V5")


def test_a_key_is_never_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`docmill config` says that there is one."""
    monkeypatch.setenv("DOCMILL_INDEX_API_KEY", "very-secret")
    assert run_command(["config", "--json"]) == 0
    output = capsys.readouterr().out
    assert "very-secret" not in output
    [row] = [one for one in json.loads(output) if one["name"] == "index_api_key"]
    assert row["value"] == "***"
