"""Addresses of servers, as they may be shown."""

import re

# Greedy up to the last "@": a password may hold an unescaped "@" or "/".
_PASSWORD = re.compile(r"(://[^:/@]*):.*@")


def masked(url: str) -> str:
    """The address with its password replaced by `***`; the user's name stays."""
    return _PASSWORD.sub(r"\1:***@", url)
