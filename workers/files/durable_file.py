"""Files that are complete or absent after a power cut."""

import os
from pathlib import Path

from workers.files.private_files import opener


def write_durably(path: Path, content: bytes) -> None:
    """Write a file under another name, sync it, then rename it.

    Raises:
        OSError: the disk is full or not writable.
    """
    partial = path.with_suffix(".part")
    with open(partial, "wb", opener=opener) as file:
        file.write(content)
        file.flush()
        # The ledger, written after this, survives a power cut; so must this file.
        os.fsync(file.fileno())
    os.replace(partial, path)
