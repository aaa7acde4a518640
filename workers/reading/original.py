"""A document's bytes, read from its source again."""

import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec

from pipeline.errors import ConfigurationError
from pipeline.records import Document, Failed, Locator, Unread
from pipeline.sources import SourceOptions, open_again, read_again
from pipeline.sources.confined import is_within
from workers.producer.source_options import source_options
from workers.reading.ledger import opened_ledger
from workers.settings import Settings

_FILE = "file://"


class OriginalGone(Exception):
    """The document is not where it was when it was indexed; the message says what is there."""


class Original(msgspec.Struct, frozen=True):
    """The bytes of a document and their media type.

    `is_as_indexed`: False where the source has changed since.
    """

    raw: bytes
    media_type: str
    is_as_indexed: bool


def read_original(settings: Settings, stored: Mapping[str, Any]) -> Original:
    """The bytes of an indexed document.

    Raises:
        ConfigurationError: the sources are not known or cannot be read again.
        OriginalGone: the source is gone or has changed, so that there is no such document.
    """
    [(_, found)] = read_originals(settings, [stored])
    if isinstance(found, OriginalGone):
        raise found
    return found


def read_originals(
    settings: Settings, run: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[Mapping[str, Any], Original | OriginalGone]]:
    """The bytes of documents that one run indexed, one after the other, each with its record.

    They are read as the run read them: its sources are gone through by their readers, once, up to
    the last of the documents.

    Raises:
        ConfigurationError: the sources are not known or cannot be read again.
    """
    wanted: dict[Locator, list[Mapping[str, Any]]] = {}
    for stored in run:
        wanted.setdefault(Locator.of_stored(stored), []).append(stored)
    arguments, options = _sources(settings, run)
    for item in read_again(arguments, options, wanted):
        for stored in wanted.pop(item.locator):
            yield stored, _original(item, stored)
        if not wanted:
            return
    for place, others in wanted.items():
        for stored in others:
            yield stored, _gone(place)


def open_file(settings: Settings, stored: Mapping[str, Any]) -> io.BufferedReader:
    """The whole file in which a document lies that cannot be read, as it is on disk.

    Raises:
        ConfigurationError: the sources are not known or cannot be read again.
        OriginalGone: there is no such file any more, or it cannot be opened.
    """
    arguments, options = _sources(settings, [stored])
    place = Locator(stored["source"])
    try:
        opened = open_again(arguments, options, place.source)
    except OSError as error:
        raise OriginalGone(f"{place} cannot be opened: {error.strerror}") from error
    if opened is None:
        raise _gone(place)
    return opened


def _original(item: Document | Unread, stored: Mapping[str, Any]) -> Original | OriginalGone:
    if isinstance(item, Document):
        is_as_indexed = item.raw_hash == stored.get("raw_hash")
        return Original(_as_given(item), item.media_type, is_as_indexed)
    if _is_missing(item.locator):
        return _gone(item.locator)
    why = item.outcome.message if isinstance(item.outcome, Failed) else item.outcome.reason
    return OriginalGone(f"the source has changed, and the document cannot be read any more: {why}")


def _gone(place: Locator) -> OriginalGone:
    return OriginalGone(
        f"{place.source} is gone; put it back where it was when it was indexed"
        if _is_missing(place)
        else f"the source has changed: there is nothing at {place} any more"
    )


def _is_missing(place: Locator) -> bool:
    path = _path(place.source)
    return path is not None and not os.path.exists(path)


def _sources(
    settings: Settings, run: Sequence[Mapping[str, Any]]
) -> tuple[list[str], SourceOptions]:
    """The arguments and options of the run that indexed some documents.

    Where the ledger has lost it, those of the newest run that was given a place of theirs. No path
    that only the index has is ever opened: others may write to an index.
    """
    name = run[0]["run"]
    with opened_ledger(settings) as ledger:
        state = ledger.state(name) if ledger else None
        if ledger is not None and state is None:
            paths = [path for stored in run if (path := _path(stored["source"]))]
            given = (one.run for one in ledger.runs() if _holds(one.sources, paths))
            state = ledger.state(next(given, ""))
    if state is None:
        raise ConfigurationError(
            f"the run {name} that indexed this document is not in the ledger here, nor another one "
            f"that was given {run[0]['source']}; ask where it was run"
        )
    options = source_options(settings, state.request)
    return list(state.request.sources), msgspec.structs.replace(options, whole=True)


def _holds(sources: Iterable[str], paths: Iterable[str]) -> bool:
    """Whether one of some paths is, or lies below, one of the sources of a run."""
    return any(is_within(source, path) for path in paths for source in sources)


def _path(source: str) -> str | None:
    if not source.startswith(_FILE):
        return None
    return os.fsdecode(unquote_to_bytes(source.removeprefix(_FILE)))


def _as_given(document: Document) -> bytes:
    """The bytes of a document; a text in the encoding that its file is in."""
    raw = document.raw
    if isinstance(raw, bytes):
        return raw
    assert raw is not None  # read again, it has its content
    try:
        return raw.encode(document.encoding or "utf-8")
    except (LookupError, UnicodeEncodeError):
        return raw.encode("utf-8", "surrogatepass")
