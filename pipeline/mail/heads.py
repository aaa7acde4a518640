"""Whether a file is a message or a mailbox, by how it begins."""

import codecs
import re

_DAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
# What a mailbox writes before each message: whom it came from, and when (RFC 4155; older programs
# leave the seconds away, or write a zone before or behind the year).
POSTMARK = re.compile(
    rb"From (?:[^\n]{0,300}?[ \t])?" + _DAY
    + rb",?[ \t]+(?:" + _MONTH + rb"[ \t]+\d{1,2}|\d{1,2}[ \t]+" + _MONTH
    + rb")[, \t][^\n]{0,40}?\d\d:\d\d[^\n]{0,60}"
)  # fmt: skip
_FIELD = rb"[!-9;-~]{1,100}[ \t]*:"
_FIELD_LINE = re.compile(_FIELD)
_LINE = re.compile(rb"(?:" + _FIELD + rb"|[ \t]+\S|>?From )[^\n]*(?:\n|\Z)")
_NAME = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]*([^\n]*)")
# Fields that nothing else than mail has, and those that any letter may begin with.
_OF_MAIL = frozenset({
    b"message-id", b"received", b"return-path", b"delivered-to", b"mime-version", b"in-reply-to",
    b"x-mailer", b"newsgroups", b"references", b"envelope-to", b"x-originating-ip", b"reply-to",
    b"content-transfer-encoding", b"user-agent", b"dkim-signature", b"authentication-results",
    b"x-mozilla-status", b"x-account-key", b"list-id", b"x-received", b"received-spf",
    b"x-notes-item", b"list-unsubscribe", b"errors-to", b"thread-index", b"x-priority", b"arc-seal",
    b"x-sender",
})  # fmt: skip
_OF_LETTERS = frozenset(
    {b"from", b"to", b"cc", b"bcc", b"subject", b"date", b"sender", b"content-type"}
)
_ADDRESS = re.compile(rb"[^\s@]@[^\s@]")


def is_message(head: bytes) -> bool:
    """Whether a file that begins so is a message: fields of mail, one a line, and no other line.

    A letter's "From: … To: …" is not enough: it takes a field that only mail has, or addresses.
    """
    head, at = _without_blank(head), 0
    if not _FIELD_LINE.match(head):
        return False
    names: set[bytes] = set()
    has_address = False
    while (line := _LINE.match(head, at)) is not None:
        if (field := _NAME.match(head, at)) is not None:
            name = field[1].lower()
            names.add(name)
            has_address |= name in (b"from", b"to") and _ADDRESS.search(field[2]) is not None
        at = line.end()
        if at >= len(head):
            break
    if at < len(head) and head[at : at + 1] not in (b"\n", b"\r"):
        return False
    letter = len(names & _OF_LETTERS)
    mail = len(names & _OF_MAIL)
    if mail:
        return letter + mail >= 3 and letter >= 1
    return letter >= 3 and has_address and b"from" in names


def is_mailbox(head: bytes) -> bool:
    """Whether a file that begins so is a mailbox: a message's envelope, then its first field."""
    head = _without_blank(head)
    postmark = POSTMARK.match(head)
    if postmark is None:
        return False
    rest = head[postmark.end() :].partition(b"\n")[2]
    return not rest or rest[:1] in (b"\n", b"\r") or begins_with_field(rest)


def begins_with_field(head: bytes) -> bool:
    """Whether a line is a field of a header, or one more envelope before it."""
    return _FIELD_LINE.match(head) is not None or head.startswith(b">From ")


def _without_blank(head: bytes) -> bytes:
    """From the first line that is not empty, without the mark of UTF-8."""
    return head.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")
