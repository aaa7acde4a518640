"""Plain text: bytes in whatever encoding, or text as a source gives it."""

from collections.abc import Callable
from typing import NamedTuple

from pipeline.convert.converter import Conversion, ConversionLimits, within
from pipeline.encoding import Decoded, decode, is_text
from pipeline.records import Converted, Filtered


class Characters(NamedTuple):
    """A text; if it was given as bytes, their encoding and how many are invalid in it."""

    text: str
    encoding: str | None = None
    replaced_bytes: int = 0


def characters(
    raw: str | bytes, decode: Callable[[bytes], Decoded | None]
) -> Characters | Filtered:
    """The characters of what a source gives; `Filtered` as "empty" or "not-text"."""
    if not raw:
        return Filtered("empty")
    decoded = decode(raw) if isinstance(raw, bytes) else Characters(raw)
    if decoded is None or not is_text(decoded.text):
        return Filtered("not-text")
    return Characters(*decoded)


class PlainText:
    """Text as it stands, its encoding found by what is in it; also of broken XML."""

    name = "plain_text"
    version = "1"
    media_types = frozenset({"text/plain", "application/xml"})

    def __init__(self, *, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text; `Filtered` as "empty" or "not-text"."""
        read = characters(raw, decode)
        if isinstance(read, Filtered):
            return read
        within(self._limits, len(read.text))
        return Conversion(
            Converted(read.text, encoding=read.encoding, replaced_bytes=read.replaced_bytes)
        )
