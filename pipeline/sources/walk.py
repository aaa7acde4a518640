"""The files that arguments name: directories are walked in a fixed order."""

import os
import stat
from collections.abc import Iterator, Sequence

from pipeline.records import Locator, Record, Unread
from pipeline.sources import standard_input
from pipeline.sources.confined import names_in
from pipeline.sources.formats import format_of
from pipeline.sources.location import printable, roots
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import passed_over, unread
from pipeline.sources.selection import MAIL_FOLDERS, is_excluded, is_wanted, left_out


class SourceFile(Record, frozen=True):
    """A file to read: where it is, its source in locators, its name, its path below the argument.

    `size`: bytes on disk, of which standard input has none. `modified_ns`: nanoseconds since 1970.
    """

    path: str
    source: str
    name: str
    relative: str
    size: int
    modified_ns: int


def walk(arguments: Sequence[str], options: SourceOptions) -> Iterator[SourceFile | Unread]:
    """Every file of the arguments, names sorted by code point, and what is passed over.

    Links below an argument are not followed. An argument inside another one is read once, as an
    argument of its own. Memory holds the names of the directories that are being gone through.
    """
    places = roots(arguments, options.source_name)
    named = {root.path for root in places}
    for root in places:
        if root.path == standard_input.ARGUMENT:
            yield SourceFile(root.path, root.source, standard_input.NAME, "", 0, 0)
            continue
        pending = [""]
        while pending:
            relative = pending.pop()
            path = f"{root.path}/{relative}" if relative else root.path
            if relative and (path in named or is_excluded(printable(relative), options)):
                continue
            source = root.source_of(relative)
            locator = Locator(source)
            name = os.path.basename(relative) or root.name
            if relative and (reason := left_out(name)) and not _is_mail_folder(path):
                yield passed_over(locator, reason)
                continue
            if relative and path == options.own:
                yield passed_over(locator, "system")
                continue
            try:
                status = os.lstat(path)
                if stat.S_ISDIR(status.st_mode):
                    inside = sorted(names_in(path, options.within), reverse=True)
                    if not inside and not relative:
                        yield passed_over(locator, "empty")
                    pending.extend(f"{relative}/{child}" if relative else child for child in inside)
                    continue
            except OSError as error:
                yield unread(locator, error)
                continue
            if stat.S_ISLNK(status.st_mode):
                yield passed_over(locator, "symlink")
            elif not stat.S_ISREG(status.st_mode):
                yield passed_over(locator, "special")
            elif format_of(name).is_archive or is_wanted(printable(relative), options):
                yield SourceFile(path, source, name, relative, status.st_size, status.st_mtime_ns)


def _is_mail_folder(path: str) -> bool:
    """Whether a directory is a folder of a Maildir, whose names begin with a dot."""
    return all(os.path.isdir(f"{path}/{inside}") for inside in MAIL_FOLDERS)
