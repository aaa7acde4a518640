"""The rows of a table in lines, and where the next one begins after one that is damaged."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from pipeline.encoding import Decoded
from pipeline.errors import DocumentError
from pipeline.sources.csv_lines import Lines
from pipeline.sources.problems import DocumentTooLarge

# So many lines that are rows by themselves, behind one with an open quote, show that it was never
# meant to hold them. Lines of prose do not all have the same number of commas.
ROWS_BEHIND = 10
NOTHING = "\\N"  # a field without a value, as databases write it
_ESCAPE = re.compile(r"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class BadRow(DocumentError):
    """A row that is none by the rules of CSV; the message says what went with it."""


class Rows:
    """Rows by `delimiter`, the first of which begins with the line `top`."""

    def __init__(self, lines: Lines, top: Decoded, delimiter: str) -> None:
        self.delimiter = delimiter
        # Blanks behind each delimiter of the header are no part of the fields, nor before quotes.
        parts = top.text.split(delimiter)
        self._spaced = len(parts) > 1 and all(part.startswith(" ") for part in parts[1:])
        self._lines = lines
        self._has_escapes = lines.has_escapes and delimiter == "\t"
        self._columns = 0
        self._is_renamed = False
        self._taken: list[Decoded] = []  # the lines of the row that is being read
        self._waiting: deque[Decoded] = deque([top])
        self._reader = self._made()

    def header(self) -> list[str]:
        """The first row.

        Raises:
            csv.Error: it is no row.
        """
        try:
            names = next(self._reader)
        except csv.Error:
            names = self._blanks_behind_quotes() or []
            if not names:
                raise
            self._reader = self._made()
        self._columns = len(names)
        return names

    def _blanks_behind_quotes(self) -> list[str] | None:
        """The header, where its names are quoted and have blanks before the delimiters."""
        first, *behind = self._taken
        self._columns = first.text.count(self.delimiter) + 1
        return None if behind else self._with_quotes_inside(first.text)

    def rename(self, columns: int) -> None:
        """Go on below another header, of so many columns; no row can be read alone any more."""
        self._columns = columns
        self._is_renamed = True

    def begin(self) -> int | None:
        """Count anew. Returns the next row's offset in the file, if it can be read from there."""
        self._taken = []
        offset = self._lines.begin_row()
        return None if self._waiting or self._is_renamed else offset

    def quotes(self, field: str) -> bool:
        """Whether a field of the row that was given last stands there in quotes."""
        quoted = '"' + field.replace('"', '""') + '"'
        return quoted in "".join(line.text for line in self._taken)

    def encoding(self) -> tuple[str, int]:
        """That of the row that was given last, and how many of its bytes were replaced."""
        if len(self._taken) == 1:
            return self._taken[0].encoding, self._taken[0].replaced_bytes
        odd = (line.encoding for line in self._taken if line.encoding != "utf-8")
        return next(odd, "utf-8"), sum(line.replaced_bytes for line in self._taken)

    def next_row(self) -> list[str] | None:
        """The next row, empty for a blank line; None at the end.

        Raises:
            BadRow: it is no row by the rules. The next one is the first line behind it that is a
                row of as many fields as the header has.
            DocumentTooLarge: it is above the limit, or a quote in it is never closed.
        """
        try:
            try:
                row = next(self._reader, None)
                return [*map(_unescaped, row)] if row and self._has_escapes else row
            except csv.Error as error:
                return self._mended(error)
        except DocumentTooLarge as error:
            self._reader = self._made()
            behind = self._taken[1 : 1 + ROWS_BEHIND]
            if self._columns > 1 and len(behind) == ROWS_BEHIND and all(map(self._parsed, behind)):
                self._put_back([*self._taken[1:], self._lines.cut_line()])
                raise BadRow("has a quote that is never closed; the rows behind it are read") from (
                    error
                )
            self._lines.skip_row()
            raise

    def _made(self, *, escaped: bool = False) -> Iterator[list[str]]:
        if self._has_escapes:
            return csv.reader(self._feed(escaped), delimiter="\t", quoting=csv.QUOTE_NONE)
        return csv.reader(
            self._feed(escaped),
            delimiter=self.delimiter,
            skipinitialspace=self._spaced,
            strict=True,
        )

    def _feed(self, escaped: bool) -> Iterator[str]:
        while True:
            line = self._waiting.popleft() if self._waiting else next(self._lines, None)
            if line is None:
                return
            self._taken.append(line)
            yield line.text.replace('\\"', '""') if escaped else line.text

    def _put_back(self, lines: list[Decoded]) -> None:
        self._waiting.extendleft(reversed(lines))
        self._taken = []

    def _mended(self, error: csv.Error) -> list[str]:
        """What a bad row may be after all; else the next row is sought, and `BadRow` raised."""
        self._reader = self._made()
        if any('\\"' in line.text for line in self._taken):
            self._put_back(self._taken)
            try:
                row = next(self._made(escaped=True))
            except (csv.Error, StopIteration):
                row = []
            if len(row) == self._columns:
                return row
        first, *behind = self._taken
        self._taken = [first]
        is_open = first.text.count('"') % 2 == 1
        if not behind and is_open and (last := self._parsed(first, strict=False)):
            return last
        self._waiting.extendleft(reversed(behind))
        # With tabs, quotes are often plain characters.
        if (self.delimiter == "\t" or not behind) and (
            fields := self._with_quotes_inside(first.text)
        ):
            return fields
        lost = 0
        for line in self._feed(escaped=False):
            if line.strip() and self._parsed(self._taken[-1]):
                self._put_back(self._taken[-1:])
                break
            lost += 1
        lost_lines = f"; {lost} lines behind it, up to the next row, are lost" if lost else ""
        raise BadRow(f"is not a CSV row: {error}{lost_lines}") from error

    def _with_quotes_inside(self, line: str) -> list[str] | None:
        """A line as a row where quotes also stand in the text: "He said "no" twice",y.

        Those inside come in pairs, each first one before a word. A quote at the beginning of a
        field that has no other at its end is part of the text.
        """
        line, mark = line.rstrip("\r\n"), re.escape(self.delimiter)
        quoted = rf'[ \t]*"((?:[^"]|""|(?<=[\s(])"(?=\w)[^"]*+")*+)"[ \t]*(?={mark}|\Z)'
        fields: list[str] = []
        at = 0
        while len(fields) <= self._columns:
            found = re.compile(rf"{quoted}|([^{mark}]*)").match(line, at)
            assert found is not None  # it may be empty
            fields.append(found[2] if found[1] is None else found[1].replace('""', '"'))
            if found.end() == len(line):
                break
            at = found.end() + 1
        return fields if len(fields) == self._columns else None

    def _parsed(self, decoded: Decoded, **options: Any) -> list[str] | None:
        """A line that is a row by itself, with as many fields as the header has.

        One with a quote amid a field is rather the end of a text in quotes.
        """
        line = decoded.text
        usual: dict[str, Any] = {"strict": True, "skipinitialspace": self._spaced}
        try:
            rows = list(csv.reader([line], delimiter=self.delimiter, **{**usual, **options}))
        except csv.Error:
            return None
        if len(rows) != 1 or len(rows[0]) != self._columns:
            return None
        inside = sum(field.count('"') for field in rows[0])  # each is two in a field in quotes
        is_stray = not options and inside > 0 and line.count('"') < 2 * inside + 2
        return None if is_stray else rows[0]


def _unescaped(field: str) -> str:
    """A field as it was before a database wrote it."""
    if "\\" not in field:
        return field
    return "" if field == NOTHING else _ESCAPE.sub(_escaped, field)


def _escaped(found: re.Match[str]) -> str:
    escape = found[1]
    return chr(int(escape, 8) & 0xFF) if escape.isdecimal() else _ESCAPED.get(escape, escape)
