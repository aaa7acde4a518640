"""The numbers of the lists of a DOCX: what its parts `numbering` and `styles` say of them."""

from typing import Any

from pipeline.convert.list_numbers import Level, ListNumbers
from pipeline.convert.open_xml import OpenXml
from pipeline.convert.xml_reading import Handler

_MOST_STYLES = 50  # that one is based on another


class DocxLists:
    """Gives the number of each paragraph of a list; reads its parts when the first one comes."""

    def __init__(self, file: OpenXml, main: str) -> None:
        self._file = file
        self._main = main
        self._numbers = ListNumbers()
        self._lists: _Lists | None = None
        self._styles: _Styles | None = None

    def number(self, style: str, form: str | None, level: int | None) -> str:
        """The number of the next paragraph; "" if it has none.

        `style`: the id of its style; `form` and `level`: those of its own, None if it says none.
        """
        if form is None or level is None:
            of_style = self._of_style(style) if style else None
            if form is None:
                form, style_level = of_style or (None, None)
                level = style_level if level is None else level
        if form is None or form == "0":
            return ""
        lists = self._read_lists()
        if form not in lists.forms:
            return ""
        counted, overrides, restart = lists.forms[form]
        levels = lists.resolved(counted) | overrides
        if level is None:
            level = lists.by_style.get((counted, style), 0)
        return self._numbers.next(counted, level, levels, restart, form)

    def _of_style(self, style: str) -> tuple[str, int | None] | None:
        """The list and the level that a style, or one that it is based on, says."""
        if self._styles is None:
            self._styles = _Styles()
            for part in self._file.related(self._main, "styles"):
                if b"numPr" in self._file.parts.read(part):
                    self._file.read(part, self._styles)
        level: int | None = None
        for _ in range(_MOST_STYLES):
            form, style_level = self._styles.found.get(style, (None, None))
            level = style_level if level is None else level
            if form is not None:
                return form, level
            style = self._styles.based.get(style, "")
        return None

    def _read_lists(self) -> "_Lists":
        if self._lists is None:
            self._lists = _Lists()
            for part in self._file.related(self._main, "numbering"):
                self._file.read(part, self._lists)
        return self._lists


class _Styles(Handler):
    """Which styles number their paragraphs, and which are based on which."""

    elements = frozenset({"style", "basedOn", "numPr", "numId", "ilvl"})

    def __init__(self) -> None:
        self.found: dict[str, tuple[str | None, int | None]] = {}
        self.based: dict[str, str] = {}
        self._style = ""
        self._inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style":
            self._style = attributes.get("w:styleId", "")
        elif name == "basedOn":
            self.based[self._style] = attributes.get("w:val", "")
        elif name == "numPr":
            self._inside = True
        elif self._inside and name in ("numId", "ilvl"):
            form, level = self.found.get(self._style, (None, None))
            value = attributes.get("w:val", "")
            reference = (value, level) if name == "numId" else (form, _number(value))
            self.found[self._style] = reference

    def end(self, name: str) -> None:
        if name == "numPr":
            self._inside = False


class _Lists(Handler):
    """The levels of each list, and the forms of lists that paragraphs name."""

    elements = frozenset({
        "abstractNum", "styleLink", "numStyleLink", "num", "abstractNumId", "lvlOverride",
        "startOverride", "lvl", "numFmt", "lvlText", "start", "lvlRestart", "isLgl", "pStyle",
    })  # fmt: skip

    def __init__(self) -> None:
        # Id of a form → id of its list, levels of its own, where levels begin anew.
        self.forms: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = {}
        self.by_style: dict[tuple[str, str], int] = {}
        self._levels: dict[str, dict[int, Level]] = {}
        self._styled: dict[str, str] = {}  # style of a list → the list that has its levels
        self._linked: dict[str, str] = {}  # list → style of a list
        self._list = self._form = ""
        self._place = 0
        self._level: dict[str, Any] | None = None  # what is said of the one that is open

    def resolved(self, counted: str) -> dict[int, Level]:
        """The levels of a list, which may stand at another one of the same style."""
        own = self._levels.get(counted, {})
        return own or self._levels.get(self._styled.get(self._linked.get(counted, ""), ""), {})

    def start(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("w:val", "")
        if name == "abstractNum":
            self._list, self._form = attributes.get("w:abstractNumId", ""), ""
            self._levels[self._list] = {}
        elif name == "styleLink":
            self._styled[value] = self._list
        elif name == "numStyleLink":
            self._linked[self._list] = value
        elif name == "num":
            self._form = attributes.get("w:numId", "")
            self.forms[self._form] = ("", {}, {})
        elif name == "abstractNumId":
            self.forms[self._form] = (value, *self.forms.get(self._form, ("", {}, {}))[1:])
        elif name == "lvlOverride":
            self._place = _number(attributes.get("w:ilvl", ""))
        elif name == "startOverride" and self._form in self.forms:
            self.forms[self._form][2][self._place] = _number(value)
        elif name == "lvl":
            self._place = _number(attributes.get("w:ilvl", ""))
            self._level = {"start": 0}  # which it is where nothing is said
        elif self._level is not None:
            if name == "numFmt":
                self._level["format"] = value
            elif name == "lvlText":
                self._level["text"] = value
            elif name == "start":
                self._level["start"] = _number(value)
            elif name == "lvlRestart":
                self._level["restart"] = _number(value)
            elif name == "isLgl":
                self._level["legal"] = value not in ("0", "false")
            elif name == "pStyle":
                self.by_style[self._list, value] = self._place

    def end(self, name: str) -> None:
        if name == "lvl" and self._level is not None:
            levels = self.forms[self._form][1] if self._form else self._levels[self._list]
            levels[self._place] = Level(**self._level)
            self._level = None


def _number(written: str) -> int:
    return int(written) if written.isdecimal() and len(written) < 7 else 0
