"""Which document of a run came first with a text, for as long as the index cannot tell.

An Elasticsearch shows what was written with its next refresh only, and several processes write at
once. Each claims the texts of its batch in Redis before it writes them.
"""

from collections.abc import Mapping
from typing import cast

from redis import Redis

# The refresh interval of docmill's indices is 30 s; before the write there may be a wait for an
# index that is away. A claim takes some 150 bytes: at 1,800 documents a second, 80 MB in all.
CLAIM_SECONDS = 300


class Claims:
    """The claims of one run."""

    def __init__(self, redis: Redis, run: str) -> None:
        self._redis = redis
        self._run = run

    def firsts(self, claimants: Mapping[str, str]) -> dict[str, str]:
        """Claim contents: hash → the document that asks, answered by the one that has it."""
        if not claimants:
            return {}
        keys = [f"{self._run}:content:{content}" for content in claimants]
        with self._redis.pipeline(transaction=False) as pipe:
            for key, document in zip(keys, claimants.values(), strict=True):
                pipe.set(key, document, nx=True, ex=CLAIM_SECONDS)
            pipe.mget(keys)
            found = cast("list[bytes | None]", pipe.execute()[-1])
        # None: an older claim has run out in between.
        return {
            content: claimant if holder is None else holder.decode()
            for (content, claimant), holder in zip(claimants.items(), found, strict=True)
        }
