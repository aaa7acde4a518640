"""A member of a container that is plain text: most are, and what they need is little."""

from functools import lru_cache

from pipeline.convert.registry import converted_types
from pipeline.identity import NOTHING, document_id, raw_hash
from pipeline.records import Document, Locator
from pipeline.sources.container import HEAD_BYTES
from pipeline.sources.formats import Format, format_in, format_of
from pipeline.sources.media import SNIFF_BYTES, type_by_head
from pipeline.sources.media.head import TEXT, suffix_of
from pipeline.sources.options import SourceOptions
from pipeline.sources.selection import is_wanted

LONGEST = 256 * 1024  # bytes


def plain_document(
    name: str, path: str, locator: Locator, raw: bytes, options: SourceOptions
) -> Document | None:
    """The document that a member of such bytes is, if `reading` would find nothing else in it.

    None for one that is packed, a container, of another type, empty, large or not wanted: that is
    read step by step. `path`: as that of an `Entry`.
    """
    if not 0 < len(raw) <= min(LONGEST, options.limits.max_document_bytes):
        return None
    if not is_wanted(path, options) or not _is_plain(suffix_of(name)):
        return None
    if type_by_head(name, raw[:SNIFF_BYTES]) != TEXT:
        return None
    form = Format(name, None, "")
    if format_in(name, form, raw[:HEAD_BYTES]) is not form:
        return None
    return Document(
        id=document_id(locator),
        locator=locator,
        media_type=TEXT,
        raw=raw,
        raw_hash=raw_hash(raw, TEXT, NOTHING),
        size=len(raw),
    )


@lru_cache(maxsize=256)
def _is_plain(suffix: str) -> bool:
    """Whether files of a suffix are text, as far as it says."""
    form = format_of(f"x{suffix}")
    return form.container is None and not form.compression and TEXT in converted_types()
