"""The files of an embedded index as they are read: as last committed, and few of them in memory."""

import threading
from contextlib import suppress
from pathlib import Path
from resource import getpagesize
from typing import NamedTuple

import tantivy

from pipeline.errors import ConfigurationError, StopRun, Unavailable, WrongIndex
from pipeline.terms.stems import LANGUAGES
from workers.files.private_files import opener
from workers.indexes.embedded.schema import register

_LOCK = ".tantivy-meta.lock"  # of who opens an index
_LOCKED = "Failed to acquire Lockfile"  # tantivy's words, before Rust's for the error of the system
META = "meta.json"  # tantivy's list of the files of an index; every commit replaces it
# Bytes of files in this process's memory, beyond the least that there were, from which on the index
# is opened anew: tantivy maps files and keeps whatever of them was ever read.
MOST_MAPPED = 24_000_000
# Where Linux tells it, in pages: size, all in memory, files in memory (proc_pid_statm(5)).
_STATM = Path("/proc/self/statm")


class Opened(NamedTuple):
    """An index as it was read: differs in `commit` from that of every other commit.

    `languages`: of its texts, those that have rules for stems.
    """

    files: tantivy.Index
    searcher: tantivy.Searcher
    commit: bytes
    languages: frozenset[str] = frozenset()


class Reader:
    """Reads one directory; used by many threads.

    To read a commit again takes milliseconds, so it is done once for each. What a search has read
    of a file stays mapped, and the record of every hit lies elsewhere, so a server would come to
    hold the whole index in its memory; opened anew it begins with nothing, and what the system
    has in its own cache of files is not lost by that.
    """

    def __init__(
        self, directory: Path, schema: tantivy.Schema, most_mapped: int = MOST_MAPPED
    ) -> None:
        self._directory = directory
        self._schema = schema
        self._most_mapped = most_mapped
        self._now: Opened | None = None
        self._opening = threading.Lock()
        self._least_mapped = _mapped()

    def opened(self) -> tantivy.Index:
        """The index; an empty one is made where there is none.

        Raises:
            ConfigurationError: the directory holds an index of another kind, or may not be read.
        """
        now = self._now = self._now or self._open()
        return now.files

    def searcher(self) -> tantivy.Searcher | None:
        """What `current` searches."""
        now = self.current()
        return now and now.searcher

    def current(self) -> Opened | None:
        """The index as last committed by any process; None where there is no index yet.

        Raises:
            StopRun: it was there, and is gone.
            Unavailable: its files cannot be read.
            ConfigurationError: as `opened`.
        """
        now = self._now
        if now is None:
            if not self._directory.is_dir() or not tantivy.Index.exists(str(self._directory)):
                return None
            now = self._now = self._open()
        elif now.commit != (commit := self.commit()):
            now = self._now = self._read_again(now, commit)
        elif self._is_much_mapped():
            now = self._opened_anew(now)
        return now

    def again(self, read: Opened) -> Opened:
        """The same state of the index for what takes long, with little of it in memory.

        Raises:
            StopRun: the index is gone.
        """
        if self._is_much_mapped() and self.commit() == read.commit:
            now = self._opened_anew(read)
            return now if now.commit == read.commit else read  # written just now
        return read

    def commit(self) -> bytes:
        """What the directory says of the last commit.

        Raises:
            StopRun: the index was there, and is gone.
        """
        try:
            return (self._directory / META).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise StopRun(
                f"the index in {self._directory} is gone: somebody moved or removed it meanwhile, "
                "and with it what was indexed before; put it back, or work all anew with "
                "docmill resume --restart"
            ) from None

    def forget(self) -> None:
        """Let the files go; the next search opens them again."""
        self._now = None

    def _opened_anew(self, now: Opened) -> Opened:
        if self._opening.acquire(blocking=False):  # else another thread is about to
            try:
                now = self._now = self._open()
            finally:
                self._opening.release()
        return now

    def _is_much_mapped(self) -> bool:
        mapped = _mapped()
        is_much = mapped - self._least_mapped > self._most_mapped
        # What was open before goes when the last search in it ends, so that less is mapped then.
        self._least_mapped = mapped if is_much else min(mapped, self._least_mapped)
        return is_much

    def _read_again(self, now: Opened, commit: bytes) -> Opened:
        try:
            now.files.reload()
        except ValueError as error:
            raise Unavailable(
                f"the index in {self._directory} cannot be read: {error}; is it being moved?"
            ) from error
        searcher = now.files.searcher()
        languages = frozenset(one for one in LANGUAGES if searcher.doc_freq("language", one))
        return Opened(now.files, searcher, commit, languages)

    def _open(self) -> Opened:
        with suppress(OSError):  # of an index that may only be read
            # tantivy would make it for all to read.
            open(self._directory / _LOCK, "ab", opener=opener).close()
        try:
            index = tantivy.Index(self._schema, str(self._directory))
        except ValueError as error:
            if _LOCKED in str(error) and "IoError" in str(error):
                raise ConfigurationError(
                    f"the index in {self._directory} cannot be locked here, which even readers do: "
                    f"{error}; mend its permissions, or copy it to where it can be written"
                ) from error
            raise WrongIndex(
                f"the index in {self._directory} is damaged, or was made by another version of "
                f"docmill, and cannot be read ({error}): move the directory away and run again"
            ) from error
        register(index)
        # The index is read again here; a watching thread would notice changes too late.
        index.config_reader("manual")
        return self._read_again(Opened(index, index.searcher(), b""), self.commit())


class LongRead:
    """One state of an index for what takes long, with little of it in memory at any time.

    Nothing else may hold on to a searcher of it: what that has read would stay mapped. The place of
    a document is the same in all of them.
    """

    def __init__(self, reader: Reader, begun: Opened) -> None:
        self._reader = reader
        self._now = begun

    def searcher(self) -> tantivy.Searcher:
        """What is searched now, and read from.

        Raises:
            StopRun: the index is gone.
        """
        self._now = self._reader.again(self._now)
        return self._now.searcher


def _mapped() -> int:
    """Bytes of files in this process's memory; 0 on a system that does not tell."""
    try:
        return int(_STATM.read_bytes().split()[2]) * getpagesize()
    except OSError:
        return 0
