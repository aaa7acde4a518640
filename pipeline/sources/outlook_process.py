"""Outlook's stores read in a process of their own, whose crash costs one item and no run."""

import io
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

import msgspec

from pipeline.records import Record
from pipeline.sources.entry import BUFFER_BYTES
from pipeline.sources.outlook_items import StoreItem, UnreadableStore, store_items
from pipeline.sources.problems import Corrupt

# An item that takes longer is given up; the longest seen took a second.
ITEM_SECONDS = 300.0
MOST_MEMORY = 4_000_000_000  # bytes of address space: a damaged size must not take all of a machine
# One after the other: then it is the store that cannot be read on, and not an item.
MOST_CRASHES = 3
_SIZE_BYTES = 8


class End(Record, frozen=True, tag=True):
    """The end of a store; `error`: why it is no store at all, else ""."""

    error: str = ""


class One(Record, frozen=True, tag=True):
    """An item of it."""

    item: StoreItem


_DECODER = msgspec.msgpack.Decoder(End | One)


def items_in_child(
    stream: io.BufferedReader, first: int, most_bytes: int
) -> Iterator[tuple[int, StoreItem]]:
    """The items of a store from the `first` on, each with its number; see `store_items`.

    One on which libpff crashes, or never ends, has an error; the next is read by another process.
    Raises `Corrupt` for what is no store, and where the crashes do not end.
    """
    number, crashes = first, 0
    while crashes < MOST_CRASHES:
        with _child(stream, number, most_bytes) as pipe:
            while (told := _next(pipe)) is not None:
                if isinstance(told, End):
                    if told.error:
                        raise Corrupt(f"no store of Outlook's can be read in it: {told.error}")
                    return
                yield number, told.item
                number += 1
                crashes = 0
        crashes += 1
        yield number, StoreItem(error="libpff, which reads such stores, crashed on it")
        number += 1
    raise Corrupt("libpff crashes on all that follows in it; repair the store with scanpst")


@contextmanager
def _child(stream: io.BufferedReader, first: int, most_bytes: int) -> Iterator[IO[bytes]]:
    """A process that reads a store, while the block lasts: what it writes."""
    command = [sys.executable, "-P", "-m", __name__, str(first), str(most_bytes)]
    with _on_disk(stream) as file, subprocess.Popen(
        command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
    ) as child:  # fmt: skip
        assert child.stdout
        try:
            yield child.stdout
        finally:
            child.kill()


@contextmanager
def _on_disk(stream: io.BufferedReader) -> Iterator[int]:
    """The descriptor of the file behind a stream, or of a copy of what it holds in memory."""
    try:
        descriptor = stream.fileno()
    except OSError:
        with tempfile.TemporaryFile() as copy:
            stream.seek(0)
            while data := stream.read(BUFFER_BYTES):
                copy.write(data)
            copy.flush()
            yield copy.fileno()
        return
    yield descriptor


def _next(pipe: IO[bytes]) -> End | One | None:
    """What the process tells next; None where it ended without a word, or says nothing."""
    if not select.select([pipe], [], [], ITEM_SECONDS)[0]:
        return None
    size = _exactly(pipe, _SIZE_BYTES)
    if size is None:
        return None
    told = _exactly(pipe, int.from_bytes(size, "big"))
    return None if told is None else _DECODER.decode(told)


def _exactly(pipe: IO[bytes], size: int) -> bytes | None:
    pieces = []
    while size:
        piece = pipe.read(min(size, BUFFER_BYTES))
        if not piece:
            return None
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def main() -> None:
    """Read the store that is standard input, and write its items."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the producer ends this process
    _limit_memory()
    first, most_bytes = map(int, sys.argv[1:3])
    try:
        with open(0, "rb", closefd=False) as stream:
            for item in store_items(stream, first, most_bytes):
                _tell(One(item))
        _tell(End())
    except UnreadableStore as error:
        _tell(End(str(error) or "it is none"))


def _tell(told: End | One) -> None:
    data = msgspec.msgpack.encode(told)
    out = sys.stdout.buffer
    try:
        out.write(len(data).to_bytes(_SIZE_BYTES, "big") + data)
        out.flush()
    except BrokenPipeError:
        os._exit(0)  # nobody wants the rest


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        wanted = MOST_MEMORY if most == resource.RLIM_INFINITY else min(MOST_MEMORY, most)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, most))


if __name__ == "__main__":
    main()
