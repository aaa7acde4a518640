"""The mappings of docmill's Elasticsearch indices, derived from `pipeline.fields`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from pipeline import fields
from pipeline.clean.signals import SIGNALS
from pipeline.errors import ConfigurationError
from pipeline.index import FailureEntry, RunEntry
from pipeline.records import OUTCOME_NAMES
from pipeline.terms.folders import FOLDERS
from pipeline.terms.ranks import RANKS
from pipeline.terms.twins import VERSION, stems_of, terms_of
from workers.indexes.elasticsearch.query import TERMS_ANALYZER

RUN_COUNTS = ("expected", *OUTCOME_NAMES.values(), "in_flight", "done")
# An index's name has at most 255 bytes; the longest is `<alias>-failures-v3`.
LONGEST_NAME_BYTES = 240
_NOT_IN_NAMES = frozenset('\\/*?"<>| ,#:')
RUN_REASONS = ("filtered_by_reason", "failed_by_error")

# To raise when a mapping cannot be extended in place: the next index is `<name>-v<n>`. 2 has terms,
# 3 has fewer stems, and words of title and text without their places.
MAPPING_VERSION = 3
# Raise it with every change of the properties: 2 has what files say of themselves, and mail; 3 has
# terms (`pipeline.terms`); 4 has `indexed_at`; 5 has those of mapping 3, and of runs what is done
# at which pace; 6 searches dates as they were given; 7 has folders; 8 keeps what `docmill resolve`
# changed.
TEMPLATE_VERSION = 8
# What docmill notes about an index of documents, for later versions of docmill.
META = {"docmill_terms": VERSION}
# Above the 100 of the templates that come with Elasticsearch.
TEMPLATE_PRIORITY = 200
# With a longer interval than the default of 1 s, writing makes fewer segments. docmill refreshes
# the index itself when a run ends.
REFRESH_INTERVAL = "30s"
# Values by name.
BY_NAME_FIELDS = (
    fields.EXTRA_FIELD,
    fields.folded(fields.EXTRA_FIELD),
    fields.METADATA_FIELD,
    fields.folded(fields.METADATA_FIELD),
)
# The document's id again: `_id` itself cannot be sorted by.
ID_FIELD = "id"
# What docmill makes of the other fields to search them: no part of the document as it is shown.
TWINS = ("*_terms", "*_stems", RANKS, FOLDERS, fields.folded(fields.EXTRA_FIELD), ID_FIELD)
WITHOUT_TWINS = {"excludes": list(TWINS)}
# What is searched for words without a field, in Kibana for example. `title` and `text` themselves
# have the words as they are written, and are where Kibana marks them.
DEFAULT_FIELDS = [
    *(terms_of(name) for name in fields.TEXT_FIELDS),
    *fields.TEXT_FIELDS,
]
DOCUMENT_SETTINGS: dict[str, Any] = {
    "query.default_field": DEFAULT_FIELDS,
    # A phrase is looked for in the fields that keep the places of words, and not in the others.
    "query_string.lenient": True,
}

NAME: dict[str, Any] = {"type": "keyword", "ignore_above": fields.NAME_LENGTH}
# Matched only: without the columns of values for counts and orders.
FOLDED: dict[str, Any] = {**NAME, "doc_values": False}
KEYWORD: dict[str, Any] = {"type": "keyword", "ignore_above": fields.KEYWORD_LENGTH}
STORED_KEYWORD: dict[str, Any] = {"type": "keyword", "index": False, "doc_values": False}
STORED_OBJECT: dict[str, Any] = {"type": "object", "enabled": False}
DATE: dict[str, Any] = {"type": "date", "format": "strict_date_optional_time"}
INTEGER: dict[str, Any] = {"type": "long"}
FLOAT: dict[str, Any] = {"type": "float"}
# docmill has made the terms: what is left to do is to divide them at blanks. What people type in
# Kibana becomes words in lower case.
TERMS: dict[str, Any] = {"type": "text", "analyzer": TERMS_ANALYZER, "search_analyzer": "standard"}
STEMS: dict[str, Any] = {**TERMS, "index_options": "docs"}
# One place between two names, as in tantivy, so that no phrase goes from one into the next.
NAME_TERMS: dict[str, Any] = {**TERMS, "norms": False, "position_increment_gap": 1}


def document_properties(analyzer: str) -> dict[str, Any]:
    """The mapping of every field that `fields.index_fields` can give."""
    properties: dict[str, Any] = {}
    for name in fields.TEXT_FIELDS:
        # With places and numbers of the words it would take as much again as the terms.
        properties[name] = {
            "type": "text", "analyzer": analyzer, "index_options": "docs", "norms": False
        }  # fmt: skip
        properties[terms_of(name)] = TERMS
        properties[stems_of(name)] = STEMS
    for name in fields.NAME_FIELDS:
        properties[terms_of(name)] = NAME_TERMS
    properties[ID_FIELD] = KEYWORD
    properties[RANKS] = {**KEYWORD, "doc_values": False}
    properties[FOLDERS] = KEYWORD
    for name in fields.KEYWORD_FIELDS:
        properties[name] = KEYWORD
    for name in fields.FOLDED_FIELDS:
        properties[name] = NAME
        properties[fields.folded(name)] = FOLDED
    for name in fields.DATE_FIELDS:
        properties[name] = DATE
    for name in fields.INTEGER_FIELDS:
        properties[name] = INTEGER
    for name in fields.FLOAT_FIELDS:
        properties[name] = FLOAT
    properties[fields.SIGNALS_FIELD] = {"properties": dict.fromkeys(SIGNALS, FLOAT)}
    for name in fields.STORED_FIELDS:
        properties[name] = STORED_OBJECT
    # Strings, which an object field would refuse.
    properties["metadata_left_out"] = STORED_KEYWORD
    for name in BY_NAME_FIELDS:
        properties[name] = {"type": "flattened", "ignore_above": fields.KEYWORD_LENGTH}
    return properties


def failure_properties() -> dict[str, Any]:
    """The mapping of `FailureEntry`."""
    special = {
        "message": {"type": "text"},
        "failed_at": DATE,
        "attempt": INTEGER,
        "record": INTEGER,
    }
    return {
        field.name: special.get(field.name, KEYWORD)
        for field in msgspec.structs.fields(FailureEntry)
    }


def run_properties() -> dict[str, Any]:
    """The mapping of `RunEntry`."""
    properties: dict[str, Any] = dict.fromkeys(RUN_COUNTS, INTEGER)
    properties |= dict.fromkeys(("run", "state", "sources"), KEYWORD)
    properties |= dict.fromkeys(("started_at", "told_at"), DATE)
    properties |= {name: {"type": "flattened"} for name in RUN_REASONS}
    return properties | dict.fromkeys(("seconds", "pace"), FLOAT)


def check_name(alias: str) -> None:
    """Check that a name is allowed for an index.

    The rules are the "index name limitations" of Elasticsearch's create index API.

    Raises:
        ConfigurationError: it is not.
    """
    wrong = (
        "it has capitals" if alias != alias.lower()
        else f"it has one of {' '.join(sorted(_NOT_IN_NAMES - {' '}))} or a blank"
        if _NOT_IN_NAMES & set(alias)
        else "it begins with - _ + or ." if alias.startswith(("-", "_", "+", "."))
        else "it is too long" if len(alias.encode()) > LONGEST_NAME_BYTES
        else "it is empty" if not alias
        else ""
    )  # fmt: skip
    if wrong:
        raise ConfigurationError(
            f"DOCMILL_INDEX_NAME: {alias!r} is no name for an Elasticsearch index: {wrong}"
        )


def index_name(alias: str) -> str:
    """The name of the index that docmill makes for an alias."""
    return f"{alias}-v{MAPPING_VERSION}"


def template(
    alias: str,
    properties: dict[str, Any],
    *,
    shards: int,
    replicas: int,
    settings: Mapping[str, Any] = MappingProxyType({}),
    meta: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Any]:
    """The composable index template for every version of the index behind `alias`.

    `settings`: further ones of the index. Unknown fields are refused rather than guessed. No field
    is left out of `_source`: Elasticsearch would keep the whole beside it, for recoveries.
    `best_compression` stores about a quarter less.
    """
    return {
        "index_patterns": [f"{alias}-v*"],
        "priority": TEMPLATE_PRIORITY,
        "version": TEMPLATE_VERSION,
        "template": {
            "settings": {
                "number_of_shards": shards,
                "number_of_replicas": replicas,
                "codec": "best_compression",
                "refresh_interval": REFRESH_INTERVAL,
                **settings,
            },
            "mappings": {"_meta": dict(meta), "dynamic": "strict", "properties": properties},
        },
        "_meta": {"description": "made by docmill"},
    }


def run_fields(entry: RunEntry) -> dict[str, Any]:
    """The entry of a run as a document, with one field for each outcome.

    For charts, `done` are its decided documents, and `pace` those a second.
    """
    fields_ = msgspec.to_builtins(entry)
    done = entry.expected - entry.in_flight
    pace = done / entry.seconds if entry.seconds else 0.0
    return {**fields_.pop("outcomes"), **fields_, "done": done, "pace": pace}


def failure_key(run: str, id: str) -> str:
    """The id under which the failure of a document in a run is kept."""
    return f"{run}:{id}"
