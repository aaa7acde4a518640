"""Entry point of the `docmill` command."""

import os
import signal
import sys


def main() -> None:
    """Run the command line of this process; never returns."""
    # Loading takes a moment, and there is nothing yet that Ctrl-C would have to end in order.
    signal.signal(signal.SIGINT, lambda *_: os._exit(128 + signal.SIGINT))
    from workers.command.command_line import run_command

    sys.exit(run_command(sys.argv[1:]))
