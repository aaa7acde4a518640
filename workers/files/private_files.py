"""Folders and files of the data directory, which only their owner can read."""

import os
from pathlib import Path

from pipeline.errors import ConfigurationError

FOLDER_MODE = 0o700
FILE_MODE = 0o600
# For child processes, whose libraries create files in their own way.
UMASK = 0o077


def make_folder(path: Path) -> Path:
    """Make a folder and its missing parents; an existing folder stays as it is.

    Raises:
        ConfigurationError: it cannot be made; the message names the setting.
    """
    try:
        # Not with `parents=True`, which makes parents that everybody can read.
        for folder in (*reversed(path.parents), path):
            if not folder.is_dir():
                folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    except OSError as error:
        raise unusable(path, error) from error
    return path


def opener(path: str, flags: int) -> int:
    """The `opener` of `open` for files that only their owner can read."""
    return os.open(path, flags, FILE_MODE)


def unusable(path: Path, error: OSError) -> ConfigurationError:
    """The error for a file or folder that cannot be made, opened or written."""
    return ConfigurationError(
        f"{path} cannot be used: {error.strerror or error}; mend that, or set DOCMILL_DATA_DIR to "
        "a folder that you may write to"
    )
