"""What a container is, and how containers are found: a user's as ours."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Protocol, cast

from pipeline.errors import ConfigurationError
from pipeline.installed import installed
from pipeline.sources.entry import Entry, Reader
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import Item

ENTRY_POINT_GROUP = "docmill.containers"
HEAD_BYTES = 4096  # that a container may look at to recognise its files


class Container(Protocol):
    """A format of files that hold documents; registered in `docmill.containers`, made without
    arguments.

    `name`: the entry point's name. `suffixes`: in lower case with their dot; no two containers
    share one. `is_archive`: it holds files with names of their own, of which alone the patterns
    of include are asked; else these are asked of the container. `seeks`: its stream must be
    seekable; one that is not is copied to a temporary file first. A container whose library belongs
    to an extra says so by `extra = "rar"`, a name of `pipeline.extras.EXTRAS`: without it, its
    files are left out as `needs-extra`. One whose files all begin with the same bytes may say so by
    `marks = (b"Rar!",)`; it then is asked to recognise such alone, which saves time on each file.

    The module is loaded wherever names of files are read: a library of some weight is imported
    when `read` needs it.
    """

    @property
    def name(self) -> str: ...

    @property
    def suffixes(self) -> tuple[str, ...]: ...

    @property
    def is_archive(self) -> bool: ...

    @property
    def seeks(self) -> bool: ...

    def recognises(self, head: bytes, name: str) -> bool:
        """Whether a file that begins with `head` (up to `HEAD_BYTES`) is one, whatever its suffix.

        False where the content does not tell; then the suffix alone decides. `name` has lost the
        suffix of its compression.
        """
        ...

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """Its items, in an order that is the same each time, in memory that does not grow.

        Documents are yielded, with locators whose record counts from 0. Files in it go to `reader`,
        by `pipeline.sources.members.Members`. What cannot be read is an item, too; an exception
        ends the container and becomes its last item. Where `entry.start` stands in it, items
        before that may be left out.
        """
        ...


@cache
def containers() -> tuple[Container, ...]:
    """All that are installed, by name.

    Raises:
        ConfigurationError: one cannot be loaded, two claim one suffix, or docmill's own are
            missing.
    """
    found = []
    for point in installed(ENTRY_POINT_GROUP):
        try:
            found.append(cast(Container, point.load()()))
        except Exception as error:
            raise ConfigurationError(
                f"container {point.name!r} could not be loaded: {error}"
            ) from error
    if not found:
        raise ConfigurationError(
            "docmill's installation is older than its code and knows no containers; install it "
            "again, a checkout by: pip install --no-deps --no-build-isolation --editable ."
        )
    _by_suffix(found)
    return tuple(found)


@cache
def containers_by_suffix() -> Mapping[str, Container]:
    """Those that are installed, by each of their suffixes."""
    return _by_suffix(containers())


def _by_suffix(found: "tuple[Container, ...] | list[Container]") -> dict[str, Container]:
    claimed: dict[str, Container] = {}
    for container in found:
        for suffix in container.suffixes:
            if suffix in claimed:
                raise ConfigurationError(
                    f"containers {claimed[suffix].name!r} and {container.name!r} both claim files "
                    f"named {suffix}; uninstall one"
                )
            claimed[suffix] = container
    return claimed
