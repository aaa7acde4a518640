"""Asks before something is removed."""

import sys

import typer

from pipeline.errors import ConfigurationError


def confirmed(question: str, yes: bool) -> bool:
    """Whether the user agrees: by the option `yes`, or by an answer at the terminal.

    Raises:
        ConfigurationError: there is no terminal to ask at.
    """
    if yes:
        return True
    if sys.stdin is None or not sys.stdin.isatty():
        raise ConfigurationError(f"{question} There is no terminal to answer at: add --yes")
    return typer.confirm(question, err=True)
