"""KQL, Kibana's query language, as Elasticsearch's query DSL: what the questions in the docs need.

A reader of our own, after `src/platform/packages/shared/kbn-es-query/src/kuery/` of Kibana's public
sources: the grammar (`grammar/grammar.peggy`) and the functions `is`, `exists`, `range`, `and`,
`or` and `not`. Anything else is an error, never guessed: lists in parentheses behind a field,
nested fields and wildcards in the names of fields are not read.
"""

import re
from collections.abc import Mapping
from typing import Any

Query = dict[str, Any]

_TOKEN = re.compile(
    r"""\s*(?:(?P<mark>[()]|:|<=|>=|<|>)|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<word>[^\s()":<>{}]+))"""
)
_RANGES = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}
_WORDS = ("and", "or", "not")
_SIGNS = re.compile(r'[+\-=&|><!(){}\[\]^"~?:\\/ ]')


class UnreadError(ValueError):
    """The query is none of those that are read here."""


class _Reader:
    def __init__(self, text: str, types: Mapping[str, str]) -> None:
        self._types = types
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if found is None:
                raise UnreadError(text[at:])
            self._tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
            at = found.end()
        self._at = 0

    def read(self) -> Query:
        query = self._or()
        if self._at < len(self._tokens):
            raise UnreadError(self._tokens[self._at][1])
        return query

    def _next(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def _take(self) -> tuple[str, str]:
        token = self._next()
        if token[0] == "end":
            raise UnreadError("the query ends")
        self._at += 1
        return token

    def _is_word(self, word: str) -> bool:
        kind, text = self._next()
        return kind == "word" and text.lower() == word

    def _or(self) -> Query:
        parts = [self._and()]
        while self._is_word("or"):
            self._take()
            parts.append(self._and())
        if len(parts) == 1:
            return parts[0]
        return {"bool": {"should": parts, "minimum_should_match": 1}}

    def _and(self) -> Query:
        parts = [self._not()]
        while self._is_word("and"):
            self._take()
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else {"bool": {"filter": parts}}

    def _not(self) -> Query:
        if self._is_word("not"):
            self._take()
            return {"bool": {"must_not": self._not()}}
        if self._next() == ("mark", "("):
            self._take()
            query = self._or()
            if self._take() != ("mark", ")"):
                raise UnreadError("a parenthesis is not closed")
            return query
        return self._expression()

    def _expression(self) -> Query:
        kind, first = self._take()
        if kind == "mark" or (kind == "word" and first.lower() in _WORDS):
            raise UnreadError(first)
        operator, sign = self._next()
        if kind == "word" and operator == "mark" and (sign == ":" or sign in _RANGES):
            self._take()
            value_kind, value = self._take()
            if value_kind == "mark":
                raise UnreadError(value)
            value = self._phrase(value_kind, value)
            if sign in _RANGES:
                return {"range": {first: {_RANGES[sign]: _plain(value)}}}
            return _is(first, value, self._types, quoted=value_kind == "quoted")
        return _is(None, self._phrase(kind, first), self._types, quoted=kind == "quoted")

    def _phrase(self, kind: str, value: str) -> str:
        """Words without quotes that follow one another are one value."""
        while kind == "word" and self._next()[0] == "word" and not any(map(self._is_word, _WORDS)):
            after = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else ("", "")
            if after[0] == "mark" and after[1] not in "()":
                break
            value += f" {self._take()[1]}"
        return value


def _is(field: str | None, value: str, types: Mapping[str, str], *, quoted: bool) -> Query:
    """The function `is`: exists, a pattern, a whole value, a date, a phrase, or words."""
    if not quoted and value == "*":
        return {"exists": {"field": field}} if field else {"match_all": {}}
    kind = types.get(field or "")
    if not quoted and "*" in value:
        # `wildcard.toQueryStringQuery`: everything but the wildcard is escaped.
        pattern = "*".join(_SIGNS.sub(r"\\\g<0>", part) for part in value.split("*"))
        if kind == "keyword":
            return {"wildcard": {field: {"value": pattern}}}
        return {"query_string": {**({"fields": [field]} if field else {}), "query": pattern}}
    plain = _plain(value)
    if field is None:
        how = "phrase" if quoted else "best_fields"
        return {"multi_match": {"type": how, "query": plain, "lenient": True}}
    if kind == "date":
        return {"range": {field: {"gte": plain, "lte": plain}}}
    if kind == "keyword":
        return {"term": {field: {"value": plain}}}
    return {"match_phrase" if quoted else "match": {field: plain}}


def _plain(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value)


def kql(text: str, types: Mapping[str, str]) -> Query:
    """A query in KQL as Kibana asks it of Elasticsearch; `types`: of the data view's fields.

    Raises:
        UnreadError: it has something that is not read here.
    """
    return _Reader(text, types).read()
