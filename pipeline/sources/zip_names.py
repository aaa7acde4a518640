"""The encoding of a zip's member names that do not say which one they are in."""

import re
from collections.abc import Iterable

UNMARKED = "cp437"  # what the format says of names without a mark (APPNOTE.TXT, appendix D)
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
# A letter of Western Europe amid a word reads as half of a character in these encodings.
_AMID_WORD = re.compile("[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][a-z]")
# Two bytes of the common Chinese characters (GB 2312, rows 16 to 87), and of no letter of cp866.
_COMMON_HANZI = re.compile(rb"[\xb0-\xf7][\xa1-\xfe]")
# Letters of code page 866; between them lie lines and blocks, which no name holds.
_CYRILLIC = re.compile(rb"[\x80-\xaf\xe0-\xf1]{2,}")
_HIGH = re.compile(rb"[\x80-\xff]")
MOST = 1000  # names that are looked at


def names_encoding(names: Iterable[bytes]) -> str:
    """The encoding in which names as they stand in an archive are all to be read.

    Of UTF-8, code page 932, GBK, code page 866, and 437 where none of these surely is the one.
    """
    odd = [name for name in names if not name.isascii()][:MOST]
    if _all_decode(odd, "utf-8"):
        return "utf-8"
    whole = b"\n".join(odd)
    high = len(_HIGH.findall(whole))
    if (text := _all_decode(odd, "cp932")) and _KANA.search(text) and not _AMID_WORD.search(text):
        return "cp932"
    if 2 * len(_COMMON_HANZI.findall(whole)) >= 0.9 * high and _all_decode(odd, "gbk"):
        return "gbk"
    if sum(map(len, _CYRILLIC.findall(whole))) >= 0.8 * high and _all_decode(odd, "cp866"):
        return "cp866"
    return UNMARKED


def _all_decode(names: list[bytes], encoding: str) -> str:
    """The names in an encoding, a line each; "" where they are not in it."""
    try:
        return "\n".join(name.decode(encoding) for name in names) or "\n"
    except UnicodeDecodeError:
        return ""
