"""Handles of social networks, "@name"; the value is in lower case, with its "@"."""

import re
from collections.abc import Iterator

from pipeline.extract.patterns.passage import Found, Passage, places

# X allows 15 characters, Instagram 30 and dots; a Mastodon handle names its server too.
_HANDLE = re.compile(
    r"@([A-Za-z_][A-Za-z0-9_]{1,29}(?:\.[A-Za-z0-9_]{1,29}){0,3})"
    r"(@(?:[A-Za-z0-9][A-Za-z0-9-]{0,61}\.){1,4}[A-Za-z]{2,24})?(?![\w@])"
)
# Before a handle stands neither a word (that is an e-mail address) nor what makes a path.
_JOINED = frozenset("@/.+-=:#&%")


def find(passage: Passage) -> Iterator[Found]:
    """Every "@name" that stands free; whether there is such an account nobody can tell."""
    text = passage.text
    for at in places(text, "@"):
        before = text[at - 1] if at else " "
        match = _HANDLE.match(text, at)
        if match and not (before.isalnum() or before == "_" or before in _JOINED):
            yield Found(at, match.end(), match.group().lower())
