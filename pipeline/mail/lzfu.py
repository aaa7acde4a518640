"""Rich text as Outlook packs it (MS-OXRTFCP)."""

import struct

_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_WINDOW = 4_096
# What every packed text may refer to before its first letter.
_BEFORE = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
LONGEST = 50_000_000  # bytes


def decompressed(packed: bytes) -> bytes:
    """The rich text; what there is of it, where it is cut off; b"" for what is none."""
    if len(packed) < 16:
        return b""
    size = struct.unpack_from("<I", packed, 4)[0]
    if packed[8:12] == _PLAIN:
        return packed[16 : 16 + size]
    if packed[8:12] != _COMPRESSED:
        return b""
    window = bytearray(_BEFORE.ljust(_WINDOW, b"\0"))
    write = len(_BEFORE)
    found = bytearray()
    at = 16
    while at < len(packed) and len(found) < LONGEST:
        flags = packed[at]
        at += 1
        for bit in range(8):
            if flags >> bit & 1:
                if at + 1 >= len(packed):
                    return bytes(found)
                token = packed[at] << 8 | packed[at + 1]
                at += 2
                read, length = token >> 4, (token & 15) + 2
                if read == write:  # the end
                    return bytes(found)
            else:
                if at >= len(packed):
                    return bytes(found)
                window[write] = packed[at]
                found.append(packed[at])
                at += 1
                write = (write + 1) % _WINDOW
                continue
            for _ in range(length):
                letter = window[read]
                window[write] = letter
                found.append(letter)
                read, write = (read + 1) % _WINDOW, (write + 1) % _WINDOW
    return bytes(found)
