"""The mark that `docmill cancel` leaves for the producer that it stops, so that it knows why.

The signal alone may come from anywhere. The mark names one run, and goes with the command.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workers.files.private_files import make_folder
from workers.settings import Settings


@contextmanager
def cancelling(settings: Settings, run: str) -> Iterator[None]:
    """While the block lasts, the producer of this run is asked to end for good."""
    mark = _mark(settings)
    make_folder(mark.parent)
    mark.write_text(run, encoding="utf-8")
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)


def cancelled_run(settings: Settings) -> str | None:
    """The run that is being cancelled now."""
    try:
        return _mark(settings).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def forget_cancellation(settings: Settings) -> None:
    """Remove the mark of a `docmill cancel` that was itself killed; for a new producer."""
    _mark(settings).unlink(missing_ok=True)


def _mark(settings: Settings) -> Path:
    return settings.data_dir / "cancel.run"
