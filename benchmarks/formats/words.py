"""The words of a text by what they say, however they are written."""

import re

# Seen by nobody: soft hyphens, and places at which a line may be broken.
_UNSEEN = re.compile("[\u00ad\u200b\ufeff]")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?(?![\w.])")
_WORD = re.compile(r"\d+(?:\.\d+)+|\w+")


def words_by_value(text: str) -> set[str]:
    """Each word once, without signs; numbers by their value: "2.0", "02" and "2" are one.

    So a date is the same in either order, and a line that one reader repeats is there once.
    """
    seen = _UNSEEN.sub("", text)
    return set(_WORD.findall(_NUMBER.sub(lambda number: f"{float(number[0]):.15g}", seen)))
