"""The ids of the last search's hits, so that `docmill show 3` opens the third."""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from workers.files.private_files import opener

if TYPE_CHECKING:
    from pipeline.index import Index

FILE = "last-search.json"
MOST = 1_000


def remember(data_dir: Path, ids: Sequence[str], first: int) -> None:
    """Keep the ids of the hits shown, the first of which had the number `first`.

    Where nothing can be written, nothing is kept.
    """
    with contextlib.suppress(OSError), open(data_dir / FILE, "wb", opener=opener) as file:
        file.write(msgspec.json.encode({"first": first, "ids": ids[:MOST]}))


def recall(data_dir: Path, number: str) -> str | None:
    """The id of the hit with this number; None where the last search showed none."""
    if not (number.isascii() and number.isdecimal()):
        return None
    try:
        kept = msgspec.json.decode((data_dir / FILE).read_bytes())
        place = int(number) - kept["first"]
        return str(kept["ids"][place]) if place >= 0 else None
    except (OSError, msgspec.DecodeError, LookupError, TypeError):
        return None


def find(index: "Index", data_dir: Path, key: str) -> dict[str, Any] | None:
    """The document with this id or id in the source, else the hit with this number; None for none.

    Raises:
        Unavailable: the index does not answer.
    """
    stored = index.get(key)
    if stored is None and (numbered := recall(data_dir, key)):
        stored = index.get(numbered)
    return stored
