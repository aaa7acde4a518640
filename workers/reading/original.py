"""A document's bytes, read from its source again."""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec

from pipeline.errors import ConfigurationError
from pipeline.records import Document, Failed, Locator
from pipeline.sources import SourceOptions, read_again
from workers.ledger.writer import Ledger
from workers.producer.source_options import source_options
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

    They are read as the run read them that indexed the document: its sources are gone through by
    their readers up to the document's place.

    Raises:
        ConfigurationError: the sources are not known or cannot be read again.
        OriginalGone: the source is gone or has changed, so that there is no such document.
    """
    place = Locator(stored["source"], stored.get("member") or "", stored.get("record") or 0)
    arguments, options = _sources(settings, stored)
    item = next(iter(read_again(arguments, options, {place})), None)
    path = _path(place.source)
    if not isinstance(item, Document) and path is not None and not os.path.exists(path):
        raise OriginalGone(f"{place.source} is gone; put it back where it was when it was indexed")
    if item is None:
        raise OriginalGone(f"the source has changed: there is nothing at {place} any more")
    if not isinstance(item, Document):
        why = item.outcome.message if isinstance(item.outcome, Failed) else item.outcome.reason
        raise OriginalGone(
            f"the source has changed, and the document cannot be read any more: {why}"
        )
    return Original(_as_given(item), item.media_type, item.raw_hash == stored.get("raw_hash"))


def _sources(settings: Settings, stored: Mapping[str, Any]) -> tuple[list[str], SourceOptions]:
    """The arguments and options of the run that indexed the document."""
    ledger = Ledger.reading(settings.ledger_path)
    try:
        state = ledger.state(stored["run"]) if ledger else None
    finally:
        if ledger:
            ledger.close()
    if state is not None:
        options = source_options(settings, state.request)
        return list(state.request.sources), msgspec.structs.replace(options, whole=True)
    path = _path(stored["source"])
    if path is None:
        raise ConfigurationError(
            f"the run {stored['run']} that indexed this document is not in the ledger here, and "
            f"its source {stored['source']!r} is not a path; ask where it was run"
        )
    return [path], SourceOptions(whole=True)


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
