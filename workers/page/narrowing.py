"""Links that narrow a search by one value more: a page of hits has hundreds of them.

Those of a page are written here, escaped, because a template takes several times as long for them.
"""

from functools import lru_cache
from html import escape
from typing import cast
from urllib.parse import quote_plus, urlencode

from workers.page.asked import Asked
from workers.reading.markup import kind
from workers.reading.plain_text import harmless, readable

_ANY = cast("str", object())  # stands for a value, and is none that anybody can give


class Narrowing:
    """Makes such links; what is the same in all of them is made once."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._chosen = {*asked.including, *asked.excluding}
        self._around: dict[tuple[str, bool], tuple[str, str]] = {}

    def chip(self, name: str, value: str) -> str:
        """A value of a hit, in HTML, which leads to the documents that have it."""
        _, shown = _written(name, value)
        to = escape(self.to(name, value))
        return f'<a class="chip {kind(name)}" href="/?{to}"><bdi>{shown}</bdi></a>'

    def row(self, name: str, value: str, count: int) -> str:
        """A value of a facet, in HTML, with its number and the link that leaves it out."""
        _, shown = _written(name, value)
        current, to = "", self.to(name, value)
        if (name, value) in self._asked.including:
            current, to = ' aria-current="true"', self._asked.without(name, value).query
        return (
            f'<a class="value"{current} href="/?{escape(to)}"><bdi>{shown}</bdi></a>'
            f'<span class="count">{count:,}</span>\n'
            f'<a class="exclude" href="/?{escape(self.away_from(name, value))}" title="exclude">'
            '<span aria-hidden="true">\N{MINUS SIGN}</span>'
            f'<span class="hidden">exclude <bdi>{shown}</bdi></span></a>'
        )

    def to(self, name: str, value: str) -> str:
        """The parameters of the search within the documents that have a value."""
        return self._link(name, value, False)

    def away_from(self, name: str, value: str) -> str:
        """Of the search within those that have it not."""
        return self._link(name, value, True)

    def _link(self, name: str, value: str, excluded: bool) -> str:
        if (name, value) in self._chosen:  # it changes its place
            return self._asked.with_value(name, value, excluded=excluded).query
        around = self._around.get((name, excluded))
        if around is None:
            around = self._around[name, excluded] = self._made(name, excluded)
        before, behind = around
        quoted, _ = _written(name, value)
        return f"{before}{quoted}{behind}"

    def _made(self, name: str, excluded: bool) -> tuple[str, str]:
        """What stands before a value and what behind it."""
        told = self._asked.with_value(name, _ANY, excluded=excluded).parameters()
        at = next(place for place, (_, value) in enumerate(told) if value is _ANY)
        behind = urlencode(told[at + 1 :])
        return urlencode([*told[:at], (told[at][0], "")]), f"&{behind}" if behind else ""


@lru_cache(4_096)  # the same names come again and again
def _written(name: str, value: str) -> tuple[str, str]:
    """A value as it stands in a link, and as it is shown."""
    return quote_plus(value), escape(harmless(readable(value, name)))
