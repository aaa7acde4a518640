"""The peak of a worker child's memory over a folder of files, with the default stages."""

import subprocess
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.measuring.docmill_command import DOCMILL
from benchmarks.measuring.running import RunFailed
from testbed.environment import clean_environment

SAMPLE_SECONDS = 0.05
LIMIT_SECONDS = 1_800.0


WITHOUT_OCR = '{"convert": {"pdf": {"ocr": false}}}'


def peak_of_a_child(folder: Path, ocr: bool) -> int:
    """MB: lets `docmill run` index the folder with one child, and watches that (Linux only).

    `ocr`: whether pictures of pages are read, where the extra is installed.

    Raises:
        RunFailed: the run took too long, or ended before a child was seen.
    """
    with tempfile.TemporaryDirectory() as data:
        settings = {"DOCMILL_DATA_DIR": data, "DOCMILL_CONCURRENCY": "1"}
        if not ocr:
            settings["DOCMILL_STAGE_OPTIONS"] = WITHOUT_OCR
        environment = clean_environment(settings)
        command = [DOCMILL, "run", str(folder), "--json"]
        peaks: list[int] = []
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as run:
            ends = time.monotonic() + LIMIT_SECONDS
            while run.poll() is None:
                if time.monotonic() > ends:
                    run.terminate()
                    raise RunFailed(f"not done after {LIMIT_SECONDS:.0f} s")
                peaks += _peaks(run.pid)
                time.sleep(SAMPLE_SECONDS)
    if not peaks:
        raise RunFailed("the run ended before a worker child was seen")
    return max(peaks)


def _peaks(producer: int) -> list[int]:
    """MB that the living children of workers held at most."""
    found: list[int] = []
    try:
        for worker in psutil.Process(producer).children():
            if "--name worker" in " ".join(worker.cmdline()):
                found += [_highest(child.pid) for child in worker.children()]
    except (psutil.Error, OSError):
        pass  # it has just ended
    return found


def _highest(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    told = [line for line in lines if line.startswith("VmHWM:")]  # none of one that has ended
    return int(told[0].split()[1]) // 1024 if told else 0
