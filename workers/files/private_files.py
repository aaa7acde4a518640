"""Folders and files of the data directory: their owner reads them, nobody else."""

import os
from pathlib import Path

from pipeline.errors import ConfigurationError

FOLDER_MODE = 0o700
FILE_MODE = 0o600
# Child processes write there whatever libraries of theirs do: this takes all rights of others.
UMASK = 0o077


def make_folder(path: Path) -> Path:
    """Make a folder and those above it that are missing; one that is there stays as it is.

    Raises `ConfigurationError` that names the setting when it cannot be made.
    """
    try:
        # Not by `parents=True`: that makes the folders above for everybody.
        for folder in (*reversed(path.parents), path):
            if not folder.is_dir():
                folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    except OSError as error:
        raise unusable(path, error) from error
    return path


def opener(path: str, flags: int) -> int:
    """For `open`: a file that is made is its owner's alone."""
    return os.open(path, flags, FILE_MODE)


def unusable(path: Path, error: OSError) -> ConfigurationError:
    """The message for when something of the data directory cannot be made, opened or written."""
    return ConfigurationError(
        f"{path} cannot be used: {error.strerror or error}; mend that, or set DOCMILL_DATA_DIR to "
        "a folder that you may write to"
    )
