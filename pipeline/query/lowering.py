"""What a query means in terms of an index: which fields hold what each of its words asks for.

Both engines get the same leaves, and so the same meaning; each has only to render them.
"""

from collections.abc import Callable

from pipeline.fields import (
    DATE_FIELDS,
    EXTRA_FIELD,
    FLOAT_FIELDS,
    FOLDED_FIELDS,
    INTEGER_FIELDS,
    KEYWORD_LENGTH,
    METADATA_FIELD,
    NAME_FIELDS,
    TEXT_FIELDS,
    folded,
)
from pipeline.folding import fold
from pipeline.query.leaves import (
    AnyTerm,
    Preferred,
    Sequence,
    TermBegins,
    TermLike,
    TermNear,
    Unscored,
    literal,
    wildcard_parts,
)
from pipeline.query.ranges import has_ranks, ranked_range
from pipeline.query.tree import (
    All,
    And,
    Boost,
    Exists,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Wildcard,
    Word,
)
from pipeline.terms.stems import any_stems, own_stems
from pipeline.terms.twins import stems_of, terms_of
from pipeline.terms.words import Wanted, wanted

# A match in the title counts twice.
TITLE_WEIGHT = 2.0
ORDERED_FIELDS = (*DATE_FIELDS, *INTEGER_FIELDS, *FLOAT_FIELDS)
# Common words for topics → words of their names in the IPTC Media Topics.
TOPIC_WORDS: dict[str, tuple[str, ...]] = {
    "sports": ("sport",), "football": ("sport",), "political": ("politics",),
    "labor": ("labour",), "work": ("labour",), "jobs": ("labour",), "tech": ("technology",),
    "economics": ("economy",), "economic": ("economy",), "finances": ("finance",),
    "movies": ("entertainment",), "films": ("entertainment",), "music": ("entertainment",),
    "medicine": ("health",), "medical": ("health",), "climate": ("environment", "weather"),
    "schools": ("education",), "religious": ("religion",), "faith": ("religion",),
    "wars": ("war",), "crimes": ("crime",), "legal": ("law",), "disasters": ("disaster",),
    "accidents": ("accident",), "travel": ("leisure",),
}  # fmt: skip
# Differences that suit the length of a word, as Elasticsearch's AUTO.
_ONE_FROM, _TWO_FROM = 3, 6


def lowered(node: Node) -> Node:
    """The query of `AnyTerm`, `Sequence` and the like, with the same And, Or, Not, Range."""
    match node:
        case And(parts):
            return _and(parts)
        case Or(parts):
            return Or(tuple(lowered(part) for part in parts))
        case Not(part):
            return Not(lowered(part))
        case Boost(part, factor):
            return Boost(lowered(part), factor)
        case Range(field) if has_ranks(field):
            return Unscored(ranked_range(node))
        case All() | Range():
            return Unscored(node)
        case Exists(field):
            return Unscored(_exists(field))
        case (
            Word(_, field) | Phrase(_, field) | Prefix(_, field) | Wildcard(_, field)
            | Fuzzy(_, field)
        ):  # fmt: skip
            pass
        case _:
            raise TypeError(f"not a query node: {node!r}")
    if field is None:
        title, text = (_full_text(node, name) for name in TEXT_FIELDS)
        return Or((Boost(title, TITLE_WEIGHT), text))
    if field in TEXT_FIELDS:
        return _full_text(node, field)
    return Unscored(_in_names(node, field) if field in NAME_FIELDS else _whole(node, field))


def unranked(node: Node) -> Node:
    """A lowered query without what only puts its matches in order: it has the same matches."""
    match node:
        case And(parts):
            return And(tuple(map(unranked, parts)))
        case Or(parts):
            return Or(tuple(map(unranked, parts)))
        case Not(part):
            return Not(unranked(part))
        case Boost(part) | Unscored(part) | Preferred(part):
            return unranked(part)
    return node


def asks_for_text(node: Node) -> bool:
    """Whether a query has an order of hits by how well they match."""
    match node:
        case And(parts) | Or(parts):
            return any(map(asks_for_text, parts))
        case Boost(part):
            return asks_for_text(part)
        case (
            Word(_, field) | Phrase(_, field) | Prefix(_, field) | Wildcard(_, field)
            | Fuzzy(_, field)
        ):  # fmt: skip
            return field is None or field in TEXT_FIELDS
    return False


def fuzzy_distance(node: Fuzzy, term: str) -> int:
    """In how many characters a found term may differ."""
    if node.distance is not None:
        return min(node.distance, 2)
    return 0 if len(term) < _ONE_FROM else 1 if len(term) < _TWO_FROM else 2


def folded_pattern(pattern: str) -> str:
    """A pattern as terms have it: without case and accents."""
    return "".join(
        part if is_wild else literal(" ".join(_folded_words(part)))
        for part, is_wild in wildcard_parts(pattern)
    )


def _folded_words(text: str) -> tuple[str, ...]:
    return wanted(text).terms


def _and(parts: tuple[Node, ...]) -> Node:
    """All of them; where words stand next to each other in the text too, it counts more."""
    all_of = And(tuple(lowered(part) for part in parts))
    words = [part.text for part in parts if isinstance(part, Word) and part.field is None]
    found = wanted(" ".join(words)) if len(words) > 1 else Wanted(())
    if len(found.terms) < 2 or found.is_open:
        return all_of
    return Preferred(all_of, tuple(Sequence(terms_of(field), found.terms) for field in TEXT_FIELDS))


def _full_text(node: Node, field: str) -> Node:
    exact = terms_of(field)
    match node:
        case Word(text):
            found = wanted(text)
            if len(found.terms) == 1 and not found.is_open:
                return _in_any_form(field, found.terms[0])
            return _terms(exact, found)
        case Phrase(text, _, slop):
            return _terms(exact, wanted(text), slop)
    return _of_one_word(node, exact)


def _in_any_form(field: str, term: str) -> Node:
    """A word in this form, by its stem, or as a word that is its stem in a text's language."""
    exact = terms_of(field)
    others = [
        And((AnyTerm(exact, (own,)), Unscored(Or(tuple(AnyTerm("language", (c,)) for c in codes)))))
        for own, codes in own_stems(term)
    ]
    stems = AnyTerm(stems_of(field), any_stems(term))
    return Or((AnyTerm(exact, (term,)), stems, *others))


def _in_names(node: Node, field: str) -> Node:
    match node:
        case Word(text):
            found = wanted(text)
            if field == "topics" and len(found.terms) == 1 and not found.is_open:
                [term] = found.terms
                return AnyTerm(terms_of(field), (term, *TOPIC_WORDS.get(term, ())))
            return _terms(terms_of(field), found)
        case Phrase(text, _, 0):
            return _value(folded(field), fold(text))
        case Phrase(text, _, slop):
            return _terms(terms_of(field), wanted(text), slop)
        case Wildcard(pattern) if any(
            " " in part for part, is_wild in wildcard_parts(pattern) if not is_wild
        ):
            return _whole(node, field)
    return _of_one_word(node, terms_of(field))


def _of_one_word(node: Node, field: str) -> Node:
    """A prefix, pattern or misspelling of a term."""
    match node:
        case Prefix(text):
            # Without a word in it, everything begins so.
            return _terms(field, wanted(text, begins=True)) if text else TermBegins(field, "")
        case Wildcard(pattern):
            return TermLike(field, folded_pattern(pattern))
        case Fuzzy(text):
            found = wanted(text)
            if len(found.terms) == 1:
                [term] = found.terms
                distance = fuzzy_distance(node, term)
                return TermNear(field, term, distance) if distance else AnyTerm(field, (term,))
            return _terms(field, found)
    raise TypeError(f"not a query node: {node!r}")


def _terms(field: str, found: Wanted, slop: int = 0) -> Node:
    if not found.terms:
        return Or(())
    if len(found.terms) > 1:
        return Sequence(field, found.terms, 0 if found.is_open else slop, found.is_open)
    return TermBegins(field, found.terms[0]) if found.is_open else AnyTerm(field, found.terms)


def _whole(node: Node, field: str) -> Node:
    """A query for whole values, in the form that the field holds."""
    held = held_as(field)
    change: Callable[[str], str] = fold if held != field else str
    match node:
        case Word(text) | Phrase(text):
            return _value(held, change(text))
        case Prefix(text):
            return TermBegins(held, change(text))
        case Wildcard(pattern):
            parts = wildcard_parts(pattern)
            return TermLike(
                held,
                "".join(part if wild else literal(_changed(change, part)) for part, wild in parts),
            )
        case Fuzzy(text):
            value = change(text)
            distance = fuzzy_distance(node, value)
            return TermNear(held, value, distance) if distance else _value(held, value)
    raise TypeError(f"not a query node: {node!r}")


def _changed(change: Callable[[str], str], part: str) -> str:
    """A part of a pattern as the field holds it, with the blanks at its ends."""
    if not part.strip():
        return part
    before = " " if part[0].isspace() else ""
    after = " " if part[-1].isspace() else ""
    return f"{before}{change(part).strip()}{after}"


def _value(field: str, value: str) -> Node:
    # No value is longer, and Elasticsearch fails when a longer one is searched for.
    return AnyTerm(field, (value,)) if len(value) <= KEYWORD_LENGTH else Or(())


def _exists(field: str) -> Node:
    if field in ORDERED_FIELDS:
        return Range(field, None, None)
    return TermBegins(terms_of(field) if field in TEXT_FIELDS else held_as(field), "")


def held_as(field: str) -> str:
    """The field in which whole values are searched: the folded copy of a field that has one."""
    name, dot, own = field.partition(".")
    if name in FOLDED_FIELDS or name in (METADATA_FIELD, EXTRA_FIELD):
        return f"{folded(name)}{dot}{own}"
    return field
