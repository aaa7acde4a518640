"""Extends names that a model cut before a particle: "Bashar" to "Bashar al-Assad"."""

import re
from collections.abc import Iterable

from pipeline.extract.forms import Found
from pipeline.extract.labels import NAMED, PERSON

_ARABIC = re.compile(r"\s(?:(?:al|el|ul|ad|as|ash|ar|az)-|(?:bin|ibn|al)\s)[A-Z][\w'’]+(?![\w-])")
# The second syllable of Korean and Chinese given names: "Moon Jae-in", "Kim Jong-un".
_SYLLABLE = re.compile(
    r"-(?:un|il|in|ho|hun|hee|hyun|hye|young|jin|jun|won|woo|hwan|kyu|gyu|min|soo|su|suk|seok|chul|"
    r"sik|wen|hui|bo|ming|ling|ying|ping|kuo|jung|jong|eun|yeon|mi|ki|taek|kyung|yip|wah|keung)"
    r"(?![\w-])"
)


def with_particles(text: str, found: Iterable[Found]) -> None:
    """Extend mentions to their whole names, in place."""
    for mention in found:
        after = text[mention.end : mention.end + 1]
        rest = None
        if after == " " and mention.label in NAMED:
            rest = _ARABIC.match(text, mention.end)
        elif after == "-" and mention.label == PERSON and " " in text[mention.start : mention.end]:
            rest = _SYLLABLE.match(text, mention.end)
        if rest:
            mention.end = rest.end()
