"""Which document of a run was the first with a text, before the index shows it.

Elasticsearch shows a document only after its next refresh, and several processes write at once. So
each process claims the texts of its batch in Redis before it writes them. A broker that comes back
empty has lost every claim: then the index is refreshed before it is asked, and who was writing
meanwhile claims once more when the documents are written.
"""

from collections.abc import Mapping
from typing import cast

from redis import Redis

# A write may wait for an index that is away.
# A claim takes about 150 bytes: at 1,800 documents a second, 80 MB in all.
CLAIM_SECONDS = 300
# At least so often the index is refreshed, so that it shows what was written under a claim before
# that expires.
SHOWN_SECONDS = CLAIM_SECONDS // 2


class ContentClaims:
    """The claims of one run."""

    def __init__(self, redis: Redis, run: str) -> None:
        self._redis = redis
        self._run = run
        self._shown = f"{run}:content-shown"

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

    def are_shown(self) -> bool:
        """Whether the index shows all that was written under claims that are lost or expired."""
        return bool(self._redis.exists(self._shown))

    def note_shown(self) -> None:
        """Note that the index has just been refreshed."""
        self._redis.set(self._shown, b"", ex=SHOWN_SECONDS)
