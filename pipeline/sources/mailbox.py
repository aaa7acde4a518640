"""Mailboxes: files of messages, one after the other (mbox, in all its dialects)."""

import re
from collections.abc import Iterator
from io import BufferedReader
from typing import NamedTuple

import msgspec

from pipeline.mail.heads import POSTMARK, begins_with_field, is_mailbox, is_message
from pipeline.sources.document_file import read_document
from pipeline.sources.entry import Entry, Reader, read_to_damage
from pipeline.sources.message import MOST_DOCUMENTS, message_items, too_large
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import Corrupt, DocumentTooLarge, Item, Truncated, unread

CHUNK = 256 * 1024
# What is looked at to tell a message's beginning from a line of text: the line and two below it.
LOOK = 4_096
_BEGIN = b"\nFrom "
_LINE_END = re.compile(rb"\r?\n")
_BLANK_BEFORE = re.compile(rb"(?:\A|\n)\r?\n\Z|\A\Z")
# First fields of messages in mailboxes whose envelope has no date.
_FIRST_FIELD = re.compile(
    rb"(?:return-path|received|delivered-to|from|to|date|subject|message-id|x-[\w-]+|mime-version|"
    rb"status|reply-to|path|sender|content-type)[ \t]*:",
    re.IGNORECASE,
)
_LENGTH, _DIGITS = b"\ncontent-length:", re.compile(rb"[ \t]*(\d{1,12})[ \t]*\r?\n")
_ESCAPED = re.compile(rb"^>+From ", re.MULTILINE)


class Mailbox:
    """A file of messages."""

    name = "mbox"
    suffixes = (".mbox", ".mbx")
    is_archive = False
    seeks = False

    def recognises(self, head: bytes, name: str) -> bool:
        """By the envelope with which its first message begins."""
        return is_mailbox(head)

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """Each message, and what is attached to it. A file that is none is read as what it is."""
        start = entry.start
        offset = start.offset if start is not None and entry.stream.seekable() else None
        first = entry.first_record()
        if offset is None:
            head = entry.stream.peek(LOOK)[:LOOK]
            if not head.lstrip(b"\r\n").startswith(b"From ") and not is_message(head):
                # Its name is wrong; its content shows what it is.
                yield from read_document(msgspec.structs.replace(entry, name=""), options)
                return
        else:
            entry.stream.seek(offset)
        on_disk = entry.stream.seekable()
        number = first if offset is not None else 0
        most = MOST_DOCUMENTS * options.limits.max_document_bytes
        for found in split(entry.stream, offset or 0, most):
            if number >= first:
                if on_disk:
                    entry.mark.record, entry.mark.offset = number, found.offset
                try:
                    if found.raw is None:
                        raise DocumentTooLarge(too_large(options))
                    yield from message_items(
                        found.raw, entry, options, reader, number, damage=found.damage
                    )
                except DocumentTooLarge as error:
                    yield unread(msgspec.structs.replace(entry.locator, record=number), error)
            number += 1
            if found.damage is not None:
                raise found.damage


class Found(NamedTuple):
    """A message in a mailbox: where its envelope begins, in bytes; None for one too large.

    `damage`: of the file, before which this message is the last.
    """

    offset: int
    raw: bytes | None
    damage: Truncated | Corrupt | None = None


def split(stream: BufferedReader, offset: int, most: int) -> Iterator[Found]:
    """The messages of a mailbox without their envelopes, from a message's beginning on.

    One of more than `most` bytes is passed over, without being held in memory.
    """
    buffer = bytearray()
    begin = offset  # of the message, in the file
    passed = 0  # bytes of it that were dropped, for it is too large
    seek = 0  # where in the buffer the next beginning is looked for
    length: int | None = None  # of the message with its envelope, by its own word; -1: unknown
    is_end = False
    damage: Truncated | Corrupt | None = None
    while True:
        at = buffer.find(_BEGIN, seek)
        enough = at != -1 and at + LOOK <= len(buffer)
        if not enough and not is_end:
            seek = at if at != -1 else max(seek, len(buffer) - len(_BEGIN) + 1)
            chunk, damage = read_to_damage(stream, CHUNK)
            is_end = not chunk or damage is not None
            buffer += chunk
            if len(buffer) > most + LOOK + CHUNK:
                dropped = len(buffer) - LOOK
                dropped = min(dropped, seek) if at != -1 else dropped
                passed += dropped
                del buffer[:dropped]
                seek -= dropped
                seek = max(seek, 0)
            continue
        if at == -1:
            break
        if not _begins(buffer, at + 1):
            seek = at + 1
            continue
        if length is None and not passed:
            length = _told_length(buffer, at)
        if length is not None and at + 1 < length <= most:
            # A message that counts its bytes may hold what looks like the beginning of another.
            while len(buffer) < length + LOOK and not is_end:
                chunk, damage = read_to_damage(stream, CHUNK)
                is_end = not chunk or damage is not None
                buffer += chunk
            if _is_end(buffer, length):
                seek = length - 1
                length = -1
                continue
        yield _found(buffer, at + 1, begin, passed, most)
        begin += passed + at + 1
        del buffer[: at + 1]
        passed = seek = 0
        length = None
    if buffer.strip() or passed:
        yield _found(buffer, len(buffer), begin, passed, most)._replace(damage=damage)
    elif damage is not None:
        raise damage


def _found(buffer: bytearray, end: int, begin: int, passed: int, most: int) -> Found:
    if passed or end > most:
        return Found(begin, None)
    line = buffer.find(b"\n", 0, end) + 1 if buffer.startswith(b"From ") else 0
    raw = bytes(memoryview(buffer)[line:end])
    if raw.endswith((b"\n\n", b"\r\n\r\n")):  # the blank line before the next envelope
        raw = raw[: -2 if raw.endswith(b"\r\n") else -1]
    return Found(begin, unescaped(raw) if b">From " in raw else raw)


def unescaped(raw: bytes) -> bytes:
    """A message without the ">" that a mailbox puts before a line that begins with "From ".

    Some programs write one before each such line however many there are (mboxrd), others only
    before the plain one (mboxo). A line amid others that are quoted as deep is quoted, and stays.
    """
    pieces: list[bytes] = []
    done = 0
    for found in _ESCAPED.finditer(raw):
        start = found.start()
        depth = found.end() - start - len(b"From ")
        before = raw.rfind(b"\n", 0, max(0, start - 1)) + 1
        after = raw.find(b"\n", start) + 1 or len(raw)
        if depth == _depth(raw, after) or (start and depth == _depth(raw, before)):
            continue
        pieces.append(raw[done:start])
        done = start + 1
    return b"".join([*pieces, raw[done:]])


def _depth(raw: bytes, line: int) -> int:
    depth = 0
    while raw[line + depth : line + depth + 1] == b">":
        depth += 1
    return depth


def _begins(buffer: bytearray, line: int) -> bool:
    """Whether a message begins at a line that begins with "From "."""
    window = bytes(memoryview(buffer)[line : line + LOOK])
    after_blank = (
        _BLANK_BEFORE.search(bytes(memoryview(buffer)[max(0, line - 4) : line])) is not None
    )
    end = window.find(b"\n") + 1
    below = window[end:] if end else b""
    if POSTMARK.match(window):
        if begins_with_field(below):
            return True
        return after_blank and (not below or _LINE_END.match(below) is not None)
    if not after_blank or not _FIRST_FIELD.match(below):
        return False
    rest = below[below.find(b"\n") + 1 :] if b"\n" in below else b""
    return rest[:1] in (b" ", b"\t") or begins_with_field(rest)


def _told_length(buffer: bytearray, first: int) -> int | None:
    """Where the message at the buffer's beginning ends by its Content-Length; -1 if it has none."""
    end = buffer.find(b"\n\n", 0, first) + 2
    end = end if end > 1 else buffer.find(b"\n\r\n", 0, first) + 3
    head = bytes(memoryview(buffer)[: min(max(end, 0), first)]).lower()
    at = head.find(_LENGTH)
    stated = _DIGITS.match(head, at + len(_LENGTH)) if at != -1 else None
    return end + int(stated[1]) if stated else -1


def _is_end(buffer: bytearray, end: int) -> bool:
    """Whether a message that says to end there does: another begins, or the file ends."""
    if end > len(buffer):
        return False
    window = bytes(memoryview(buffer)[end : end + LOOK])
    rest = window.lstrip(b"\r\n")
    return not rest or rest.startswith(b"From ")
