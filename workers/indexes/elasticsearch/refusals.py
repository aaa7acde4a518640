"""Tells documents that Elasticsearch will never take from a server that is busy."""

import re
from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from pipeline.index import Refused
from workers.indexes.elasticsearch.errors import cause_chain, causes

# Advice for a document that is too large for a server.
LOWER_OURS = (
    "or lower DOCMILL_MAX_DOCUMENT_BYTES, so that such documents fail before they are worked"
)
# Indexing pressure. A primary operation is counted in addition to its request.
_PRESSURE = re.compile(
    r"(?P<kind>coordinating|primary|replica)_operation_bytes=(?P<bytes>\d+), "
    r"max_\w+_bytes=(?P<limit>\d+)"
)
_LARGEST = re.compile(r"an operation of size \[\d+\] bytes, which exceeds the maximum allowed")
# The messages of a server whose threads are all busy, whatever the size of a request.
_NO_THREAD = re.compile(r"ThreadPoolExecutor|queue capacity")

# Part of Elasticsearch's message → the setting to look at.
_SETTINGS = (
    ("maximum depth limit", "depth_limit of the field in the index template"),
    ("maximum nesting depth", "give fewer levels of JSON: Elasticsearch's limit is fixed"),
    ("nesting depth", "give fewer levels of JSON: Elasticsearch's limit is fixed"),
    ("immense", "ignore_above of the field in the index template, or shorter keys"),
    ("String value length", "Elasticsearch's limit for one string is fixed; lower "
     "DOCMILL_MAX_DOCUMENT_BYTES"),
    ("total fields", "index.mapping.total_fields.limit"),
    ("number of nested", "index.mapping.nested_objects.limit"),
    ("mapping set to strict", "the index was made by another docmill or by hand; choose another "
     "DOCMILL_INDEX_NAME"),
)  # fmt: skip


class Room(Enum):
    """Whether a server without other work would have room for a document."""

    NEVER = auto()
    LATER = auto()
    UNKNOWN = auto()


def room_for(error: Mapping[str, Any], size: int) -> Room:
    """Whether there would be room, by the numbers in a refusal (429).

    The document was alone in a request of `size` bytes. `error`: Elasticsearch's error object,
    empty when something else answered.
    """
    told = cause_chain(error)
    if _LARGEST.search(told):
        return Room.NEVER
    if found := _PRESSURE.search(told):
        own = int(found["bytes"]) + (size if found["kind"] == "primary" else 0)
        return Room.NEVER if own > int(found["limit"]) else Room.LATER
    if _NO_THREAD.search(told):
        return Room.LATER
    # A circuit breaker counts other requests too, but a document above its limit can never pass.
    limits = [one["bytes_limit"] for one in causes(error) if one.get("bytes_limit")]
    return Room.NEVER if limits and size > min(limits) else Room.UNKNOWN


def too_large(size: int, address: str, told: str) -> Refused:
    """The refusal of a document that exceeds the server's memory limits by itself."""
    return Refused(
        "content_too_long",
        f"its {size:,} bytes are more than Elasticsearch at {address} ever takes ({told}); give it "
        f"more heap or raise the limit (indexing_pressure.memory.limit, or that of the circuit "
        f"breaker that it names), {LOWER_OURS}",
    )


def too_large_request(size: int, address: str) -> Refused:
    """The refusal of a document that got a 413, alone in its request."""
    return Refused(
        "content_too_long",
        f"its {size:,} bytes are more than {address} takes in one request (413); raise "
        f"http.max_content_length of Elasticsearch or the limit of a proxy before it, {LOWER_OURS}",
    )


def put_off_alone(size: int, told: str, kind: str, times: int, seconds: float) -> Refused:
    """The refusal of a document that was put off repeatedly, while the server took other work."""
    return Refused(
        kind or "put_off",
        f"it was put off {times} times in {seconds:.0f} s, alone in its request, while other work "
        f"was taken: {told}; for its {size:,} bytes see "
        "http.max_content_length, indexing_pressure.memory.limit, the circuit breakers and the "
        f"limits of a proxy, {LOWER_OURS}",
    )


def unfit(error: Mapping[str, Any]) -> Refused:
    """The refusal of a document that the mapping or Elasticsearch's parser does not accept."""
    told = cause_chain(error)
    hint = next((f"; see: {setting}" for words, setting in _SETTINGS if words in told), "")
    return Refused(str(error.get("type", "unknown")), f"{told}{hint}")
