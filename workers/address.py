"""Addresses of servers: without their password, and whether they are local."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

# Greedy up to the last "@": a password may hold an unescaped "@" or "/".
_PASSWORD = re.compile(r"(://[^:/@]*):.*@")


def masked(url: str) -> str:
    """The address with its password replaced by `***`; the user name stays."""
    return _PASSWORD.sub(r"\1:***@", url)


def on_this_machine(url: str) -> bool:
    """Whether an address is a loopback one, without a look-up of its name.

    Raises:
        ValueError: the address is malformed.
    """
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
