"""The words of a text that may be two, with their neighbours."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# What makes a chunk an address, a file name, a hashtag, a number, a call or a quoted name of a
# program rather than words.
_NO_WORDS = re.compile(r"[\d@#_/\\<>=&~|{}\[\]*+^%$€£]|\.\w|://|\w\(\)|`[^`]+`")
_FIRST = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LAST = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*\Z")
_SENTENCE_ENDS = frozenset(".!?:\"'“”‘’")
LONGEST = 40  # characters: no two words are longer, and the work grows with their square


class Token(NamedTuple):
    """A word where it stands, with straight apostrophes, and its neighbours in lower case.

    `before` and `after` are "" across punctuation; `leads`: it begins a sentence or a line.
    """

    start: int
    word: str
    before: str
    after: str
    leads: bool


def fold(word: str) -> str:
    """Lower case and straight apostrophes."""
    return word.replace("’", "'").lower()


def words_in(chunk: str) -> Iterator[re.Match[str]]:
    """The words between two blanks: none in an address, a number, code."""
    return iter(()) if _NO_WORDS.search(chunk) else WORD.finditer(chunk)


def find_tokens(text: str, find_doubted: Callable[[Sequence[str]], list[int]]) -> Iterator[Token]:
    """The words in doubted chunks; `find_doubted`: which of all chunks between blanks these are."""
    chunks = text.split()
    end = 0
    for i in find_doubted(chunks):
        chunk = chunks[i]
        start = _start(text, chunk, end)
        end = start + len(chunk)
        previous = chunks[i - 1] if i else "."
        for match in words_in(chunk):
            if match.end() - match.start() > LONGEST:
                continue
            if match.start() and chunk[match.start() - 1] == "-":
                continue  # an ending that the text names, an option, a list's mark: "-itis"
            before = after = ""
            if match.start() == 0:
                before = _last_word(previous)
            if match.end() == len(chunk) and i + 1 < len(chunks):
                after = _first_word(chunks[i + 1])
            leads = match.start() > 0 or previous[-1] in _SENTENCE_ENDS or text[start - 1] == "\n"
            yield Token(start + match.start(), match[0].replace("’", "'"), before, after, leads)


def _start(text: str, chunk: str, begin: int) -> int:
    """Where a chunk between white space first begins, from an offset on."""
    start = text.find(chunk, begin)
    while True:
        after = text[start + len(chunk) : start + len(chunk) + 1]
        if (not start or text[start - 1].isspace()) and (not after or after.isspace()):
            return start
        start = text.find(chunk, start + 1)


def _first_word(chunk: str) -> str:
    if chunk.isalpha():
        return chunk[:LONGEST].lower()
    match = _FIRST.match(chunk, 0, LONGEST)
    return fold(match[0]) if match else ""


def _last_word(chunk: str) -> str:
    if chunk.isalpha():
        return chunk[-LONGEST:].lower()
    match = _LAST.search(chunk[-LONGEST:])
    return fold(match[0]) if match else ""
