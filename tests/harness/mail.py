"""Messages for tests, written by hand: what a library writes is never broken."""


def multipart(*parts: str, kind: str = "mixed", boundary: str = "b") -> str:
    """A part of several, each given with its header."""
    inside = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{inside}--{boundary}--\n'


def part(media_type: str, body: str, header: str = "") -> str:
    """A part of a message; `header`: more lines of it."""
    return f"Content-Type: {media_type}\n{header}\n{body}\n"
