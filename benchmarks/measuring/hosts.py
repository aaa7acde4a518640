"""Other hosts, simulated on this machine: each a network namespace, where Linux lets us.

A namespace has a network of its own: what runs in it reaches the rest over a (virtual) wire, by an
address, and nothing listens on its loopback. Processor and disk stay shared.
"""

import secrets
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

LOOPBACK = "127.0.0.1"
# A private network that hardly anybody has; every host gets four addresses of it.
_NETWORK = "10.213.77"
_STEP = 4


@dataclass(frozen=True)
class Hosts:
    """Hosts beside the first, which is this machine.

    Attributes:
        address: under which they reach what listens on the first host.
        prefixes: what to put before a command to run it there, by host.
        shared: why they are only processes beside one another; None when each has its network.
    """

    address: str
    prefixes: Sequence[tuple[str, ...]]
    shared: str | None


@contextmanager
def hosts(number: int) -> Iterator[Hosts]:
    """Other hosts while the block lasts; no more than separate processes where it has to be."""
    with ExitStack() as stack:
        try:
            prefixes = [stack.enter_context(_namespace(place)) for place in range(number)]
            made = Hosts(f"{_NETWORK}.1", prefixes, None)
        except (OSError, subprocess.CalledProcessError) as error:
            why = getattr(error, "stderr", None) or str(error)
            made = Hosts(LOOPBACK, [()] * number, f"no network namespaces here: {why.strip()}")
        yield made


@contextmanager
def _namespace(place: int) -> Iterator[tuple[str, ...]]:
    """A namespace with a wire to the first host; raises when it cannot be made."""
    if sys.platform != "linux":
        raise OSError("they are a feature of Linux")
    mark = secrets.token_hex(3)
    name, wire = f"docmill-{mark}", f"dm-{mark}"
    near, far = (f"{_NETWORK}.{place * _STEP + side}" for side in (1, 2))
    _ip("netns", "add", name)
    try:
        _ip("link", "add", wire, "type", "veth", "peer", "name", "eth0", "netns", name)
        _ip("address", "add", f"{near}/30", "dev", wire)
        _ip("link", "set", wire, "up")
        _ip("-n", name, "address", "add", f"{far}/30", "dev", "eth0")
        _ip("-n", name, "link", "set", "eth0", "up")
        _ip("-n", name, "link", "set", "lo", "up")
        _ip("-n", name, "route", "add", "default", "via", near)
        yield "ip", "netns", "exec", name
    finally:
        _ip("netns", "delete", name)  # the wire goes with it


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)
