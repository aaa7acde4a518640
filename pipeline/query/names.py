"""The field names of the query language, and the index fields that they mean."""

from pipeline.fields import (
    ENTITY_FIELDS,
    EXTRA_FIELD,
    FOLDED_FIELDS,
    METADATA_FIELD,
    SEARCHED_FIELDS,
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
    **{name: name for name in SEARCHED_FIELDS},
    **_SHORT,
}
# Words that people write for a field → the field's name in queries, to be told of.
MEANT: dict[str, str] = {
    **dict.fromkeys(("city", "country", "location", "town"), "place"),
    **dict.fromkeys(("name", "who"), "person"),
    **dict.fromkeys(("company", "firm", "institution"), "organization"),
    **dict.fromkeys(("type", "filetype", "mime", "format", "ext"), "media_type"),
    **dict.fromkeys(("file", "filename", "path", "folder", "dir"), "source"),
    **dict.fromkeys(("from", "sender"), "mail_from"),
    **dict.fromkeys(("to", "recipient"), "mail_to"),
    **dict.fromkeys(("by", "writer", "byline"), "author"),
    **dict.fromkeys(("category", "tag", "theme"), "topic"),
    **dict.fromkeys(("year", "day", "month", "time", "before", "after", "since"), "published"),
    **dict.fromkeys(("body", "content"), "text"),
    **dict.fromkeys(("headline", "subject", "intitle"), "title"),
}
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


def query_name(field: str) -> str:
    """The name of an index field as people write it: `person` for people, `meta.x`."""
    if field.startswith(f"{METADATA_FIELD}."):
        return f"meta.{field.removeprefix(f'{METADATA_FIELD}.')}"
    short = (name for name, known in FIELD_NAMES.items() if known == field and name != field)
    return next(short, field) if field in FOLDED_FIELDS else field
