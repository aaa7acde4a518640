"""The field names of the query language, and the index fields that they mean."""

from pipeline.fields import (
    DATE_FIELDS,
    ENTITY_FIELDS,
    EXTRA_FIELD,
    FLOAT_FIELDS,
    FOLDED_FIELDS,
    INTEGER_FIELDS,
    KEYWORD_FIELDS,
    METADATA_FIELD,
    TEXT_FIELDS,
    folded_name,
)

_SHORT = {
    "org": "organizations",
    "organisation": "organizations",
    "organisations": "organizations",
    "topic": "topics",
    "lang": "language",
    "date": "published",
    "id_": "source_id",
}
# Field name in a query → name of the index field; the latter may be used in queries too.
FIELD_NAMES: dict[str, str] = {
    **ENTITY_FIELDS,
    # An index field's own name comes first: `url` is the document's, `urls` those in its text.
    **{
        name: name
        for name in (
            *TEXT_FIELDS, *FOLDED_FIELDS, *KEYWORD_FIELDS,
            *DATE_FIELDS, *INTEGER_FIELDS, *FLOAT_FIELDS,
        )
    },
    **_SHORT,
}  # fmt: skip
# Before the name of a source's own field, and before the path of a result of a user's stage.
_BY_NAME = {"meta.": METADATA_FIELD, f"{METADATA_FIELD}.": METADATA_FIELD, "extra.": EXTRA_FIELD}


def field_name(name: str) -> str | None:
    """The name of the index field for a field name in a query; None for an unknown name.

    `meta.section` is the field `section` of the source's own metadata, `extra.mood.score` the key
    `score` of what the stage `mood` found.
    """
    for prefix, field in _BY_NAME.items():
        if name.lower().startswith(prefix) and (own := folded_name(name[len(prefix) :])):
            return f"{field}.{own}"
    return FIELD_NAMES.get(name.lower())
