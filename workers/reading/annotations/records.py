"""The records of what readers add, and how long each part may be."""

import unicodedata
from collections.abc import Mapping

import msgspec

from pipeline.errors import ConfigurationError
from pipeline.folding import fold
from workers.reading.plain_text import harmless

LONGEST_TAG = 100  # characters
LONGEST_NOTE = 20_000
LONGEST_NAME = 200  # of a saved search
LONGEST_ID = 200
LONGEST_QUERY = 200_000  # of a saved search, as an address; as long as any address may be
MOST_TAGS = 100  # of one document
MOST_SEARCHES = 100


class Annotation(msgspec.Struct, frozen=True):
    """What readers added to one document.

    `title` and `place` (its source) are those of the day when it was annotated, so that a note can
    be understood when its document is no longer in the index. `changed_ms`: since 1970. Who gave
    the star, wrote the note last, gave each tag: "" or left out where nobody had to say who it was.
    """

    id: str
    title: str = ""
    place: str = ""
    starred: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""
    changed_ms: int = 0
    starred_by: str = ""
    noted_by: str = ""
    tagged_by: Mapping[str, str] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is added."""
        return not (self.starred or self.tags or self.note)


class SavedSearch(msgspec.Struct, frozen=True):
    """A saved search.

    `query`: as its address has it. New are the documents that were indexed at `looked_ms` (since
    1970) or later, but for as many of them as the reader saw when looking: `seen`.
    """

    name: str
    query: str
    looked_ms: int
    seen: int = 0


def tag_names(text: str) -> list[str]:
    """The tags in a text, between which commas stand.

    Raises:
        ConfigurationError: there is none, or one is too long or cannot be shown.
    """
    found = [checked_tag(part) for part in text.split(",") if part.strip()]
    if not found:
        raise ConfigurationError("write a tag")
    return found


def checked_tag(text: str) -> str:
    """A tag in the form in which it is kept: composed characters, single blanks.

    Raises:
        ConfigurationError: it is too long, or has nothing that can be seen.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if len(name) > LONGEST_TAG:
        raise ConfigurationError(f"a tag is longer than {LONGEST_TAG} characters")
    if not fold(name) or harmless(name) != name or "," in name:
        raise ConfigurationError("a tag is made of characters that can be seen, without commas")
    return name


def checked_note(text: str) -> str:
    """A note in the form in which it is kept: line feeds end lines, control characters are spelled.

    Raises:
        ConfigurationError: it is too long.
    """
    note = harmless(text.replace("\r\n", "\n").replace("\r", "\n").strip())
    if len(note) > LONGEST_NOTE:
        raise ConfigurationError(f"a note is longer than {LONGEST_NOTE:,} characters")
    return note
