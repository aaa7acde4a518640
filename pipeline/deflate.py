"""What the library for deflate raises for damaged data."""

from typing import cast

from zlib_ng import zlib_ng

DeflateError = cast(type[Exception], zlib_ng.error)  # which the library's stub calls an instance
