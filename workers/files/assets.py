"""Assets: files that a run is given for its stages, such as `--taxonomy FILE`.

The data directory keeps each under the hash of its content. So `resume` and `retry` use the same
content, even if the user's file has changed. Workers on any machine read it from Redis, under
`{run}:asset:{digest}` with a time to live; batches carry only the digest.
"""

from hashlib import blake2b
from pathlib import Path

from pipeline.errors import StopRun
from pipeline.records import Record
from workers.files.durable_file import write_durably
from workers.files.private_files import make_folder

DIGEST_BYTES = 16


class Asset(Record, frozen=True):
    """A file that is an option of a stage; `digest`: hash of its content, 32 hex digits."""

    stage: str
    option: str
    digest: str


class AssetStore:
    """The assets in a folder of the data directory, each under its digest."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "assets"

    def keep(self, content: bytes) -> str:
        """Keep a file's content; returns its digest.

        Raises:
            StopRun: the disk is full.
        """
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
        """The path of an asset."""
        return self._folder / digest

    def read(self, digest: str) -> bytes:
        """An asset's content.

        Raises:
            StopRun: someone has removed it.
        """
        try:
            return self.path(digest).read_bytes()
        except OSError as error:
            raise StopRun(
                f"{self.path(digest)}, a file that the run was given, is gone "
                f"({error.strerror}); begin a new run with --restart"
            ) from error

    def digests(self) -> list[str]:
        """The digests of all assets."""
        return sorted(path.name for path in self._folder.glob("*"))
