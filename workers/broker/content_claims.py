"""Which document of a run was the first with a text, before the index shows it.

Elasticsearch shows a document only after its next refresh, and several processes write at once. So
each process claims the texts of its batch in Redis before it writes them.
"""

from collections.abc import Mapping
from typing import cast

from redis import Redis

# The refresh interval of docmill's indices is 30 s, and a write may wait for an index that is away.
# A claim takes about 150 bytes: at 1,800 documents a second, 80 MB in all.
CLAIM_SECONDS = 300


class ContentClaims:
    """The claims of one run."""

    def __init__(self, redis: Redis, run: str) -> None:
        self._redis = redis
        self._run = run

    def claim(self, claimants: Mapping[str, str]) -> dict[str, str]:
        """Claim texts (content hash → id of the document); returns hash → id of who has it."""
        if not claimants:
            return {}
        keys = [f"{self._run}:content:{content}" for content in claimants]
        with self._redis.pipeline(transaction=False) as pipe:
            for key, document in zip(keys, claimants.values(), strict=True):
                pipe.set(key, document, nx=True, ex=CLAIM_SECONDS)
            pipe.mget(keys)
            found = cast("list[bytes | None]", pipe.execute()[-1])
        # None: an older claim expired between the two commands.
        return {
            content: claimant if holder is None else holder.decode()
            for (content, claimant), holder in zip(claimants.items(), found, strict=True)
        }
