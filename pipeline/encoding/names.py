"""The names by which documents call their encodings, right or wrong."""

import codecs
import re

# Names that are no Python's, of real pages and messages; others are found by leaving parts away.
_NAMES = {
    "unicode-1-1-utf-7": "utf-7", "unicode-1-1-utf-8": "utf-8", "utf8mb4": "utf-8",
    "ansi_x3.110-1983": "cp1252", "ansi": "cp1252", "ks_c_5601": "cp949", "ks_c_5601-1989": "cp949",
    "windows-936": "gb18030", "windows-31j": "cp932", "cn-big5": "cp950", "koi": "koi8-r",
    "koi8": "koi8-r", "visual": "iso8859-8", "logical": "iso8859-8", "hebrew": "iso8859-8",
    "mac-ce": "mac-latin2", "mac-ukrainian": "mac-cyrillic", "mac-icelandic": "mac-iceland",
}  # fmt: skip
_PRIVATE = re.compile(r"(?:x-)+")
_PAGE = re.compile(r"(?:cp|windows|win|ibm|ms|dos)[-_ ]?(\d{3,5})")
_DIRECTION = re.compile(r"(iso[-_]8859-[68])-[ie]")  # of Hebrew and Arabic letters, RFC 1556
_NEVER = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"})
# Encoding → its superset, as browsers read it (WHATWG Encoding).
_SUPERSETS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950",
    "euc_kr": "cp949", "shift_jis": "cp932",
}  # fmt: skip


def python_name(declared: str) -> str:
    """Python's name of an encoding that a document declares, or of its superset; "" if unknown."""
    name = _PRIVATE.sub("", declared.strip().strip("\"'").lower(), count=1)
    name = _NAMES.get(name, name)
    page, direction = _PAGE.fullmatch(name), _DIRECTION.fullmatch(name)
    if direction:
        name = direction[1]
    found = _codec(name) or (_codec(f"cp{page[1]}") if page else "")
    return _SUPERSETS.get(found, found)


def _codec(name: str) -> str:
    try:
        found = codecs.lookup(name).name
        "".encode(found)  # some codecs turn bytes into bytes
    except (LookupError, UnicodeError, TypeError, ValueError):
        return ""
    return "" if found in _NEVER else found
