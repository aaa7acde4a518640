"""A value in a table of texts."""

from typing import Any

import msgspec


def cell(value: Any) -> str:
    """A value as one text: those of a list between semicolons, what is deeper as JSON."""
    if value is None:
        return ""
    deeper = (dict, list, tuple)
    if isinstance(value, list | tuple) and not any(isinstance(one, deeper) for one in value):
        return "; ".join(map(str, value))
    if isinstance(value, dict | list | tuple):
        return msgspec.json.encode(value).decode()
    return str(value)
