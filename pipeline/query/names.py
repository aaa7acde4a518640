"""The field names of the query language, and the index fields that they mean."""

from pipeline.fields import (
    DATE_FIELDS,
    ENTITY_FIELDS,
    FOLDED_FIELDS,
    INTEGER_FIELDS,
    KEYWORD_FIELDS,
    TEXT_FIELDS,
)

_SHORT = {
    "org": "organizations",
    "topic": "topics",
    "lang": "language",
    "date": "published",
    "id_": "source_id",
}
# What may stand before the colon → the index's own name; the latter may stand there too.
FIELD_NAMES: dict[str, str] = {
    **{
        name: name
        for name in (
            *TEXT_FIELDS, *FOLDED_FIELDS, *KEYWORD_FIELDS, *DATE_FIELDS, *INTEGER_FIELDS,
        )
    },
    **ENTITY_FIELDS,
    **_SHORT,
}  # fmt: skip
