"""Bulk writing: portions by bytes, answers item by item, the one place that repeats."""

import random
import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, cast

import msgspec
from elasticsearch import ApiError, ConnectionTimeout, Elasticsearch, TransportError

from pipeline.errors import ConfigurationError, Unavailable
from pipeline.index import Refused
from workers.indexes.elasticsearch.errors import (
    SETTING,
    TOO_MANY_REQUESTS,
    cause_chain,
    passing,
    translate,
)
from workers.indexes.elasticsearch.portion import PortionSize
from workers.indexes.surrogates import without_surrogates

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0

CONFLICT = 409
TOO_LARGE = 413
# The server's state and not the document is at fault: credentials, a block, a missing index.
NOT_THE_DOCUMENT = frozenset({401, 403, 404})

_encoder = msgspec.json.Encoder()


class Operation(NamedTuple):
    """One document to store or remove: its place among all, and its lines of a bulk body.

    `source` is empty for a removal, which has one line only.
    """

    place: int
    action: bytes
    source: bytes

    @property
    def size(self) -> int:
        """Bytes in the body, both line ends counted."""
        return len(self.action) + len(self.source) + 2


class _Later(NamedTuple):
    """Operations to send again, and why."""

    operations: list[Operation]
    reason: str


def operation(
    place: int, index: str, key: str, document: Any, version: int | None = None
) -> Operation:
    """The operation that stores `document` under `key`.

    With a version it takes effect unless the index holds a newer one. Raises ValueError or
    TypeError for a document that is no JSON.
    """
    action: dict[str, Any] = {"_index": index, "_id": key}
    if version is not None:
        action |= {"version": version, "version_type": "external_gte"}
    try:
        source = _encoder.encode(document)
    except UnicodeEncodeError:
        source = _encoder.encode(without_surrogates(msgspec.to_builtins(document)))
    return Operation(place, _encoder.encode({"index": action}), source)


def removal(place: int, index: str, key: str) -> Operation:
    """The operation that removes what is stored under `key`; nothing there is no error."""
    return Operation(place, _encoder.encode({"delete": {"_index": index, "_id": key}}), b"")


def portions(operations: Sequence[Operation], limit: int) -> Iterator[list[Operation]]:
    """Split into runs of at most `limit` bytes; a larger document goes alone."""
    portion: list[Operation] = []
    size = 0
    for one in operations:
        if portion and size + one.size > limit:
            yield portion
            portion, size = [], 0
        portion.append(one)
        size += one.size
    if portion:
        yield portion


class BulkWriter:
    """Sends operations until each has its final answer.

    `portion_bytes`: the most that a request holds; it holds less while the server refuses work or
    is slow. `patience_seconds`: how long what may pass (no connection, time-outs, 429, 5xx) is
    repeated, with growing pauses, before giving up.
    """

    def __init__(
        self, client: Elasticsearch, address: str, *, portion_bytes: int, patience_seconds: float
    ) -> None:
        self._client = client
        self._address = address
        self._portion = PortionSize(portion_bytes)
        self._patience_seconds = patience_seconds

    def write(self, operations: Sequence[Operation]) -> dict[int, Refused]:
        """Store all; returns the refused ones by place.

        Raises `Unavailable` when patience ends, `ConfigurationError` when the server will not take
        documents at all.
        """
        refused: dict[int, Refused] = {}
        deadline = time.monotonic() + self._patience_seconds
        pause = FIRST_PAUSE_SECONDS
        later = _Later(list(operations), "")
        while True:
            later = self._pass(later.operations, refused)
            if not later.operations:
                return refused
            # Half of it by chance, so that many workers do not come back at the same moment.
            wait = pause * random.uniform(0.5, 1.0)
            if time.monotonic() + wait > deadline:
                raise Unavailable(
                    f"{later.reason}; gave up on {len(later.operations)} documents after "
                    f"{self._patience_seconds:g} s"
                )
            time.sleep(wait)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _pass(self, operations: list[Operation], refused: dict[int, Refused]) -> _Later:
        """Send everything once."""
        again: list[Operation] = []
        reason = ""
        done = 0
        while done < len(operations):
            portion = next(portions(operations[done:], self._portion.bytes))
            try:
                left = self._send(portion, refused)
            except (ApiError, TransportError) as error:
                translated = translate(error, self._address)
                if not isinstance(translated, Unavailable):
                    raise translated from error
                # The others would most likely meet the same: they wait too.
                return _Later(again + operations[done:], str(translated))
            again += left.operations
            reason = left.reason or reason
            done += len(portion)
        return _Later(again, reason)

    def _send(self, portion: list[Operation], refused: dict[int, Refused]) -> _Later:
        lines = [line for one in portion for line in (one.action, one.source) if line]
        size = sum(one.size for one in portion)
        begun = time.monotonic()
        try:
            answer = self._client.bulk(
                operations=cast(Any, lines),
                # Without it a missing alias would become an index of guessed fields.
                require_alias=True,
                filter_path="errors,items.*.status,items.*.error",
            )
        except ApiError as error:
            if error.meta.status == TOO_LARGE:
                return self._send_smaller(portion, size, refused)
            if error.meta.status == TOO_MANY_REQUESTS:
                self._portion.refused(size)
            raise
        except ConnectionTimeout:
            self._portion.refused(size)
            raise
        later = (
            self._sort(portion, answer["items"], refused) if answer["errors"] else _Later([], "")
        )
        if later.operations:
            self._portion.refused(size)
        else:
            self._portion.answered(size, time.monotonic() - begun)
        return later

    def _send_smaller(
        self, portion: list[Operation], size: int, refused: dict[int, Refused]
    ) -> _Later:
        """After 413: a server, or a proxy before it, takes less at once than we sent."""
        if len(portion) == 1:
            [one] = portion
            refused[one.place] = Refused(
                "content_too_long",
                f"its {one.size:,} bytes are more than {self._address} takes in one request "
                "(http.max_content_length, or the limit of a proxy)",
            )
            return _Later([], "")
        self._portion.too_large(size)
        middle = len(portion) // 2
        first = self._send(portion[:middle], refused)
        second = self._send(portion[middle:], refused)
        return _Later(first.operations + second.operations, second.reason or first.reason)

    def _sort(
        self, portion: list[Operation], items: list[dict[str, Any]], refused: dict[int, Refused]
    ) -> _Later:
        """Take each item's answer for itself."""
        again: list[Operation] = []
        reason = ""
        for one, item in zip(portion, items, strict=True):
            [answer] = item.values()  # by the name of what was done
            status, error = answer["status"], answer.get("error")
            if error is None or status == CONFLICT:  # a conflict: a newer version is there
                continue
            told = cause_chain(error)
            if passing(status):
                again.append(one)
                reason = f"Elasticsearch at {self._address} refuses work ({status}: {told})"
            elif status in NOT_THE_DOCUMENT:
                raise ConfigurationError(
                    f"Elasticsearch at {self._address} takes no documents ({status}: {told}); "
                    f"check {SETTING}, the user's privileges and that nobody removed or locked "
                    "the index"
                )
            else:
                refused[one.place] = Refused(str(error["type"]), told)
        return _Later(again, reason)
