"""Requests of Elasticsearch's bulk API: a line that names a document, and a line that is it."""

import re
from collections.abc import Iterator

import msgspec

from pipeline.sources.json_values import Value

_ACTIONS = frozenset({"index", "create", "update", "delete"})
_BEGIN = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*\{\s*\"(?:index|create|update|delete)\"\s*:\s*\{[^{}]*\}\s*\}\s*\n"
)
# What may stand beside the names that begin with "_" (`_index`, `_id`).
_BESIDE = frozenset({
    "routing", "parent", "version", "version_type", "pipeline", "retry_on_conflict",
    "require_alias", "require_data_stream", "dynamic_templates", "if_seq_no", "if_primary_term",
    "list_executed_pipelines", "op_type",
})  # fmt: skip


def is_bulk_request(head: bytes) -> bool:
    """Whether a file begins with a line that says what to do with a document."""
    return _BEGIN.match(head) is not None


def named_documents(values: Iterator[Value]) -> Iterator[Value]:
    """The documents of such a request, each with its `_id` and at the place of its first line.

    A line without a document, such as one that deletes, is an empty object.
    """
    waiting: Value | None = None
    for value in values:
        action = _action(value.found)
        if waiting is not None:
            if action is None and isinstance(value.found, dict):
                yield _joined(waiting, value)
                waiting = None
                continue
            yield msgspec.structs.replace(waiting, found={})
            waiting = None
        if action is None:
            yield value
        elif action == "delete":
            yield msgspec.structs.replace(value, found={})
        else:
            waiting = value
    if waiting is not None:
        yield msgspec.structs.replace(waiting, found={})


def _action(found: object) -> str | None:
    if not isinstance(found, dict) or len(found) != 1:
        return None
    [(name, told)] = found.items()
    if name not in _ACTIONS or not isinstance(told, dict):
        return None
    is_told = all(key.startswith("_") or key in _BESIDE for key in told)
    return str(name) if is_told else None


def _joined(action: Value, document: Value) -> Value:
    assert isinstance(action.found, dict)
    assert isinstance(document.found, dict)
    [told] = action.found.values()
    found = document.found
    if isinstance(told, dict) and "_id" in told:
        found = {"_id": told["_id"], **found}
    return msgspec.structs.replace(
        document, number=action.number, offset=action.offset, found=found
    )
