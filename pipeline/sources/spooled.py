"""Streams that must be seekable and are not: copied, small ones in memory."""

import io
import tempfile
from typing import cast

from pipeline.sources.entry import BUFFER_BYTES, memory, read_up_to

MEMORY_BYTES = 4_000_000


def spooled(stream: io.BufferedReader) -> tuple[io.BufferedReader, int]:
    """A copy of what is left of a stream, that can seek, and its size in bytes.

    One that does not fit in `MEMORY_BYTES` is kept in a temporary file without a name, which is
    removed when it is closed. The limits are checked where the stream is unpacked.
    """
    data = read_up_to(stream, MEMORY_BYTES)
    if len(data) < MEMORY_BYTES:
        return memory(data), len(data)
    file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - whoever gets it closes it
    size = 0
    try:
        while data:
            size += len(data)
            file.write(data)
            data = stream.read(BUFFER_BYTES)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return io.BufferedReader(cast(io.RawIOBase, file), BUFFER_BYTES), size
