"""Where documents stand: from arguments and paths to the URIs that ids are made of."""

import os
from collections.abc import Sequence
from urllib.parse import quote

from pipeline.records import Record
from pipeline.sources import standard_input


def file_uri(path: str) -> str:
    """The `file:` URI of an absolute path; bytes that are no UTF-8 are percent-encoded too."""
    return "file://" + quote(os.fsencode(path))


def printable(name: str) -> str:
    """A name that always encodes as UTF-8: bytes that could not be decoded become `\\xNN`."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


class Root(Record, frozen=True):
    """One argument: its path with links resolved, the name that shows its format, its source."""

    path: str
    name: str
    source: str

    def source_of(self, relative: str) -> str:
        """The source of a path below this argument ("" is the argument itself)."""
        return (
            f"{self.source.rstrip('/')}/{quote(os.fsencode(relative))}" if relative else self.source
        )


def roots(arguments: Sequence[str], source_name: str | None) -> list[Root]:
    """The arguments as roots, in their order; one that names the same place again is dropped.

    Under one source name several arguments differ by their last names, and where those
    are equal by "~2", "~3" … in the order of the arguments.
    """
    names = {_real(argument): argument for argument in reversed(arguments)}
    taken: set[str] = set()
    found: list[Root] = []
    for path in dict.fromkeys(_real(argument) for argument in arguments):
        name = os.path.basename(os.path.abspath(names[path]))
        if source_name is None:
            source = standard_input.SOURCE if path == standard_input.ARGUMENT else file_uri(path)
        elif len(names) == 1:
            source = printable(source_name)
        else:
            source = base = f"{printable(source_name).rstrip('/')}/{quote(os.fsencode(name))}"
            number = 1
            while source in taken:
                number += 1
                source = f"{base}~{number}"
            taken.add(source)
        found.append(Root(path, name, source))
    return found


def _real(argument: str) -> str:
    return argument if argument == standard_input.ARGUMENT else os.path.realpath(argument)
