"""Panics of libraries written in Rust: one document's trouble, not the process's."""

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.convert.converter import Damaged


@contextmanager
def panics_as_damage() -> Iterator[None]:
    """Turn a panic into `Damaged`. PyO3 raises it as a `BaseException`, which nothing catches."""
    try:
        yield
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise Damaged(f"the library failed on it: {error}") from None
