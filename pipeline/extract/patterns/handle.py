"""Handles of social networks, "@name"; the value is in lower case, with its "@"."""

import re
from collections.abc import Iterator

from pipeline.extract.patterns.passage import Found, Passage, places

# X allows 15 characters, Instagram 30 and dots; a Mastodon handle names its server too.
_HANDLE = re.compile(
    r"@([A-Za-z_][A-Za-z0-9_]{1,29}(?:\.[A-Za-z0-9_]{1,29}){0,3})"
    r"(@(?:[A-Za-z0-9][A-Za-z0-9-]{0,61}\.){1,4}[A-Za-z]{2,24})?(?![\w@])"
)
# A handle follows neither a word (then it is an e-mail address) nor characters of paths.
_JOINED = frozenset("@/.+-=:#&%")


def find(passage: Passage) -> Iterator[Found]:
    """Every "@name" that is not part of a longer word; the account need not exist."""
    text = passage.text
    for at in places(text, "@"):
        before = text[at - 1] if at else " "
        match = _HANDLE.match(text, at)
        if match and not (before.isalnum() or before == "_" or before in _JOINED):
            yield Found(at, match.end(), match.group().lower())
