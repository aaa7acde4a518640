"""The numbers of lists and headings of an OpenDocument text, which are not written into it.

OASIS OpenDocument 1.3, part 3: 5.3 (lists), 16.30 to 16.34 (styles of lists and of the outline).
"""

import re
from collections.abc import Mapping

from pipeline.convert.list_numbers import Level, ListNumbers

_OUTLINE = ""  # the style of headings, which has no name
_FORMATS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "1st": "ordinal", "01, 02, 03, ...": "decimalZero",
}  # fmt: skip
_PLACE = re.compile(r"%(\d)%")
_LEVELS = frozenset({"list-level-style-number", "outline-level-style"})
_LISTS = frozenset({"list", "list-item", "list-header"})


class _List:
    """A list that is open."""

    __slots__ = ("counted", "restart", "style", "waits")

    def __init__(self, style: str, counted: str) -> None:
        self.style = style
        self.counted = counted  # lists of which this is the same are counted on
        self.waits = False  # whether an item has begun that has had no paragraph yet
        self.restart = ""  # the number that this item says


class OpenDocumentLists:
    """Is told of all `elements`, of the styles before the text; gives the numbers of paragraphs."""

    styles = _LEVELS | {"list-style", "outline-style"}
    elements = styles | _LISTS

    def __init__(self) -> None:
        self._numbers = ListNumbers()
        self._styles: dict[str, dict[int, Level]] = {}
        self._style: dict[int, Level] = {}  # which is read just now
        self._open: list[_List] = []
        self._by_id: dict[str, str] = {}
        self._by_style: dict[str, str] = {}
        self._begun = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if name in ("list-style", "outline-style"):
            called = attributes.get("style:name", "") if name == "list-style" else _OUTLINE
            self._style = self._styles[called] = {}
        elif name in _LEVELS:
            self._add_level(attributes)
        elif name == "list":
            self._open.append(self._list(attributes))
        elif self._open:
            self._open[-1].waits = name == "list-item"
            self._open[-1].restart = attributes.get("text:start-value", "")

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "list" and self._open:
            self._open.pop()

    def number(self, name: str, attributes: Mapping[str, str]) -> str:
        """The number before the paragraph (`p`) or heading (`h`) that begins; "" if it has none."""
        if self._open:
            inner = self._open[-1]
            if not inner.waits:
                return ""
            inner.waits = False
            return self._next(inner.style, inner.counted, len(self._open), inner.restart)
        if name == "p" or attributes.get("text:is-list-header") == "true":
            return ""
        level = _whole(attributes.get("text:outline-level", ""), 1)
        anew = attributes.get("text:start-value", "")
        if attributes.get("text:restart-numbering") == "true":
            anew = anew or "1"
        return self._next(_OUTLINE, _OUTLINE, level, anew)

    def _next(self, style: str, counted: str, level: int, anew: str) -> str:
        """`level`: from 1; `anew`: the number at which it begins anew, if it does."""
        levels = self._styles.get(style)
        if not levels:
            return ""
        form, restart = counted, {}
        if anew:
            self._begun += 1
            form, restart = f"{counted}/{self._begun}", {level - 1: _whole(anew, 1)}
        return self._numbers.next(counted, level - 1, levels, restart, form)

    def _list(self, attributes: Mapping[str, str]) -> _List:
        style = attributes.get("text:style-name", "")
        if self._open:  # inside of an item
            outer = self._open[-1]
            return _List(style or outer.style, outer.counted)
        counted = self._by_id.get(attributes.get("text:continue-list", ""), "")
        if not counted and attributes.get("text:continue-numbering") == "true":
            counted = self._by_style.get(style, "")
        if not counted:
            self._begun += 1
            counted = str(self._begun)
        if own := attributes.get("xml:id"):
            self._by_id[own] = counted
        self._by_style[style] = counted
        return _List(style, counted)

    def _add_level(self, attributes: Mapping[str, str]) -> None:
        level = _whole(attributes.get("text:level", ""), 1)
        form = _FORMATS.get(attributes.get("style:num-format", ""))
        if form is None:
            self._style[level - 1] = Level("none")
            return
        start = _whole(attributes.get("text:start-value", ""), 1)
        # LibreOffice's own words for what prefix, suffix and levels cannot say: "%1%.%2%)".
        if whole := attributes.get("loext:num-list-format", ""):
            self._style[level - 1] = Level(form, _PLACE.sub(r"%\1", whole), start)
            return
        # So many levels are shown, from one above it on; of those without a number, none.
        first = max(level - _whole(attributes.get("text:display-levels", ""), 1) + 1, 1)
        shown = [
            f"%{one}"
            for one in range(first, min(level, 9) + 1)
            if one == level or self._style.get(one - 1, Level()).format != "none"
        ]
        before, behind = (attributes.get(f"style:num-{end}fix", "") for end in ("pre", "suf"))
        text = before + ".".join(shown) + behind
        self._style[level - 1] = Level(form, text, start)


def _whole(written: str, otherwise: int) -> int:
    return int(written) if written.isdecimal() and len(written) < 10 else otherwise
