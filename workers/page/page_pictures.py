"""Pictures of the pages of PDFs, drawn by processes of their own and kept for a while on disk."""

import subprocess
import sys
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

MOST_BYTES = 300_000_000  # of files that are kept: the least lately asked for goes first
AT_ONCE = 2  # processes that draw
DRAW_SECONDS = 20.0
WAIT_SECONDS = 10.0  # for one's turn

Key = tuple[str, ...]


class CannotDraw(Exception):
    """There is no picture of a page; the message says why."""


class PagePictures:
    """Used by many threads; `close` removes the files."""

    def __init__(self) -> None:
        self._directory: tempfile.TemporaryDirectory[str] | None = None
        self._kept: OrderedDict[Key, tuple[Path, int]] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._made = 0

    def picture(self, document: Key, number: int, read: Callable[[], bytes]) -> bytes:
        """A page of a PDF as PNG, counted from 1.

        Args:
            document: what differs for different bytes, such as id and hash.
            number: of the page.
            read: gives the PDF; it is called when the file is not kept.

        Raises:
            CannotDraw: there is no such page, or it cannot be drawn in time and memory.
        """
        wanted = (*document, str(number))
        if (kept := self._taken(wanted)) is not None:
            return kept
        if not self._turns.acquire(timeout=WAIT_SECONDS):
            raise CannotDraw("too many pages are being drawn; load it again in a moment")
        try:
            if (kept := self._taken(wanted)) is not None:
                return kept
            file = self._path(document) or self._keep(document, read())
            drawn = _drawn(file, number)
            self._keep(wanted, drawn)
            return drawn
        finally:
            self._turns.release()

    def close(self) -> None:
        """Remove all files."""
        with self._lock:
            self._kept.clear()
            if self._directory is not None:
                self._directory.cleanup()
                self._directory = None

    def _taken(self, key: Key) -> bytes | None:
        path = self._path(key)
        try:
            return path.read_bytes() if path else None
        except FileNotFoundError:  # it went meanwhile
            return None

    def _path(self, key: Key) -> Path | None:
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def _keep(self, key: Key, content: bytes) -> Path:
        with self._lock:
            if key in self._kept:  # another thread read or drew the same meanwhile
                return self._kept[key][0]
            if self._directory is None:
                self._directory = tempfile.TemporaryDirectory(prefix="docmill-pages-")
            self._made += 1
            path = Path(self._directory.name, str(self._made))
            path.write_bytes(content)
            self._kept[key] = path, len(content)
            while sum(size for _, size in self._kept.values()) > MOST_BYTES:
                _, (oldest, _) = self._kept.popitem(last=False)
                oldest.unlink()
            return path


def _drawn(path: Path, number: int) -> bytes:
    command = [sys.executable, "-P", "-m", "workers.page.page_picture", str(path), str(number)]
    try:
        ended = subprocess.run(command, capture_output=True, timeout=DRAW_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise CannotDraw(f"page {number} takes longer than {DRAW_SECONDS:.0f} s to draw") from None
    if ended.returncode or not ended.stdout:
        raise CannotDraw(f"page {number} cannot be drawn: it is damaged, or too large")
    return ended.stdout
