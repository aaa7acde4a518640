"""The twins of a document's fields: what an index searches in place of the fields themselves.

`<field>_terms`: full text as terms, with their positions. `<field>_stems`: their stems, without, as
far as they are no terms themselves. Of fields with names the terms of each name, so that a part
finds it. `ranks`: numbers and dates among other values. `folders`: what a document stands in. Every
twin but these is a text of terms between blanks: an index has only to divide it at them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.fields import (
    EXTRA_FIELD,
    METADATA_FIELD,
    NAME_FIELDS,
    NAME_LENGTH,
    TEXT_FIELDS,
    also_named,
    folded,
    folded_name,
)
from pipeline.folding import fold
from pipeline.terms.folders import FOLDERS, folders
from pipeline.terms.ranks import RANKS, money_ranks, ranks
from pipeline.terms.stems import stems
from pipeline.terms.words import joined_terms

# To raise with every change of terms, stems or twins: an index made with others is made anew.
VERSION = 3
# Values of a stage's own results that are searched; the others are stored.
MOST_EXTRA_VALUES = 1_000


def terms_of(field: str) -> str:
    """The name of the twin with a field's terms."""
    return f"{field}_terms"


def stems_of(field: str) -> str:
    """The name of the twin with a text's stems."""
    return f"{field}_stems"


def text_twins(fields: Mapping[str, Any]) -> dict[str, str]:
    """The twins of the fields with full text, by name."""
    made: dict[str, str] = {}
    language = fields.get("language")
    for field in TEXT_FIELDS:
        # Of another type the index will refuse it.
        if isinstance(text := fields.get(field), str):
            found = made[terms_of(field)] = joined_terms(text)
            made[stems_of(field)] = " ".join(stems(found.split(), language))
    return {name: value for name, value in made.items() if value}


def twins(fields: Mapping[str, Any], of_text: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The twins of a document's fields, by name; `of_text`: those of full text, made already."""
    made: dict[str, Any] = {**(text_twins(fields) if of_text is None else of_text)}
    also = also_named(fields)
    for field in NAME_FIELDS:
        if value := fields.get(field):
            values = [value] if isinstance(value, str) else [*value, *also.get(field, ())]
            short = [n for n in values if isinstance(n, str) and len(n) <= NAME_LENGTH]
            made[terms_of(field)] = [found for name in short if (found := joined_terms(name))]
    extra = made[folded(EXTRA_FIELD)] = _values(fields.get(EXTRA_FIELD) or {})
    made[RANKS] = list(_ranks(fields, extra))
    made[FOLDERS] = folders(fields)
    return {name: value for name, value in made.items() if value}


def _ranks(fields: Mapping[str, Any], extra: Mapping[str, list[str]]) -> Iterator[str]:
    yield from money_ranks(fields.get("money") or ())
    for name, values in (fields.get(METADATA_FIELD) or {}).items():
        yield from ranks(f"{METADATA_FIELD}.{folded_name(name)}", values)
    for path, values in extra.items():
        yield from ranks(f"{EXTRA_FIELD}.{path}", values)


def _values(extra: Mapping[str, Any]) -> dict[str, list[str]]:
    """The results of users' stages as folded values by their path, such as `stage.key`."""
    found: dict[str, list[str]] = {}
    waiting: list[tuple[str, Any]] = [("", extra)]
    count = 0
    while waiting and count < MOST_EXTRA_VALUES:
        path, value = waiting.pop()
        if isinstance(value, Mapping):
            waiting += [(f"{path}.{name}" if path else str(name), v) for name, v in value.items()]
        elif isinstance(value, list | tuple):
            waiting += [(path, one) for one in value]
        elif value is not None:
            told = str(value).lower() if isinstance(value, bool) else str(value)
            found.setdefault(folded_name(path), []).append(fold(told))
            count += 1
    return found
