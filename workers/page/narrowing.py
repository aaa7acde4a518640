"""Links that narrow a search by one value more: a page of hits has hundreds of them."""

from functools import lru_cache
from typing import cast
from urllib.parse import quote_plus, urlencode

from workers.page.asked import Asked

_quoted = lru_cache(4_096)(quote_plus)  # the same names come again and again
_ANY = cast("str", object())  # stands for a value, and is none that anybody can give


class Narrowing:
    """Makes the parameters of such links; what is the same in all of them is made once."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._chosen = {*asked.including, *asked.excluding}
        self._around: dict[tuple[str, bool], tuple[str, str]] = {}

    def to(self, name: str, value: str) -> str:
        """Of the search within the documents that have a value."""
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
        return f"{before}{_quoted(value)}{behind}"

    def _made(self, name: str, excluded: bool) -> tuple[str, str]:
        """What stands before a value and what behind it."""
        told = self._asked.with_value(name, _ANY, excluded=excluded).parameters()
        at = next(place for place, (_, value) in enumerate(told) if value is _ANY)
        behind = urlencode(told[at + 1 :])
        return urlencode([*told[:at], (told[at][0], "")]), f"&{behind}" if behind else ""
