"""The query tree as `tantivy.Query` objects."""

from collections.abc import Callable, Sequence

import tantivy
from tantivy import FieldType, Occur, Query

from pipeline.errors import ConfigurationError
from pipeline.fields import (
    DATE_FIELDS,
    FOLDED_FIELDS,
    INTEGER_FIELDS,
    METADATA_FIELD,
    TEXT_FIELDS,
    folded,
)
from pipeline.folding import fold
from pipeline.query.tree import All, And, Node, Not, Or, Phrase, Prefix, Range, Word
from workers.indexes.embedded.schema import OWN, own_term, seconds

TITLE_BOOST = 2.0
_METADATA = f"{METADATA_FIELD}."

Analyze = Callable[[str], list[str]]


class Renderer:
    """Renders trees for one schema; `analyze` splits text into the tokens of the index."""

    def __init__(self, schema: tantivy.Schema, analyze: Analyze) -> None:
        self._schema = schema
        self._analyze = analyze

    def render(self, node: Node) -> Query:
        """The tree as a query.

        Raises:
            ConfigurationError: a range over a field that has no order.
        """
        match node:
            case All():
                return Query.all_query()
            case And(parts):
                return self._all_of(parts)
            case Or(parts):
                return Query.boolean_query([(Occur.Should, self.render(part)) for part in parts])
            case Not():
                return self._all_of((node,))
            case Word(text, field) | Phrase(text, field):
                return self._match(text, field, begins=False)
            case Prefix(text, field):
                return self._match(text, field, begins=True)
            case Range():
                return self._range(node)
        raise TypeError(f"not a query node: {node!r}")

    def _all_of(self, parts: Sequence[Node]) -> Query:
        clauses = []
        for part in parts:
            if isinstance(part, Not):
                clauses.append((Occur.MustNot, self.render(part.part)))
            else:
                clauses.append((Occur.Must, self.render(part)))
        if all(occur is Occur.MustNot for occur, _ in clauses):
            # A query with exclusions only means "all but these".
            clauses.append((Occur.Must, Query.all_query()))
        return Query.boolean_query(clauses)

    def _match(self, text: str, field: str | None, begins: bool) -> Query:
        if field is None:
            title = Query.boost_query(self._full_text("title", text, begins), TITLE_BOOST)
            body = self._full_text("text", text, begins)
            return Query.boolean_query([(Occur.Should, title), (Occur.Should, body)])
        if field in TEXT_FIELDS:
            return self._full_text(field, text, begins)
        if field in FOLDED_FIELDS:
            field, text = folded(field), fold(text)
        if field.startswith(_METADATA):
            own = field.removeprefix(_METADATA)
            field, text = OWN, own_term(own, fold(text))
        return self._begins(field, text) if begins else self._is(field, text)

    def _full_text(self, field: str, text: str, begins: bool) -> Query:
        tokens = self._analyze(text)
        if begins and len(tokens) < 2:
            # Without a token the prefix is empty: all documents that have the field match.
            return self._begins(field, tokens[0] if tokens else "")
        if begins:
            # Tokens hold letters, digits and marks only, so they are their own patterns.
            return Query.regex_phrase_query(self._schema, field, [*tokens[:-1], tokens[-1] + ".*"])
        if not tokens:
            return Query.empty_query()
        if len(tokens) == 1:
            return self._is(field, tokens[0])
        return Query.phrase_query(self._schema, field, list(tokens))

    def _is(self, field: str, term: str) -> Query:
        return Query.term_query(self._schema, field, term)

    def _begins(self, field: str, term: str) -> Query:
        # tantivy has no prefix query; a fuzzy query with distance 0 does the same.
        return Query.fuzzy_term_query(self._schema, field, term, distance=0, prefix=True)

    def _range(self, node: Range) -> Query:
        value: Callable[[str], int]
        if node.field in DATE_FIELDS:
            kind, value = FieldType.Integer, seconds
        elif node.field in INTEGER_FIELDS:
            kind, value = FieldType.Unsigned, int
        else:
            raise ConfigurationError(f"{node.field} has no order: a range needs a date or number")
        if node.low is None and node.high is None:
            return Query.exists_query(node.field)
        return Query.range_query(
            self._schema,
            node.field,
            kind,
            None if node.low is None else value(node.low),
            None if node.high is None else value(node.high),
            node.include_low,
            node.include_high,
        )
