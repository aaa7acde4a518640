"""A file by which `docmill cancel` tells a producer that the signal to end comes from it.

The file names one run and is removed when the command ends.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workers.files.private_files import make_folder
from workers.settings import Settings


@contextmanager
def cancelling(settings: Settings, run: str) -> Iterator[None]:
    """Within this context, a signal to the run's producer means that the run is cancelled."""
    mark = _mark(settings)
    make_folder(mark.parent)
    mark.write_text(run, encoding="utf-8")
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)


def cancelled_run(settings: Settings) -> str | None:
    """The run that is being cancelled now, or None."""
    try:
        return _mark(settings).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def forget_cancellation(settings: Settings) -> None:
    """Remove the file of a `docmill cancel` that was killed itself; for a new producer."""
    _mark(settings).unlink(missing_ok=True)


def _mark(settings: Settings) -> Path:
    return settings.data_dir / "cancel.run"
