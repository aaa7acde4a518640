"""The parts of a message (RFC 2046), found in one pass over its bytes."""

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.mail.fields import Fields

# What stands before a blank line, or before the boundary of a part that has no header's end.
_HEADER = re.compile(rb"(?:(?!\r?\n)[^\n]+(?:\n|\Z))*+")
_PART_HEADER = re.compile(rb"(?:(?!\r?\n|--)[^\n]+(?:\n|\Z))*+")
_BLANK = re.compile(rb"\r?\n")
_DELIMITER = b"\n--"
# A boundary, by the header of a part below it.
_WRITTEN = re.compile(
    rb"^--([^\s-][^\r\n]{0,200}|-[^\r\n]{3,200}?)[ \t]*\r?\ncontent-", re.I | re.M
)
LONGEST_USUAL = 300  # bytes of a part's header that is likely to come again
MOST_PARTS = 20_000
DEEPEST = 1_000
LONGEST_BOUNDARY = 1_000  # bytes; 70 are allowed
MULTIPART = "multipart/"
RFC822 = "message/rfc822"


class Part:
    """A part, or the whole message: its header, and where its body is in the message's bytes.

    `parts`: those inside of a multipart one. `preamble_end`, `epilogue`: where the text before its
    first part ends, and where that behind its last one begins; nothing shows either.
    """

    __slots__ = (
        "body", "end", "epilogue", "fields", "media_type", "parameters", "parts", "preamble_end",
    )  # fmt: skip

    def __init__(self, fields: Fields, body: int, end: int, default: str = "text/plain") -> None:
        self.fields = fields
        self.body = body
        self.end = end
        self.media_type, self.parameters = fields.media_type(default)
        self.parts: list[Part] = []
        self.preamble_end = self.epilogue = 0

    def leaves(self) -> Iterator["Part"]:
        """All parts that have none, in their order."""
        stack = [self]
        while stack:
            part = stack.pop()
            if part.parts:
                stack.extend(reversed(part.parts))
            else:
                yield part


class Message:
    """A message and its parts. `left`: whether it has more of them than are separated."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.left = False
        start = len(raw) - len(raw.removeprefix(codecs.BOM_UTF8).lstrip())
        self.root = self._part(start, _HEADER, "text/plain")
        if self.root.media_type.startswith(MULTIPART):
            self._split()
            if not self.root.parts and (boundary := self._written_boundary()):
                self.root.parameters["boundary"] = boundary
                self._split()

    def body(self, part: Part) -> bytes:
        """The bytes of a part's body as they stand in the message."""
        return self.raw[part.body : part.end]

    def _part(self, start: int, header: re.Pattern[bytes], default: str) -> Part:
        block = header.match(self.raw, start)
        assert block is not None  # it matches nothing, too
        is_usual = header is _PART_HEADER and block.end() - start <= LONGEST_USUAL
        fields = _usual(block[0]) if is_usual else Fields(block[0])
        body = start + fields.end
        if body == block.end() and (blank := _BLANK.match(self.raw, body)):
            body = blank.end()
        return Part(fields, body, len(self.raw), default)

    def _written_boundary(self) -> str:
        """The boundary that a message without the one that it names is written with; "" if none."""
        found = _WRITTEN.search(self.raw, self.root.body)
        return found[1].decode("utf-8", "replace") if found else ""

    def _split(self) -> None:
        """Give each part its own, by one pass over the lines that may be a boundary."""
        stack: list[tuple[Part, bytes]] = []
        levels: dict[bytes, int] = {}
        leaf: Part | None = None  # whose end is not yet known
        count = 0

        def enter(part: Part) -> None:
            boundary = part.parameters.get("boundary", "").rstrip().encode("utf-8", "replace")
            opens = part.media_type.startswith(MULTIPART) and boundary
            if opens and len(stack) < DEEPEST and len(boundary) <= LONGEST_BOUNDARY:
                stack.append((part, boundary))
                # That of an outer part counts, where both have the same.
                levels.setdefault(boundary, len(stack) - 1)

        enter(self.root)
        for start, token, behind in self._delimiters():
            level, closes = levels.get(token), False
            if level is None and token.endswith(b"--"):
                level, closes = levels.get(token[:-2]), True
            if level is None:
                continue
            if count == MOST_PARTS and not closes:
                self.left = True  # what follows stays in the last one
                break
            end = self._before(start)
            if leaf is not None:
                leaf.end = max(leaf.body, end)
                leaf = None
            while len(stack) - 1 > level:
                inner, boundary = stack.pop()
                inner.end = max(inner.body, end)
                if levels.get(boundary) == len(stack):
                    del levels[boundary]
            part = stack[-1][0]
            if not part.parts and not part.preamble_end:
                part.preamble_end = max(part.body, end)
            if closes:
                part.epilogue = behind
                continue
            count += 1
            default = RFC822 if part.media_type == "multipart/digest" else "text/plain"
            leaf = self._part(behind, _PART_HEADER, default)
            part.parts.append(leaf)
            part.epilogue = 0
            if leaf.media_type.startswith(MULTIPART):
                enter(leaf)

    def _delimiters(self) -> Iterator[tuple[int, bytes, int]]:
        """The lines that may be a boundary: where they begin, what is in them, where they end."""
        raw = self.raw
        at = self.root.body
        if not raw.startswith(b"--", at):
            at = raw.find(_DELIMITER, at) + 1
        while at:
            end = raw.find(b"\n", at)
            end = len(raw) if end == -1 else end
            yield at, raw[at + 2 : end].rstrip(), min(end + 1, len(raw))
            at = raw.find(_DELIMITER, end) + 1

    def _before(self, delimiter: int) -> int:
        """Where what stands before a boundary ends: the line end belongs to the boundary."""
        end = delimiter
        if end and self.raw[end - 1 : end] == b"\n":
            end -= 1
            if end and self.raw[end - 1 : end] == b"\r":
                end -= 1
        return end


@lru_cache(maxsize=1024)
def _usual(block: bytes) -> Fields:
    """The header of a part: most parts of a mailbox have one of a few."""
    return Fields(block)


def without(message: Message, left_out: list[Part]) -> bytes:
    """The message without the bodies of some of its parts, whose headers stay."""
    pieces: list[bytes] = []
    done = 0
    for part in left_out:
        pieces.append(message.raw[done : part.body])
        done = part.end
    return b"".join([*pieces, message.raw[done:]]) if pieces else message.raw
