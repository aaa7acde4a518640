"""The spool: the payloads of batches in flight on disk, in case Redis loses them."""

import shutil
from pathlib import Path

import msgspec

from pipeline.errors import StopRun
from workers.broker.payloads import PackedBatch
from workers.files.durable_file import write_durably
from workers.files.private_files import make_folder


class Spool:
    """One file for each batch in `directory/run`, written before the batch is published."""

    def __init__(self, directory: Path, run: str) -> None:
        self._folder = directory / run
        make_folder(self._folder)

    def put(self, batch: int, packed: PackedBatch) -> None:
        """Keep a batch.

        Raises:
            StopRun: the disk is full.
        """
        try:
            write_durably(self._path(batch), msgspec.msgpack.encode(packed))
        except OSError as error:
            raise StopRun(
                f"the spool {self._folder} cannot be written: {error.strerror}; make room on the "
                "disk or move DOCMILL_DATA_DIR"
            ) from error

    def get(self, batch: int) -> PackedBatch:
        """A kept batch.

        Raises:
            StopRun: its file is gone, or damaged.
        """
        path = self._path(batch)
        try:
            return msgspec.msgpack.decode(path.read_bytes(), type=PackedBatch)
        except (OSError, msgspec.DecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is damaged"
            raise StopRun(
                f"{path} cannot be read ({why}), and only there was a batch that is not finished; "
                f"read the sources again: docmill resume {self._folder.name} --restart, or "
                "docmill run if they were standard input"
            ) from error

    def remove(self, batch: int) -> None:
        """Remove a batch that is done."""
        self._path(batch).unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove all batches of the run."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _path(self, batch: int) -> Path:
        return self._folder / f"{batch:07d}"
