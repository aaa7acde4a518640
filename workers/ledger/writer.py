"""Writes the ledger: the requests of all runs and the outcomes of their documents, in SQLite.

There is one row for each batch (ids, locators, outcomes, hashes and reasons as packed blobs) and
one for each failure; counts by run are kept in the same transaction. The producer is the only
writer.
"""

import sqlite3
import time
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec
import zstandard

from pipeline.errors import StopRun
from pipeline.records import Failed, Filtered, Locator
from pipeline.sources import END, Position, Stamp
from workers.broker.payloads import Envelope
from workers.broker.reports import Report
from workers.files.assets import Asset
from workers.ledger.file import LEFT_OUT
from workers.ledger.reader import LedgerReader
from workers.ledger.records import (
    CODES,
    COUNTERS,
    RETRIED,
    FailedPlace,
    Request,
    pack_reasons,
)
from workers.ledger.states import State


class Ledger(LedgerReader):
    """Reads and writes the ledger file; only the producer opens it `writable`."""

    def begin(
        self,
        run: str,
        started_ms: int,
        request: Request,
        stamps: Sequence[Stamp] = (),
        assets: Sequence[Asset] = (),
    ) -> None:
        """Add a new run, with the stamps of its sources and its assets."""
        now = _now_ms()
        with self._transaction() as db:
            self._interrupt(db)
            db.execute(
                "INSERT INTO runs (run, started_ms, state, request, stamps, session_ms, touched_ms)"
                " VALUES (?, ?, 'running', ?, ?, ?, ?)",
                (
                    run, started_ms, msgspec.json.encode(request).decode(),
                    msgspec.msgpack.encode(tuple(stamps)), now, now,
                ),
            )  # fmt: skip
            db.executemany(
                "INSERT INTO assets VALUES (?, ?, ?, ?)",
                [(run, asset.stage, asset.option, asset.digest) for asset in assets],
            )

    def reopen(self, run: str) -> None:
        """Mark a run as being worked again."""
        now = _now_ms()
        with self._transaction() as db:
            self._interrupt(db)
            db.execute(
                "UPDATE runs SET state = 'running', finished_ms = NULL, "
                "worked_ms = worked_ms + max(0, touched_ms - session_ms), "
                "session_ms = ?, touched_ms = ? "
                "WHERE run = ?",
                (now, now, run),
            )

    def _interrupt(self, db: sqlite3.Connection) -> None:
        """Mark runs whose producer ended: there is no other writer, so none of them is running."""
        db.execute("UPDATE runs SET state = 'interrupted' WHERE state = 'running'")

    def mark_ended(self, run: str, state: State) -> None:
        """Mark a run that no producer works as `CANCELLED` or `ABANDONED`.

        The time since its last session does not count as worked.
        """
        with self._transaction() as db:
            db.execute(
                "UPDATE runs SET state = ?, finished_ms = ? WHERE run = ?", (state, _now_ms(), run)
            )

    def reset(self, run: str, stamps: Sequence[Stamp]) -> None:
        """Remove all results of a run, to read its sources again; its id and start stay.

        Batch numbers continue from the last one, so that a late report on an old batch cannot be
        taken for a report on a new batch.
        """
        with self._transaction() as db:
            last = db.execute(
                "SELECT max(batch) AS last FROM batches WHERE run = ?", (run,)
            ).fetchone()["last"]
            for table in ("batches", "failures", "counts"):
                db.execute(f"DELETE FROM {table} WHERE run = ?", (run,))
            zeros = ", ".join(f"{name} = 0" for name in ("expected", *COUNTERS.values()))
            db.execute(
                f"UPDATE runs SET {zeros}, position = NULL, stamps = ? WHERE run = ?",
                (msgspec.msgpack.encode(tuple(stamps)), run),
            )
            if last is not None:
                self._insert_batch(db, run, last, Envelope(0, False, ()))
                db.execute(
                    "UPDATE batches SET done = 1, outcomes = x'', content_hashes = x'' "
                    "WHERE run = ? AND batch = ?",
                    (run, last),
                )

    def finish(self, run: str, state: State) -> None:
        """Mark a run that just ended as `DONE`, `INTERRUPTED` or `STOPPED`."""
        now = _now_ms()
        with self._transaction() as db:
            db.execute(
                "UPDATE runs SET state = ?, finished_ms = ?, touched_ms = ? WHERE run = ?",
                (state, now, now, run),
            )

    def read_to_end(self, run: str) -> None:
        """Mark the sources as read completely."""
        with self._transaction() as db:
            db.execute(
                "UPDATE runs SET position = ? WHERE run = ?", (msgspec.msgpack.encode(END), run)
            )

    def add_batch(
        self, run: str, batch: int, envelope: Envelope, position: Position | None = None
    ) -> None:
        """Add a batch before it is published; `position`: where the next document begins."""
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
        """Add a batch of documents that failed before: they are in flight again, none is new.

        `failed`: the former place of each document of the envelope.
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
                outcomes[place.place] = RETRIED
                db.execute(
                    "UPDATE batches SET outcomes = ? WHERE run = ? AND batch = ?",
                    (bytes(outcomes), run, place.batch),
                )
            db.execute(
                "UPDATE runs SET failed = failed - ?, touched_ms = ? WHERE run = ?",
                (len(failed), _now_ms(), run),
            )

    def split_batch(self, run: str, batch: int, parts: Mapping[int, Envelope]) -> None:
        """Replace a batch in flight by these batches (number → envelope).

        No document is new and none is decided: each place of the old batch is marked `RETRIED`.
        """
        with self._transaction() as db:
            row = db.execute(
                "SELECT documents FROM batches WHERE run = ? AND batch = ? AND done = 0",
                (run, batch),
            ).fetchone()
            if row is None:
                raise ValueError(f"batch {batch} of run {run} is not in flight")
            db.execute(
                "UPDATE batches SET done = 1, outcomes = ?, content_hashes = ? "
                "WHERE run = ? AND batch = ?",
                (bytes([RETRIED]) * row["documents"], b"", run, batch),
            )
            for number, envelope in parts.items():
                self._insert_batch(db, run, number, envelope)

    def _insert_batch(
        self, db: sqlite3.Connection, run: str, batch: int, envelope: Envelope
    ) -> None:
        locators = [place.locator for place in envelope.places]
        ids = b"".join(bytes.fromhex(place.id) for place in envelope.places)
        packed = zstandard.compress(msgspec.msgpack.encode(locators), 3)
        db.execute(
            "INSERT INTO batches (run, batch, attempt, done, documents, locators, ids) "
            "VALUES (?, ?, 1, 0, ?, ?, ?)",
            (run, batch, len(locators), packed, ids),
        )

    def next_attempt(self, run: str, batch: int) -> int:
        """Increase a batch's attempt number, before it is published again; returns the new one."""
        with self._transaction() as db:
            row = db.execute(
                "UPDATE batches SET attempt = attempt + 1 WHERE run = ? AND batch = ? "
                "RETURNING attempt",
                (run, batch),
            ).fetchone()
        return int(row["attempt"])

    def commit(self, run: str, reports: Sequence[Report]) -> set[int]:
        """Enter reports; returns the batches that they closed.

        A report on a closed batch or of an older attempt changes nothing.

        Raises:
            StopRun: a report has another number of outcomes than its batch has documents.
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
        reasons = [outcome.reason for outcome in report.outcomes if isinstance(outcome, Filtered)]
        codes = bytes(CODES[type(outcome)] for outcome in report.outcomes)
        hashes = b"".join(value.ljust(16, b"\0") for value in report.content_hashes)
        db.execute(
            "UPDATE batches SET done = 1, outcomes = ?, content_hashes = ?, reasons = ? "
            "WHERE run = ? AND batch = ?",
            (codes, hashes, pack_reasons(reasons) if reasons else None, run, report.batch),
        )
        counts = Counter(codes)
        changes = ", ".join(f"{name} = {name} + ?" for name in COUNTERS.values())
        db.execute(
            f"UPDATE runs SET {changes}, touched_ms = ? WHERE run = ?",
            (*(counts[c] for c in COUNTERS), _now_ms(), run),
        )
        numbers = {**report.counts, LEFT_OUT: Counter(reasons)}
        db.executemany(
            "INSERT INTO counts VALUES (?, ?, ?, ?) ON CONFLICT (run, name, part) "
            "DO UPDATE SET number = number + excluded.number",
            [(run, name, part, n) for name, parts in numbers.items() for part, n in parts.items()],
        )
        if not counts[CODES[Failed]]:
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

    def remove(self, runs: Sequence[str]) -> None:
        """Remove runs and all rows that belong to them."""
        with self._transaction() as db:
            tables = db.execute(
                "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c "
                "WHERE t.type = 'table' AND c.name = 'run'"
            ).fetchall()
            for (table,) in tables:
                db.executemany(f"DELETE FROM {table} WHERE run = ?", [(run,) for run in runs])

    def shrink(self) -> int:
        """Make the file smaller after a removal; returns the bytes freed.

        This needs as much free space as the ledger takes afterwards.

        Raises:
            StopRun: the disk has too little space.
        """
        before = self._path.stat().st_size
        try:
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError as error:
            raise StopRun(f"the ledger {self._path} cannot be made smaller: {error}") from error
        return max(0, before - self._path.stat().st_size)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
