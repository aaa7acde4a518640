"""The ledger: what every run was given and what became of it, in SQLite, outside the broker.

One row a batch (ids, locators, outcomes and hashes as packed blobs) plus counters by run, kept in
the same transaction; only failures are rows of their own. The producer is the only writer.
"""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from pipeline.errors import ConfigurationError, StopRun
from pipeline.query.origin import is_below
from pipeline.records import Duplicate, Failed, Filtered, Indexed, Locator, Record, Unchanged
from pipeline.sources import END, Position, Stamp
from workers.link import locator, place_id
from workers.payloads import Envelope, Final
from workers.reports import Report

SCHEMA_VERSION = 2
BATCH_PAGE = 256
_BATCH_COLUMNS = "batch, ids, outcomes, content_hashes"
_SCHEMA = """
CREATE TABLE runs (
    run TEXT PRIMARY KEY, started_ms INTEGER NOT NULL, finished_ms INTEGER,
    state TEXT NOT NULL, request TEXT NOT NULL, stamps BLOB NOT NULL,
    position BLOB,
    worked_ms INTEGER NOT NULL DEFAULT 0, session_ms INTEGER NOT NULL, touched_ms INTEGER NOT NULL,
    expected INTEGER NOT NULL DEFAULT 0, indexed INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0, duplicate INTEGER NOT NULL DEFAULT 0,
    filtered INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE batches (
    run TEXT NOT NULL, batch INTEGER NOT NULL, attempt INTEGER NOT NULL, done INTEGER NOT NULL,
    documents INTEGER NOT NULL, locators BLOB NOT NULL, ids BLOB NOT NULL,
    outcomes BLOB, content_hashes BLOB,
    PRIMARY KEY (run, batch)
) WITHOUT ROWID;
CREATE INDEX open_batches ON batches (run, batch) WHERE done = 0;
CREATE TABLE failures (
    run TEXT NOT NULL, batch INTEGER NOT NULL, place INTEGER NOT NULL,
    id TEXT NOT NULL, source TEXT NOT NULL, member TEXT NOT NULL, record INTEGER NOT NULL,
    stage TEXT NOT NULL, error TEXT NOT NULL, message TEXT NOT NULL,
    attempt INTEGER NOT NULL, worker TEXT NOT NULL, failed_ms INTEGER NOT NULL,
    PRIMARY KEY (run, batch, place)
) WITHOUT ROWID;
CREATE TABLE filtered (
    run TEXT NOT NULL, reason TEXT NOT NULL, documents INTEGER NOT NULL,
    PRIMARY KEY (run, reason)
) WITHOUT ROWID;
"""

# The one byte that the outcomes blob keeps for a document; 0 is in flight, 6 is a failure that was
# taken into a later batch to be tried again.
_CODES: dict[type[Final], int] = {Indexed: 1, Unchanged: 2, Duplicate: 3, Filtered: 4, Failed: 5}
_RETRIED = 6
_COUNTERS = {1: "indexed", 2: "unchanged", 3: "duplicate", 4: "filtered", 5: "failed"}


class Request(Record, frozen=True):
    """What a run was asked to do."""

    sources: tuple[str, ...]
    source_name: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    id_field: str | None = None
    text_field: str = "text"
    skip_duplicates: bool = False


class Failure(msgspec.Struct, frozen=True):
    """One failed document of a run, as the ledger keeps it."""

    id: str
    source: str
    stage: str
    error: str
    message: str
    attempt: int
    worker: str
    failed_ms: int


class Batch(msgspec.Struct, frozen=True):
    """A batch as the ledger keeps it, packed by place: ids and hashes 16 bytes each, outcomes 1.

    `outcomes` and `content_hashes` are None until the batch is done. A hash that was not reported
    is 16 zero bytes, and missing with all others where none was.
    """

    number: int
    ids: bytes
    outcomes: bytes | None
    content_hashes: bytes | None

    def places(self) -> Iterator[tuple[str, str | None, str]]:
        """(id, outcome, content hash) of each place; see `told_of`."""
        for place in range(len(self.ids) // 16):
            yield self.ids[place * 16 : place * 16 + 16].hex(), *self._told(place)

    def told_of(self, id: str) -> list[tuple[str | None, str]]:
        """(outcome, content hash or "") of every place with this id.

        Outcomes are named as the counters of a run; None is in flight.
        """
        wanted = bytes.fromhex(id)
        found: list[tuple[str | None, str]] = []
        at = self.ids.find(wanted)
        while at >= 0:
            if at % 16 == 0:
                found.append(self._told(at // 16))
            at = self.ids.find(wanted, at + 1)
        return found

    def _told(self, place: int) -> tuple[str | None, str]:
        if self.outcomes is None or not self.outcomes[place]:
            return None, ""
        content = (self.content_hashes or b"")[place * 16 : place * 16 + 16]
        outcome = _COUNTERS.get(self.outcomes[place], "retried")
        return outcome, content.hex() if any(content) else ""


class Balance(msgspec.Struct, frozen=True):
    """A run's balance sheet: `expected` is always the sum of the six counts after it."""

    run: str
    state: str
    started_ms: int
    finished_ms: int | None
    sources: tuple[str, ...]
    expected: int
    indexed: int
    unchanged: int
    duplicate: int
    filtered: int
    failed: int
    in_flight: int
    filtered_by_reason: dict[str, int]
    failed_by_error: dict[str, int]
    seconds: float
    """How long a producer has worked on the run, all its sessions together."""


class FailedPlace(Record, frozen=True):
    """A place in a batch whose document failed."""

    batch: int
    place: int
    locator: Locator


class RunState(msgspec.Struct, frozen=True):
    """What is needed to go on with a run."""

    run: str
    started_ms: int
    state: str
    request: Request
    stamps: tuple[Stamp, ...]
    position: Position | None
    last_batch: int


def _request(row: sqlite3.Row) -> Request:
    return msgspec.json.decode(row["request"], type=Request)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


class Ledger:
    """Reads and writes the ledger file; opened `writable` by the producer alone."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        self._path = path
        if writable:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._connection.row_factory = sqlite3.Row
        if writable:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
        self._check_version(create=writable)

    @classmethod
    def reading(cls, path: Path) -> "Ledger | None":
        """A reader of an existing ledger, None when no run has been made yet."""
        return cls(path) if path.is_file() and path.stat().st_size else None

    def _check_version(self, create: bool) -> None:
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and create:
            self._connection.executescript(
                f"BEGIN; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
            )
        elif version != SCHEMA_VERSION:
            raise ConfigurationError(
                f"the ledger {self._path} has format {version}, this docmill writes "
                f"{SCHEMA_VERSION}; use the docmill that made it or another DOCMILL_DATA_DIR"
            )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection
            self._connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise StopRun(f"the ledger {self._path} cannot be written: {error}") from error
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _moment(self) -> Iterator[sqlite3.Connection]:
        """Several reads of one moment, while the producer may write on."""
        self._connection.execute("BEGIN")
        try:
            yield self._connection
        finally:
            self._connection.execute("ROLLBACK")

    def begin(
        self, run: str, started_ms: int, request: Request, stamps: Sequence[Stamp] = ()
    ) -> None:
        """Note a new run, and what its sources looked like."""
        with self._transaction() as db:
            self._interrupt(db)
            db.execute(
                "INSERT INTO runs (run, started_ms, state, request, stamps, session_ms, touched_ms)"
                " VALUES (?, ?, 'running', ?, ?, ?, ?)",
                (
                    run, started_ms, msgspec.json.encode(request).decode(),
                    msgspec.msgpack.encode(tuple(stamps)), started_ms, started_ms,
                ),
            )  # fmt: skip

    def reopen(self, run: str) -> None:
        """Note that a producer works on a run again."""
        now = _now_ms()
        with self._transaction() as db:
            self._interrupt(db)
            db.execute(
                "UPDATE runs SET state = 'running', finished_ms = NULL, "
                "worked_ms = worked_ms + touched_ms - session_ms, session_ms = ?, touched_ms = ? "
                "WHERE run = ?",
                (now, now, run),
            )

    def _interrupt(self, db: sqlite3.Connection) -> None:
        """Nobody else writes here: what is still called running lost its producer."""
        db.execute("UPDATE runs SET state = 'interrupted' WHERE state = 'running'")

    def give_up(self, run: str, state: str) -> None:
        """Note the end of a run that nobody works: "cancelled" or "abandoned".

        The time that it lay there does not count as worked.
        """
        with self._transaction() as db:
            db.execute(
                "UPDATE runs SET state = ?, finished_ms = ? WHERE run = ?", (state, _now_ms(), run)
            )

    def reset(self, run: str, stamps: Sequence[Stamp]) -> None:
        """Forget all that a run has done, to read its sources anew; its id and start stay."""
        with self._transaction() as db:
            for table in ("batches", "failures", "filtered"):
                db.execute(f"DELETE FROM {table} WHERE run = ?", (run,))
            zeros = ", ".join(f"{name} = 0" for name in ("expected", *_COUNTERS.values()))
            db.execute(
                f"UPDATE runs SET {zeros}, position = NULL, stamps = ? WHERE run = ?",
                (msgspec.msgpack.encode(tuple(stamps)), run),
            )

    def finish(self, run: str, state: str) -> None:
        """Note how a run ended: "done", "interrupted" or "stopped"."""
        now = _now_ms()
        with self._transaction() as db:
            db.execute(
                "UPDATE runs SET state = ?, finished_ms = ?, touched_ms = ? WHERE run = ?",
                (state, now, now, run),
            )

    def read_to_end(self, run: str) -> None:
        """Note that every document of the sources is in a batch; they may have had none."""
        with self._transaction() as db:
            db.execute(
                "UPDATE runs SET position = ? WHERE run = ?", (msgspec.msgpack.encode(END), run)
            )

    def add_batch(
        self, run: str, batch: int, envelope: Envelope, position: Position | None = None
    ) -> None:
        """Note a batch, before it is published; `position`: where the document after it begins."""
        with self._transaction() as db:
            self._insert_batch(db, run, batch, envelope)
            db.execute(
                "UPDATE runs SET expected = expected + ?, position = ?, touched_ms = ? "
                "WHERE run = ?",
                (len(envelope.places), msgspec.msgpack.encode(position), _now_ms(), run),
            )

    def retry_batch(
        self, run: str, batch: int, envelope: Envelope, failed: Sequence["FailedPlace"]
    ) -> None:
        """Note a batch of documents that failed before: each is in flight again, none is new.

        `failed` says, for each place of the envelope, where it failed.
        """
        with self._transaction() as db:
            self._insert_batch(db, run, batch, envelope)
            for place in failed:
                db.execute(
                    "DELETE FROM failures WHERE run = ? AND batch = ? AND place = ?",
                    (run, place.batch, place.place),
                )
                row = db.execute(
                    "SELECT outcomes FROM batches WHERE run = ? AND batch = ?", (run, place.batch)
                ).fetchone()
                outcomes = bytearray(row["outcomes"])
                outcomes[place.place] = _RETRIED
                db.execute(
                    "UPDATE batches SET outcomes = ? WHERE run = ? AND batch = ?",
                    (bytes(outcomes), run, place.batch),
                )
            db.execute(
                "UPDATE runs SET failed = failed - ?, touched_ms = ? WHERE run = ?",
                (len(failed), _now_ms(), run),
            )

    def _insert_batch(
        self, db: sqlite3.Connection, run: str, batch: int, envelope: Envelope
    ) -> None:
        locators = [locator(place) for place in envelope.places]
        ids = b"".join(bytes.fromhex(place_id(place)) for place in envelope.places)
        packed = zstandard.compress(msgspec.msgpack.encode(locators), 3)
        db.execute(
            "INSERT INTO batches (run, batch, attempt, done, documents, locators, ids) "
            "VALUES (?, ?, 1, 0, ?, ?, ?)",
            (run, batch, len(locators), packed, ids),
        )

    def next_attempt(self, run: str, batch: int) -> int:
        """Count a batch's attempt up, before it is published again; returns the new number."""
        with self._transaction() as db:
            row = db.execute(
                "UPDATE batches SET attempt = attempt + 1 WHERE run = ? AND batch = ? "
                "RETURNING attempt",
                (run, batch),
            ).fetchone()
        return int(row["attempt"])

    def commit(self, run: str, reports: Sequence[Report]) -> set[int]:
        """Enter reports; returns the batches that they closed.

        A report of a batch that is closed already, or of an older attempt, changes nothing.
        """
        closed: set[int] = set()
        with self._transaction() as db:
            for report in reports:
                row = db.execute(
                    "SELECT attempt, documents, locators, ids FROM batches "
                    "WHERE run = ? AND batch = ? AND done = 0",
                    (run, report.batch),
                ).fetchone()
                if row is None or row["attempt"] != report.attempt:
                    continue
                if len(report.outcomes) != row["documents"]:
                    raise StopRun(
                        f"batch {report.batch} of run {run} has {row['documents']} documents but "
                        f"{len(report.outcomes)} outcomes were reported; workers and producer "
                        "must run the same version of docmill"
                    )
                self._close(db, run, report, row)
                closed.add(report.batch)
        return closed

    def _close(self, db: sqlite3.Connection, run: str, report: Report, row: sqlite3.Row) -> None:
        codes = bytes(_CODES[type(outcome)] for outcome in report.outcomes)
        hashes = b"".join(value.ljust(16, b"\0") for value in report.content_hashes)
        db.execute(
            "UPDATE batches SET done = 1, outcomes = ?, content_hashes = ? "
            "WHERE run = ? AND batch = ?",
            (codes, hashes, run, report.batch),
        )
        counts = Counter(codes)
        changes = ", ".join(f"{name} = {name} + ?" for name in _COUNTERS.values())
        db.execute(
            f"UPDATE runs SET {changes}, touched_ms = ? WHERE run = ?",
            (*(counts[c] for c in _COUNTERS), _now_ms(), run),
        )
        reasons = Counter(o.reason for o in report.outcomes if isinstance(o, Filtered))
        db.executemany(
            "INSERT INTO filtered VALUES (?, ?, ?) ON CONFLICT (run, reason) "
            "DO UPDATE SET documents = documents + excluded.documents",
            [(run, reason, count) for reason, count in reasons.items()],
        )
        if not counts[_CODES[Failed]]:
            return
        locators = msgspec.msgpack.decode(zstandard.decompress(row["locators"]), type=list[Locator])
        db.executemany(
            "INSERT INTO failures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    run, report.batch, place, row["ids"][place * 16 : place * 16 + 16].hex(),
                    locators[place].source, locators[place].member, locators[place].record,
                    outcome.stage, outcome.error, outcome.message,
                    report.attempt, report.worker, report.finished_ms,
                )
                for place, outcome in enumerate(report.outcomes)
                if isinstance(outcome, Failed)
            ],
        )  # fmt: skip

    def failures(self, run: str, limit: int) -> list[Failure]:
        """The first failures of a run."""
        rows = self._connection.execute(
            "SELECT * FROM failures WHERE run = ? ORDER BY batch, place LIMIT ?", (run, limit)
        )
        return [_failure(row) for row in rows]

    def balance(self, run: str) -> Balance | None:
        """The balance sheet of a run, exact at this moment; None for a run that is not known."""
        with self._moment() as db:
            row = db.execute("SELECT * FROM runs WHERE run = ?", (run,)).fetchone()
            return None if row is None else self._balance(row)

    def _balance(self, row: sqlite3.Row) -> Balance:
        counts: dict[str, Any] = {name: row[name] for name in _COUNTERS.values()}
        db, run = self._connection, row["run"]
        return Balance(
            run=run,
            state=row["state"],
            started_ms=row["started_ms"],
            finished_ms=row["finished_ms"],
            sources=_request(row).sources,
            expected=row["expected"],
            **counts,
            in_flight=row["expected"] - sum(counts.values()),
            filtered_by_reason=dict(
                db.execute(
                    "SELECT reason, documents FROM filtered WHERE run = ? ORDER BY reason", (run,)
                ).fetchall()
            ),
            failed_by_error={
                f"{stage}:{error}": count
                for stage, error, count in db.execute(
                    "SELECT stage, error, count(*) FROM failures WHERE run = ? "
                    "GROUP BY stage, error ORDER BY count(*) DESC",
                    (run,),
                )
            },
            seconds=(row["worked_ms"] + row["touched_ms"] - row["session_ms"]) / 1000,
        )

    def state(self, run: str) -> "RunState | None":
        """What is needed to go on with a run; None for one that is not known."""
        row = self._connection.execute("SELECT * FROM runs WHERE run = ?", (run,)).fetchone()
        if row is None:
            return None
        last = self._connection.execute(
            "SELECT max(batch) AS last FROM batches WHERE run = ?", (run,)
        ).fetchone()["last"]
        return RunState(
            run=run,
            started_ms=row["started_ms"],
            state=row["state"],
            request=_request(row),
            stamps=msgspec.msgpack.decode(row["stamps"], type=tuple[Stamp, ...]),
            position=msgspec.msgpack.decode(row["position"], type=Position | None)
            if row["position"]
            else None,
            last_batch=int(last or 0),
        )

    def open_batches(self, run: str) -> list[int]:
        """The batches that no report has closed."""
        rows = self._connection.execute(
            "SELECT batch FROM batches WHERE run = ? AND done = 0 ORDER BY batch", (run,)
        )
        return [int(row["batch"]) for row in rows]

    def unfinished(self, request: Request | None = None) -> str | None:
        """The latest run that is not done, of this request if one is given."""
        rows = self._connection.execute(
            "SELECT run, request FROM runs WHERE state IN ('running', 'interrupted', 'stopped') "
            "ORDER BY started_ms DESC"
        )
        asked = msgspec.json.encode(request).decode() if request else None
        return next((str(r["run"]) for r in rows if asked in (None, r["request"])), None)

    def failed_places(
        self, run: str, stage: str | None, error: str | None, id_: str | None
    ) -> "list[FailedPlace]":
        """Where documents of a run failed, those that fit all the filters that are given."""
        wanted = {"stage": stage, "error": error, "id": id_}
        given = {name: value for name, value in wanted.items() if value is not None}
        clause = "".join(f" AND {name} = ?" for name in given)
        rows = self._connection.execute(
            f"SELECT * FROM failures WHERE run = ?{clause} ORDER BY batch, place",
            (run, *given.values()),
        )
        return [
            FailedPlace(r["batch"], r["place"], Locator(r["source"], r["member"], r["record"]))
            for r in rows
        ]

    def latest(self) -> str | None:
        """The run that started last."""
        row = self._connection.execute(
            "SELECT run FROM runs ORDER BY started_ms DESC LIMIT 1"
        ).fetchone()
        return None if row is None else str(row["run"])

    def runs(self) -> list[Balance]:
        """All runs, newest first."""
        with self._moment() as db:
            rows = db.execute("SELECT * FROM runs ORDER BY started_ms DESC").fetchall()
            return [self._balance(row) for row in rows]

    def batches(self, run: str) -> Iterator[Batch]:
        """Every batch of a run in order, streamed; each page of them is of one moment."""
        last = -1
        while True:
            # Page by page: one long read would keep the writer from shortening its log.
            rows = self._connection.execute(
                f"SELECT {_BATCH_COLUMNS} FROM batches WHERE run = ? AND batch > ? "
                "ORDER BY batch LIMIT ?",
                (run, last, BATCH_PAGE),
            ).fetchall()
            for row in rows:
                yield _batch(row)
            if len(rows) < BATCH_PAGE:
                return
            last = rows[-1]["batch"]

    def batch(self, run: str, number: int) -> Batch | None:
        """One batch of a run."""
        row = self._connection.execute(
            f"SELECT {_BATCH_COLUMNS} FROM batches WHERE run = ? AND batch = ?", (run, number)
        ).fetchone()
        return None if row is None else _batch(row)

    def locator(self, run: str, number: int, place: int) -> Locator:
        """Where the document at a place of a batch stands."""
        row = self._connection.execute(
            "SELECT locators FROM batches WHERE run = ? AND batch = ?", (run, number)
        ).fetchone()
        locators = msgspec.msgpack.decode(zstandard.decompress(row["locators"]), type=list[Locator])
        return locators[place]

    def find_failures(
        self,
        run: str,
        stage: str | None = None,
        error: str | None = None,
        source: str | None = None,
    ) -> Iterator[Failure]:
        """The failures of a run that have all that is given, streamed in the order of places.

        `source`: see `pipeline.query.origin.below`, or a failure's own locator.
        """
        rows = self._connection.execute(
            "SELECT * FROM failures WHERE run = ? AND stage = coalesce(?, stage) "
            "AND error = coalesce(?, error) ORDER BY batch, place",
            (run, stage, error),
        )
        for row in rows:
            at = Locator(row["source"], row["member"], row["record"])
            if source is None or is_below(source, at):
                yield _failure(row)

    def remove(self, runs: Sequence[str]) -> None:
        """Forget runs and all that belongs to them."""
        with self._transaction() as db:
            tables = db.execute(
                "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c "
                "WHERE t.type = 'table' AND c.name = 'run'"
            ).fetchall()
            for (table,) in tables:
                db.executemany(f"DELETE FROM {table} WHERE run = ?", [(run,) for run in runs])

    def shrink(self) -> int:
        """Give the room of what was removed back to the disk; returns the bytes that it was.

        Needs as much room as the ledger keeps; raises `StopRun` when the disk has less.
        """
        before = self._path.stat().st_size
        try:
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError as error:
            raise StopRun(f"the ledger {self._path} cannot be made smaller: {error}") from error
        return max(0, before - self._path.stat().st_size)


def _batch(row: sqlite3.Row) -> Batch:
    return Batch(row["batch"], row["ids"], row["outcomes"], row["content_hashes"])


def _failure(row: sqlite3.Row) -> Failure:
    return Failure(
        id=row["id"],
        source=str(Locator(row["source"], row["member"], row["record"])),
        **{
            name: row[name]
            for name in ("stage", "error", "message", "attempt", "worker", "failed_ms")
        },
    )
