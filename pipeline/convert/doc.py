"""Text of Word 97 to 2003 (DOC): body, notes, comments, text boxes, headers and footers.

MS-DOC, version 20220817. What was deleted while changes were tracked, and what pictures show,
follow the text.
"""

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator

from pipeline.convert import office_art as art
from pipeline.convert.converter import Conversion, ConversionLimits
from pipeline.convert.doc_format import (
    COMMENT_AUTHORS,
    COMMENT_REFERENCES,
    COMMENT_TEXTS,
    DELETED,
    DELETED_BY,
    DRAWINGS,
    IN_TABLE,
    INNER_ROW_END,
    PARAGRAPHS,
    REVISERS,
    ROW_END,
    RUNS,
    WordFile,
    properties,
)
from pipeline.convert.doc_lists import DocLists
from pipeline.convert.equation_field import equation_words
from pipeline.convert.flow import Flow
from pipeline.convert.ole_file import OleFile
from pipeline.records import Converted, Filtered

_PARAGRAPH = re.compile(r"[^\r\x07\x0c]*[\r\x07\x0c]?")
_FIELD = re.compile("([\x13\x14\x15])")
# Line breaks, hyphens, and signs in the place of pictures, notes and comments.
_SIGNS = str.maketrans({
    "\x0b": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": "",
    **dict.fromkeys("\0\x01\x02\x03\x04\x05\x06\x08\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a"),
})  # fmt: skip
_IS_DELETED = struct.pack("<HB", DELETED, 1)
_COMMENT_REFERENCE = 30  # bytes
_DEEPEST = 100  # groups of drawings in one another


class Doc:
    """The body, then text boxes, notes, comments, headers and footers, each of these once."""

    name = "ms_doc"
    version = "1"
    media_types = frozenset({"application/msword"})

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text of a document.

        Raises:
            DocumentError: it is encrypted, damaged, or becomes too much.
        """
        file = OleFile(raw)
        text = _Text(WordFile(file, self._limits), self._limits).whole()
        if not text:
            return Filtered("empty")
        metadata, stated = file.stated()
        return Conversion(Converted(text, from_markup=True, metadata=metadata), stated)


class _Text:
    """Puts the texts of a document into lines."""

    def __init__(self, file: WordFile, limits: ConversionLimits) -> None:
        self._file = file
        self._limits = limits
        self._lists = DocLists(file)
        self._deleted = self._deletions()
        self._beside = Flow(limits)
        needed = self._lists or "\x07" in file.text
        self._paragraphs = file.runs(PARAGRAPHS) if needed else []
        self._starts = [run.start for run in self._paragraphs]
        # Of each field that is open its instruction, None in its result; and those instructions.
        self._fields: list[list[str] | None] = []
        self._instructions: list[list[str]] = []

    def whole(self) -> str:
        """All there is."""
        texts = self._file.texts()
        parts = [self._part(*texts[name]) for name in ("text", "boxes", "footnotes", "endnotes")]
        parts += self._comments(*texts["comments"])
        printed = [self._part(*texts[name]) for name in ("printed", "printed boxes")]
        lines = "\n\n".join(printed).split("\n\n")
        parts += dict.fromkeys(line for line in lines if line)
        for words in self._drawn():
            self._beside.text(words)
            self._beside.end_paragraph()
        whole = "\n\n".join(part for part in (*parts, self._beside.end()) if part)
        # Characters beyond 16 bits stand as two halves.
        return whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _part(self, start: int, end: int) -> str:
        """One of the texts."""
        flow = Flow(self._limits)
        self._fields, self._instructions = [], []
        row = False
        before = ""
        while start < end:
            found = _PARAGRAPH.match(self._file.text, start, end)
            if found is None or not found[0]:
                break
            start, after = found.end(), found[0][-1]
            own = self._properties(start - 1)
            inside = after == "\x07" or own.in_table
            ends_row = own.ends_row if self._paragraphs else found[0] == before == "\x07"
            if row and not inside:
                flow.end_row()
                row = False
            elif inside and not row and not ends_row:
                flow.start_row()
                flow.start_cell()
                row = True
            shown = self._shown(found.start(), found[0].rstrip("\r\x07\x0c"))
            if own.number and shown.strip():
                flow.text(f"{own.number} ")
            flow.text(shown)
            if after == "\x07" and ends_row:
                flow.end_row()
                row = False
            elif after == "\x07":
                flow.start_cell()
            else:
                flow.end_paragraph(item=own.is_item)
            before = after
        return flow.end()

    def _properties(self, mark: int) -> "_Own":
        """What is said of a paragraph, by the character at its end."""
        if not self._paragraphs:
            return _PLAIN
        place = self._file.places(mark)
        number = bisect_right(self._starts, place) - 1
        if number < 0 or place >= self._paragraphs[number].end:
            return _PLAIN
        run = self._paragraphs[number]
        flags = {
            number for number, operand in properties(run.properties)
            if number in _OF_TABLES and operand[:1] != b"\0"
        }  # fmt: skip
        shown = self._lists.number(run.style, run.properties) if self._lists else ""
        return _Own(IN_TABLE in flags, bool(flags & _ROW_ENDS), shown)

    def _shown(self, start: int, text: str) -> str:
        """What is to be seen of a stretch of text: of fields their results."""
        text = self._without_deleted(start, text)
        if "\x13" not in text and not self._fields:
            return text.translate(_SIGNS)
        shown: list[str] = []
        for piece in _FIELD.split(text):
            if piece == "\x13":
                self._instructions.append([])
                self._fields.append(self._instructions[-1])
            elif piece == "\x14":
                if self._fields and self._fields[-1] is not None:
                    self._fields[-1] = None
                    self._instructions.pop()
            elif piece == "\x15":
                instruction = self._fields.pop() if self._fields else None
                if instruction is not None:
                    self._instructions.pop()
                    self._add(equation_words("".join(instruction)), shown)
            else:
                self._add(piece.translate(_SIGNS), shown)
        return "".join(shown)

    def _add(self, text: str, shown: list[str]) -> None:
        """Adds a text to the innermost instruction it stands in, or to what is seen."""
        (self._instructions[-1] if self._instructions else shown).append(text)

    def _deletions(self) -> list[tuple[int, int, str]]:
        """Stretches that were deleted, with who did."""
        if _IS_DELETED not in self._file.stream:
            return []
        who = _strings(self._file.part(REVISERS))
        found = []
        for run in self._file.runs(RUNS):
            values = dict(properties(run.properties))
            if values.get(DELETED) == b"\1":
                number = int.from_bytes(values.get(DELETED_BY, b"\0"), "little")
                author = who[number] if 0 < number < len(who) else ""
                found += [(*place, author) for place in self._file.characters(run.start, run.end)]
        return sorted(found)

    def _without_deleted(self, start: int, text: str) -> str:
        """A stretch without what was deleted, which is put aside."""
        if not self._deleted:
            return text
        number = max(0, bisect_right(self._deleted, start, key=lambda stretch: stretch[0]) - 1)
        kept, place = [], 0
        while number < len(self._deleted) and self._deleted[number][0] < start + len(text):
            first, last, author = self._deleted[number]
            first, last = max(first - start, place), min(last - start, len(text))
            number += 1
            if first >= last:
                continue
            kept.append(text[place:first])
            place = last
            if any(map(str.isalnum, gone := text[first:last].translate(_SIGNS))):
                self._beside.text(f"Deleted by {author}: {gone}" if author else f"Deleted: {gone}")
                self._beside.end_paragraph(item=True)
        return "".join(kept) + text[place:]

    def _comments(self, start: int, end: int) -> Iterator[str]:
        """Comments with the names of those who wrote them."""
        texts, references = self._file.part(COMMENT_TEXTS), self._file.part(COMMENT_REFERENCES)
        authors = list(_counted_strings(self._file.part(COMMENT_AUTHORS)))
        count = max(0, (len(references) - 4) // (4 + _COMMENT_REFERENCE))
        places = struct.unpack_from(f"<{len(texts) // 4}I", texts)
        place = start
        if len(places) < count + 1:
            yield self._part(start, end)
            return
        for number in range(count):
            at = 4 * (count + 1) + _COMMENT_REFERENCE * number + 20
            author = int.from_bytes(references[at : at + 2], "little")
            first = max(place, start + places[number])
            place = max(first, min(start + places[number + 1], end))
            text = self._part(first, place)
            if text:
                yield f"{authors[author]}: {text}" if author < len(authors) else text

    def _drawn(self) -> Iterator[str]:
        """Words that are drawn as pictures, and what pictures show."""
        data = self._file.part(DRAWINGS)
        stack = []
        for record in art.art_records(data, 0, len(data)):
            place = record.end
            while place < len(data):  # each drawing stands behind a byte of its own
                drawing = next(art.art_records(data, place + 1, len(data)), None)
                if drawing is None:
                    break
                stack.append((drawing, 0))
                place = drawing.end
            break
        while stack:
            record, depth = stack.pop()
            if record.kind == art.PROPERTIES:
                yield from art.drawn_words(data, record)
            elif record.holds and depth < _DEEPEST:
                inner = art.art_records(data, record.begin, record.end)
                stack += [(found, depth + 1) for found in inner]


class _Own:
    """What is said of a paragraph."""

    __slots__ = ("ends_row", "in_table", "is_item", "number")

    def __init__(self, in_table: bool, ends_row: bool, number: str) -> None:
        self.in_table, self.ends_row, self.number = in_table, ends_row, number
        self.is_item = bool(number)


_PLAIN = _Own(False, False, "")
_ROW_ENDS = frozenset({ROW_END, INNER_ROW_END})
_OF_TABLES = _ROW_ENDS | {IN_TABLE}


def _counted_strings(data: bytes) -> Iterator[str]:
    """Texts one after the other, each behind the count of its characters."""
    at = 0
    while at + 2 <= len(data):
        count = int.from_bytes(data[at : at + 2], "little")
        yield data[at + 2 : at + 2 + 2 * count].decode("utf-16-le", "replace")
        at += 2 + 2 * count


def _strings(data: bytes) -> list[str]:
    """The texts of a table (STTB), here in UTF-16."""
    if data[:2] != b"\xff\xff" or len(data) < 6:
        return []
    count, extra = struct.unpack_from("<HH", data, 2)
    found, at = [], 6
    for _ in range(count):
        size = int.from_bytes(data[at : at + 2], "little")
        found.append(data[at + 2 : at + 2 + 2 * size].decode("utf-16-le", "replace"))
        at += 2 + 2 * size + extra
    return found
