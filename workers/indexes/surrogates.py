"""Replaces lone surrogates, which Python makes of file names that are not UTF-8.

JSON in UTF-8 cannot hold them.
"""

from typing import Any


def without_surrogates(value: Any) -> Any:
    """The same JSON value with U+FFFD in place of each lone surrogate."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case dict():
            return {without_surrogates(k): without_surrogates(v) for k, v in value.items()}
        case list() | tuple():
            return [without_surrogates(item) for item in value]
    return value
