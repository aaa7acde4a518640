"""The numbers of the lists of a DOC (MS-DOC 2.4.6.3, 2.9.131 to 2.9.150)."""

import struct
from typing import NamedTuple

from pipeline.convert.doc_format import FORM, LEVEL, LIST_FORMS, LISTS, STYLES, WordFile, properties
from pipeline.convert.list_numbers import LEVELS, Level, ListNumbers

_FORMATS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter",
    5: "ordinal", 22: "decimalZero", 23: "bullet", 255: "none",
}  # fmt: skip
_MOST_STYLES = 50  # that one is based on another


class _Form(NamedTuple):
    """A form of a list: which list, levels of its own, where levels begin anew."""

    list: int
    levels: dict[int, Level]
    restart: dict[int, int]


class DocLists:
    """Gives the number of each paragraph of a list."""

    def __init__(self, file: WordFile) -> None:
        self._numbers = ListNumbers()
        self._levels = _lists(file)
        self._forms = _forms(file.part(LIST_FORMS)) if self._levels else []
        self._styles = _styles(file.part(STYLES)) if self._forms else []

    def __bool__(self) -> bool:
        return bool(self._forms)

    def number(self, style: int, own: bytes) -> str:
        """The number of the next paragraph by its style and its own properties; "" if none."""
        form, level = _form_and_level(own)
        for _ in range(_MOST_STYLES):
            if (form is not None and level is not None) or style >= len(self._styles):
                break
            style, of_style = self._styles[style]
            inherited = _form_and_level(of_style)
            form = inherited[0] if form is None else form
            level = inherited[1] if level is None else level
        if not form or form > len(self._forms):
            return ""
        of = self._forms[form - 1]
        levels = self._levels.get(of.list, {}) | of.levels
        return self._numbers.next(str(of.list), level or 0, levels, of.restart, str(form))


def _form_and_level(data: bytes) -> tuple[int | None, int | None]:
    """The form of a list, and the level in it, that properties say."""
    form = level = None
    for number, operand in properties(data):
        if number == FORM:
            form = int.from_bytes(operand, "little")
        elif number == LEVEL and operand:
            level = operand[0]
    return form, level


def _lists(file: WordFile) -> dict[int, dict[int, Level]]:
    """The levels of each list by its id; they stand behind the table of the lists."""
    table = file.part(LISTS)
    if len(table) < 2:
        return {}
    start, size = file.part_place(LISTS)
    at = start + size
    found: dict[int, dict[int, Level]] = {}
    for number in range(min(struct.unpack_from("<H", table)[0], (len(table) - 2) // 28)):
        place = 2 + 28 * number
        (id,) = struct.unpack_from("<i", table, place)
        levels: dict[int, Level] = {}
        for depth in range(1 if table[place + 26] & 1 else LEVELS):
            read = _level(file.table, at)
            if read is None:
                return found
            levels[depth], at = read
        found[id] = levels
    return found


def _level(data: bytes, at: int) -> tuple[Level, int] | None:
    """A level, and where the next one stands."""
    if at + 28 > len(data):
        return None
    start, form, flags = struct.unpack_from("<iBB", data, at)
    of_runs, of_paragraphs, limit = data[at + 24], data[at + 25], data[at + 26]
    at += 28 + of_runs + of_paragraphs
    count = int.from_bytes(data[at : at + 2], "little")
    at += 2
    words = data[at : at + 2 * count].decode("utf-16-le", "replace")
    text = "".join(f"%{ord(char) + 1}" if char < "\x09" else char for char in words)
    restart = limit if flags & 0x08 else None
    level = Level(_FORMATS.get(form, "decimal"), text, start, restart, bool(flags & 0x04))
    return level, at + 2 * count


def _forms(table: bytes) -> list[_Form]:
    """The forms of lists in the order in which paragraphs name them."""
    count = min(int.from_bytes(table[:4], "little"), (len(table) - 4) // 16 if table else 0)
    found: list[_Form] = []
    at = 4 + 16 * count
    for number in range(count):
        place = 4 + 16 * number
        (id,) = struct.unpack_from("<i", table, place)
        form = _Form(id, {}, {})
        at += 4
        for _ in range(table[place + 12]):
            if at + 8 > len(table):
                break
            start, flags = struct.unpack_from("<iI", table, at)
            at += 8
            if flags & 0x10:
                form.restart[flags & 0xF] = start
            if flags & 0x20 and (read := _level(table, at)):
                form.levels[flags & 0xF], at = read
                form.restart.pop(flags & 0xF, None)
        found.append(form)
    return found


def _styles(table: bytes) -> list[tuple[int, bytes]]:
    """Of each style: which it is based on, and the properties of its paragraphs."""
    size = int.from_bytes(table[:2], "little")
    count = int.from_bytes(table[2:4], "little")
    fixed = int.from_bytes(table[4:6], "little")
    found: list[tuple[int, bytes]] = []
    at = 2 + size
    for _ in range(count):
        if at + 2 > len(table):
            break
        length = int.from_bytes(table[at : at + 2], "little")
        style = table[at + 2 : at + 2 + length]
        at += 2 + length
        base = int.from_bytes(style[2:4], "little")
        own = b""
        if base & 0xF == 1 and len(style) > fixed + 2:  # a style of paragraphs
            name = int.from_bytes(style[fixed : fixed + 2], "little")
            place = fixed + 2 + 2 * name + 2
            of_paragraphs = int.from_bytes(style[place : place + 2], "little")
            own = style[place + 4 : place + 2 + of_paragraphs]
        found.append((base >> 4, own))
    return found
