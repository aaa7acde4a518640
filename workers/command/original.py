"""`docmill show --original`: a document's bytes, from its source."""

import sys
from collections.abc import Mapping
from typing import Any

from workers.command.view.output import notice, print_bytes
from workers.settings import Settings

EXIT_OTHER = 1


def show_original(settings: Settings, stored: Mapping[str, Any]) -> int:
    """Write the bytes of an indexed document to standard output.

    Raises:
        ConfigurationError: the sources are not known or cannot be read again, or bytes would go to
            a terminal.
    """
    from pipeline.errors import ConfigurationError
    from workers.reading.original import OriginalGone, read_original

    try:
        original = read_original(settings, stored)
    except OriginalGone as gone:
        notice(str(gone))
        return EXIT_OTHER
    if sys.stdout.isatty() and not original.media_type.startswith("text/"):
        raise ConfigurationError(
            f"this is {original.media_type}, which would disturb the terminal; send it to a file: "
            f"docmill show {stored['id']} --original > FILE"
        )
    print_bytes(original.raw)
    if not original.is_as_indexed:
        notice(
            "these bytes, or what the source says of them, are not those that were indexed: the "
            "source has changed since"
        )
        return EXIT_OTHER
    return 0
