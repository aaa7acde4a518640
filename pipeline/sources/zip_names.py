"""The encoding of a zip's member names that do not say which one they are in."""

import re
from collections.abc import Iterable

from pipeline.encoding import rank
from pipeline.zip_recovery import UNMARKED

# The code pages of DOS and Windows in which programs have written names, and the bits by which
# rarer ones must be better; names are short, and what the format says counts.
_PRIORS = {
    "cp437": 0, "cp850": 0, "cp852": 4, "cp866": 5, "cp1252": 8, "cp1250": 8, "cp1251": 8,
    "cp932": 10, "gb18030": 10, "cp950": 10, "cp949": 10,
}  # fmt: skip
# A backslash behind such a byte is rather the second half of a character.
_HALF = re.compile(rb"[\x81-\xfe]\\")
_HALVES = {"cp932": 16, "cp950": 12, "gb18030": 10}
# Such a character, or two, amid the letters of one word are rather those of another code page.
_AMID_WORD = re.compile("[A-Za-z][^\x00-\x7f]{1,2}[a-z]")
AMID_WORD = 20
MOST = 1000  # names that are looked at


def names_encoding(names: Iterable[bytes]) -> str:
    """The encoding in which names as they stand in an archive are all to be read.

    UTF-8 if they are that; else the code page that is most probable by their letters, and 437 where
    they are in none of those that are known.
    """
    odd = [name for name in names if not name.isascii()][:MOST]
    if _all_decode(odd, "utf-8"):
        return "utf-8"
    whole = b"\n".join(odd)
    halves = _HALVES if _HALF.search(whole) else {}
    likely = sorted(
        (bits + _PRIORS[encoding] + _doubt(whole, encoding) - halves.get(encoding, 0), encoding)
        for bits, encoding in rank(whole)
        if encoding in _PRIORS
    )
    return next((name for _, name in likely if _all_decode(odd, name)), UNMARKED)


def _doubt(names: bytes, encoding: str) -> int:
    is_wide = _PRIORS[encoding] == _PRIORS["cp932"]
    return AMID_WORD * bool(is_wide and _AMID_WORD.search(names.decode(encoding, "replace")))


def _all_decode(names: list[bytes], encoding: str) -> bool:
    try:
        for name in names:
            name.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
