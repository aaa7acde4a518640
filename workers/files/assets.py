"""Files that a run brings along for its stages, such as `--taxonomy FILE`: assets.

The data directory keeps each by the hash of its content, so that `resume` and `retry` work with
what the run began with, whatever became of the user's file. Workers, on whatever machine, get it
through Redis, under `{run}:asset:{digest}` with a time to live; batches carry its digest only.
"""

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import cast

from redis import Redis

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


class AssetMail:
    """Brings the assets of one run to its workers; `ttl_seconds` as those of its payloads."""

    def __init__(self, redis: Redis, run: str, ttl_seconds: int) -> None:
        self._redis = redis
        self._run = run
        self._ttl = ttl_seconds

    def publish(self, assets: Sequence[Asset], store: AssetStore) -> None:
        """See to it that Redis has the assets for another `ttl_seconds`; it may have lost them."""
        digests = sorted({asset.digest for asset in assets})
        if not digests:
            return
        with self._redis.pipeline(transaction=False) as pipe:
            for digest in digests:
                pipe.expire(self._key(digest), self._ttl)
            there = pipe.execute()
        for digest, known in zip(digests, there, strict=True):
            if not known:
                self._redis.set(self._key(digest), store.read(digest), ex=self._ttl)

    def fetch(self, assets: Sequence[Asset]) -> list[bytes] | None:
        """The content of each asset; None when one is gone: the producer will see to it."""
        found = cast("list[bytes | None]", self._redis.mget([self._key(a.digest) for a in assets]))
        there = [content for content in found if content is not None]
        return there if len(there) == len(found) else None

    def close(self, assets: Sequence[Asset]) -> None:
        """Remove the assets from Redis."""
        if assets:
            self._redis.unlink(*(self._key(asset.digest) for asset in assets))

    def _key(self, digest: str) -> str:
        return f"{self._run}:asset:{digest}"
