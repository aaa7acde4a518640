"""Reads the ledger, while the producer may write it."""

import sqlite3
from collections.abc import Iterator

import msgspec
import zstandard

from pipeline.query.origin import is_below
from pipeline.records import Locator
from pipeline.sources import Position, Stamp
from workers.files.assets import Asset
from workers.ledger.file import LEFT_OUT, LedgerFile
from workers.ledger.records import (
    COUNTERS,
    Balance,
    Batch,
    FailedPlace,
    Failure,
    LeftOut,
    Request,
    RunState,
    unpack_reasons,
)
from workers.ledger.states import State

BATCH_PAGE = 256
_BATCH_COLUMNS = "batch, ids, outcomes, content_hashes"


class LedgerReader(LedgerFile):
    """What commands read from the ledger."""

    def failures(self, run: str, limit: int) -> list[Failure]:
        """The first failures of a run."""
        rows = self._connection.execute(
            "SELECT * FROM failures WHERE run = ? ORDER BY batch, place LIMIT ?", (run, limit)
        )
        return [_failure(row) for row in rows]

    def failed_sources(self, run: str) -> int:
        """The number of sources that have failures."""
        row = self._connection.execute(
            "SELECT count(DISTINCT source) AS sources FROM failures WHERE run = ?", (run,)
        ).fetchone()
        return int(row["sources"])

    def balance(self, run: str) -> Balance | None:
        """The balance of a run at this moment; None for an unknown run."""
        with self._snapshot() as db:
            row = db.execute("SELECT * FROM runs WHERE run = ?", (run,)).fetchone()
            return None if row is None else self._balance(row)

    def _balance(self, row: sqlite3.Row) -> Balance:
        known = row.keys()  # an older ledger lacks the columns of newer outcomes
        outcomes = {name: row[name] if name in known else 0 for name in COUNTERS.values()}
        db, run = self._connection, row["run"]
        numbers = self._numbers(run)
        return Balance(
            run=run,
            state=State(row["state"]),
            started_ms=row["started_ms"],
            finished_ms=row["finished_ms"],
            sources=_request(row).sources,
            expected=row["expected"],
            outcomes=outcomes,
            filtered_by_reason=dict(sorted(numbers.pop(LEFT_OUT, {}).items())),
            failed_by_error={
                f"{stage}:{error}": count
                for stage, error, count in db.execute(
                    "SELECT stage, error, count(*) FROM failures WHERE run = ? "
                    "GROUP BY stage, error ORDER BY count(*) DESC",
                    (run,),
                )
            },
            seconds=(row["worked_ms"] + max(0, row["touched_ms"] - row["session_ms"])) / 1000,
            counts=numbers,
        )

    def _numbers(self, run: str) -> dict[str, dict[str, int]]:
        """count → part → number, the largest first."""
        found: dict[str, dict[str, int]] = {}
        rows = self._connection.execute(
            "SELECT name, part, number FROM counts WHERE run = ? ORDER BY number DESC, part", (run,)
        )
        for name, part, number in rows:
            found.setdefault(name, {})[part] = number
        return found

    def state(self, run: str) -> "RunState | None":
        """What is needed to continue a run; None for an unknown run."""
        row = self._connection.execute("SELECT * FROM runs WHERE run = ?", (run,)).fetchone()
        if row is None:
            return None
        last = self._connection.execute(
            "SELECT max(batch) AS last FROM batches WHERE run = ?", (run,)
        ).fetchone()["last"]
        return RunState(
            run=run,
            started_ms=row["started_ms"],
            state=State(row["state"]),
            request=_request(row),
            stamps=msgspec.msgpack.decode(row["stamps"], type=tuple[Stamp, ...]),
            position=msgspec.msgpack.decode(row["position"], type=Position | None)
            if row["position"]
            else None,
            last_batch=int(last or 0),
            assets=tuple(asset for owner, asset in self.assets() if owner == run),
        )

    def assets(self) -> list[tuple[str, Asset]]:
        """The assets of all runs, each with its run."""
        rows = self._connection.execute(
            "SELECT run, stage, option, digest FROM assets ORDER BY run, stage, option"
        )
        return [(str(run), Asset(stage, option, digest)) for run, stage, option, digest in rows]

    def open_batches(self, run: str) -> list[int]:
        """The batches that no report has closed."""
        rows = self._connection.execute(
            "SELECT batch FROM batches WHERE run = ? AND done = 0 ORDER BY batch", (run,)
        )
        return [int(row["batch"]) for row in rows]

    def is_open(self, run: str, batch: int) -> bool:
        """Whether no report has closed this batch."""
        row = self._connection.execute(
            "SELECT 1 FROM batches WHERE run = ? AND batch = ? AND done = 0", (run, batch)
        ).fetchone()
        return row is not None

    def unfinished(self, request: Request | None = None) -> str | None:
        """The latest unfinished run, of this request if one is given."""
        rows = self._connection.execute(
            "SELECT run, request FROM runs WHERE state IN ('running', 'interrupted', 'stopped') "
            "ORDER BY started_ms DESC"
        )
        # Compared as records, because requests of an older docmill lack newer fields.
        return next((str(r["run"]) for r in rows if request in (None, _request(r))), None)

    def failed_places(
        self, run: str, stage: str | None, error: str | None, id_: str | None
    ) -> "list[FailedPlace]":
        """The places of failed documents of a run that match all the given filters."""
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

    def next_start(self, now_ms: int) -> int:
        """The start of a run that begins now, after that of every other run.

        Where the clock has gone back that is just after the newest: what a run writes to the index
        replaces what runs that started before it wrote.
        """
        newest = self._connection.execute("SELECT max(started_ms) FROM runs").fetchone()[0]
        return max(now_ms, (newest or 0) + 1)

    def runs(self) -> list[Balance]:
        """All runs, newest first."""
        with self._snapshot() as db:
            rows = db.execute("SELECT * FROM runs ORDER BY started_ms DESC").fetchall()
            return [self._balance(row) for row in rows]

    def batches(self, run: str) -> Iterator[Batch]:
        """Every batch of a run in order, streamed; each page is one state of the ledger."""
        last = -1
        while True:
            # Page by page: during one long read SQLite could not shorten its log.
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
        """The locator of the document at a place of a batch."""
        row = self._connection.execute(
            "SELECT locators FROM batches WHERE run = ? AND batch = ?", (run, number)
        ).fetchone()
        return _locators(row)[place]

    def find_failures(
        self,
        run: str,
        stage: str | None = None,
        error: str | None = None,
        source: str | None = None,
    ) -> Iterator[Failure]:
        """The failures of a run that match all the given filters, streamed in order.

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

    def find_left_out(
        self, run: str, reason: str | None = None, source: str | None = None
    ) -> Iterator[LeftOut]:
        """What a run left out that matches all the given filters, streamed in order.

        `source`: as in `find_failures`. Batches in which nothing was left out are not read.
        """
        known = list(self._numbers(run).get(LEFT_OUT, {}))
        only = known[0] if len(known) == 1 else None  # an older docmill did not keep reasons
        last = -1
        while True:
            rows = self._connection.execute(
                "SELECT batch, ids, locators, outcomes, reasons FROM batches "
                "WHERE run = ? AND batch > ? AND reasons IS NOT NULL ORDER BY batch LIMIT ?",
                (run, last, BATCH_PAGE),
            ).fetchall()
            for row in rows:
                kept = iter(unpack_reasons(row["reasons"]))
                locators = _locators(row)
                for place, outcome in enumerate(row["outcomes"]):
                    if COUNTERS.get(outcome) != "filtered":
                        continue
                    why, at = next(kept, only), locators[place]
                    if reason in (None, why) and (source is None or is_below(source, at)):
                        yield LeftOut(row["ids"][place * 16 : place * 16 + 16].hex(), str(at), why)
            if len(rows) < BATCH_PAGE:
                return
            last = rows[-1]["batch"]


def _locators(row: sqlite3.Row) -> list[Locator]:
    return msgspec.msgpack.decode(zstandard.decompress(row["locators"]), type=list[Locator])


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


def _request(row: sqlite3.Row) -> Request:
    return msgspec.json.decode(row["request"], type=Request)
