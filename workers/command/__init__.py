"""The command line, one file a command."""

from workers.command.application import main

__all__ = ["main"]
