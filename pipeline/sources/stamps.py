"""Stamps of sources, by which a changed one is noticed before it is read on."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Literal

from pipeline.identity import DIGEST_BYTES
from pipeline.records import Record
from pipeline.sources import standard_input
from pipeline.sources.confined import opener
from pipeline.sources.entry import read_up_to
from pipeline.sources.location import Root, printable, roots
from pipeline.sources.options import SourceOptions
from pipeline.sources.walk import SourceFile, walk

HEAD_BYTES = 1_000_000


class Stamp(Record, frozen=True):
    """What one argument was like.

    `source` as in locators, `path` as it is shown. `size`: bytes, of a directory those of all its
    files, which are counted in `files`. `modified_ns`: nanoseconds since 1970, 0 for a directory.
    `digest`: 32 hex digits, of a file over its first `HEAD_BYTES`, of a directory over the paths,
    sizes and times of its files; "" where there is nothing to read.
    """

    source: str
    path: str
    kind: Literal["file", "directory", "stream", "missing"]
    size: int = 0
    files: int = 0
    modified_ns: int = 0
    digest: str = ""


def stamp(arguments: Sequence[str], options: SourceOptions) -> tuple[Stamp, ...]:
    """A stamp for each argument; what cannot be opened is "missing".

    Reads the beginning of the arguments that are files, and only the names below directories.
    """
    return tuple(_stamp(root, options) for root in roots(arguments, options.source_name))


def _stamp(root: Root, options: SourceOptions) -> Stamp:
    path = printable(root.path)
    if root.path == standard_input.ARGUMENT:
        return Stamp(root.source, "standard input", "stream")
    try:
        if os.path.isdir(root.path):
            return _directory_stamp(root, options)
        if not os.path.isfile(root.path):  # a pipe would wait for somebody to write
            return Stamp(root.source, path, "missing")
        with open(root.path, "rb", opener=opener(options.within)) as file:
            status = os.fstat(file.fileno())
            head = read_up_to(file, HEAD_BYTES)
    except OSError:
        return Stamp(root.source, path, "missing")
    digest = blake2b(head, digest_size=DIGEST_BYTES).hexdigest()
    return Stamp(root.source, path, "file", status.st_size, 1, status.st_mtime_ns, digest)


def _directory_stamp(root: Root, options: SourceOptions) -> Stamp:
    size = files = 0
    state = blake2b(digest_size=DIGEST_BYTES)
    for file in walk([root.path], options):
        if isinstance(file, SourceFile):
            size += file.size
            files += 1
            line = f"{file.relative}\0{file.size}\0{file.modified_ns}\0"
            state.update(os.fsencode(line))
    return Stamp(root.source, printable(root.path), "directory", size, files, 0, state.hexdigest())


def changed(old: Sequence[Stamp], new: Sequence[Stamp]) -> list[str]:
    """A sentence for each source that is not what it was; none when all are as they were."""
    now = {one.source: one for one in new}
    before = {one.source for one in old}
    differences = [_difference(one, now.get(one.source)) for one in old]
    differences += [
        f"{one.path} is new among the sources" for one in new if one.source not in before
    ]
    return [sentence for sentence in differences if sentence]


def _difference(was: Stamp, now: Stamp | None) -> str | None:
    """What a person can see of a change, the plainest sign first."""
    if was == now:
        return None
    if now is None:
        return f"{was.path} is not among the sources any more"
    if now.kind == "missing":
        return f"{now.path} is gone, or cannot be opened"
    if was.path != now.path:
        return f"{now.path} stands where {was.path} was"
    if was.kind != now.kind:
        before = "missing" if was.kind == "missing" else f"a {was.kind}"
        return f"{now.path} is a {now.kind} now and was {before} before"
    if was.files != now.files:
        return f"{now.path} holds {now.files:,} files; it held {was.files:,}"
    if was.size != now.size:
        verb = "grown" if now.size > was.size else "shrunk"
        return f"{now.path} has {verb} from {was.size:,} to {now.size:,} bytes"
    if now.kind == "directory":
        return f"{now.path} holds files that were modified or renamed"
    if was.digest != now.digest:
        return f"{now.path} begins with other bytes than before"
    when = datetime.fromtimestamp(now.modified_ns // 1_000_000_000, UTC)
    return f"{now.path} was modified on {when:%Y-%m-%d at %H:%M:%S} UTC"
