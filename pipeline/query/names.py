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
    **ENTITY_FIELDS,
    # An index field's own name comes first: `url` is the document's, `urls` those in its text.
    **{
        name: name
        for name in (
            *TEXT_FIELDS, *FOLDED_FIELDS, *KEYWORD_FIELDS, *DATE_FIELDS, *INTEGER_FIELDS,
        )
    },
    **_SHORT,
}  # fmt: skip
