"""A file that is one document: text, a page, or what else a converter reads."""

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.convert.registry import converted_types, types_by_suffix
from pipeline.identity import NOTHING, document_id, raw_hash
from pipeline.records import Document, Unread
from pipeline.sources.entry import Entry, read_to_damage
from pipeline.sources.media import (
    SNIFF_BYTES,
    TEXT,
    has_insides,
    left_out_reason,
    type_by_head,
    type_inside,
)
from pipeline.sources.media.head import suffix_of
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import (
    Corrupt,
    DocumentTooLarge,
    Item,
    Truncated,
    most_bytes,
    passed_over,
)

AT_ONCE_BYTES = 64 * 1024


def read_document(entry: Entry, options: SourceOptions) -> Iterator[Item]:
    """The file as one document, its bytes as they are; its title is left to cleaning.

    Of a damaged file what stands before the damage is the document, and then the error is raised.

    Raises as `read_whole` does.
    """
    found = read_whole(entry, options)
    if isinstance(found, Unread):
        yield found
        return
    kind, raw, damage = found
    yield Document(
        id=document_id(entry.locator),
        locator=entry.locator,
        media_type=kind,
        raw=raw,
        raw_hash=raw_hash(raw, kind, NOTHING),
        size=len(raw),
        damage=str(damage or ""),
    )
    if damage is not None:
        raise damage


def told_type(name: str, head: bytes) -> str:
    """The media type of a file by its first `SNIFF_BYTES`; of a text by its suffix, too."""
    kind = type_by_head(name, head)
    return types_by_suffix().get(suffix_of(name), kind) if kind == TEXT else kind


class Whole(NamedTuple):
    """The media type of a file and its bytes; with `damage` only those that stand before it."""

    media_type: str
    raw: bytes
    damage: Truncated | Corrupt | None = None


def read_whole(entry: Entry, options: SourceOptions) -> Whole | Unread:
    """The media type of a file and all of its bytes.

    One of a type that no installed converter reads is left out.

    Raises:
        Truncated, Corrupt: nothing of it can be read.
        DocumentTooLarge: as soon as the size is known, by the entry or by reading.
        DecompressionBomb: as `Budget.check_told` and `Budget.spend` do.
    """
    # What is small is read at once, whatever it is.
    first = SNIFF_BYTES if entry.size is None else min(max(SNIFF_BYTES, entry.size), AT_ONCE_BYTES)
    begun, damage = read_to_damage(entry.stream, first)
    if damage is not None and not begun:
        raise damage
    head = begun[:SNIFF_BYTES]
    kind = told_type(entry.name, head)
    if kind not in converted_types() and not has_insides(kind):
        return passed_over(entry.locator, left_out_reason(kind))
    limit = options.limits.max_document_bytes
    raw = begun
    if damage is None and (entry.size is None or entry.size <= limit):
        entry.budget.check_told(entry.size or 0)
        more, damage = read_to_damage(entry.stream, limit + 1 - len(begun))
        raw += more
    too_large = (entry.size or 0) > limit or len(raw) > limit
    if has_insides(kind):
        kind = type_inside(kind, entry.name, None if too_large else raw)
        if kind not in converted_types():
            return passed_over(entry.locator, left_out_reason(kind))
    if too_large:
        raise DocumentTooLarge(f"the document is larger than {most_bytes(limit)}")
    return Whole(kind, raw, damage)
