"""The tantivy schema, derived from `pipeline.fields`, and entries as tantivy documents."""

from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

import msgspec
import tantivy

from pipeline.fields import (
    DATE_FIELDS,
    EXTRA_FIELD,
    FACET_FIELDS,
    FLOAT_FIELDS,
    FOLDED_FIELDS,
    INTEGER_FIELDS,
    KEYWORD_FIELDS,
    KEYWORD_LENGTH,
    METADATA_FIELD,
    NAME_FIELDS,
    NAME_LENGTH,
    SIGNALS_FIELD,
    STORED_FIELDS,
    TEXT_FIELDS,
    folded,
)
from pipeline.index import IndexEntry
from pipeline.terms.folders import FOLDERS
from pipeline.terms.ranks import RANKS
from pipeline.terms.twins import VERSION, stems_of, terms_of, twins
from workers.indexes.surrogates import without_surrogates

ID = "id"
# The whole record as JSON; the only field in tantivy's (compressed) document store.
RECORD = "stored_record"
# A number that spreads the documents evenly: ranges of it cut any result into pages for a scan.
SLOT = "slot"
SLOTS = 1 << 64

# The name is part of the stored schema, so that an index made with other terms is reported instead
# of searched wrongly.
_TOKENIZER = f"terms-{VERSION}"

# Fields that are matched or counted as whole values, with the longest value in characters. Names
# are matched in their folded copies, so only names that are counted are here too.
_WHOLE = {
    **dict.fromkeys(KEYWORD_FIELDS, KEYWORD_LENGTH),
    **{folded(field): NAME_LENGTH for field in FOLDED_FIELDS},
    **{field: NAME_LENGTH for field in FOLDED_FIELDS if field in FACET_FIELDS},
}
# The source's own fields, folded: each value follows the name of its field.
OWN = (folded(METADATA_FIELD), folded(EXTRA_FIELD))
# Twins: terms with their positions, stems without.
_TERMS = tuple(terms_of(field) for field in (*TEXT_FIELDS, *NAME_FIELDS))
STEMS = tuple(stems_of(field) for field in TEXT_FIELDS)
_NOT_INDEXED = (
    frozenset({*FOLDED_FIELDS, *STORED_FIELDS, SIGNALS_FIELD, EXTRA_FIELD, METADATA_FIELD})
    - _WHOLE.keys()
)


class UnfitEntryError(ValueError):
    """An entry that does not fit the schema."""


def schema() -> tantivy.Schema:
    """The schema of every embedded index."""
    builder = tantivy.SchemaBuilder()
    for name in (ID, RANKS, FOLDERS, *OWN, *_WHOLE):
        builder.add_text_field(
            name,
            tokenizer_name="raw",
            index_option="basic",
            fast=name in (ID, FOLDERS, *FACET_FIELDS),
        )
    for name in _TERMS:
        builder.add_text_field(name, tokenizer_name=_TOKENIZER, index_option="position")
    for name in STEMS:
        builder.add_text_field(name, tokenizer_name=_TOKENIZER, index_option="basic")
    for name in DATE_FIELDS:
        # Seconds, as tantivy's own dates end at 1677 and 2262 and archives do not.
        builder.add_integer_field(name, fast=True)
    for name in (*INTEGER_FIELDS, SLOT):
        builder.add_unsigned_field(name, fast=True)
    for name in FLOAT_FIELDS:
        builder.add_float_field(name, fast=True)
    builder.add_bytes_field(RECORD, stored=True)
    return builder.build()


def register(index: tantivy.Index) -> None:
    """Register the tokenizer that the schema names with an opened index: it divides at blanks."""
    blanks = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_TOKENIZER, blanks)


def own_term(name: str, value: str) -> str:
    """A value of one of the source's own fields as a term, both folded."""
    return f"{name}\x1f{value}"


def seconds(published: str) -> int:
    """An ISO 8601 date-time as seconds since 1970; UTC if it has no zone.

    Raises:
        ValueError: it is no date-time.
    """
    moment = datetime.fromisoformat(published)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def slot(id: str, content_hash: str) -> int:
    """The number of a document in 0..SLOTS: near to those of equal content, but not the same."""
    content = blake2b(content_hash.encode(), digest_size=4).digest()
    return int.from_bytes(content + blake2b(id.encode(), digest_size=4).digest(), "big")


def content_of(slot: int) -> int:
    """The part of a slot that documents with equal texts share."""
    return slot >> 32


def document(entry: IndexEntry) -> tantivy.Document:
    """An entry in tantivy's form.

    Raises:
        UnfitEntryError: there is no such field, or the field does not take the value.
    """
    try:
        return _document(entry)
    except UnicodeEncodeError:
        fields, terms = map(without_surrogates, (entry.fields, entry.terms))
        return _document(IndexEntry(entry.id, entry.version, fields, terms))


def _document(entry: IndexEntry) -> tantivy.Document:
    fields = {**entry.fields, "version": entry.version}
    made = tantivy.Document()
    made.add_text(ID, entry.id)
    made.add_unsigned(SLOT, slot(entry.id, fields.get("content_hash") or entry.id))
    made.add_bytes(RECORD, msgspec.json.encode({"id": entry.id, **fields}))
    for name, value in (*fields.items(), *twins(fields, entry.terms).items()):
        try:
            _add(made, name, value)
        except UnicodeEncodeError:
            raise
        except (TypeError, ValueError, OverflowError) as error:
            raise UnfitEntryError(f"the field {name!r} does not take its value: {error}") from error
    return made


def _add(made: tantivy.Document, name: str, value: Any) -> None:
    if name in _WHOLE:
        for text in value if isinstance(value, list | tuple) else (value,):
            if len(text) <= _WHOLE[name]:
                made.add_text(name, text)
    elif name in (RANKS, FOLDERS):
        for text in value:
            if len(text) <= KEYWORD_LENGTH:
                made.add_text(name, text)
    elif name in OWN:
        for own, values in value.items():
            for text in values:
                if len(text) <= KEYWORD_LENGTH:
                    made.add_text(name, own_term(own, text))
    elif name in _TERMS or name in STEMS:
        for text in [value] if isinstance(value, str) else value:
            made.add_text(name, text)
    elif name in DATE_FIELDS:
        made.add_integer(name, seconds(value))
    elif name in INTEGER_FIELDS:
        made.add_unsigned(name, value)
    elif name in FLOAT_FIELDS:
        made.add_float(name, value)
    elif name in TEXT_FIELDS:
        if not isinstance(value, str):
            raise TypeError(f"{type(value).__name__} is no text")
    elif name not in _NOT_INDEXED:
        raise UnfitEntryError("the index has no such field")
