"""The names of all documents in a file, to be read several times without asking the index."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

import msgspec
import zstandard

from pipeline.resolve.names import Named

_LENGTH = 4  # bytes


class Spool:
    """A compressed file of `Named` records, written once and read as often as needed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def writing(self) -> Iterator[Callable[[Named], None]]:
        """Within this context the file is written; gives the function that adds a record."""
        encode = msgspec.msgpack.Encoder().encode
        packer = zstandard.ZstdCompressor(level=1)
        with self._path.open("wb") as file, packer.stream_writer(file) as stream:

            def keep(names: Named) -> None:
                content = encode(names)
                stream.write(len(content).to_bytes(_LENGTH, "big") + content)

            yield keep

    def __iter__(self) -> Iterator[Named]:
        decode = msgspec.msgpack.Decoder(Named).decode
        unpacker = zstandard.ZstdDecompressor()
        with self._path.open("rb") as file, BufferedReader(unpacker.stream_reader(file)) as stream:
            while length := stream.read(_LENGTH):
                yield decode(stream.read(int.from_bytes(length, "big")))
