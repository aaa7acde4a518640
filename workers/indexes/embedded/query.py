"""The leaves of a query as `tantivy.Query` objects."""

import re
from collections.abc import Callable, Iterator
from collections.abc import Sequence as Several
from functools import lru_cache
from itertools import product

import tantivy
from tantivy import FieldType, Occur, Query

from pipeline.errors import ConfigurationError
from pipeline.fields import (
    DATE_FIELDS,
    EXTRA_FIELD,
    FLOAT_FIELDS,
    INTEGER_FIELDS,
    METADATA_FIELD,
    folded,
)
from pipeline.query.leaves import (
    AnyTerm,
    Preferred,
    Sequence,
    TermBegins,
    TermBetween,
    TermLike,
    TermNear,
    Unscored,
    wildcard_parts,
)
from pipeline.query.lowering import lowered, unranked
from pipeline.query.tree import All, And, Boost, Node, Not, Or, Range
from pipeline.terms.stems import stems_in
from workers.indexes.embedded.schema import STEMS, own_term, seconds

# Fields of the source and of users' stages: values by name.
_BY_NAME = frozenset({folded(METADATA_FIELD), folded(EXTRA_FIELD)})
_ACTS_IN_PATTERNS = re.compile(r"([\\.+*?()|\[\]{}^$#&~-])")
_KEPT = 64  # queries
_DIGITS = "0123456789abcdef"
_WILDCARDS = {"*": "(?s:.)*", "?": "(?s:.)"}


class Renderer:
    """Renders queries for one schema, and texts in some languages.

    `languages`: of whose stems a text may have any. To look up those of all others, in each part of
    the index, would take a tenth of the time of a search.
    """

    def __init__(self, schema: tantivy.Schema, languages: frozenset[str]) -> None:
        self._schema = schema
        self._languages = languages
        # A page asks for the same several times, and to make a query may take longer than to find.
        self.render = lru_cache(_KEPT)(self._ranked)
        self.matches = lru_cache(_KEPT)(self._unranked)

    def _ranked(self, node: Node) -> Query:
        """A query as people mean it, for tantivy.

        Raises:
            ConfigurationError: a range over a field that has no order.
        """
        return self._render(lowered(node))

    def _unranked(self, node: Node) -> Query:
        """A query that has the same matches, all with score 0: to count them it takes less time.

        Raises:
            ConfigurationError: a range over a field that has no order.
        """
        return Query.const_score_query(self._render(unranked(lowered(node))), 0.0)

    def _render(self, node: Node) -> Query:
        match node:
            case All():
                return Query.all_query()
            case And(parts):
                return self._all_of(parts)
            case Or(parts):
                return Query.boolean_query([(Occur.Should, self._render(part)) for part in parts])
            case Not():
                return self._all_of((node,))
            case Boost(part, factor):
                return Query.boost_query(self._render(part), factor)
            case Unscored(part):
                return Query.const_score_query(self._render(part), 0.0)
            case Preferred(part, others):
                liked = [(Occur.Should, self._render(other)) for other in others]
                return Query.boolean_query([(Occur.Must, self._render(part)), *liked])
            case Range():
                return self._range(node)
        return self._leaf(node)

    def _leaf(self, node: Node) -> Query:
        match node:
            case AnyTerm(field, terms):
                if field in STEMS:
                    terms = stems_in(terms, self._languages)
                placed = [self._placed(field, term) for term in terms]
                one_of = [(Occur.Should, Query.term_query(self._schema, *one)) for one in placed]
                return one_of[0][1] if len(one_of) == 1 else Query.boolean_query(one_of)
            case TermBegins(field, beginning):
                field, beginning = self._placed(field, beginning)
                # tantivy has no prefix query; a fuzzy query with distance 0 does the same.
                return Query.fuzzy_term_query(
                    self._schema, field, beginning, distance=0, prefix=True
                )
            case TermBetween(field, beginning, low, high):
                keys = _keys_between(f"{low:016x}", f"{high:016x}")
                return Query.regex_query(self._schema, field, f"{_escaped(beginning)}(?:{keys})")
            case TermLike(field, pattern):
                field, beginning = self._placed(field, "")
                parts = [(beginning, False), *wildcard_parts(pattern)]
                try:
                    return Query.regex_query(self._schema, field, "".join(map(_expression, parts)))
                except ValueError:  # tantivy takes expressions of 1,000 states
                    raise ConfigurationError(
                        f"a pattern of {len(pattern):,} characters is too long to be searched for: "
                        f"{pattern[:40]}…"
                    ) from None
            case TermNear(field, term, distance):
                field, term = self._placed(field, term)
                return Query.fuzzy_term_query(self._schema, field, term, distance=distance)
            case Sequence():
                return self._sequence(node)
        raise TypeError(f"not a leaf of a query: {node!r}")

    def _placed(self, field: str, term: str) -> tuple[str, str]:
        """The field and term of the schema: the fields of a source are one field there."""
        name, _, own = field.partition(".")
        return (name, own_term(own, term)) if name in _BY_NAME else (field, term)

    def _all_of(self, parts: Several[Node]) -> Query:
        clauses = []
        for part in parts:
            if isinstance(part, Not):
                clauses.append((Occur.MustNot, self._render(part.part)))
            else:
                clauses.append((Occur.Must, self._render(part)))
        if all(occur is Occur.MustNot for occur, _ in clauses):
            # A query with exclusions only means "all but these".
            everything = Query.const_score_query(Query.all_query(), 0.0)
            clauses.append((Occur.Must, everything))
        return Query.boolean_query(clauses)

    def _sequence(self, node: Sequence) -> Query:
        terms: list[str | tuple[int, str]] = list(node.terms)
        if node.is_open:
            # Terms hold letters, digits and marks, and dots within numbers.
            *first, last = map(_escaped, node.terms)
            words: list[str | tuple[int, str]] = [*first, f"{last}.*"]
            return Query.regex_phrase_query(self._schema, node.field, words)
        if node.slop == 0 or len(terms) == 2:
            return Query.phrase_query(self._schema, node.field, terms, slop=node.slop)
        # With more words tantivy's slop is not Lucene's, so every arrangement is asked for.
        arrangements = [
            (Occur.Should, Query.phrase_query(self._schema, node.field, placed))
            for placed in _arrangements(node.terms, node.slop)
        ]
        return Query.boolean_query(arrangements)

    def _range(self, node: Range) -> Query:
        value: Callable[[str], int | float]
        if node.field in DATE_FIELDS:
            kind, value = FieldType.Integer, seconds
        elif node.field in INTEGER_FIELDS:
            kind, value = FieldType.Unsigned, int
        elif node.field in FLOAT_FIELDS:
            kind, value = FieldType.Float, float
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


def _arrangements(terms: Several[str], slop: int) -> Iterator[list[str | tuple[int, str]]]:
    """The words at all places that shift them by at most `slop` against each other, as in Lucene.

    A word's shift is its place less its place in the phrase; the greatest less the least counts.
    """
    for shifts in product(range(slop + 1), repeat=len(terms)):
        places = [at + shift for at, shift in enumerate(shifts)]
        if min(shifts) == 0 and len(set(places)) == len(places):
            first = min(places)
            yield [(place - first, term) for place, term in sorted(zip(places, terms, strict=True))]


def _keys_between(low: str, high: str) -> str:
    """An expression for the keys between two, both included; tantivy has no ranges of terms."""
    same = next((at for at in range(len(low)) if low[at] != high[at]), len(low))
    if same == len(low):
        return low
    found = [low, high, f"{low[:same]}{_one_of(low[same], high[same])}.*"]
    for at in range(same + 1, len(low)):
        found.append(f"{low[:at]}{_one_of(low[at], None)}.*")
        found.append(f"{high[:at]}{_one_of(None, high[at])}.*")
    return "|".join(one for one in found if "[]" not in one)


def _one_of(above: str | None, below: str | None) -> str:
    """The digits between two."""
    first = 0 if above is None else _DIGITS.index(above) + 1
    last = len(_DIGITS) if below is None else _DIGITS.index(below)
    return f"[{_DIGITS[first:last]}]"


def _expression(part: tuple[str, bool]) -> str:
    text, is_wild = part
    return _WILDCARDS[text] if is_wild else _escaped(text)


def _escaped(text: str) -> str:
    return _ACTS_IN_PATTERNS.sub(r"\\\1", text)
