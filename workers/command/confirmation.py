"""Asking before something is removed."""

import sys

import typer

from pipeline.errors import ConfigurationError


def confirmed(question: str, yes: bool) -> bool:
    """Whether to go on: `yes` was given, or the person at the terminal says so.

    Raises `ConfigurationError` when nobody can be asked.
    """
    if yes:
        return True
    if not sys.stdin.isatty():
        raise ConfigurationError(f"{question} Nobody is at a terminal to say so: add --yes")
    return typer.confirm(question, err=True)
