"""Bytes in the charsets that headers of messages name, right or wrong."""

from pipeline.encoding import decode
from pipeline.encoding.names import python_name


def in_charset(raw: bytes, charset: str) -> str:
    """Some bytes of a header in the charset that is named, or in what they look like."""
    name = python_name(charset)
    if name:
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            pass
    found = decode(raw, declared=name)
    if found:
        return found.text
    return raw.decode(name or "latin-1", "replace")
