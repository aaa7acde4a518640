"""Bodies in formats that few programs write: text/enriched, and rich text of Outlook."""

import re

from pipeline.convert.converter import Conversion, ConversionLimits
from pipeline.convert.rtf import Rtf
from pipeline.errors import DocumentError

_TAG = re.compile(r"<(/?)([A-Za-z-]{1,60})>|<<")
_LINE_ENDS = re.compile(r"\n+")


def enriched_text(text: str) -> str:
    """The text of text/enriched (RFC 1896) without its commands; parameters go with them."""
    pieces: list[str] = []
    done = parameters = 0
    for found in _TAG.finditer(text):
        if not parameters:
            pieces.append(text[done : found.start()])
        done = found.end()
        if found[0] == "<<":
            pieces.append("<")
        elif found[2].lower() == "param":
            parameters = max(0, parameters + (-1 if found[1] else 1))
    pieces.append(text[done:])
    # One line end is a space, n of them are n-1.
    return _LINE_ENDS.sub(lambda m: "\n" * (len(m[0]) - 1) or " ", "".join(pieces))


def rtf_text(raw: bytes) -> str:
    """The text of rich text; "" for what cannot be read."""
    try:
        conversion = Rtf(ConversionLimits()).convert(raw, "application/rtf")
    except DocumentError:
        return ""
    return conversion.converted.text if isinstance(conversion, Conversion) else ""
