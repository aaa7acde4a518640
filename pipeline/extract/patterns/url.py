"""Web addresses; scheme and host of the value are in lower case (RFC 3986, 6.2.2)."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pipeline.extract.patterns.passage import Found, Passage

# All browsers and servers take this length; a longer run of characters is data, not an address.
LONGEST = 2_000

_ADDRESS = re.compile(
    rf"\b(?:https?://|ftp://|www\.)[^\s<>\"{{}}|\\^`\u201c\u201d\u00ab\u00bb]{{1,{LONGEST}}}",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,10}(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{2,59})\.?"
    r"|(?:[0-9]{1,3}\.){3}[0-9]{1,3}",
    re.IGNORECASE,
)
_PAIRS = {")": "(", "]": "["}


def find(passage: Passage) -> Iterator[Found]:
    """Addresses with a scheme or "www."; "example.org" alone is often something else."""
    text = passage.text
    if "://" not in text and "www." not in text and "WWW." not in text:
        return
    for match in _ADDRESS.finditer(text):
        found = _without_punctuation(match.group())
        if value := _value(found):
            yield Found(match.start(), match.start() + len(found), value)


def _without_punctuation(address: str) -> str:
    """The address without punctuation of the sentence and a closing bracket around it."""
    end = len(address)
    while end:
        last = address[end - 1]
        opened = _PAIRS.get(last)
        if opened and address.count(last, 0, end) <= address.count(opened, 0, end):
            break
        if not opened and last not in ".,;:!?'\"’*_~":
            break
        end -= 1
    return address[:end]


def _value(address: str) -> str | None:
    has_scheme = "://" in address[:8]
    try:
        parts = urlsplit(address if has_scheme else f"//{address}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or not _HOST.fullmatch(host):
        return None
    scheme = parts.scheme.lower()
    if port is not None and (scheme, port) not in (("http", 80), ("https", 443), ("ftp", 21)):
        host = f"{host}:{port}"
    path = "" if parts.path == "/" and not parts.query else parts.path
    rest = path + (f"?{parts.query}" if parts.query else "")
    rest += f"#{parts.fragment}" if parts.fragment else ""
    return f"{scheme}://{host}{rest}" if has_scheme else f"{host}{rest}"
