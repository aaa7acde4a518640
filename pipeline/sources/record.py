"""One record of a file of records, a JSON object or a CSV row, as a document."""

import re
from collections.abc import Iterable, Mapping, Sequence

from pipeline.identity import document_id, key_id, raw_hash
from pipeline.records import Document, Locator, Metadata
from pipeline.sources.dates import DateOrder, iso_date
from pipeline.sources.field_names import (
    Path,
    fields_of,
    named_path,
    says_html,
    unwrapped,
    value_at,
)
from pipeline.sources.media import HTML, TEXT, XHTML
from pipeline.sources.metadata import other_fields
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import DocumentTooLarge, MissingKey, NoText, most_bytes
from pipeline.sources.record_text import text_below, text_of

# A value of so many words in a field of unknown meaning may be the text; then a title alone is
# not taken for all that a record says.
TEXT_WORDS = 12
MOST_NAMED = 20  # fields that a message lists
_SURROGATES = re.compile("[\ud800-\udfff]")


def record_document(
    record: Mapping[str, object],
    locator: Locator,
    options: SourceOptions,
    encoding: str | None = None,
    replaced_bytes: int = 0,
) -> Document:
    """The document that a record holds; its fields are found by their names' meaning.

    A field that is named in the options stands alone for its meaning. An empty text gives way to
    the next field that may hold it; a title with an empty text is a document. A record's own media
    type counts if text or HTML.

    Raises:
        NoText: no field holds the text.
        MissingKey: it lacks the field that is its key.
        DocumentTooLarge: its text is larger than the limit.
    """
    paths = _paths(record, options)
    title_path, title = _first(record, paths["title"])
    path, text = text_of(record, paths["text"])
    below: tuple[Path, ...] = ()
    if not text or text.isspace():
        below, said = text_below(record)
        text = said or text
    if text is None:
        told_empty = any(p[0] in record and value_at(record, p) is None for p in paths["text"])
        is_title = title is not None and not options.fields.get("text")
        if not (told_empty or is_title) or _has_other_text(record, title):
            raise NoText(text_field_missing(record, f"record {locator.number}", options))
        text = ""
    try:
        content = text.encode()
    except UnicodeEncodeError:
        text = _encodable(text)
        content = text.encode()
    size = len(content)
    limit = options.limits.max_document_bytes
    if size > limit:
        raise DocumentTooLarge(f"record {locator.number} is larger than {most_bytes(limit)}")
    if options.id_field:
        id_path: Path | None = named_path(record, options.id_field)
        source_id = _plain(value_at(record, id_path or ()))
        if not source_id:
            raise MissingKey(
                f"record {locator.number} has no text or number in {options.id_field!r}, "
                "which --id-field makes its key"
            )
    else:
        id_path, source_id = _first(record, paths["id"])
    author_path, author = _first(record, paths["author"])
    date_path, published = _published(record, paths["published"], options.date_order)
    url_path, url = _first(record, paths["url"])
    media_path, media_type = _first(record, paths["media_type"])
    used = (title_path, path, id_path, author_path, date_path, url_path, media_path, *below)
    other = other_fields(record, used)
    metadata = Metadata(
        title, author, published, url, other.kept, other.left_out, other.names_left_out
    )
    declared = (media_type or "").partition(";")[0].strip().lower()
    is_html = declared in (HTML, XHTML) or (not declared and path is not None and says_html(path))
    kind = HTML if is_html else TEXT
    return Document(
        id=key_id(source_id) if options.id_field and source_id else document_id(locator),
        locator=locator,
        media_type=kind,
        raw=text,
        raw_hash=raw_hash(content, kind, metadata),
        size=size,
        metadata=metadata,
        source_id=source_id,
        encoding=encoding,
        replaced_bytes=replaced_bytes,
    )


def may_hold_text(names: Iterable[str], options: SourceOptions) -> bool:
    """Whether a table with columns of these names has one for a text, or at least for a title.

    `names`: a mapping gives a row of which each value shows what its column may hold.
    """
    row = names if isinstance(names, Mapping) else dict.fromkeys(names, "")
    if text := options.fields.get("text"):
        return value_at(row, named_path(row, text)) is not None
    found = fields_of(row)
    return bool(found["text"] or found["title"] or text_below(row)[1])


def text_column(names: Sequence[str], options: SourceOptions) -> int:
    """The place of the column that most likely holds the text; 0 where it is a title."""
    text = options.fields.get("text")
    found = [(text,)] if text else fields_of(dict.fromkeys(names, ""))["text"]
    return names.index(found[0][0]) if found else 0


def text_field_missing(record: Mapping[str, object], what: str, options: SourceOptions) -> str:
    """What to say of a record, or of a table's header, in which no field holds a text."""
    names = [repr(_encodable(str(name))) for name in record]
    shown = ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")
    text = options.fields.get("text")
    missed = f"no text in {text!r}" if text else "no field that is known to hold a text"
    return f"{what} has {missed}; it has {shown or 'none'}: name the right one with --text-field"


def _paths(record: Mapping[str, object], options: SourceOptions) -> Mapping[str, list[Path]]:
    """The fields to look into, by meaning; one that was named stands alone."""
    found = fields_of(record)
    if not options.fields:
        return found
    return {**found, **{m: [named_path(record, name)] for m, name in options.fields.items()}}


def _has_other_text(record: Mapping[str, object], title: str | None) -> bool:
    return any(
        isinstance(value, str) and value != title and len(value.split()) >= TEXT_WORDS
        for value in record.values()
    )


def _published(
    record: Mapping[str, object], paths: list[Path], order: DateOrder
) -> tuple[Path | None, str | None]:
    """The first date that is understood, as ISO 8601; else the first one as it is written."""
    dates: list[tuple[Path, str]] = []
    for path in paths:
        if value := _plain(_of_parts(value_at(record, path))):
            if understood := iso_date(value, order):
                return path, understood
            dates.append((path, value))
    return dates[0] if dates else (None, None)


def _of_parts(value: object) -> object:
    """A date that is told by its figures, as citations do: {"date-parts": [[2020, 3, 5]]}."""
    match value:
        case {"date-parts": [[int(year), *rest], *_]} if all(isinstance(n, int) for n in rest):
            return "-".join([str(year), *(f"{number:02}" for number in rest)])
    return value


def _first(record: Mapping[str, object], paths: list[Path]) -> tuple[Path | None, str | None]:
    """The first of the fields with a value, with its path."""
    for path in paths:
        value = record.get(path[0]) if len(path) == 1 else value_at(record, path)
        if type(value) is str and value.isascii():  # as most are: no further call
            if text := value.strip():
                return path, text
        elif value is not None and (plain := _plain(value)):
            return path, plain
    return None, None


def _plain(value: object) -> str | None:
    """A value as text; a list is joined. None for what has none, or nothing in it."""
    if isinstance(value, str):
        return _encodable(value).strip() or None
    value = unwrapped(value)
    if isinstance(value, list):
        parts = [_plain(part) for part in value]
        return ", ".join(filter(None, parts)) or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return _encodable(value).strip() or None if isinstance(value, str) else None


def _encodable(text: str) -> str:
    """The text with lone surrogates, which JSON can escape but UTF-8 cannot hold, as U+FFFD."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)
