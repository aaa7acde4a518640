"""The query tree in Elasticsearch's query DSL."""

from typing import Any

from pipeline import fields
from pipeline.errors import ConfigurationError
from pipeline.folding import fold
from pipeline.query.tree import All, And, Node, Not, Or, Phrase, Prefix, Range, Word

Query = dict[str, Any]

# A match in the title counts twice.
BOOSTED_TEXT_FIELDS = ["title^2", "text"]


def render(node: Node) -> Query:
    """The tree as a query in Elasticsearch's DSL.

    Raises:
        ConfigurationError: a range is over a field that has no order.
    """
    match node:
        case All():
            return {"match_all": {}}
        case Word(text, field) | Phrase(text, field):
            return _match(text, field)
        case Prefix(text, field):
            return _prefix(text, field)
        case Range():
            return _range(node)
        case And(parts):
            return _and(parts)
        case Or(()):
            return {"match_none": {}}
        case Or(parts):
            should = [render(part) for part in parts]
            return {"bool": {"should": should, "minimum_should_match": 1}}
        case Not(part):
            return {"bool": {"must_not": [render(part)]}}
    raise TypeError(f"no rendering for {type(node).__name__}")


def _and(parts: tuple[Node, ...]) -> Query:
    clauses: dict[str, list[Query]] = {}
    for part in parts:
        if isinstance(part, Not):
            clauses.setdefault("must_not", []).append(render(part.part))
        else:
            clauses.setdefault("must", []).append(render(part))
    return {"bool": clauses}


def _match(text: str, field: str | None) -> Query:
    # Also for one word, because an analyzer may split it ("well-known").
    if field is None:
        return _multi_match(text, "phrase")
    if field in fields.TEXT_FIELDS:
        return {"match_phrase": {field: {"query": text}}}
    return _keyword("term", text, field)


def _prefix(text: str, field: str | None) -> Query:
    # `bool_prefix` analyses the text and takes the last token as a prefix, without the limit on
    # expansions that `phrase_prefix` has.
    if field is None:
        return _multi_match(text, "bool_prefix", operator="and")
    if not text:
        return {"exists": {"field": field if field in fields.FOLDED_FIELDS else _held_as(field)}}
    if field in fields.TEXT_FIELDS:
        return {"match_bool_prefix": {field: {"query": text, "operator": "and"}}}
    return _keyword("prefix", text, field)


def _multi_match(text: str, kind: str, **options: str) -> Query:
    return {"multi_match": {"query": text, "type": kind, "fields": BOOSTED_TEXT_FIELDS, **options}}


def _keyword(kind: str, text: str, field: str) -> Query:
    """A query for whole values, in the form that the field holds."""
    if (held := _held_as(field)) != field:
        field, text = held, fold(text)
    if len(text) > fields.KEYWORD_LENGTH:
        # No value is that long, and Elasticsearch fails when it is searched for.
        return {"match_none": {}}
    return {kind: {field: {"value": text}}}


def _range(node: Range) -> Query:
    if node.field not in (*fields.DATE_FIELDS, *fields.INTEGER_FIELDS):
        raise ConfigurationError(f"{node.field} has no order: a range needs a date or a number")
    bounds: dict[str, str] = {}
    if node.low is not None:
        bounds["gte" if node.include_low else "gt"] = node.low
    if node.high is not None:
        bounds["lte" if node.include_high else "lt"] = node.high
    return {"range": {node.field: bounds}}


def _held_as(field: str) -> str:
    """The field in which a value is searched: the folded copy of a field that has one."""
    name, dot, own = field.partition(".")
    if name in fields.FOLDED_FIELDS or name == fields.METADATA_FIELD:
        return f"{fields.folded(name)}{dot}{own}"
    return field
