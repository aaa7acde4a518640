"""Libraries that are not installed with docmill, for they are heavy or under LGPL, by their extra.

`pip install 'docmill[pst,rar]'` installs those of two extras.
"""

from importlib.util import find_spec
from typing import NamedTuple

from pipeline.errors import DocumentError


class Extra(NamedTuple):
    """`module`: what stands for it when it is installed. `reads`: what for, in a few words."""

    module: str
    reads: str


EXTRAS: dict[str, Extra] = {
    "ocr": Extra("tesserocr", "the text in scanned pages"),
    "parquet": Extra("pyarrow", "Parquet files"),
    "pst": Extra("pypff", "Outlook's PST and OST files"),
    "rar": Extra("rars", "RAR archives"),
    "sevenzip": Extra("py7zr", "7z archives"),
}


class NeedsExtra(DocumentError):
    """A file that the library of an extra would read, which is not installed.

    It leaves as `Filtered(NEEDS_EXTRA)`.
    """

    def __init__(self, extra: str) -> None:
        self.extra = extra
        super().__init__(f"{EXTRAS[extra].reads} need an extra: {install_command([extra])}")


NEEDS_EXTRA = "needs-extra"


def is_installed(extra: str) -> bool:
    """Whether the library of an extra is there; it is not imported."""
    return find_spec(EXTRAS[extra].module) is not None


def require(extra: str) -> None:
    """Raise `NeedsExtra` unless the library of an extra is there."""
    if not is_installed(extra):
        raise NeedsExtra(extra)


def missing_extras() -> str:
    """Which extras are not installed, what for, and how to install them, for people."""
    missing = [extra for extra in EXTRAS if not is_installed(extra)]
    if not missing:
        return "on the machine where it was read; all extras are installed here"
    reads = ", ".join(EXTRAS[extra].reads for extra in missing)
    return f"{reads}: {install_command(missing)}"


def install_command(extras: list[str]) -> str:
    """What installs some extras."""
    return f"pip install 'docmill[{','.join(extras)}]'"
