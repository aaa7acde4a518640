"""Files that survive a power cut: whole, or not there."""

import os
from pathlib import Path

from workers.files.private_files import opener


def write_durably(path: Path, content: bytes) -> None:
    """Write a file by way of one beside it; raises `OSError` when the disk takes no more."""
    partial = path.with_suffix(".part")
    with open(partial, "wb", opener=opener) as file:
        file.write(content)
        file.flush()
        # The ledger's entry, which follows, survives a power cut; so must this.
        os.fsync(file.fileno())
    os.replace(partial, path)
