"""The process of what was asked for on the page: `python -P -m workers.page.run_process WHAT …`.

`run FOLDER PATH` works a path, reading nothing outside of the folder. `retry RUN STAGE ERROR ID`
works failures of a run again; "" for any.
"""

import signal
import sys
from types import FrameType

from pipeline.errors import DocmillError
from workers.ledger.records import Request
from workers.producer import runs
from workers.producer.progress import Progress
from workers.producer.session import RunContext
from workers.settings import load_settings
from workers.stack.needed import needed_stack


def main(arguments: list[str]) -> int:
    """Do it; what is to be said stands on standard error."""
    signal.signal(signal.SIGTERM, _end)
    context = RunContext(load_settings(), _unseen, _say, needed_stack)
    what, *given = arguments
    try:
        if what == "run":
            folder, path = given
            runs.execute(context, Request((path,), within=folder))
        else:
            run, stage, error, document = given
            runs.retry(context, run, stage or None, error or None, document or None)
    except DocmillError as problem:
        _say(str(problem))
        return 1
    return 0


def _end(number: int, frame: FrameType | None) -> None:
    """End in order, as Ctrl-C ends the command: the run keeps its state."""
    del frame
    raise SystemExit(128 + number)


def _unseen(progress: Progress) -> None:
    """The page reads the ledger."""


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
