"""How long a run takes to recover, as its ledger tells."""

import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from pipeline.errors import DocmillError
from tests.harness.waiting import decided, until
from workers.ledger.writer import Ledger

LOOK_SECONDS = 0.1


@dataclass
class _Blow:
    """Something that was done to a run: what, when, and the batches that were in flight."""

    what: str
    at: float
    open: set[int]
    seconds: float | None = None


@dataclass
class Recovery:
    """Looks at the latest run's ledger from a thread; a blow is over when all batches that were
    in flight at that moment are done.
    """

    ledger: Path
    blows: list[_Blow] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def blow(self, what: str) -> None:
        """Note that something happens to the run now."""
        self.blows.append(_Blow(what, time.monotonic(), self._open()))

    def done(self) -> int:
        """How many documents are decided."""
        return decided(self.ledger)

    def tell(self, line: str) -> None:
        """Have a line of the test's own at the end."""
        self.told.append(line)

    def until_done(self, documents: int) -> None:
        """Wait until so many documents are decided."""
        until(lambda: self.done() >= documents, 60, f"{documents} documents")

    def attempts(self) -> set[int]:
        """How many attempts the batches of all runs took."""
        with closing(sqlite3.connect(self.ledger)) as ledger:
            return {row[0] for row in ledger.execute("SELECT DISTINCT attempt FROM batches")}

    def lines(self) -> list[str]:
        """One line for each kind of blow: how often, and how long recovery took."""
        kinds = dict.fromkeys(blow.what for blow in self.blows)
        told = [*self.told]
        for kind in kinds:
            times = sorted(b.seconds for b in self.blows if b.what == kind and b.seconds)
            count = sum(b.what == kind for b in self.blows)
            spread = f"median {median(times):.1f} s, longest {times[-1]:.1f} s" if times else "none"
            told.append(f"{kind}: {count} ×, recovery {spread}")
        return told

    def watch(self) -> None:
        """Look until told to end; the body of a thread."""
        while not self._over.wait(LOOK_SECONDS):
            self._look()
        self._look()

    def end(self) -> None:
        """Let the thread end after one more look."""
        self._over.set()

    def _look(self) -> None:
        waiting = [blow for blow in self.blows if blow.seconds is None]
        if waiting:
            open_now = self._open()
            for blow in waiting:
                if not blow.open & open_now:
                    blow.seconds = time.monotonic() - blow.at

    def _open(self) -> set[int]:
        ledger = self._reader()
        if ledger is None:
            return set()
        try:
            run = ledger.latest()
            return set(ledger.open_batches(run)) if run else set()
        finally:
            ledger.close()

    def _reader(self) -> Ledger | None:
        try:
            return Ledger.reading(self.ledger)
        except DocmillError:  # it is being made
            return None
