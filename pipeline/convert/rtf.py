"""Text of RTF: body, notes, comments, headers and footers, text boxes, fields' results.

Rich Text Format Specification 1.9.1 (Microsoft, 2008). A reader of our own: a tokenizer in one
pass, where the library that there is (striprtf) leaves headers and notes mixed into the text, knows
no properties, and takes five times as long.
"""

import re
from collections.abc import Collection
from itertools import groupby

from pipeline.convert.code_pages import OF_FONTS, WESTERN, of_code_page
from pipeline.convert.converter import Conversion, ConversionLimits, Damaged, TooMuch, raise_limit
from pipeline.convert.flow import Flow
from pipeline.convert.office_properties import stated
from pipeline.records import Converted, Filtered

# The last group of a token that matched, by what it is.
_SILENT, _STARRED, _STARRED_NUMBERED, _OPEN, _OPEN_SILENT = range(1, 6)
_WORD, _NUMBERED, _CODES, _SIGN, _CLOSE, _PLAIN = range(6, 12)
# What counts in a group that is not shown: where it ends. Signs of `\bin` are no braces. Groups
# that hold no other group are passed over in one go.
_BIN = rb"\\bin(\d{1,10})(?!\d) ?"
_NO_BRACE = rb"[^\\{}]++|\\[\\{}]|\\(?!bin\d{1,10}(?!\d))"
_INSIDE = re.compile(rb"(?:%b|\{(?:%b)*+\})*+(?:%b|([{}]))" % (_NO_BRACE, _NO_BRACE, _BIN))
_SIGNATURE = re.compile(rb"\s*\{\\rtf|\xef\xbb\xbf\s*\{\\rtf")
# Groups that hold no text of the document. Of the others, those marked with \* are for programs.
_UNSHOWN = frozenset({
    "fonttbl", "colortbl", "stylesheet", "pict", "objdata", "fldinst", "listtable", "revtbl",
    "listoverridetable", "rsidtbl", "generator", "themedata", "colorschememapping", "datastore",
    "latentstyles", "xmlnstbl", "mmathPr", "nonshppict", "filetbl", "bkmkstart", "bkmkend",
    "atnid", "atnref", "atndate", "atnicn", "atnparent", "atntime", "objclass", "objname",
    "datafield", "xe", "tc", "txe", "sn", "sp", "userprops", "private", "passwordhash", "template",
    "list", "listoverride", "listlevel", "lfolevel", "leveltext", "levelnumbers", "listname",
    "pgptbl", "wgrffmtfilter", "protusertbl", "defchp", "defpap", "comment",
})  # fmt: skip
# Groups that are not shown, and in which something is said or shown nevertheless.
_READ_THOUGH_UNSHOWN = frozenset({"upr"})
_SHOWN_THOUGH_STARRED = frozenset({
    "annotation", "atnauthor", "footnote", "shpinst", "shptxt", "ud",
})  # fmt: skip
# Groups whose text stands beside that of the document; the page's own come last, and once.
_NOTES = frozenset({"footnote", "annotation", "atnauthor"})
_PRINTED = frozenset(
    f"{kind}{page}" for kind in ("header", "footer") for page in ("", "l", "r", "f")
)
_FIELDS = {
    "title": "title", "author": "author", "subject": "subject", "keywords": "keywords",
    "operator": "saved_by", "company": "company", "manager": "manager", "doccomm": "description",
    "category": "category", "creatim": "created", "revtim": "modified",
}  # fmt: skip
_CHARACTERS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002",
    "qmspace": "\u2005", "nestcell": "\t", "softline": "\n",
}  # fmt: skip
# Words that do something anywhere, and not only at the beginning of a group.
_EFFECTIVE = frozenset(_CHARACTERS) | {
    "u", "par", "sect", "page", "nestrow", "pard", "intbl", "trowd", "cell", "row", "uc", "f",
    "plain", "ansicpg", "mac", "pc", "pca", "yr", "mo", "dy", "hr", "min", "bin",
    "deleted",
}  # fmt: skip
# Words that say what a group is, where they stand at its beginning.
_TELLING = (
    _UNSHOWN | _READ_THOUGH_UNSHOWN | _SHOWN_THOUGH_STARRED | _NOTES | _PRINTED | {"info", *_FIELDS}
)
# Of groups marked with \* these are not passed over at once.
_LOOKED_INTO = frozenset(
    name.encode() for name in _SHOWN_THOUGH_STARRED | {"upr", "u", "bin", *_CHARACTERS}
)


def _other_word(words: Collection[str]) -> bytes:
    """A pattern of a word that is none of these, which are tried by their first letters."""
    by_letter = groupby(sorted(words), key=lambda word: word[0])
    written = "|".join(
        f"{letter}(?:{'|'.join(word[1:] for word in group)})" for letter, group in by_letter
    )
    end = rb"[a-zA-Z]{1,32}+(?:-?\d{1,10})?+ ?+"
    return rb"\\(?!(?:%b)(?![a-zA-Z]))%b" % (written.encode(), end)


# Most words say how something looks: a run of such is one token, with the brace before it.
_LOOKS = rb"(?:%b|[\r\n]++)" % _other_word(_EFFECTIVE)
_TOKEN = re.compile(
    rb"(?<![{*\r\n])(%b++)" % _LOOKS
    + rb"|\{\\\*\\([a-zA-Z]{1,32})(-?\d{1,10})? ?"
    + rb"|(\{)(%b%b*+)?+" % (_other_word(_EFFECTIVE | _TELLING), _LOOKS)
    + rb"|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|((?:\\'[0-9a-fA-F]{2})+)|\\(.)|(\})"
    rb"|([^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
# What counts in a table of fonts.
_FONTS = re.compile(rb"\\(?:\\|(f|fcharset)(-?\d{1,10})(?!\d))")
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"-": ""}
_DEFAULT = WESTERN


class Rtf:
    """The body, then notes and comments, then headers and footers."""

    name = "rtf"
    version = "4"
    media_types = frozenset({"application/rtf", "text/rtf"})

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text of a document.

        Raises:
            Damaged: it does not begin as RTF does.
            TooMuch: more text, or groups in one another, than the limits allow.
        """
        data = raw.encode("cp1252", "replace") if isinstance(raw, str) else raw
        if not _SIGNATURE.match(data):
            raise Damaged("no RTF: it does not begin with {\\rtf")
        reader = _Reader(self._limits)
        reader.read(data)
        text = reader.text()
        if not text:
            return Filtered("empty")
        metadata, properties = stated(reader.values)
        return Conversion(Converted(text, from_markup=True, metadata=metadata), properties)


_GONE = "Deleted: "


class _Group:
    """What holds inside of a pair of braces."""

    __slots__ = ("code_page", "field", "flow", "shown", "skipped", "table")

    def __init__(
        self, shown: bool, code_page: str, skipped: int, table: str, flow: Flow, field: str
    ) -> None:
        self.shown = shown
        self.code_page = code_page
        self.skipped = skipped  # characters that repeat a \u for others
        self.table = table
        self.flow = flow
        self.field = field


class _Reader:
    """Reads one document, token by token."""

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits
        self._body, self._notes, self._printed, self._gone = (Flow(limits) for _ in range(4))
        self._group = _Group(True, _DEFAULT, 1, "", self._body, "")
        self._outer: list[_Group] = []
        self._bytes = bytearray()  # of text that is not yet decoded
        self._half = ""  # the first of two halves of a character
        self._to_skip = 0
        self._fonts: dict[int, str | None] = {}
        self._ansi = _DEFAULT
        self._starred = False
        self._begins = False  # whether the group has had no word yet
        self._in_table = self._row_open = False
        self._moment: dict[str, int] = {}
        self.values: dict[str, str] = {}

    def text(self) -> str:
        """All that was read."""
        printed = dict.fromkeys(self._printed.end().split("\n\n"))
        gone = [line for line in self._gone.end().split("\n") if line not in ("", _GONE.strip())]
        texts = (self._body.end(), self._notes.end(), "\n".join(gone), "\n\n".join(printed))
        return "\n\n".join(text for text in texts if text)

    def read(self, data: bytes) -> None:
        """Reads a document to its end, or to where it is cut off."""
        place = 0
        while place < len(data):
            place = self._read(data, place)
        while self._outer:
            self._close()
        self._flush()

    def _read(self, data: bytes, place: int) -> int:
        """Reads up to where something is passed over; what is behind that is the new place."""
        for token in _TOKEN.finditer(data, place):
            kind = token.lastindex
            if kind == _SILENT:
                self._begins = False
            elif kind in (_OPEN, _OPEN_SILENT):
                self._open()
                self._begins = kind == _OPEN
            elif kind == _CLOSE:
                self._close()
            elif kind == _PLAIN:
                self._add_bytes(token[0])
            elif kind in (_WORD, _NUMBERED):
                number = int(token[_NUMBERED]) if kind == _NUMBERED else None
                if token[_WORD] == b"bin":
                    return token.end() + max(number or 0, 0)
                if self._word(token[_WORD].decode(), number):
                    return self._passed_over(data, token)
            elif kind in (_STARRED, _STARRED_NUMBERED):
                self._open()
                if token[_STARRED] in _LOOKED_INTO or self._group.table == "info":
                    self._starred = True
                    return token.start(_STARRED) - 1
                return self._end_of_group(data, token.end())
            elif kind == _CODES:
                self._add_bytes(bytes.fromhex(token[0].replace(b"\\'", b"").decode()))
            elif kind == _SIGN:
                self._symbol(token[_SIGN])
        return len(data)

    def _passed_over(self, data: bytes, token: re.Match[bytes]) -> int:
        """Where a group ends that is not shown, behind the word that says so."""
        end = self._end_of_group(data, token.end())
        if token[_WORD] == b"fonttbl":
            font = 0
            for found in _FONTS.finditer(data, token.end(), end):
                if found[1] == b"f":
                    font = int(found[2])
                elif found[1]:
                    self._fonts[font] = OF_FONTS.get(int(found[2]))
        return end

    def _end_of_group(self, data: bytes, place: int) -> int:
        """Where the brace stands that closes the group that is open; the end if there is none."""
        depth = outer = len(self._outer)
        while found := _INSIDE.match(data, place):
            place = found.end()
            if found[2] == b"{":
                depth += 1
                self._limit(depth)
            elif found[2]:
                depth -= 1
                if depth < outer:
                    return found.start(2)
            elif found[1]:
                place += int(found[1])
        return len(data)

    def _open(self) -> None:
        if self._bytes:
            self._flush()
        self._limit(len(self._outer) + 1)
        self._outer.append(self._group)
        self._begins, self._starred, self._to_skip = True, False, 0

    def _own(self) -> _Group:
        """The group that is open, to be changed; until then it is the one around it."""
        group = self._group
        if self._outer and self._outer[-1] is group:
            group = self._group = _Group(
                group.shown, group.code_page, group.skipped, group.table, group.flow, group.field
            )
        return group

    def _limit(self, depth: int) -> None:
        if depth > self._limits.max_depth:
            raise TooMuch(
                f"more than {self._limits.max_depth:,} groups in one another; "
                + raise_limit("max_depth")
            )

    def _close(self) -> None:
        if self._bytes:
            self._flush()
        self._to_skip = 0
        closed = self._group
        if not self._outer:
            return
        self._group = self._outer.pop()
        if closed is self._group:
            return
        if closed.field and closed.field != self._group.field and self._moment:
            self.values[closed.field] = _iso(self._moment)
            self._moment = {}
        if closed.flow is not self._group.flow:
            if closed.table == "atnauthor":  # of the comment that comes next
                closed.flow.text(": ")
            else:
                closed.flow.end_paragraph()

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
        elif symbol in b"\\{}":
            self._add_bytes(symbol)
        elif symbol in b"\r\n":
            self._word("par", None)
        elif symbol in _SYMBOLS:
            self._add(_SYMBOLS[symbol])

    def _word(self, name: str, number: int | None) -> bool:
        """Does what a word says; whether the rest of its group says nothing."""
        begins, starred = self._begins, self._starred
        self._begins = self._starred = False
        group = self._group
        if (character := _CHARACTERS.get(name)) is not None:
            self._add(character)
        elif name == "u" and number is not None:
            self._unicode(number)
        elif begins and self._destination(name, starred):
            return not self._group.shown and name not in _READ_THOUGH_UNSHOWN
        elif name in ("par", "sect", "page"):
            self._flush()
            if group.shown and not group.field:
                group.flow.end_paragraph(item=False)
        elif name == "nestrow":
            self._flush()
            if group.shown:
                group.flow.end_paragraph(item=True)
        elif name in ("pard", "intbl", "trowd", "cell", "row"):
            self._flush()
            if group.flow is self._body and group.shown:
                self._table(name)
            elif name == "cell" and group.shown:
                group.flow.text("\t")
            elif name == "row":
                group.flow.end_paragraph()
        elif name == "deleted" and group.flow in (self._body, self._gone):
            self._flush()
            self._gone.end_paragraph(item=True)
            self._own().flow = self._body if number == 0 else self._gone
            if number != 0:  # while changes were tracked
                self._gone.text(_GONE)
        elif name == "uc":
            self._own().skipped = max(number or 0, 0)
        elif name == "f" and number is not None:
            self._flush()
            code_page = self._fonts.get(number) or self._ansi
            if code_page != group.code_page:
                self._own().code_page = code_page
        elif name == "plain":
            self._flush()
            self._own().code_page = self._ansi
        elif name in ("ansicpg", "mac", "pc", "pca"):
            known = {"mac": 10000, "pc": 437, "pca": 850}.get(name, number or 1252)
            self._ansi = self._own().code_page = of_code_page(known)
        elif name in ("yr", "mo", "dy", "hr", "min") and group.field in ("created", "modified"):
            self._moment[name] = number or 0
        return False

    def _destination(self, name: str, starred: bool) -> bool:
        """Whether a word at a group's beginning says where its text goes."""
        if not (starred or name in _TELLING):
            return False
        group = self._own()
        if name == "info":
            group.table = "info"
        elif group.table == "info" and name in _FIELDS:
            group.field = _FIELDS[name]
            group.shown = group.shown and group.field not in self.values  # some say it twice
        elif name in _UNSHOWN or (starred and name not in _SHOWN_THOUGH_STARRED):
            group.shown = False
            group.table = name
        elif name == "upr":
            # A group for older programs, and one with the same text in Unicode.
            group.shown = False
        elif name == "ud":
            group.shown = True
        elif name in _NOTES:
            group.flow = self._notes
            group.table = name
        elif name in _PRINTED:
            group.flow = self._printed
        elif name not in _SHOWN_THOUGH_STARRED:
            return False
        return True

    def _table(self, name: str) -> None:
        if name == "pard":
            self._in_table = False
        elif name == "intbl":
            self._in_table = True
        elif name == "cell":
            self._open_row()
            self._body.start_cell()
        elif name == "row" and self._row_open:
            self._body.end_row()
            self._row_open = False

    def _open_row(self) -> None:
        if not self._row_open:
            self._body.start_row()
            self._body.start_cell()
            self._row_open = True

    def _unicode(self, number: int) -> None:
        self._flush()
        character = chr(number & 0xFFFF)
        if "\ud800" <= character <= "\udbff":
            self._half = character
        else:
            if "\udc00" <= character <= "\udfff":
                pair = (self._half + character).encode("utf-16", "surrogatepass")
                character, self._half = pair.decode("utf-16", "replace"), ""
            self._add(character)
        self._to_skip = self._group.skipped

    def _add_bytes(self, data: bytes) -> None:
        self._begins = False
        if self._to_skip:
            skipped = min(self._to_skip, len(data))
            self._to_skip -= skipped
            data = data[skipped:]
        self._bytes += data

    def _flush(self) -> None:
        """Decodes the text that has come since the last word."""
        if self._bytes:
            data = bytes(self._bytes)
            self._bytes.clear()
            try:
                text = data.decode(self._group.code_page)
            except UnicodeDecodeError:
                text = data.decode(self._ansi, "replace")
            self._put(text)

    def _add(self, text: str) -> None:
        self._flush()
        self._begins = False
        self._put(text)

    def _put(self, text: str) -> None:
        group = self._group
        if self._half:  # without the other one
            text, self._half = f"\ufffd{text}", ""
        if not group.shown:
            return
        if group.field:
            self.values[group.field] = self.values.get(group.field, "") + text
        elif group.table != "info":
            if group.flow is self._body and text.strip():
                if self._in_table:
                    self._open_row()
                elif self._row_open:
                    self._body.end_row()
                    self._row_open = False
            group.flow.text(text)


def _iso(moment: dict[str, int]) -> str:
    day = f"{moment.get('yr', 0):04}-{moment.get('mo', 1):02}-{moment.get('dy', 1):02}"
    if "hr" not in moment:
        return day
    return f"{day}T{moment['hr']:02}:{moment.get('min', 0):02}:00"
