"""Plain text: bytes in whatever encoding, or text as a source gives it."""

from pipeline.convert.converter import Conversion, ConversionLimits, within
from pipeline.encoding import Decoded, decode, is_text
from pipeline.records import Converted, Filtered

EMPTY, NOT_TEXT = Filtered("empty"), Filtered("not-text")


class PlainText:
    """Text as it stands, its encoding found by what is in it."""

    name = "plain_text"
    version = "1"
    media_types = frozenset({"text/plain"})

    def __init__(self, *, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text; `Filtered` as "empty" or "not-text"."""
        decoded: Decoded | None = None
        if not raw:
            return EMPTY
        if isinstance(raw, bytes):
            decoded = decode(raw)
            if decoded is None:
                return NOT_TEXT
            raw = decoded.text
        if not is_text(raw):
            return NOT_TEXT
        within(self._limits, len(raw))
        if decoded is None:
            return Conversion(Converted(raw))
        return Conversion(
            Converted(raw, encoding=decoded.encoding, replaced_bytes=decoded.replaced_bytes)
        )
