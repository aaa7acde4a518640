"""How many bytes the next bulk request holds, learnt from how the last ones were taken."""

# Elasticsearch refuses work (429) when the bytes of all requests in hand are above a tenth of its
# heap: what matters is how large requests are, and how long it has them.
QUICK_SECONDS = 1.0
SLOW_SECONDS = 5.0
# Below it, more requests would cost more than smaller ones spare: a server whose every answer takes
# long is not helped by ten times as many.
LEAST_BYTES = 500_000


class PortionSize:
    """Begins with `most` bytes, halves what was too much, and comes back to it by doubling."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = most

    @property
    def bytes(self) -> int:
        """The most that the next request may hold."""
        return self._bytes

    def refused(self, sent: int) -> None:
        """A request of so many bytes, or a part of it, was refused for load or not answered."""
        self._bytes = max(min(self._bytes, sent) // 2, min(LEAST_BYTES, self._most))

    def too_large(self, sent: int) -> None:
        """So many bytes are more than the server or a proxy takes at once, now and later."""
        self._most = min(self._most, max(sent // 2, 1))
        self._bytes = min(self._bytes, self._most)

    def answered(self, sent: int, seconds: float) -> None:
        """A request of so many bytes was worked within some time."""
        if seconds > SLOW_SECONDS:
            self.refused(sent)
        # A small request that is quick says nothing about larger ones.
        elif seconds < QUICK_SECONDS and 2 * sent >= self._bytes:
            self._bytes = min(2 * self._bytes, self._most)
