"""Stages as a user would add them: a small distribution with an entry point, on PYTHONPATH."""

from pathlib import Path

NOOP = '''
from pipeline.records import Cleaned


class NoopStage:
    """Gives the title or the content as clean text and does nothing else."""

    name = "noop"
    needs = frozenset({"raw"})
    gives = frozenset({"cleaned"})
    fingerprint = "1"

    def process(self, batch):
        def text(work):
            raw = work.document.raw
            return raw if isinstance(raw, str) else raw.decode("utf-8", "replace")

        return [
            work.evolve(cleaned=Cleaned(text(work)[:80], text(work), "en", work.document.raw_hash))
            for work in batch
        ]
'''

SHOUT = '''
class ShoutStage:
    """A user's own stage: writes JSON under its name into `extra`."""

    name = "shout"
    needs = frozenset({"cleaned"})
    gives = frozenset({"extra"})

    def __init__(self, *, mark="!"):
        self.mark = mark
        self.fingerprint = f"1,{mark}"

    def process(self, batch):
        def shout(work):
            if "refuse me" in work.cleaned.text:
                raise ValueError("asked to refuse")
            loud = {"loud": work.cleaned.title + self.mark}
            return work.evolve(extra={**work.extra, "shout": loud})

        return [shout(work) for work in batch]
'''

THREADS = '''
import numpy
from threadpoolctl import threadpool_info


class ThreadsStage:
    """Writes into `extra` by how many threads numpy computes."""

    name = "threads"
    needs = frozenset({"cleaned"})
    gives = frozenset({"extra"})
    fingerprint = "1"

    def process(self, batch):
        threads = max(library["num_threads"] for library in threadpool_info())
        return [work.evolve(extra={"threads": threads}) for work in batch]
'''

POISON = '''
import ctypes
import os
import re
import signal
import sys
import threading
import time

from pipeline.records import Cleaned


def act(text):
    if "ABORT" in text:
        os.abort()
    if "KILL" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "EXIT" in text:
        sys.exit(7)
    if "SLEEP" in text:
        time.sleep(1_000_000)
    if "SPIN" in text:
        # C code that keeps the GIL for longer than anybody lives.
        re.match(r"(a+)+$", "a" * 60 + "b")
    if "HOARD" in text:
        hoard = []
        while True:
            hoard.append(bytearray(10_000_000))
    if "HOLD" in text:
        ctypes.PyDLL(None).sleep(16)  # with the GIL held
    if "BIG" in text:
        [f"string {n}" for n in range(1_000_000)]
        thread = threading.Thread(target=len, args=("",))
        thread.start()
        thread.join()
    if "WAIT" in text:
        time.sleep(0.2)


class PoisonStage:
    """Gives the content as clean text, and does what words in capitals tell it."""

    name = "poison"
    needs = frozenset({"raw"})
    gives = frozenset({"cleaned"})
    fingerprint = "1"

    def process(self, batch):
        def clean(work):
            act(work.document.raw)
            return Cleaned(work.document.raw[:80], work.document.raw, "en", work.document.raw_hash)

        return [work.evolve(cleaned=clean(work)) for work in batch]
'''


FLAKY = '''
import os
from pathlib import Path
from pipeline.records import Cleaned


class FlakyStage:
    """Refuses documents that hold a word for as long as a file is there."""

    name = "flaky"
    needs = frozenset({"raw"})
    gives = frozenset({"cleaned"})
    fingerprint = "1"

    def process(self, batch):
        def clean(work):
            text = str(work.document.raw)
            if "fragile" in text and Path(os.environ["FLAKY_MARK"]).exists():
                raise ValueError("too fragile today")
            return work.evolve(cleaned=Cleaned(text[:40], text, "en", work.document.raw_hash))

        return [clean(work) for work in batch]
'''


def install_stage(folder: Path, name: str, code: str) -> str:
    """Write a distribution that registers `<Name>Stage` as stage `name`.

    Returns the folder, which is to be put on PYTHONPATH.
    """
    (folder / f"{name}_stage.py").write_text(code, encoding="utf-8")
    information = folder / f"docmill_{name}-1.0.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: docmill-{name}\nVersion: 1.0\n", encoding="utf-8"
    )
    (information / "entry_points.txt").write_text(
        f"[docmill.stages]\n{name} = {name}_stage:{name.capitalize()}Stage\n", encoding="utf-8"
    )
    return str(folder)
