"""The leaves of a query in Elasticsearch's query DSL."""

from typing import Any

from pipeline.errors import ConfigurationError
from pipeline.query.leaves import (
    AnyTerm,
    Preferred,
    Sequence,
    TermBegins,
    TermBetween,
    TermLike,
    TermNear,
    Unscored,
)
from pipeline.query.lowering import ORDERED_FIELDS, lowered
from pipeline.query.tree import All, And, Boost, Node, Not, Or, Range

Query = dict[str, Any]

TERMS_ANALYZER = "whitespace"
# Beginnings of words at the end of a phrase; Elasticsearch takes the first 50 unless told.
MOST_ENDINGS = 16_384


def render(node: Node) -> Query:
    """A query as people mean it, in Elasticsearch's DSL.

    Raises:
        ConfigurationError: a range is over a field that has no order.
    """
    return _render(lowered(node))


def _render(node: Node) -> Query:
    match node:
        case All():
            return {"match_all": {}}
        case And(parts):
            return _and(parts)
        case Or(()):
            return {"match_none": {}}
        case Or(parts):
            should = [_render(part) for part in parts]
            return {"bool": {"should": should, "minimum_should_match": 1}}
        case Not(part):
            return {"bool": {"must_not": [_render(part)]}}
        case Boost(part, factor):
            return {"bool": {"must": [_render(part)], "boost": factor}}
        case Unscored(part):
            return {"constant_score": {"filter": _render(part), "boost": 0}}
        case Preferred(part, others):
            return {
                "bool": {"must": [_render(part)], "should": [_render(other) for other in others]}
            }
        case Range():
            return _range(node)
    return _leaf(node)


def _leaf(node: Node) -> Query:
    match node:
        case AnyTerm(field, (term,)):
            return {"term": {field: {"value": term}}}
        case AnyTerm(field, terms):
            # Values of fields that are not divided at blanks come singly.
            return _match("match", field, terms, operator="or")
        case TermBegins(field, ""):
            return {"exists": {"field": field}}
        case TermBegins(field, beginning):
            return {"prefix": {field: {"value": beginning}}}
        case TermBetween(field, beginning, low, high):
            bounds = {"gte": f"{beginning}{low:016x}", "lte": f"{beginning}{high:016x}"}
            return {"range": {field: bounds}}
        case TermLike(field, pattern):
            return {"wildcard": {field: {"value": pattern}}}
        case TermNear(field, term, distance):
            fuzzy = {"value": term, "fuzziness": distance, "rewrite": "constant_score"}
            return {"fuzzy": {field: fuzzy}}
        case Sequence(field, terms, _, True):
            return _match("match_phrase_prefix", field, terms, max_expansions=MOST_ENDINGS)
        case Sequence(field, terms, slop, _):
            return _match("match_phrase", field, terms, slop=slop)
    raise TypeError(f"not a leaf of a query: {node!r}")


def _match(kind: str, field: str, terms: tuple[str, ...], **options: Any) -> Query:
    """A query for terms as they are: they have no blanks, and are divided at blanks only."""
    return {kind: {field: {"query": " ".join(terms), "analyzer": TERMS_ANALYZER, **options}}}


def _and(parts: tuple[Node, ...]) -> Query:
    clauses: dict[str, list[Query]] = {}
    for part in parts:
        if isinstance(part, Not):
            clauses.setdefault("must_not", []).append(_render(part.part))
        else:
            clauses.setdefault("must", []).append(_render(part))
    return {"bool": clauses}


def _range(node: Range) -> Query:
    if node.field not in ORDERED_FIELDS:
        raise ConfigurationError(f"{node.field} has no order: a range needs a date or a number")
    if node.low is None and node.high is None:
        return {"exists": {"field": node.field}}
    bounds: dict[str, str] = {}
    if node.low is not None:
        bounds["gte" if node.include_low else "gt"] = node.low
    if node.high is not None:
        bounds["lte" if node.include_high else "lt"] = node.high
    return {"range": {node.field: bounds}}
