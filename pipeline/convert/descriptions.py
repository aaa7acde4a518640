"""What is said of a picture for those who do not see it, as somebody wrote it."""

import re

# Programs put the name of the picture's file there by themselves.
_FILE_NAME = re.compile(
    r"\S.*\.(?:bmp|emf|eps|gif|jpe?g|pcx|pict|png|svg|tiff?|wdp|webp|wmf)", re.IGNORECASE
)


def description(written: str) -> str:
    """A description; "" for the name of a file."""
    written = written.strip()
    return "" if _FILE_NAME.fullmatch(written) else written
