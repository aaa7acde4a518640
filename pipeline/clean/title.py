"""Finds a title for every document."""

from pathlib import PurePosixPath
from urllib.parse import unquote

from pipeline.records import Locator

LONGEST = 200  # characters of a first line that may be a title
EXCERPT = 80  # characters of the text that are used as a title


def find_title(text: str, locator: Locator) -> str:
    """A title from a clean text: its first line, else its beginning, else the file name.

    The first line is a title when more text follows, and either an empty line follows or it does
    not end like a sentence.
    """
    line, _, rest = text.partition("\n")
    if rest and len(line) <= LONGEST and (rest.startswith("\n") or not line.endswith(".")):
        return line
    if any(map(str.isalnum, text[:EXCERPT])):
        return _beginning(text)
    name = PurePosixPath(unquote(locator.member or locator.source)).name
    return name or _beginning(text)


def _beginning(text: str) -> str:
    line = " ".join(text[: EXCERPT + 1].split())
    if len(text) <= EXCERPT:
        return line
    whole_words, _, _ = line.rpartition(" ")
    return whole_words or line[:EXCERPT]
