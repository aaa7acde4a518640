"""The process of a retry that was asked for on the page: `python -P -m …retry_process RUN …`.

Its arguments are the run, a stage, a class of errors and a document's id; "" for any.
"""

import signal
import sys
from types import FrameType

from pipeline.errors import DocmillError
from workers.producer import runs
from workers.producer.progress import Progress
from workers.producer.session import RunContext
from workers.settings import load_settings
from workers.stack.needed import needed_stack


def main(arguments: list[str]) -> int:
    """Work the failures again; what is to be said stands on standard error."""
    signal.signal(signal.SIGTERM, _end)
    run, stage, error, document = arguments
    context = RunContext(load_settings(), _unseen, _say, needed_stack)
    try:
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
