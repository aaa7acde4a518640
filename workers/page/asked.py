"""What is asked for, as a page's address says it: every state of a search is a link."""

import re
from collections.abc import Iterable
from typing import Self
from urllib.parse import urlencode

import msgspec

from pipeline.errors import ConfigurationError
from pipeline.folding import fold
from pipeline.index import Sort
from pipeline.query.dates import date_range
from pipeline.query.filters import Filter, narrowed
from pipeline.query.lowering import asks_for_text
from pipeline.query.origin import below
from pipeline.query.parse import Parsed, parse
from pipeline.query.tree import Node, Not, Phrase, Word
from pipeline.terms.folders import ARCHIVE, FOLDER, FOLDERS

PAGE_SIZE = 20
LONGEST_VALUE = 2_000
MOST_FILTERS = 100
LAST_PAGE = 10_000_000

# Name in an address, as in the query language → index field. In the order that is shown.
FACETS = {
    "person": "people",
    "organization": "organizations",
    "place": "places",
    "group": "groups",
    "topic": "topics",
    "language": "language",
    "media_type": "media_type",
    "source": FOLDERS,
}
WHOLE_NAMES = ("people", "organizations", "places", "groups", "topics")
SORTS = {
    "": "best first",
    Sort.NEWEST: "newest first",
    Sort.OLDEST: "oldest first",
    Sort.SOURCE: "by source",
}
NOT = "not_"
# Bounds of dates: name in an address → field of `Asked`.
_BOUNDS = {"from": "since", "to": "until", "indexed": "indexed"}

Named = tuple[str, str]  # a facet's name and one of its values


class Asked(msgspec.Struct, frozen=True):
    """A search: words of the query language, filters, dates as they were typed, order, page.

    `indexed`: since when what is searched was indexed, for what is new of a saved search.
    `near`: hits that are nearly equal are put together. `sort` is "" where none is chosen: then the
    best hits come first, or without words the newest.
    """

    words: str = ""
    including: tuple[Named, ...] = ()
    excluding: tuple[Named, ...] = ()
    since: str = ""
    until: str = ""
    sort: str = ""
    page: int = 1
    indexed: str = ""
    near: bool = False

    @classmethod
    def of(cls, parameters: Iterable[Named]) -> Self:
        """The search that the parameters of an address describe; others are passed over.

        Raises:
            ConfigurationError: a value is too long, or no number or order, or there are too many.
        """
        given: dict[str, str] = {}
        including: dict[Named, None] = {}
        excluding: dict[Named, None] = {}
        for name, value in parameters:
            if len(value) > LONGEST_VALUE:
                raise ConfigurationError(f"{name} is longer than {LONGEST_VALUE:,} characters")
            if not value:
                continue
            bare = name.removeprefix(NOT)
            if bare not in FACETS:
                given[name] = value
            elif bare == name:
                including[name, value] = None
            else:
                excluding[bare, value] = None
        if len(including) + len(excluding) > MOST_FILTERS:
            raise ConfigurationError(f"there are more than {MOST_FILTERS} filters")
        sort = given.get("sort", "")
        if sort not in SORTS:
            raise ConfigurationError(f"sort={sort}: choose one of {', '.join(filter(None, SORTS))}")
        return cls(
            words=given.get("q", "").strip(),
            including=tuple(including),
            excluding=tuple(excluding),
            since=given.get("from", ""),
            until=given.get("to", ""),
            indexed=given.get("indexed", ""),
            sort=sort,
            page=number(given, "page", LAST_PAGE),
            near=bool(given.get("near")),
        )

    def parameters(self) -> list[Named]:
        """The parameters that describe this search."""
        told = [
            ("q", self.words),
            *self.including,
            *((NOT + name, value) for name, value in self.excluding),
            ("from", self.since),
            ("to", self.until),
            ("indexed", self.indexed),
            ("sort", self.sort),
            ("near", "1" if self.near else ""),
            ("page", str(self.page) if self.page > 1 else ""),
        ]
        return [(name, value) for name, value in told if value]

    @property
    def query(self) -> str:
        """The parameters as they stand behind the question mark of an address."""
        return urlencode(self.parameters())

    @property
    def offset(self) -> int:
        """How many hits come before this page."""
        return (self.page - 1) * PAGE_SIZE

    def first_page(self) -> Self:
        """The same search from its first hit."""
        return msgspec.structs.replace(self, page=1)

    def of_any_age(self) -> Self:
        """The search without regard to when documents were indexed."""
        return msgspec.structs.replace(self, indexed="", page=1)

    def saying(self, words: str) -> Self:
        """The search with other words."""
        return msgspec.structs.replace(self, words=words, page=1)

    def with_value(self, name: str, value: str, *, excluded: bool = False) -> Self:
        """The search within documents that have a value, or have it not."""
        bare = self.without(name, value)
        kind = "excluding" if excluded else "including"
        return msgspec.structs.replace(bare, **{kind: (*getattr(bare, kind), (name, value))})

    def at_folder(self, path: str) -> Self:
        """The search within a folder or archive, in place of those that it stands in or holds."""
        others = tuple(
            (name, value)
            for name, value in self.including
            if name != "source" or not (value.startswith(path) or path.startswith(value))
        )
        return msgspec.structs.replace(self, including=(*others, ("source", path)), page=1)

    def without(self, name: str, value: str) -> Self:
        """The search without a filter."""
        return msgspec.structs.replace(
            self,
            including=tuple(one for one in self.including if one != (name, value)),
            excluding=tuple(one for one in self.excluding if one != (name, value)),
            page=1,
        )

    def between(self, since: str, until: str) -> Self:
        """The search within two dates, both included."""
        return msgspec.structs.replace(self, since=since, until=until, page=1)

    def undated(self) -> Self:
        """The search without bounds of dates."""
        return msgspec.structs.replace(self, since="", until="", page=1)

    def without_filter(self, filter: Filter) -> Self:
        """The search without one of `filters`."""
        if bound := _BOUNDS.get(filter.option):
            return msgspec.structs.replace(self, **{bound: ""}, page=1)
        return self.without(filter.option.removeprefix(NOT), filter.value)

    def respelled(self, term: str, likely: str) -> Self:
        """The search with a word, as the index knows it, written otherwise."""
        spelled = re.compile(r"\w+")
        return self.saying(
            spelled.sub(lambda m: likely if fold(m[0]) == term else m[0], self.words)
        )

    def at_page(self, page: int) -> Self:
        """Another page of the same search."""
        return msgspec.structs.replace(self, page=page)

    def filters(self) -> list[Filter]:
        """The filters, those that include first, dates last.

        Raises:
            ConfigurationError: a bound is no date.
        """
        chosen = [Filter(name, value, _having(name, value)) for name, value in self.including]
        chosen += [
            Filter(NOT + name, value, Not(_having(name, value))) for name, value in self.excluding
        ]
        for option, name in _BOUNDS.items():
            if bound := getattr(self, name):
                low, high = (None, bound) if option == "to" else (bound, None)
                field = "indexed_at" if option == "indexed" else "published"
                try:
                    chosen.append(Filter(option, bound, date_range(field, low, high)))
                except ValueError as error:
                    raise ConfigurationError(str(error)) from error
        return chosen

    def parsed(self) -> Parsed:
        """The words as a query."""
        return parse(self.words)

    def node(self) -> Node:
        """The whole search as a query."""
        return narrowed(self.parsed().node, self.filters())

    def order(self) -> Sort:
        """The order of the hits."""
        if self.sort:
            return Sort(self.sort)
        return Sort.RELEVANCE if asks_for_text(self.parsed().node) else Sort.NEWEST


def number(given: dict[str, str], name: str, most: int) -> int:
    """A parameter that counts from 1; 1 where it is missing.

    Raises:
        ConfigurationError: it is no number, or larger than `most`.
    """
    text = given.get(name) or "1"
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most):
        raise ConfigurationError(f"{name}={text}: give a number from 1 to {most:,}")
    return int(text)


def _having(name: str, value: str) -> Node:
    field = FACETS[name]
    if name == "source":
        # The index has folders and archives as a field of their own, which is faster to ask.
        return Word(value, FOLDERS) if value.endswith((FOLDER, ARCHIVE)) else below(value)
    return Phrase(value, field) if field in WHOLE_NAMES else Word(value, field)
