"""What a file that is one document is: its media type, by its content first, then by its name."""

from pipeline.sources.media.head import (
    HTML,
    SNIFF_BYTES,
    TEXT,
    XHTML,
    is_named_text,
    signed_type,
    type_by_head,
)
from pipeline.sources.media.inside import has_insides, type_inside
from pipeline.sources.media.left_out import left_out_reason

__all__ = [
    "HTML",
    "SNIFF_BYTES",
    "TEXT",
    "XHTML",
    "has_insides",
    "is_named_text",
    "left_out_reason",
    "signed_type",
    "type_by_head",
    "type_inside",
]
