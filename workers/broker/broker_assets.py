"""The assets of a run in the broker, where its workers on any machine read them."""

from collections.abc import Sequence
from typing import cast

from redis import Redis

from workers.files.assets import Asset, AssetStore


class BrokerAssets:
    """The assets of one run in Redis; `ttl_seconds`: how long Redis keeps each."""

    def __init__(self, redis: Redis, run: str, ttl_seconds: int) -> None:
        self._redis = redis
        self._run = run
        self._ttl = ttl_seconds

    def publish(self, assets: Sequence[Asset], store: AssetStore) -> None:
        """Store the assets that Redis lacks; keep the others for another `ttl_seconds`."""
        digests = sorted({asset.digest for asset in assets})
        if not digests:
            return
        with self._redis.pipeline(transaction=False) as pipe:
            for digest in digests:
                pipe.expire(self._key(digest), self._ttl)
            present = pipe.execute()
        for digest, is_present in zip(digests, present, strict=True):
            if not is_present:
                self._redis.set(self._key(digest), store.read(digest), ex=self._ttl)

    def fetch(self, assets: Sequence[Asset]) -> list[bytes] | None:
        """The content of each asset; None when one is missing, until the producer publishes it."""
        found = cast("list[bytes | None]", self._redis.mget([self._key(a.digest) for a in assets]))
        present = [content for content in found if content is not None]
        return present if len(present) == len(found) else None

    def close(self, assets: Sequence[Asset]) -> None:
        """Remove the assets from Redis."""
        if assets:
            self._redis.unlink(*(self._key(asset.digest) for asset in assets))

    def _key(self, digest: str) -> str:
        return f"{self._run}:asset:{digest}"
