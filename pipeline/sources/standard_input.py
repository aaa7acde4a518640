"""Standard input as a source: JSON lines that are there once."""

import io
import sys

from pipeline.errors import ConfigurationError
from pipeline.sources.entry import BUFFER_BYTES, forward

ARGUMENT = "-"
SOURCE = "stdin:"
NAME = "stdin.jsonl"  # which names its format
GONE = (
    "standard input cannot be read a second time; pipe the same records from the first one into "
    "a new run, which passes over what is indexed already"
)


def check_standard_input() -> None:
    """Raise `ConfigurationError` when nothing is piped in."""
    if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
        raise ConfigurationError(
            "source '-' is standard input, and nothing is piped into it; pipe JSON lines or "
            "name a file"
        )


def open_standard_input() -> io.BufferedReader:
    """Standard input from where it stands; it is left open.

    Raises:
        OSError: it is closed.
    """
    if sys.stdin is None or sys.stdin.closed:
        raise OSError("standard input is closed")
    # A file that is redirected into it could seek; nobody could give its path to a later reading.
    return forward(io.BufferedReader(io.FileIO(sys.stdin.fileno(), closefd=False), BUFFER_BYTES))
