"""Small different articles, as many as a test needs, and a stage that takes its time."""

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

from testbed.stages import NOOP, install_stage

WORD = "chronicle"
_PEOPLE = ("Angela Merkel", "Emmanuel Macron", "Jacinda Ardern", "Roger Federer", "Ban Ki-moon")
_PLACES = ("Lyon", "Berlin", "Wellington", "Antwerp", "Nairobi", "Lisbon")
_BODIES = ("the European Central Bank", "the United Nations", "Interpol", "the city council")
_MATTERS = (
    "a treaty on fishing in the northern sea",
    "the budget of the coming year",
    "a match that was lost in the last minute",
    "the price of bread and of electricity",
    "a court ruling on the harbour bridge",
    "the flood that closed two schools",
)

_SLOW = '''
import os
import time
from pathlib import Path


class SlowStage:
    """Takes its time over a document; meanwhile a file tells which process is at work."""

    name = "slow"
    needs = frozenset({"cleaned"})
    gives = frozenset({"extra"})
    fingerprint = "1"

    def process(self, batch):
        mark = Path(os.environ["CHAOS_BUSY"]) / str(os.getpid())
        mark.touch()
        for _ in batch:
            if not Path(os.environ["CHAOS_HURRY"]).exists():
                time.sleep(float(os.environ["CHAOS_SECONDS"]))
        mark.unlink(missing_ok=True)
        return [work.evolve(extra={**work.extra, "slow": {"done": True}}) for work in batch]
'''


def articles(path: Path, count: int) -> Path:
    """JSON lines: articles that differ in words, names and numbers, the same in every test run."""
    chance = random.Random(count)

    def sentence(number: int) -> str:
        return (
            f"{chance.choice(_PEOPLE)} met {chance.choice(_PEOPLE)} in {chance.choice(_PLACES)} to "
            f"speak about {chance.choice(_MATTERS)}, said {chance.choice(_BODIES)} in its "
            f"{WORD} number {number}."
        )

    def rows() -> Iterator[str]:
        for number in range(count):
            text = " ".join(sentence(number) for _ in range(6))
            row = {"id": f"article-{number}", "title": f"Article {number}", "text": text}
            yield json.dumps(row) + "\n"

    path.write_text("".join(rows()), encoding="utf-8")
    return path


class Pace:
    """The stages `slow` and `noop`, installed for a test; knows which processes are at work."""

    def __init__(self, folder: Path, seconds: float) -> None:
        packages = folder / "packages"
        packages.mkdir()
        self._busy = folder / "busy"
        self._busy.mkdir()
        self._hurry = folder / "hurry"
        install_stage(packages, "noop", NOOP)
        paths = [install_stage(packages, "slow", _SLOW), os.environ.get("PYTHONPATH", "")]
        self.environment = {
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "CHAOS_BUSY": str(self._busy),
            "CHAOS_SECONDS": str(seconds),
            "CHAOS_HURRY": str(self._hurry),
        }

    def hurry(self) -> None:
        """From now on `slow` takes no time: all that was to happen in mid-run has happened."""
        self._hurry.touch()

    def busy(self) -> set[int]:
        """The processes that are in the middle of a batch, or were when they ended."""
        return {int(mark.name) for mark in self._busy.iterdir()}
