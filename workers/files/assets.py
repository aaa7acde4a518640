"""Files that a run brings along for its stages, such as `--taxonomy FILE`: assets.

The data directory keeps each by the hash of its content, so that `resume` and `retry` work with
what the run began with, whatever became of the user's file. Workers, on whatever machine, get it
through Redis, under `{run}:asset:{digest}` with a time to live; batches carry its digest only.
"""

from hashlib import blake2b
from pathlib import Path

from pipeline.errors import StopRun
from pipeline.records import Record
from workers.files.durable_file import write_durably
from workers.files.private_files import make_folder

DIGEST_BYTES = 16


class Asset(Record, frozen=True):
    """A file as the option of a stage; `digest`: 32 hex digits over its content."""

    stage: str
    option: str
    digest: str


class AssetStore:
    """The files by their digests, in a folder of the data directory."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "assets"

    def keep(self, content: bytes) -> str:
        """Keep a file's content; returns its digest. Raises `StopRun` when the disk is full."""
        digest = blake2b(content, digest_size=DIGEST_BYTES).hexdigest()
        final = self.path(digest)
        try:
            if not final.exists():
                make_folder(self._folder)
                write_durably(final, content)
        except OSError as error:
            raise StopRun(
                f"{self._folder} cannot be written: {error.strerror}; make room on the disk or "
                "move DOCMILL_DATA_DIR"
            ) from error
        return digest

    def path(self, digest: str) -> Path:
        """Where an asset lies."""
        return self._folder / digest

    def read(self, digest: str) -> bytes:
        """An asset's content; raises `StopRun` when someone has removed it."""
        try:
            return self.path(digest).read_bytes()
        except OSError as error:
            raise StopRun(
                f"{self.path(digest)}, a file that the run was given, is gone "
                f"({error.strerror}); begin a new run with --restart"
            ) from error

    def digests(self) -> list[str]:
        """What lies there."""
        return sorted(path.name for path in self._folder.glob("*"))
