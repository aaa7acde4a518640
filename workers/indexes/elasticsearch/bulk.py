"""Bulk writing: splits by bytes, reads the answer item by item, and repeats what may succeed."""

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, cast

import msgspec
from elasticsearch import (
    ApiError,
    ConnectionTimeout,
    Elasticsearch,
    TransportError,
)

from pipeline.errors import Unavailable
from pipeline.index import Refused, Waits
from workers.indexes.elasticsearch.errors import (
    cause_chain,
    error_of,
    for_load,
    not_the_document,
    passing,
    refuses_documents,
    translate,
)
from workers.indexes.elasticsearch.portion import PortionSize
from workers.indexes.elasticsearch.refusals import (
    Room,
    put_off_alone,
    room_for,
    too_large,
    too_large_request,
    unfit,
)
from workers.indexes.surrogates import without_surrogates

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSES = 12  # the longest pause is this part of the patience
# A shorter wait is not shown to the user.
QUIET_SECONDS = 1.0
# After this many passes in which nothing was taken, one document may be the cause.
FRUITLESS_PASSES = 2
# A document is the cause when it was put off this many times, alone in its request, over this share
# of the patience, while the server took other work.
ALONE_TIMES = 4
ALONE_SHARE = 0.5

CONFLICT = 409
TOO_LARGE = 413

_encoder = msgspec.json.Encoder()


class Operation(NamedTuple):
    """One document to store or remove: its place among all, and its lines of a bulk body.

    `source` is empty for a removal, which has only one line.
    """

    place: int
    action: bytes
    source: bytes

    @property
    def size(self) -> int:
        """Bytes in the body, both line ends counted."""
        return len(self.action) + len(self.source) + 2


class _Left(NamedTuple):
    """Operations to send again, and why.

    `error`: Elasticsearch's error object. `whole`: the server refused a whole request, so it would
    probably refuse the next one too. `silent`: it did not answer in time.
    """

    operations: list[Operation]
    reason: str = ""
    error: Mapping[str, Any] = MappingProxyType({})
    whole: bool = False
    silent: bool = False


class _Writing:
    """The state of one call of `BulkWriter.write`.

    `fruitless`: passes in a row in which nothing was stored or refused. `put_off`: place → since
    when and how often a document was put off, alone in its request, while the server took other
    work.
    """

    def __init__(self) -> None:
        self.refused: dict[int, Refused] = {}
        self.fruitless = 0
        self.put_off: dict[int, tuple[float, int]] = {}


def operation(
    place: int, index: str, key: str, document: Any, version: int | None = None
) -> Operation:
    """The operation that stores `document` under `key`.

    With a version it takes effect unless the index holds a newer one.

    Raises:
        TypeError, ValueError: the document cannot be written as JSON.
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
    """The operation that removes what is stored under `key`; no error if there is nothing."""
    return Operation(place, _encoder.encode({"delete": {"_index": index, "_id": key}}), b"")


def probe(index: str) -> Operation:
    """An operation without effect: an update of a document that does not exist."""
    return Operation(
        -1, _encoder.encode({"update": {"_index": index, "_id": "docmill-probe"}}), b'{"doc":{}}'
    )


def portions(operations: Sequence[Operation], limit: int) -> Iterator[list[Operation]]:
    """Split into groups of at most `limit` bytes; a larger document is a group of its own."""
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

    `portion_bytes`: largest request; it is smaller while the server refuses work or is slow.
    `patience_seconds`: how long requests are repeated, with growing pauses, after errors that may
    pass (no connection, time-outs, 429, 5xx). A document that is put off alone for half of that
    time, while the server takes other work, is refused.
    """

    def __init__(
        self, client: Elasticsearch, address: str, *, portion_bytes: int, patience_seconds: float
    ) -> None:
        self._client = client
        self._address = address
        self._portion = PortionSize(portion_bytes)
        self._patience_seconds = patience_seconds

    def write(
        self, operations: Sequence[Operation], probe: Operation, waits: Waits | None = None
    ) -> dict[int, Refused]:
        """Store all; returns the refused ones by place.

        `probe`: a small operation without effect, to test whether the server takes work at all.
        `waits`: called with what is waited for.

        Raises:
            ConfigurationError: the server takes no documents at all.
            Unavailable: the patience has ended.
        """
        writing = _Writing()
        begun = time.monotonic()
        pause = FIRST_PAUSE_SECONDS
        left = _Left(list(operations))
        while True:
            before = len(left.operations)
            left = self._pass(left.operations, probe, writing)
            if not left.operations:
                return writing.refused
            writing.fruitless = writing.fruitless + 1 if len(left.operations) == before else 0
            # Half of the pause is random, so that workers do not all come back at the same moment.
            wait = pause * random.uniform(0.5, 1.0)
            waited = time.monotonic() - begun
            if waited + wait > self._patience_seconds:
                if left.silent and not (left := self._without_stored(left)).operations:
                    return writing.refused
                raise Unavailable(
                    f"{left.reason}; gave up on {len(left.operations)} documents after "
                    f"{self._patience_seconds:g} s"
                )
            if waits and waited > QUIET_SECONDS:
                waits(left.reason)
            time.sleep(wait)
            pause = min(pause * 2, max(self._patience_seconds / LONGEST_PAUSES, pause))

    def _without_stored(self, left: _Left) -> _Left:
        """What the server does not hold of what it gave no answer to: it may only be slow."""
        actions = [msgspec.json.decode(one.action).get("index", {}) for one in left.operations]
        asked = [
            {"_index": action["_index"], "_id": action["_id"], "_source": False}
            for action in actions
            if "version" in action
        ]
        if not asked:
            return left
        try:
            told = self._client.mget(docs=asked)["docs"]
        except (ApiError, TransportError):
            return left
        held = {one["_id"]: one["_version"] for one in told if one.get("found")}
        return left._replace(
            operations=[
                one
                for one, action in zip(left.operations, actions, strict=True)
                if "version" not in action or held.get(action["_id"], -1) < action["version"]
            ]
        )

    def _pass(self, operations: list[Operation], probe: Operation, writing: _Writing) -> _Left:
        """Send everything once."""
        again: list[Operation] = []
        reason = ""
        done = 0
        while done < len(operations):
            portion = next(portions(operations[done:], self._portion.bytes))
            left = self._send(portion, writing)
            if len(left.operations) == len(portion):
                left = self._examine(portion, left, probe, writing)
            if left.whole:
                return left._replace(operations=again + operations[done:])
            again += left.operations
            reason = left.reason or reason
            done += len(portion)
        return _Left(again, reason)

    def _examine(
        self, portion: list[Operation], left: _Left, probe: Operation, writing: _Writing
    ) -> _Left:
        """Find out whether the server or a document is why nothing of a portion was taken."""
        if len(portion) == 1:
            [one] = portion
            match room_for(left.error, one.size):
                case Room.NEVER:
                    cause = cause_chain(left.error)
                    writing.refused[one.place] = too_large(one.size, self._address, cause)
                    return _Left([])
                case Room.LATER:
                    writing.put_off.pop(one.place, None)
                    return left
        was_put_off = portion[0].place in writing.put_off
        if left.silent or not (was_put_off or writing.fruitless >= FRUITLESS_PASSES):
            return left
        if not self._takes(probe):
            writing.put_off.clear()
            return left
        return self._send_halves(portion, left, writing)

    def _send_halves(self, portion: list[Operation], left: _Left, writing: _Writing) -> _Left:
        """Find the documents because of which a portion was put off; store the rest of it."""
        if len(portion) == 1:
            return self._count_put_off(portion[0], left, writing)
        again: list[Operation] = []
        reason = left.reason
        middle = len(portion) // 2
        for half in (portion[:middle], portion[middle:]):
            rest = self._send(half, writing)
            if len(rest.operations) == len(half):
                rest = self._send_halves(half, rest, writing)
            again += rest.operations
            reason = rest.reason or reason
        return _Left(again, reason)

    def _count_put_off(self, one: Operation, left: _Left, writing: _Writing) -> _Left:
        """Count that a document was put off while the server took other work."""
        now = time.monotonic()
        since, times = writing.put_off.get(one.place, (now, 0))
        writing.put_off[one.place] = since, times + 1
        if now - since < ALONE_SHARE * self._patience_seconds or times < ALONE_TIMES:
            reason = f"a document of {one.size:,} bytes is put off: {left.reason}"
            return left._replace(reason=reason, whole=False)
        writing.refused[one.place] = put_off_alone(
            one.size, left.reason, str(left.error.get("type", "")), times + 1, now - since
        )
        return _Left([])

    def _takes(self, probe: Operation) -> bool:
        """Whether the server takes a small operation."""
        try:
            answer = self._ask([probe])
        except (ApiError, TransportError):
            return False
        [item] = answer["items"]
        [answer] = item.values()
        return not passing(answer["status"])

    def _ask(self, portion: list[Operation]) -> Mapping[str, Any]:
        """One bulk request."""
        lines = [line for one in portion for line in (one.action, one.source) if line]
        answer = self._client.bulk(
            operations=cast(Any, lines),
            # Otherwise Elasticsearch would make an index with guessed fields for a missing alias.
            require_alias=True,
            filter_path="errors,items.*.status,items.*.error",
        )
        return dict(answer)

    def _send(self, portion: list[Operation], writing: _Writing) -> _Left:
        """Send one bulk request, or several after a 413; returns what to send again."""
        size = sum(one.size for one in portion)
        begun = time.monotonic()
        try:
            answer = self._ask(portion)
        except (ApiError, TransportError) as error:
            if isinstance(error, ApiError) and error.meta.status == TOO_LARGE:
                return self._send_smaller(portion, size, writing)
            if for_load(error):
                self._portion.refused(size)
            translated = translate(error, self._address)
            if not isinstance(translated, Unavailable):
                raise translated from error
            silent = isinstance(error, ConnectionTimeout)
            return _Left(portion, str(translated), error_of(error), whole=True, silent=silent)
        left = self._sorted(portion, answer["items"], writing) if answer["errors"] else _Left([])
        if left.operations:
            self._portion.refused(size)
        else:
            self._portion.answered(size, time.monotonic() - begun)
        return left

    def _send_smaller(self, portion: list[Operation], size: int, writing: _Writing) -> _Left:
        """After a 413 (the server or a proxy takes less at once): send smaller requests."""
        if len(portion) == 1:
            [one] = portion
            writing.refused[one.place] = too_large_request(one.size, self._address)
            return _Left([])
        self._portion.too_large(size)
        middle = len(portion) // 2
        first = self._send(portion[:middle], writing)
        if first.whole:
            return first._replace(operations=first.operations + portion[middle:])
        second = self._send(portion[middle:], writing)
        return second._replace(
            operations=first.operations + second.operations, reason=second.reason or first.reason
        )

    def _sorted(
        self, portion: list[Operation], items: list[dict[str, Any]], writing: _Writing
    ) -> _Left:
        """Sort the operations of a portion by the answer to each."""
        again: list[Operation] = []
        reason = ""
        put_off: Mapping[str, Any] = {}
        for one, item in zip(portion, items, strict=True):
            [answer] = item.values()  # by the name of what was done
            status, error = answer["status"], answer.get("error")
            if error is None or status == CONFLICT:  # a conflict: a newer version is there
                continue
            cause = cause_chain(error)
            if passing(status):
                again.append(one)
                put_off = error
                reason = f"Elasticsearch at {self._address} refuses work ({status}: {cause})"
            elif not_the_document(status, error):
                raise refuses_documents(self._address, status, error)
            else:
                writing.refused[one.place] = unfit(error)
        return _Left(again, reason, put_off)
