"""From the arguments of a run to its documents."""

import io
import os
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import ExitStack

import msgspec

from pipeline.errors import ConfigurationError
from pipeline.extras import NEEDS_EXTRA, is_installed
from pipeline.records import Document, Locator, Unread
from pipeline.sources import standard_input
from pipeline.sources.budget import Budget
from pipeline.sources.confined import open_within
from pipeline.sources.container import HEAD_BYTES, Container
from pipeline.sources.document_file import read_document
from pipeline.sources.embedded import with_embedded
from pipeline.sources.entry import BUFFER_BYTES, Entry, Reader, forward
from pipeline.sources.formats import (
    COMPRESSIONS,
    Format,
    behind_program,
    format_in,
    format_of,
)
from pipeline.sources.location import printable
from pipeline.sources.media import HTML, signed_type, type_by_head
from pipeline.sources.options import SourceOptions
from pipeline.sources.place import Wanted
from pipeline.sources.position import END, Cursor, Mark, Position
from pipeline.sources.problems import Item, Truncated, guarded, passed_over, unread
from pipeline.sources.selection import is_wanted
from pipeline.sources.spooled import spooled
from pipeline.sources.walk import SourceFile, walk

MOST_PACKINGS = 3  # compressions in one another that are unpacked


def check_source(argument: str, within: str = "") -> None:
    """Raise `ConfigurationError` when an argument is no file or directory that can be opened.

    `within`: as in `SourceOptions`. `-` is standard input, into which something must be piped.
    """
    if argument == standard_input.ARGUMENT:
        standard_input.check_standard_input()
        return
    shown = printable(argument)
    try:
        if within:
            path = os.path.realpath(argument)
            os.close(open_within(within, path, as_folder=os.path.isdir(path)))
        elif os.path.isdir(argument):
            os.listdir(argument)
        elif os.path.isfile(argument):
            with open(argument, "rb"):
                pass
        elif os.path.exists(argument):
            raise ConfigurationError(
                f"source {shown!r} is neither a file nor a directory; what comes out of a pipe is "
                "read by the name -"
            )
        else:
            raise ConfigurationError(f"source {shown!r} does not exist; look at its path")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigurationError(f"source {shown!r} cannot be opened: {reason}") from error


def measure(arguments: Sequence[str], options: SourceOptions) -> int:
    """The bytes on disk that `read_sources` will go through; opens no file."""
    return sum(f.size for f in walk(arguments, options) if isinstance(f, SourceFile))


def read_sources(
    arguments: Sequence[str],
    options: SourceOptions,
    progress: Callable[[int], None] | None = None,
    cursor: Cursor | None = None,
    start: Position | None = None,
) -> Iterator[Document | Unread]:
    """Every document of the arguments, one at a time and in the same order each time.

    What cannot be read, or is left out, is an `Unread`; nothing is raised for bad content.
    `progress` is called with the bytes on disk gone through so far, up to what `measure` gives.
    `cursor` is set to the position of each item before it is given. With a `start` that a cursor
    has given, the first item is the one that begins there, and the rest is as it was.

    Raises:
        ConfigurationError: the sources hold no item at `start` any more, or `start` is in standard
            input, which cannot be read again.
    """
    cursor = Cursor() if cursor is None else cursor
    cursor.position = sought = start
    finished = 0
    for file in walk(arguments, options):
        if sought is None or sought.source == _source(file):
            for position, passed, item in _positioned(file, options, sought):
                if progress:
                    progress(finished + passed)
                if sought is not None and item.locator != sought.locator:
                    continue  # read again only to come to the start
                sought = None
                cursor.position = position
                yield item
            if sought is not None:
                break
        if isinstance(file, SourceFile):
            finished += file.size
            if progress:
                progress(finished)
    if sought not in (None, END):
        raise ConfigurationError(
            f"there is nothing to read at {sought.locator} any more, where the run stopped: "
            "its sources have changed; start a new run"
        )
    cursor.position = END


def read_again(
    arguments: Sequence[str],
    options: SourceOptions,
    wanted: Collection[Locator],
    progress: Callable[[int], None] | None = None,
) -> Iterator[Document | Unread]:
    """The items at the `wanted` locators that the sources still hold, in the order of the sources.

    Files without one are not opened, nor members of a zip; of a file of records, what comes before
    the first is passed over, and what comes after the last is not read. `progress` as in
    `read_sources`.

    Raises:
        ConfigurationError: standard input is among the sources.
    """
    left: dict[str, set[Locator]] = {}
    for locator in wanted:
        left.setdefault(locator.source, set()).add(locator)
    finished = 0
    for file in walk(arguments, options):
        here = left.get(_source(file), set())
        if here:
            for _, passed, item in _positioned(file, options, _first(here), here):
                if progress:
                    progress(finished + passed)
                if item.locator in here:
                    here.discard(item.locator)
                    yield item
                if not here:
                    break
        finished += file.size if isinstance(file, SourceFile) else 0


def open_again(
    arguments: Sequence[str], options: SourceOptions, source: str
) -> io.BufferedReader | None:
    """The file of a source as it lies on disk; None where the arguments lead to none such.

    Raises:
        OSError: it cannot be opened.
        ConfigurationError: it is standard input.
    """
    for file in walk(arguments, options):
        if isinstance(file, SourceFile) and file.source == source:
            return _open(file, Mark().position(Locator(source)), options.within)
    return None


def _first(wanted: Collection[Locator]) -> Position | None:
    """Where the first of some records of a file begins; None for members of an archive."""
    first = min(wanted, key=lambda locator: (locator.member, locator.record))
    return None if any(locator.member for locator in wanted) else Mark().position(first)


def _source(file: SourceFile | Unread) -> str:
    return file.source if isinstance(file, SourceFile) else file.locator.source


def _positioned(
    file: SourceFile | Unread,
    options: SourceOptions,
    start: Position | None,
    wanted: Collection[Locator] | None = None,
) -> Iterator[tuple[Position, int, Item]]:
    """The items of a file, each with its position and the bytes on disk gone through so far.

    Not all that comes before `start`, if it is in this file, is left out. Members of an archive in
    which nothing is `wanted` are not read.
    """
    if isinstance(file, Unread):
        yield Mark().position(file.locator), 0, file
        return
    locator = Locator(file.source)
    try:
        stream = _open(file, start, options.within)
    except OSError as error:
        yield Mark().position(locator), 0, unread(locator, error)
        return
    with stream:
        budget = Budget(options.limits, None if file.size == 0 else lambda: file.size)
        path = printable(file.relative)
        sought = None if wanted is None else Wanted(place.member for place in wanted)
        entry = Entry(
            locator, file.name, path, stream, file.size, start, budget=budget, wanted=sought
        )
        passed = 0
        place = locator if start is None or start.member else start.locator
        for item in guarded(place, _until_end(stream, _read(entry, options))):
            # A zip is not read from front to back, but progress never goes back.
            passed = max(passed, min(stream.tell(), file.size))
            yield entry.mark.position(item.locator), passed, item


def _until_end(stream: io.BufferedReader, items: Iterator[Item]) -> Iterator[Item]:
    """The items; then an error if the file on disk became shorter while it was read."""
    if not stream.seekable():  # standard input
        yield from items
        return
    size = os.fstat(stream.fileno()).st_size
    yield from items
    now = os.fstat(stream.fileno()).st_size
    if now < size:
        raise Truncated(
            f"it became shorter while it was read, {now} bytes where {size} were: what stood there "
            "may be missing; run it again when nothing writes to it"
        )


def _open(file: SourceFile, start: Position | None, within: str) -> io.BufferedReader:
    if file.path != standard_input.ARGUMENT:
        opened = open_within(within, file.path) if within else file.path
        return io.BufferedReader(io.FileIO(opened), BUFFER_BYTES)
    if start is not None:
        raise ConfigurationError(standard_input.GONE)
    return standard_input.open_standard_input()


def _read(entry: Entry, options: SourceOptions) -> Iterator[Item]:
    """The items of a file: on disk, or in a container."""
    # All of a container is read to see what is wrong with it.
    if entry.wanted is not None and not entry.wanted.reaches(entry.locator.member):
        return
    by_name = format_of(entry.name)
    if not (by_name.is_archive or is_wanted(entry.path, options)):
        return
    head = entry.stream.peek(HEAD_BYTES)[:HEAD_BYTES]
    form = behind_program(format_in(entry.name, by_name, head), head, entry.stream)
    with ExitStack() as opened:
        content, form = _opened(entry, form, opened)
        items = _items(content, form, options, _read)
        try:
            for found in items:
                item = _related(found, entry)
                if isinstance(item, Document) and item.locator == entry.locator:
                    yield from with_embedded(item, content, options, _read)
                else:
                    yield item
        finally:
            items.close()  # before the streams


def _items(
    entry: Entry, form: Format, options: SourceOptions, reader: Reader
) -> Generator[Item, None, None]:
    """What a container holds, or the file as a document."""
    container: Container | None = form.container
    limits = options.limits
    if form.compression or entry.depth > limits.max_depth:
        yield passed_over(entry.locator, "nested")
    elif container is None or _is_no(container, form, entry):
        if is_wanted(entry.path, options):
            yield from read_document(entry, options)
    elif container.is_archive and entry.depth == limits.max_depth:
        yield passed_over(entry.locator, "nested")
    elif not entry.stream.peek(1):
        yield passed_over(entry.locator, "empty")
    elif not (container.is_archive or is_wanted(entry.path, options)):
        return
    elif (extra := getattr(container, "extra", "")) and not is_installed(extra):
        yield passed_over(entry.locator, NEEDS_EXTRA)
    else:
        is_empty = not container.is_archive  # an archive reports it itself
        for item in container.read(entry, options, reader):
            is_empty = False
            yield item
        if is_empty:
            yield passed_over(entry.locator, "empty")


def _is_no(container: Container, form: Format, entry: Entry) -> bool:
    """Whether a file is something else than its name alone says."""
    if form.recognised:
        return False
    head = entry.stream.peek(HEAD_BYTES)[:HEAD_BYTES]
    if type_by_head("", head) == HTML:  # such as what a server said in place of an archive
        return True
    return not container.is_archive and signed_type(head) is not None


def _related(item: Item, entry: Entry) -> Item:
    """An item with the relations of the file that it stands in, unless it says its own."""
    if entry.family is not None and isinstance(item, Document) and item.family is None:
        return msgspec.structs.replace(item, parent=entry.parent, family=entry.family)
    return item


def _opened(entry: Entry, form: Format, opened: ExitStack) -> tuple[Entry, Format]:
    """The entry without its compression, which may be in another one, and what it then is.

    Its stream can seek if a container must. What is opened for that is closed with `opened`.
    """
    for _ in range(MOST_PACKINGS):
        if not form.compression:
            break
        budget = entry.budget.inner(entry.stream.tell)
        packed = COMPRESSIONS[form.compression](entry.stream)
        stream = opened.enter_context(forward(packed, budget.spend))
        name = form.name
        entry = msgspec.structs.replace(entry, name=name, stream=stream, size=None, budget=budget)
        form = format_in(name, format_of(name), stream.peek(HEAD_BYTES)[:HEAD_BYTES])
    if form.container and form.container.seeks and not entry.stream.seekable():
        stream, size = spooled(entry.stream)
        opened.enter_context(stream)
        entry = msgspec.structs.replace(entry, stream=stream, size=size)
    if form.name != entry.name:
        entry = msgspec.structs.replace(entry, name=form.name)
    return entry, form
