"""One record of a file of records, a JSON object or a CSV row, as a document."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from pipeline.identity import document_id, key_id, raw_hash
from pipeline.records import Document, Locator, Metadata
from pipeline.sources.dates import DateOrder, iso_date
from pipeline.sources.envelopes import tells_text
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

# A value of so many words in a field of unknown meaning may be the text; then a title alone is
# not taken for all that a record says.
TEXT_WORDS = 12
MOST_NAMED = 20  # fields that a message lists
_GOING_ON = ("", *".,;:!?)]}'\"’”…")  # with which a line goes on behind a word
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
    path, text = _text(record, paths["text"])
    if text is None:
        path, text = _listed(record)
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
    used = (title_path, path, id_path, author_path, date_path, url_path, media_path)
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
    """Whether a table with columns of these names has one for a text, or at least for a title."""
    row = dict.fromkeys(names, "")
    if text := options.fields.get("text"):
        return text in row
    found = fields_of(row)
    return bool(found["text"] or found["title"])


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


def _text(record: Mapping[str, object], paths: list[Path]) -> tuple[Path | None, str | None]:
    """The first field with a text that is not blank, else one with a number, else a blank one."""
    number: tuple[Path | None, str | None] = (None, None)
    blank: tuple[Path | None, str | None] = (None, None)
    for path in paths:
        value = value_at(record, path)
        text = value if type(value) is str else _joined(value)
        if text is None:
            if type(value) in (int, float) and number[0] is None:
                number = path, str(value)
        elif text and not text.isspace():
            return path, text
        elif blank[0] is None:
            blank = path, text
    return number if number[0] else blank


def _joined(value: object) -> str | None:
    """A text, or paragraphs of one: texts, or objects that each have a text."""
    if isinstance(value, str):
        return value
    value = unwrapped(value)
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return None
    value = [part for part in value if part is not None]
    if not value:
        return None
    parts = [part if isinstance(part, str) else _said(part) for part in value]
    texts = [part for part in parts if part is not None]
    if len(texts) != len(parts):
        return None
    if str in (kinds := set(map(type, value))) and dict in kinds:
        # A text in which some words have a form: ["The ferry to ", {"text": "Orsa"}, "."].
        return "".join(
            part if not before or _goes_on(before, part) else f"\n\n{part}"
            for before, part in pairwise(("", *texts))
        )
    return "\n\n".join(texts)


def _goes_on(before: str, part: str) -> bool:
    """Whether a part of a text stands in the line of the part before it."""
    return before[-1:].isspace() or part[:1].isspace() or part[:1] in _GOING_ON


def _said(part: object) -> str | None:
    """A paragraph that is an object: its text, behind its speaker or title if it has one."""
    if not isinstance(part, dict):
        return None
    paths = fields_of(part)
    _, text = _text(part, paths["text"])
    if not text:
        value = part.get("value")  # with its format beside it, as Drupal writes a field
        return value if isinstance(value, str) else text
    if isinstance(speaker := part.get("speaker"), str):
        return f"{speaker}: {text}"
    _, title = _first(part, paths["title"])
    return f"{title}\n\n{text}" if title and title != text else text


def _listed(record: Mapping[str, object]) -> tuple[Path | None, str | None]:
    """What the objects in a list of a record without a text say, as Facebook writes posts."""
    for name, value in record.items():
        if isinstance(value, list) and (said := [*filter(None, map(_told, value))]):
            return (name,), "\n\n".join(said)
    return None, None


def _told(part: object) -> str | None:
    if not isinstance(part, dict):
        return None
    if tells_text(part):
        return _said(part)
    only = next(iter(part.values())) if len(part) == 1 else None
    return only if isinstance(only, str) and " " in only else None


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
