"""From bytes to characters: which encoding some bytes are in, or that they are no text."""

from pipeline.encoding.decoding import STRAYS, WEST_EUROPEAN, Decoded, decode, is_text

__all__ = ["STRAYS", "WEST_EUROPEAN", "Decoded", "decode", "is_text"]
