"""A member of a container whose bytes are all at hand: what a document of them needs is little."""

from functools import cache, lru_cache

from pipeline.convert.registry import converted_types
from pipeline.identity import NOTHING, document_id, raw_hash
from pipeline.records import Document, Locator
from pipeline.sources.container import HEAD_BYTES
from pipeline.sources.document_file import told_type
from pipeline.sources.formats import Format, format_in, format_of
from pipeline.sources.media import has_insides
from pipeline.sources.media.head import suffix_of
from pipeline.sources.options import SourceOptions
from pipeline.sources.selection import is_wanted

_RTF = "application/rtf"  # in which other files may stand


def whole_document(
    name: str, path: str, locator: Locator, raw: bytes, options: SourceOptions
) -> Document | None:
    """The document that a member of such bytes is, if `reading` would find nothing else in it.

    None for one that is packed, a container, one that others may stand in, of a type that is not
    converted, empty, too large or not wanted: that is read step by step. `path`: as that of an
    `Entry`.
    """
    if not 0 < len(raw) <= options.limits.max_document_bytes or not is_wanted(path, options):
        return None
    head = raw[:HEAD_BYTES]  # those by which a type is told, too
    kind = told_type(name, head)
    if kind not in _alone() or not _is_document(suffix_of(name)):
        return None
    form = Format(name, None, "")
    if format_in(name, form, head) is not form:
        return None
    return Document(
        id=document_id(locator),
        locator=locator,
        media_type=kind,
        raw=raw,
        raw_hash=raw_hash(raw, kind, NOTHING),
        size=len(raw),
    )


@cache
def _alone() -> frozenset[str]:
    """The types of which the first bytes tell, and in which no other file stands."""
    return frozenset(kind for kind in converted_types() if not has_insides(kind) and kind != _RTF)


@lru_cache(maxsize=256)
def _is_document(suffix: str) -> bool:
    """Whether files of a suffix are documents, as far as it says."""
    form = format_of(f"x{suffix}")
    return form.container is None and not form.compression
