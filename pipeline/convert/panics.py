"""Panics of libraries written in Rust: one document's trouble, not the process's."""

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.convert.converter import Damaged
from pipeline.errors import is_panic


@contextmanager
def panics_as_damage() -> Iterator[None]:
    """Turn a panic into `Damaged`."""
    try:
        yield
    except BaseException as error:
        if not is_panic(error):
            raise
        raise Damaged(f"the library failed on it: {error}") from None
