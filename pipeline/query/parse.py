"""Parses queries into query trees.

`luqum` reads the Lucene-like syntax. Two rules are docmill's own: words next to each other bind as
tightly as with an explicit AND, and a query that cannot be parsed is searched as plain words.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from functools import partial

import msgspec
from luqum import tree as lucene
from luqum.exceptions import ParseError
from luqum.thread import parse as parse_lucene

from pipeline.fields import (
    DATE_FIELDS,
    FLOAT_FIELDS,
    INTEGER_FIELDS,
    LOWER_FIELDS,
    NAME_FIELDS,
    TEXT_FIELDS,
)
from pipeline.query.dates import date_range
from pipeline.query.languages import language_code
from pipeline.query.leaves import wildcard_parts
from pipeline.query.names import FIELD_NAMES, MEANT, field_name
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
from pipeline.terms.words import is_unspaced, wanted

# Elasticsearch refuses boolean queries nested deeper than 30.
DEEPEST = 20
_ORDERED = (*DATE_FIELDS, *INTEGER_FIELDS, *FLOAT_FIELDS)
LARGEST_INTEGER = 2**63 - 1

_QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")', re.DOTALL)
# Spellings that luqum does not know, outside of quotation marks.
_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<!\S)&&(?!\S)"), "AND"),
    (re.compile(r"(?<!\S)\|\|(?!\S)"), "OR"),
    (re.compile(r"(?<![^\s(])!(?=[^\s!])"), "NOT "),
    # Dashes between words, and words in single quotation marks, are punctuation.
    (re.compile(r"(?<!\S)[-+]+(?!\S)"), " "),
    (re.compile(r"(?<![^\s(])'"), r"\'"),
    # The plus of a telephone number.
    (re.compile(r"(?<=\w:)\+(?=[0-9])"), r"\+"),
)
# Values with a colon or slash in them, as they are pasted: addresses of files and pages.
_ADDRESS = re.compile(
    r"(?<![\w.])(source|url|urls|member|mail_from|mail_to|family|parent)"
    r":(?=[^\s\"()\[\]{}<>]*[:/!])([^\s\"()\[\]{}<>]+)"
)
_ENDS_WITH_STAR = re.compile(r"(?<!\\)(?:\\\\)*\*\Z")
_WILDCARD = re.compile(r"(?<!\\)(?:\\\\)*[*?]")
_ACTS_IN_ADDRESS = re.compile(r"([:/!~^+?-])")
# Between words of a pattern such as well-kn*n.
_BETWEEN = re.compile(r"[^\w*?'.\\]+")
# Arrangements of the words of a phrase with slop that are looked for.
_MOST_ARRANGEMENTS = 1_000
LARGEST_SLOP = 100
LARGEST_BOOST = 1_000.0
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SYNTAX = re.compile(r'[\s"()\[\]{}:^~*?\\/<>=+!&|]+')


class Parsed(msgspec.Struct, frozen=True):
    """A query as a tree; `note` says what in it is not searched as it was written."""

    node: Node
    note: str | None = None


class _NotUnderstoodError(Exception):
    """Why a query cannot be read."""


def parse(text: str) -> Parsed:
    """A query as a tree; an empty one matches everything. No text raises an error."""
    if not text.strip():
        return Parsed(All())
    reader = _Reader()
    try:
        node = reader.read(parse_lucene(_respelled(text)), None, 0)
    except _NotUnderstoodError as error:
        return _plain(text, str(error))
    except (ParseError, ValueError, ArithmeticError, RecursionError):
        return _plain(text, _what_is_wrong(text))
    if node is None:
        return Parsed(Not(All()), "there is no word in this query: it finds nothing")
    return Parsed(node, "; ".join(reader.notes) or None)


def _respelled(text: str) -> str:
    parts = _QUOTED.split(text)
    for pattern, plain in _SPELLINGS:
        parts[::2] = [pattern.sub(lambda _, plain=plain: plain, part) for part in parts[::2]]
    parts[::2] = [_ADDRESS.sub(_escaped_address, part) for part in parts[::2]]
    return "".join(parts)


def _escaped_address(match: re.Match[str]) -> str:
    value = _ACTS_IN_ADDRESS.sub(r"\\\1", match[2])
    return f"{match[1]}:{value}"


def _plain(text: str, reason: str) -> Parsed:
    words = [word for word in _SYNTAX.split(text) if word not in ("AND", "OR", "NOT")]
    node = _joined(And, [_full_text(Word, word, None) for word in words])
    return Parsed(node or Not(All()), f"the query is searched as plain words: {reason}")


def _what_is_wrong(text: str) -> str:
    if len(_QUOTED.sub("", text).split('"')) > 1:
        return "a quotation mark is not closed"
    return "its operators or brackets do not fit together"


def _joined(kind: type[And] | type[Or], nodes: Iterable[Node | None]) -> Node | None:
    parts = tuple(node for node in nodes if node is not None)
    return kind(parts) if len(parts) > 1 else parts[0] if parts else None


def _full_text(
    kind: Callable[[str, str | None], Node], text: str, field: str | None
) -> Node | None:
    # No index has punctuation: a search for it would find nothing.
    return kind(text, field) if any(character.isalnum() for character in text) else None


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


class _Reader:
    """Turns luqum's tree into docmill's and collects notes on what is ignored."""

    def __init__(self) -> None:
        self.notes: dict[str, None] = {}

    def read(self, item: lucene.Item, field: str | None, depth: int) -> Node | None:
        """The node for an item inside `field`; None when it has no word."""
        if depth > DEEPEST:
            raise _NotUnderstoodError(f"it is nested more than {DEEPEST} deep")
        match item:
            case lucene.SearchField():
                return self.read(item.expr, self._field(item.name, field), depth)
            case lucene.BaseGroup() | lucene.Plus():
                [inner] = item.children
                return self.read(inner, field, depth)
            case lucene.Not() | lucene.Prohibit():
                return self._not(item, field, depth)
            case lucene.BaseOperation():
                return self._operation(item, field, depth)
            case lucene.Boost():
                node = self.read(item.expr, field, depth)
                factor = min(max(float(item.force), 0.0), LARGEST_BOOST)
                return None if node is None else Boost(node, factor)
            case lucene.Fuzzy():
                return self._fuzzy(item, field)
            case lucene.Proximity():
                return self._near(item, field)
            case lucene.Range():
                low, high = _bound(item.low), _bound(item.high)
                return _range(field, low, high, item.include_low, item.include_high)
            case lucene.From():
                return _range(field, _bound(item.a), None, item.include, True)
            case lucene.To():
                return _range(field, None, _bound(item.a), True, item.include)
            case lucene.Phrase():
                return _term(Phrase, _unescaped(item.value[1:-1]), field)
            case lucene.Regex():
                self.notes["/…/ is searched as plain words"] = None
                words = [word for word in _SYNTAX.split(item.value) if word]
                return _joined(And, [_term(Word, word, field) for word in words])
        return self._word(item.value, field)

    def _field(self, name: str, outer: str | None) -> str:
        if outer is not None:
            raise _NotUnderstoodError(f"the field {name!r} stands inside of another one")
        if (known := field_name(_unescaped(name))) is None:
            word = name.lower()
            near = [MEANT[word]] if word in MEANT else get_close_matches(word, FIELD_NAMES, 3, 0.6)
            meant = f" (there is {', '.join(near)})" if near else ""
            raise _NotUnderstoodError(
                f"there is no field {name!r}{meant}; put the words between quotation marks if the "
                "colon belongs to them"
            )
        return known

    def _fuzzy(self, item: lucene.Fuzzy, field: str | None) -> Node | None:
        text = _unescaped(str(item.term).strip())
        degree = None if item._implicit_degree else float(item.degree)
        if degree is not None and degree > 2:
            self.notes["words may differ in at most 2 characters (~2)"] = None
        if field in _ORDERED:
            return _term(Word, text, field)
        # In earlier versions of Lucene a part of 1 said how alike words are.
        distance = None if degree is None or 0 < degree < 1 else min(int(degree), 2)
        return _term(partial(Fuzzy, distance=distance), text, field)

    def _near(self, item: lucene.Proximity, field: str | None) -> Node | None:
        text = _unescaped(item.term.value[1:-1])
        words = len(wanted(text).terms)
        slop = min(int(item.degree), LARGEST_SLOP)
        while words > 2 and (slop + 1) ** words - slop**words > _MOST_ARRANGEMENTS:
            slop -= 1
        if slop < int(item.degree):
            self.notes[f"the {words} words of a phrase may be shifted by at most {slop} (~)"] = None
        if field in _ORDERED:
            return _term(Phrase, text, field)
        return _term(partial(Phrase, slop=slop), text, field)

    def _not(self, item: lucene.Item, field: str | None, depth: int) -> Node | None:
        [inner] = item.children
        node = self.read(inner, field, depth + 1)
        if isinstance(node, Not):
            return node.part
        return None if node is None else Not(node)

    def _operation(self, item: lucene.BaseOperation, field: str | None, depth: int) -> Node | None:
        alternatives: list[list[lucene.Item]] = [[]]
        _gather(item, alternatives)
        return _joined(
            Or,
            [
                _joined(And, [self.read(part, field, depth + 2) for part in parts])
                for parts in alternatives
            ],
        )

    def _word(self, value: str, field: str | None) -> Node | None:
        # At the end of a word a question mark ends a question.
        pattern = value.rstrip("?") if not value.endswith("\\?") else value
        if not _WILDCARD.search(pattern):
            return _term(Word, _unescaped(value), field)
        if field in _ORDERED and pattern != "*":
            raise _NotUnderstoodError(f"{field} takes ranges, and no * or ? ({value})")
        begins = _ENDS_WITH_STAR.search(pattern) is not None
        if begins and not _WILDCARD.search(pattern[:-1]):
            text = _unescaped(pattern[:-1])
            if not text:
                return All() if field is None else Exists(field)
            return _term(Prefix, text, field)
        if field is None or field in TEXT_FIELDS or field in NAME_FIELDS:
            pieces = [piece for piece in _BETWEEN.split(pattern) if piece]
            if len(pieces) > 1:
                return _joined(And, [self._word(piece, field) for piece in pieces])
            literals = [text for text, is_wild in wildcard_parts(pattern) if not is_wild]
            if any(is_unspaced(character) for text in literals for character in text):
                # Any part of such a script's text is found without a wildcard.
                return _joined(And, [_term(Word, text, field) for text in literals])
        return _term(Wildcard, pattern, field)


def _gather(item: lucene.Item, alternatives: list[list[lucene.Item]]) -> None:
    """Split operations into alternatives (OR) of sequences (AND).

    luqum binds neighbours without an operator more loosely than OR: it reads `a b OR c` as a
    sequence of a and (b OR c). Brackets are groups in its tree, so an operation directly inside
    another one was written without brackets and can be grouped again.
    """
    if isinstance(item, lucene.OrOperation):
        first, *others = item.operands
        _gather(first, alternatives)
        for other in others:
            alternatives.append([])
            _gather(other, alternatives)
    elif isinstance(item, lucene.BaseOperation):
        for operand in item.operands:
            _gather(operand, alternatives)
    else:
        alternatives[-1].append(item)


def _term(kind: Callable[[str, str | None], Node], text: str, field: str | None) -> Node | None:
    if field is None or field in TEXT_FIELDS:
        return _full_text(kind, text, field)
    if field in _ORDERED:
        return _range(field, text, text, True, True)
    if field == "language":
        text = language_code(text)
    return kind(text.lower() if field in LOWER_FIELDS else text, field)


def _bound(item: lucene.Item) -> str | None:
    if isinstance(item, lucene.Phrase):
        return _unescaped(item.value[1:-1])
    # A negative number is an item of another type, whose text includes the sign.
    text = _unescaped(str(item).strip())
    return None if text == "*" else text


def _range(
    field: str | None, low: str | None, high: str | None, include_low: bool, include_high: bool
) -> Range:
    if field in DATE_FIELDS:
        try:
            return date_range(field, low, high, include_low, include_high)
        except ValueError as error:
            raise _NotUnderstoodError(str(error)) from error
    if field in FLOAT_FIELDS:
        _check_numbers(field, [bound for bound in (low, high) if bound is not None])
        return Range(field, low, high, include_low, include_high)
    if field in INTEGER_FIELDS:
        _check_integers(field, [bound for bound in (low, high) if bound is not None])
        return Range(field, low, high, include_low, include_high)
    if field is not None and has_ranks(field):
        asked = Range(field, low, high, include_low, include_high)
        try:
            ranked_range(asked)
        except ValueError as error:
            raise _NotUnderstoodError(f"{field}: {error}") from error
        return asked
    ordered = ", ".join((*_ORDERED, "money", "meta.…", "extra.…"))
    raise _NotUnderstoodError(f"only {ordered} can have a range")


def _check_integers(field: str, bounds: Sequence[str]) -> None:
    for bound in bounds:
        if not (bound.isascii() and bound.isdigit() and int(bound) <= LARGEST_INTEGER):
            raise _NotUnderstoodError(f"{field} is a number, not {bound!r}")


def _check_numbers(field: str, bounds: Sequence[str]) -> None:
    for bound in bounds:
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", bound, re.ASCII):
            raise _NotUnderstoodError(f"{field} is a number, not {bound!r}")
