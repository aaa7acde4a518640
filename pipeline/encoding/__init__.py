"""Decodes bytes: finds their encoding, or that they are no text."""

from pipeline.encoding.decoding import (
    Decoded,
    decode,
    decode_line,
    is_text,
    odd_encoding,
    wide_encoding,
)
from pipeline.encoding.evidence import rank, sample

__all__ = [
    "Decoded",
    "decode",
    "decode_line",
    "is_text",
    "odd_encoding",
    "rank",
    "sample",
    "wide_encoding",
]
