"""Encodings of office files: code pages by number, sets of characters of fonts."""

import codecs

WESTERN = "cp1252"
# By the set of characters that a font is for (MS-WMF, 2.1.1.5); 2 is of signs, no letters.
OF_FONTS = {
    0: WESTERN, 77: "mac-roman", 78: "shift_jis", 128: "cp932", 129: "cp949", 130: "johab",
    134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
    178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 255: "cp437",
}  # fmt: skip
_OTHERS = {
    367: "ascii", 708: "iso8859-6", 1200: "utf-16-le", 1201: "utf-16-be", 1361: "johab",
    10000: "mac-roman", 10001: "shift_jis",
    10004: "mac-arabic", 10006: "mac-greek", 10007: "mac-cyrillic", 10029: "mac-latin2",
    10081: "mac-turkish", 20866: "koi8-r", 21866: "koi8-u", 32768: "mac-roman", 32769: WESTERN,
    65000: "utf-7", 65001: "utf-8",
}  # fmt: skip


def of_code_page(number: int) -> str:
    """Python's name of an encoding; Windows-1252 for a number of none."""
    if 28591 <= number <= 28605:
        name = f"iso8859-{number - 28590}"
    else:
        name = _OTHERS.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return WESTERN
