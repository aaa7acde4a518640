"""The fixed minimal script of the shared material: two processes, no queue, tuned spaCy.

It is used where it lies, and measures itself: from "models loaded" (the mean of its processes) to
the last document acknowledged.
"""

import json
import os
import tempfile
from pathlib import Path

from benchmarks.corpus import SHARED
from benchmarks.measuring.environments import environment_python
from benchmarks.measuring.running import Finished, RunFailed, run

SCRIPT = SHARED / "eval" / "speed" / "ceiling.py"
REQUIREMENTS = Path(__file__).parents[1] / "contest" / "requirements" / "tuned.txt"


def run_fixed_script(
    corpus: Path, documents: int, url: str, limit_seconds: float, with_memory: bool = False
) -> tuple[float, Finished]:
    """Returns documents a second as the script measures itself, and the process.

    Raises:
        EnvironmentNotMade: its packages cannot be installed.
        RunFailed: the script is not there, failed, or lost documents.
    """
    if not SCRIPT.is_file():
        raise RunFailed(f"there is no {SCRIPT.name} in the shared material")
    command = [str(environment_python(REQUIREMENTS)), str(SCRIPT), "--docs", str(documents)]
    with tempfile.TemporaryDirectory() as marks:
        environment = {
            **os.environ,
            "PEERS_CORPUS": str(corpus),
            "PEERS_ENC": "utf-8",
            "PEERS_ES": url,
            "PEERS_MARKS": marks,
        }
        finished = run(command, environment, corpus.parent, limit_seconds, with_memory)
    result = json.loads(finished.output.split("RESULT ", 1)[1].splitlines()[0])
    if not result["ok"]:
        raise RunFailed(f"the fixed script indexed {result['count']} of {documents}")
    return float(result["docs_per_s"]), finished
