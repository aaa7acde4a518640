"""Addresses of servers: without their password, whether they are local, how to listen on one."""

import re
import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from pipeline.errors import ConfigurationError

LOOPBACK = "127.0.0.1"

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
    return is_loopback(urlsplit(url).hostname or "")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine's own, without a look-up of its name."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def web_address(host: str, port: int, is_secure: bool = False) -> str:
    """The address of a server on a host, for a browser."""
    return f"http{'s' if is_secure else ''}://{f'[{host}]' if ':' in host else host}:{port}"


def listen(address: str, port: int, what: str, setting: str) -> socket.socket:
    """A socket that listens on a port of an address of this machine.

    Raises:
        ConfigurationError: it cannot; the message says so of `what`, and names the setting.
    """
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        opened = socket.socket(family, kind, protocol)
        try:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            opened.bind(place)
            opened.listen()
        except OSError:
            opened.close()
            raise
    except OSError as error:
        raise ConfigurationError(
            f"{what} cannot listen on port {port} of {address} ({error.strerror}); set {setting} "
            "to one that is free"
        ) from None
    return opened
