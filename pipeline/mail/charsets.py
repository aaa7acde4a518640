"""The charsets that messages name, right or wrong."""

import codecs
import re

from pipeline.encoding import decode
from pipeline.encoding.evidence import python_name

# Names that are no Python's, of real messages; the others are found by leaving parts away.
_NAMES = {
    "unicode-1-1-utf-7": "utf-7", "unicode-1-1-utf-8": "utf-8", "utf8mb4": "utf-8",
    "ansi_x3.110-1983": "cp1252", "x-ansi": "cp1252", "ansi": "cp1252", "x-sjis": "cp932",
    "x-euc-jp": "euc_jp", "x-gbk": "gb18030", "x-mac-roman": "mac-roman", "x-macroman": "mac-roman",
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "iso-8859-6-i": "iso8859-6",
    "ks_c_5601": "cp949", "ks_c_5601-1987": "cp949", "windows-936": "gb18030",
    "windows-31j": "cp932", "visual": "iso8859-8", "hebrew": "iso8859-8",
}  # fmt: skip
_PAGE = re.compile(r"(?:x-)?(?:cp|windows|win|ibm|ms)[-_ ]?(\d{3,5})")
_NEVER = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"})


def codec(charset: str) -> str:
    """Python's name for a charset as a message names it, or for its superset; "" if unknown."""
    if not charset:
        return ""
    name = charset.strip().strip("\"'").lower()
    name = _NAMES.get(name, name)
    found = python_name(name)
    if not found and (page := _PAGE.fullmatch(name)):
        found = python_name(f"cp{page[1]}")
    if not found or found in _NEVER:
        return ""
    try:
        "".encode(found)  # some codecs turn bytes into bytes
    except (LookupError, UnicodeError, TypeError):
        return ""
    return codecs.lookup(found).name


def in_charset(raw: bytes, charset: str) -> str:
    """Some bytes of a header in the charset that is named, or in what they look like."""
    name = codec(charset)
    if name:
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            pass
    found = decode(raw, declared=name)
    if found:
        return found.text
    return raw.decode(name or "latin-1", "replace")
