"""`docmill show --original`: a document's bytes, from its source."""

import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from workers.command.view.output import notice, print_bytes
from workers.settings import Settings

EXIT_OTHER = 1
_FILE = "file://"


def show_original(settings: Settings, stored: Mapping[str, Any]) -> int:
    """Write the bytes of an indexed document to standard output.

    They are read as the run read them that indexed the document: its sources are gone through by
    their readers up to the document's place.

    Raises:
        ConfigurationError: the sources are not known or cannot be read again, or bytes would go to
            a terminal.
    """
    import os

    from pipeline.errors import ConfigurationError
    from pipeline.records import Document, Failed, Locator
    from pipeline.sources import read_again

    place = Locator(stored["source"], stored.get("member") or "", stored.get("record") or 0)
    arguments, options = _sources(settings, stored)
    item = next(iter(read_again(arguments, options, {place})), None)
    if item is None:
        path = _path(place.source)
        gone = path is not None and not os.path.exists(path)
        notice(
            f"{place.source} is gone; put it back where it was when it was indexed"
            if gone
            else f"the source has changed: there is nothing at {place} any more"
        )
        return EXIT_OTHER
    if not isinstance(item, Document):
        why = item.outcome.message if isinstance(item.outcome, Failed) else item.outcome.reason
        notice(f"the source has changed, and the document cannot be read any more: {why}")
        return EXIT_OTHER
    raw = _as_given(item)
    if sys.stdout.isatty() and not item.media_type.startswith("text/"):
        raise ConfigurationError(
            f"this is {item.media_type}, which would disturb the terminal; send it to a file: "
            f"docmill show {stored['id']} --original > FILE"
        )
    print_bytes(raw)
    if item.raw_hash != stored.get("raw_hash"):
        notice(
            "these bytes, or what the source says of them, are not those that were indexed: the "
            "source has changed since"
        )
        return EXIT_OTHER
    return 0


def _sources(settings: Settings, stored: Mapping[str, Any]) -> tuple[list[str], Any]:
    """The arguments and options of the run that indexed the document."""
    import msgspec

    from pipeline.errors import ConfigurationError
    from pipeline.sources import SourceOptions
    from workers.ledger.writer import Ledger
    from workers.producer.source_options import source_options

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
    import os

    if not source.startswith(_FILE):
        return None
    return os.fsdecode(unquote_to_bytes(source.removeprefix(_FILE)))


def _as_given(document: Any) -> bytes:
    """The bytes of a document; a text in the encoding that its file is in."""
    raw = document.raw
    if isinstance(raw, bytes):
        return raw
    try:
        return bytes(raw.encode(document.encoding or "utf-8"))
    except (LookupError, UnicodeEncodeError):
        return bytes(raw.encode("utf-8", "surrogatepass"))
