"""Strings of PDFium, which fills a buffer with UTF-16 and says how many bytes that takes."""

import ctypes
from collections.abc import Callable
from typing import Any

# A type of buffer for each length would take longer than to fill it.
_Short = ctypes.c_ushort * 1_024


def utf_16(read: Callable[[Any, int], int]) -> bytes:
    """The string without the zero that ends it.

    `read` gets a buffer and its size in bytes, and says how many bytes the string takes with its
    end; where these are more, it fills none.
    """
    buffer: Any = _Short()
    size = read(buffer, ctypes.sizeof(buffer))
    if size > ctypes.sizeof(buffer):
        buffer = (ctypes.c_ushort * (size // 2 + 1))()
        size = read(buffer, size)
    return ctypes.string_at(buffer, max(size - 2, 0))
