"""How often somebody may try to log in."""

import time
from collections import deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

WINDOW_SECONDS = 15 * 60.0
MOST_OF_ADDRESS = 10  # wrong tries within the window
MOST_IN_ALL = 200


class Throttle:
    """Counts tries within the last `WINDOW_SECONDS`, of each address and in all.

    A try is counted when it begins, so that many at once are not many more; one that was right is
    taken out again. Holds `MOST_IN_ALL` tries and no more.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries: deque[tuple[float, str]] = deque()

    def wait_seconds(self, address: str) -> float:
        """How long an address has to wait until its next try; 0.0 for not at all."""
        now = self._clock()
        while self._tries and now - self._tries[0][0] >= WINDOW_SECONDS:
            self._tries.popleft()
        own = [begun for begun, of in self._tries if of == _known_as(address)]
        waits = []
        if len(own) >= MOST_OF_ADDRESS:
            waits.append(own[-MOST_OF_ADDRESS])
        if len(self._tries) >= MOST_IN_ALL:
            waits.append(self._tries[0][0])
        return max((WINDOW_SECONDS - (now - begun) for begun in waits), default=0.0)

    def begin(self, address: str) -> tuple[float, str]:
        """Count a try; gives what `take_back` needs."""
        begun = (self._clock(), _known_as(address))
        self._tries.append(begun)
        return begun

    def take_back(self, begun: tuple[float, str]) -> None:
        """Take out a try that was right."""
        if begun in self._tries:
            self._tries.remove(begun)


def _known_as(address: str) -> str:
    """An address as it is counted: of IPv6 the network of 64 bits that one customer has."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if isinstance(read, IPv6Address) and read.ipv4_mapped is None:
        return str(ip_network((read, 64), strict=False))
    return str(read)
