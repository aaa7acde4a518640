"""The size of the next bulk request, adapted to the answers to earlier ones."""

# Elasticsearch refuses work (429) when all requests in progress together exceed a tenth of its
# heap. So the size of requests matters, and how long each takes.
QUICK_SECONDS = 1.0
SLOW_SECONDS = 5.0
# Smaller requests would not help: a server that is slow with each would get many more of them.
LEAST_BYTES = 500_000


class PortionSize:
    """Begins with `most` bytes, is halved when that was too much, and doubled up to it again."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = most

    @property
    def bytes(self) -> int:
        """The largest size of the next request."""
        return self._bytes

    def refused(self, sent: int) -> None:
        """Note that a request of `sent` bytes was refused for load or not answered."""
        self._bytes = max(min(self._bytes, sent) // 2, min(LEAST_BYTES, self._most))

    def too_large(self, sent: int) -> None:
        """Note that `sent` bytes are more than the server or a proxy ever takes at once."""
        self._most = min(self._most, max(sent // 2, 1))
        self._bytes = min(self._bytes, self._most)

    def answered(self, sent: int, seconds: float) -> None:
        """Note that a request of `sent` bytes took so many seconds."""
        if seconds > SLOW_SECONDS:
            self.refused(sent)
        # A small request that is quick says nothing about larger ones.
        elif seconds < QUICK_SECONDS and 2 * sent >= self._bytes:
            self._bytes = min(2 * self._bytes, self._most)
