"""E-mail addresses; the value is in lower case."""

import re
from collections.abc import Iterator
from string import ascii_letters, digits

from pipeline.extract.patterns.passage import Found, Passage, places

# RFC 5321, 4.5.3.1: the longest local part and domain.
LONGEST_LOCAL = 64
LONGEST_DOMAIN = 255

# RFC 5322's atext without characters that texts and code have around addresses.
_LOCAL = f"{ascii_letters}{digits}._%+'-"
_DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}(xn--[a-z0-9-]{2,59}|[a-z]{2,24})(?![\w@]|-\w)",
    re.IGNORECASE,
)
# Names of files with a density suffix, "logo@2x.png", look like addresses.
_FILES = frozenset({"png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js"})


def find(passage: Passage) -> Iterator[Found]:
    """The addresses around each "@"; the network is not used."""
    text = passage.text
    for at in places(text, "@"):
        window = text[max(0, at - LONGEST_LOCAL - 1) : at]
        local = window[len(window.rstrip(_LOCAL)) :].lstrip(".'-")
        domain = _DOMAIN.match(text, at + 1, at + 1 + LONGEST_DOMAIN)
        start = at - len(local)
        if domain and text[start - 1 : start] != "@" and _is_address(local, domain.group(1)):
            yield Found(start, domain.end(), text[start : domain.end()].lower())


def _is_address(local: str, last_label: str) -> bool:
    is_local = 0 < len(local) <= LONGEST_LOCAL and local[-1] not in ".'" and ".." not in local
    return is_local and last_label.lower() not in _FILES
