"""Brings the assets of a run to its workers, on whatever machine they are."""

from collections.abc import Sequence
from typing import cast

from redis import Redis

from workers.files.assets import Asset, AssetStore


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
