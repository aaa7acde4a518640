"""Elements that hold no text and that nobody asks for, taken out of XML before it is parsed.

Most of an office file says how something looks. To parse that, and to be called for each of its
elements, takes most of the time; to find it takes a third of that.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

# As programs write them; what is written otherwise stays.
_NAME = rb"[A-Za-z_][A-Za-z0-9_.:-]*+"
_ATTRIBUTES = rb'(?: [A-Za-z0-9_.:-]++="[^"<]*+")*+ ?+'
# What stands before the whole, up to the name of the element that holds all.
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml [^<>?]*+\?>)?\s*+<?")
# What begins comments, CDATA, declarations and instructions, in which no element is one.
_OTHER = re.compile(rb"<[!?]")


@cache
def _silent(wanted: frozenset[str]) -> re.Pattern[bytes]:
    names = b"|".join(name.encode() for name in sorted(wanted))
    begin = rb"<(?!(?:[A-Za-z0-9_.-]++:)?+(?:%b)[\s/>])" % names
    leaf = begin + _NAME + _ATTRIBUTES + rb"/>"
    middle = begin + rb"(" + _NAME + rb")" + _ATTRIBUTES + rb"(?:/>|>(?:" + leaf + rb")*+</\2>)"
    # An element that stands alone, or one with such in it.
    return re.compile(
        begin + rb"(" + _NAME + rb")" + _ATTRIBUTES + rb"(?:/>|>(?:" + middle + rb")*+</\1>)"
    )


def without_silent(pieces: Iterable[bytes], wanted: frozenset[str]) -> Iterator[bytes]:
    """XML without the elements of other names than `wanted` (which have no prefix).

    Taken out are those that hold nothing, or nothing but such; with them goes what is not well
    formed in them. From the first comment or the like on, all stays. Takes time linear in size.
    """
    silent = _silent(wanted)
    begin, last, is_plain = -1, b"", True
    for piece in pieces:
        if is_plain:
            if begin < 0:
                begin = found.end() if (found := _BEFORE.match(piece)) else 0
            is_plain = not _OTHER.search(last + piece, begin)
            last, whole = piece[-1:], piece
            if is_plain:
                piece = whole[:begin] + silent.sub(b"", whole[begin:])
            begin = 0
        yield piece
