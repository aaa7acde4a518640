"""Messages for tests, written by hand: what a library writes is never broken."""

import base64
from zlib import crc32

ENVELOPE = "From ann@example.org Mon Jun  1 10:00:00 2009\n"


def multipart(*parts: str, kind: str = "mixed", boundary: str = "b") -> str:
    """A part of several, each given with its header."""
    inside = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{inside}--{boundary}--\n'


def part(media_type: str, body: str, header: str = "") -> str:
    """A part of a message; `header`: more lines of it."""
    return f"Content-Type: {media_type}\n{header}\n{body}\n"


def attached(name: str, content: bytes, media_type: str = "application/octet-stream") -> str:
    """A part with a file in it."""
    header = (
        f'Content-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: base64\n'
    )
    return part(media_type, base64.encodebytes(content).decode(), header)


def message(subject: str, body: str, *files: str, header: str = "") -> str:
    """A message of a text and of what is attached to it."""
    head = (
        f"Received: from a by b; Mon, 1 Jun 2009 10:00:00 +0000\nFrom: Ann Lee <ann@example.org>\n"
        f"To: bob@example.org\nSubject: {subject}\nDate: Mon, 1 Jun 2009 10:00:00 +0000\n{header}"
    )
    if not files:
        return f"{head}\n{body}"
    inside = "".join(files)
    boundary = f"b{crc32(inside.encode()):x}"  # that of a message in the message is another
    return head + multipart(part("text/plain", body), *files, boundary=boundary)


def mailbox(*messages: str) -> str:
    """A mailbox of some messages."""
    return "".join(f"{ENVELOPE}{one.rstrip()}\n\n" for one in messages)
