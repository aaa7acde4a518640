"""Objects that hold records: `{"articles": […]}`, answers of search engines, tables by column."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from pipeline.sources.field_names import (
    STAND_INS,
    Path,
    fields_of,
    fold_name,
    named_path,
    value_at,
)
from pipeline.sources.rich_text import tree_text

DEEPEST = 4  # levels of objects in which lists of records are looked for
# An object with a title of its own holds records only under such a name: `sections` or `comments`
# are parts of a document.
_HOLDERS = frozenset({
    "articles", "contents", "data", "docs", "documents", "emails", "entries", "entry", "events",
    "features", "feed", "hits", "item", "items", "list", "messages", "news", "objects", "pages",
    "posts", "records", "response", "results", "rows", "stories", "threads", "tweets", "value",
    "values",
})  # fmt: skip
_NESTED = frozenset({dict, list})
Record = Mapping[str, object]


def records_in(found: Record) -> list[Record] | None:
    """The records that an object holds; None for one that is a record itself.

    It has no text, and what it holds has: lists of objects, at any of its names or below; objects
    by their ids; or columns by the names of fields. Nothing is taken apart of which a part would
    be lost.
    """
    # Most objects are records, which the first looks show for next to nothing.
    if (
        _NESTED.isdisjoint(map(type, found.values()))
        or (type(text := found.get("text")) is str and text and not text.isspace())
        or tells_text(found)
        or not _may_hold(found)
    ):
        return None
    titled = _is_titled(found)
    return _by_rows(found) or _listed(found, titled, 0) or (None if titled else _by_name(found))


def records_with(found: Record, name: str) -> list[Record] | None:
    """As `records_in`, where a user gave the name of the field that holds the text.

    A list holds records if one of its objects has such a field: the others fail as records.
    """
    return None if _has(found, name) else _records_with(found, name, 0) or records_in(found)


def _records_with(found: Record, name: str, depth: int) -> list[Record]:
    records: list[Record] = []
    for value in found.values():
        held = value if isinstance(value, list) else [value]
        objects = [one for one in held if isinstance(one, dict)]
        if any(_has(one, name) for one in objects):
            records += objects
        elif depth < DEEPEST:
            for one in objects:
                records += _records_with(one, name, depth + 1)
    return records


def _has(found: Record, name: str) -> bool:
    return value_at(found, named_path(found, name)) is not None


def tells_text(found: Record) -> bool:
    """Whether an object has a text; descriptions and summaries do not count as one."""
    # One by one: the first field of most records holds the text.
    return any(
        not _stands_in(path[-1]) and _any(found, (path,)) for path in fields_of(found)["text"]
    )


def _may_hold(found: Record) -> bool:
    return set(map(type, found.values())) <= _NESTED or any(map(_may_be_below, found.values()))


def _may_be_below(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and type(value[0]) in (dict, list)
    if not isinstance(value, dict):
        return False
    kinds = set(map(type, value.values()))
    return dict in kinds or (list in kinds and any(map(_is_list_of_any, value.values())))


def _is_list_of_any(value: object) -> bool:
    return isinstance(value, list) and _may_be_below(value)


def _is_titled(found: Record) -> bool:
    return _any(found, fields_of(found)["title"])


def _listed(found: Record, titled: bool, depth: int) -> list[Record] | None:
    """The records of all lists in an object, in its order."""
    records: list[Record] = []
    for name, value in found.items():
        if titled and len(found) > 1 and fold_name(name) not in _HOLDERS:
            continue
        if isinstance(value, list):
            if _are_records(value):
                records += value
            elif depth < DEEPEST:
                for held in value:
                    if isinstance(held, dict):
                        records += _listed(held, titled or _is_titled(held), depth + 1) or ()
        elif isinstance(value, dict) and depth < DEEPEST:
            records += _listed(value, titled, depth + 1) or _by_id(value, tells_text) or ()
    return records or None


def _are_records(values: Sequence[object]) -> bool:
    """Whether most have a text, or are told of by title, address and date.

    A title alone, which is any name, may be that of anything.
    """
    found = [value for value in values if isinstance(value, dict)]
    return len(found) == len(values) and 2 * sum(map(_is_record, found)) > len(values)


def _is_record(value: Record) -> bool:
    if _text(value):
        return True
    fields = fields_of(value)
    return all(_any(value, fields[meaning]) for meaning in ("title", "url", "published"))


def _by_name(found: Record) -> list[Record] | None:
    """Objects by their ids, or columns: each an object of values by the number of the row."""
    values = list(found.values())
    if not all(isinstance(value, dict) for value in values):
        return None
    columns = _by_column(found)
    if columns is not None:
        return columns
    return _by_id(found, _text)


def _by_id(found: Record, has_text: Callable[[Record], bool]) -> list[Record] | None:
    values = list(found.values())
    if len(values) < 2 and not any(map(str.isdecimal, found)):  # a number is an id for sure
        return None
    if not all(isinstance(value, dict) and has_text(value) for value in values):
        return None
    return [{"id": name, **value} for name, value in found.items() if isinstance(value, dict)]


def _by_column(found: Record) -> list[Record] | None:
    fields = fields_of(dict.fromkeys(found, ""))
    columns = {name: value for name, value in found.items() if isinstance(value, dict)}
    rows = list(next(iter(columns.values())))
    if not rows or not fields["text"] or any(list(column) != rows for column in columns.values()):
        return None
    texts = columns[fields["text"][0][0]]
    if not all(isinstance(text, str | None) for text in texts.values()):
        return None
    return [{name: column[row] for name, column in columns.items()} for row in rows]


def _by_rows(found: Record) -> list[Record] | None:
    """A table as pandas writes it: the names of the columns, and the rows."""
    names, rows = found.get("columns"), found.get("data")
    if not isinstance(names, list) or not isinstance(rows, list) or not rows:
        return None
    if not all(isinstance(row, list) and len(row) == len(names) for row in rows):
        return None
    records = [dict(zip(map(str, names), row, strict=True)) for row in rows]
    return list(records) if any(map(_text, records)) else None


def _text(found: Record) -> bool:
    """Whether an object has a text, or a description or summary that stands in for one."""
    return _any(found, fields_of(found)["text"])


@lru_cache(maxsize=1024)
def _stands_in(name: str) -> bool:
    return fold_name(name) in STAND_INS


def _any(found: Record, paths: Sequence[Path]) -> bool:
    for path in paths:
        value = value_at(found, path)
        if isinstance(value, list):
            # Paragraphs, each a text or an object with one; a list of records has more to tell.
            if value and all(isinstance(v, str) or _is_paragraph(v) for v in value):
                return True
        elif isinstance(value, str) and value.strip():
            return True
        if isinstance(value, list | dict) and tree_text(value):
            return True
    return False


def _is_paragraph(value: object) -> bool:
    return (
        isinstance(value, dict)
        and _text(value)
        and not _any(value, [*fields_of(value)["title"], *fields_of(value)["url"]])
    )
