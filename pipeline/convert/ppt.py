"""Text of PowerPoint before 2007 (PPT): slides in their order, with notes and comments.

MS-PPT, version 20210422.
"""

import struct
from collections.abc import Collection, Iterator
from typing import NamedTuple

from pipeline.convert import office_art as art
from pipeline.convert.converter import Conversion, ConversionLimits, Damaged, Encrypted, within
from pipeline.convert.office_art import ArtRecord, art_records
from pipeline.convert.ole_file import OleFile
from pipeline.convert.page_offsets import in_one
from pipeline.records import Converted, Filtered, Mark

_DOCUMENT, _SLIDE, _SLIDE_ATOM, _NOTES, _MASTER = 0x03E8, 0x03EE, 0x03EF, 0x03F0, 0x03F8
_SLIDE_PLACE, _DRAWING, _LIST = 0x03F3, 0x040C, 0x0FF0
_PLACEHOLDER, _OUTLINE, _HEADER, _WIDE, _NARROW = 0x0BC3, 0x0F9E, 0x0F9F, 0x0FA0, 0x0FA8
_TAGS, _TAG, _NAME, _TAG_DATA, _COMMENT = 0x1388, 0x138A, 0x0FBA, 0x138B, 0x2EE0
_PRINTED = 0x0FD9
_EDIT, _PLACES = 0x0FF5, 0x1772
# What a star in the text is a placeholder of: numbers and dates that the program fills in.
_FILLED_IN = frozenset({0x0FD8, 0x0FF7, 0x0FF8, 0x0FF9, 0x0FFA, 0x1015})
_OF_LIST = {0: "slides", 1: "masters", 2: "notes"}
_TITLES = frozenset({0, 6})  # kinds of text
# Placeholders that the program puts on a page by itself: pictures of slides, dates, numbers …
_AUTOMATIC = frozenset({5, 7, 8, 9, 10, 11})
_ENCRYPTED = 0xF3D1C4DF
_MOST_EDITS = 10_000
_DEEPEST = 100  # groups in one another
_WORD = struct.Struct("<I")


class _Page(NamedTuple):
    """A slide, a master or notes: which object it is, its id, and the texts in its outline."""

    place: int
    id: int
    texts: list[tuple[int, str]]


class Ppt:
    """Each slide is a page: its title, its shapes, notes and comments."""

    name = "ms_ppt"
    version = "2"
    media_types = frozenset({"application/vnd.ms-powerpoint"})

    def __init__(self, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text of all slides, then what stands on their masters.

        Raises:
            DocumentError: it is encrypted, damaged, or becomes too much.
        """
        file = OleFile(raw)
        data = file.stream("PowerPoint Document")
        if not data:
            raise Damaged("no presentation of PowerPoint 97 or later in it")
        presentation = _Presentation(data, file.stream("Current User"), self._limits)
        if not presentation.documents:  # of PowerPoint 95, whose records are others
            raise Damaged("no presentation of PowerPoint 97 or later in it")
        pages = presentation.pages()
        left = len(pages) - self._limits.max_pages
        text, starts = in_one(pages[: self._limits.max_pages])
        within(self._limits, len(text))
        if not any(pages):
            return Filtered("empty")
        metadata, properties = file.stated(page_count=len(pages))
        why = f"{left:,} slides behind the limit"
        marks = (Mark("passed-over", len(text), len(text), why),) if left > 0 else ()
        converted = Converted(text, from_markup=True, metadata=metadata, pages=starts, marks=marks)
        return Conversion(converted, properties)


class _Presentation:
    """Finds the slides of a presentation, and reads them."""

    def __init__(self, data: bytes, user: bytes, limits: ConversionLimits) -> None:
        self._data = data
        self._limits = limits
        self._size = 0
        self._objects = _objects(data, user)
        self._lists: dict[str, list[_Page]] = {"slides": [], "masters": [], "notes": []}
        self._printed: dict[str, None] = {}
        self.documents = list(self._documents())

    def pages(self) -> list[str]:
        """The texts of all slides."""
        for record in self.documents:
            self._read_document(record)
        notes = {page.id: page for page in self._lists["notes"]}
        pages = [self._slide(page, notes) for page in self._lists["slides"]]
        beside = [text for page in self._lists["masters"] for text in self._master(page)]
        if last := "\n\n".join(dict.fromkeys([*beside, *self._printed])):
            pages[-1:] = [f"{pages[-1]}\n\n{last}".strip()] if pages else [last]
        return pages

    def _documents(self) -> Iterator[ArtRecord]:
        """The record of the whole, of the last edit if there are several."""
        found = [r for r in self._objects.values() if r.kind == _DOCUMENT]
        if not found:
            found = [r for r in art_records(self._data, 0, len(self._data)) if r.kind == _DOCUMENT]
        yield from found[-1:]

    def _read_document(self, document: ArtRecord) -> None:
        for record in self._in(document):
            if record.kind == _LIST and record.instance in _OF_LIST:
                self._read_list(record, self._lists[_OF_LIST[record.instance]])
            elif record.kind == _PRINTED:
                self._read_printed(record)

    def _read_list(self, outline: ArtRecord, pages: list[_Page]) -> None:
        """The slides, each with its texts in the outline."""
        kind = 0
        seen = {page.place for page in pages}
        texts: list[tuple[int, str]] = []
        stars: set[int] = set()
        for record in self._in(outline):
            if record.kind in (_SLIDE_PLACE, _HEADER) and stars:
                texts[-1] = (kind, _without(texts[-1][1], stars))
                stars = set()
            if record.kind == _SLIDE_PLACE:
                texts = []
                place, _, _, id = self._words(record, 4)
                if place not in seen:
                    seen.add(place)
                    pages.append(_Page(place, id, texts))
            elif record.kind == _HEADER:
                (kind,) = self._words(record, 1)
                texts.append((kind, ""))
            elif record.kind in (_WIDE, _NARROW) and texts:
                texts[-1] = (kind, self._text(record))
            elif record.kind in _FILLED_IN and texts:
                stars.add(self._words(record, 1)[0])
        if stars:
            texts[-1] = (kind, _without(texts[-1][1], stars))

    def _slide(self, page: _Page, notes: dict[int, _Page]) -> str:
        slide = self._objects.get(page.place)
        titles: list[str] = []
        texts: list[str] = []
        if slide is None or slide.kind != _SLIDE:
            # What the outline has of it.
            return "\n\n".join(text for _, text in page.texts if text)
        of_notes = 0
        comments: list[str] = []
        for record in self._in(slide):
            if record.kind == _SLIDE_ATOM:
                of_notes = self._words(record, 6)[4]
            elif record.kind == _DRAWING:
                self._shapes(record, page.texts, titles, texts, frozenset())
            elif record.kind == _TAGS:
                comments += self._comments(record)
            elif record.kind == _PRINTED:
                self._read_printed(record)
        if (beside := notes.get(of_notes)) and (record_of := self._objects.get(beside.place)):
            said: list[str] = []
            for record in self._in(record_of):
                if record.kind == _DRAWING:
                    self._shapes(record, beside.texts, said, said, _AUTOMATIC)
            texts += said
        return "\n\n".join(text for text in titles + texts + comments if text)

    def _master(self, page: _Page) -> list[str]:
        """What a master shows on every slide; its placeholders show nothing."""
        master = self._objects.get(page.place)
        texts: list[str] = []
        if master is not None and master.kind in (_MASTER, _SLIDE):
            for record in self._in(master):
                if record.kind == _DRAWING:
                    self._shapes(record, page.texts, texts, texts, None)
        return [text for text in texts if text]

    def _shapes(
        self,
        drawing: ArtRecord,
        outline: list[tuple[int, str]],
        titles: list[str],
        texts: list[str],
        without: frozenset[int] | None,
        depth: int = 0,
    ) -> None:
        """Adds the text of each shape; `without`: kinds of placeholders, None for all."""
        if depth > _DEEPEST:
            return
        for record in self._in(drawing):
            if record.kind == art.GROUP and self._is_table(record):
                texts.append(self._table(record, outline))
            elif record.kind == art.SHAPE:
                kind, text, placeholder = self._shape(record, outline)
                hidden = placeholder and (without is None or placeholder in without)
                if text and not hidden:
                    (titles if kind in _TITLES else texts).append(text)
            elif record.holds and record.kind in (art.DRAWINGS, art.GROUP):
                self._shapes(record, outline, titles, texts, without, depth + 1)

    def _shape(self, shape: ArtRecord, outline: list[tuple[int, str]]) -> tuple[int, str, int]:
        """Kind and text of a shape, and which placeholder it is (0: none)."""
        kind, placeholder, texts = -1, 0, []
        for record in self._in(shape):
            if record.kind == art.TEXT_BOX:
                text, stars = "", set()
                for inner in self._in(record):
                    if inner.kind == _HEADER:
                        (kind,) = self._words(inner, 1)
                    elif inner.kind in (_WIDE, _NARROW):
                        text = self._text(inner)
                    elif inner.kind == _OUTLINE:
                        (number,) = self._words(inner, 1)
                        if number < len(outline):
                            kind, text = outline[number]
                            self._grow(len(text))  # which many shapes may name
                    elif inner.kind in _FILLED_IN:
                        stars.add(self._words(inner, 1)[0])
                texts.append(_lines(_without(text, stars)))
            elif record.kind == art.PROPERTIES:
                texts += art.drawn_words(self._data, record)
            elif record.kind == art.CLIENT_DATA:
                for inner in self._in(record):
                    if inner.kind == _PLACEHOLDER and inner.end - inner.begin >= 5:
                        placeholder = self._data[inner.begin + 4]
        return kind, "\n\n".join(text for text in texts if text), placeholder

    def _is_table(self, group: ArtRecord) -> bool:
        """Whether the shapes of a group are the cells of a table."""
        first = next(self._in(group), None)
        if first is None or first.kind != art.SHAPE:
            return False
        return any(
            art.IS_TABLE in art.art_properties(self._data, record)
            for record in self._in(first)
            if record.kind == art.MORE_PROPERTIES
        )

    def _table(self, group: ArtRecord, outline: list[tuple[int, str]]) -> str:
        """Rows as lines with tabs: cells of one row have one upper edge."""
        rows: dict[int, list[tuple[int, str]]] = {}
        for shape in self._in(group):
            anchor = next((r for r in self._in(shape) if r.kind == art.CHILD_ANCHOR), None)
            if shape.kind == art.SHAPE and anchor and anchor.end - anchor.begin >= 16:
                left, top = struct.unpack_from("<ii", self._data, anchor.begin)
                text = self._shape(shape, outline)[1]
                rows.setdefault(top, []).append((left, " ".join(text.split())))
        lines = ["\t".join(text for _, text in sorted(cells)) for _, cells in sorted(rows.items())]
        return "\n".join(line for line in lines if line.strip())

    def _comments(self, tags: ArtRecord) -> Iterator[str]:
        """Comments with the names of those who wrote them."""
        for tag in self._in(tags):
            for data in self._in(tag) if tag.kind == _TAG else ():
                for comment in self._in(data) if data.kind == _TAG_DATA else ():
                    if comment.kind == _COMMENT:
                        who, text, initials = (
                            " ".join(
                                self._text(r) for r in self._in(comment)
                                if r.kind == _NAME and r.instance == number
                            )
                            for number in range(3)
                        )  # fmt: skip
                        who = f"{who} ({initials})" if who and initials else who
                        yield f"{who}: {_lines(text)}" if who else _lines(text)

    def _read_printed(self, printed: ArtRecord) -> None:
        """Dates, headers and footers that are typed in."""
        for record in self._in(printed):
            if record.kind == _NAME and (text := _lines(self._text(record))):
                self._printed[text] = None

    def _in(self, record: ArtRecord) -> Iterator[ArtRecord]:
        return art_records(self._data, record.begin, record.end)

    def _words(self, record: ArtRecord, count: int) -> tuple[int, ...]:
        """The first numbers of a record; zeros where it is cut off."""
        data = self._data[record.begin : min(record.end, record.begin + 4 * count)]
        return struct.unpack(f"<{count}I", data.ljust(4 * count, b"\0"))

    def _text(self, record: ArtRecord) -> str:
        data = self._data[record.begin : record.end]
        text = data.decode("latin-1" if record.kind == _NARROW else "utf-16-le", "replace")
        self._grow(len(text))
        return text

    def _grow(self, characters: int) -> None:
        self._size += characters
        within(self._limits, self._size)


def _objects(data: bytes, user: bytes) -> dict[int, ArtRecord]:
    """The records of slides, notes and masters by number, as the last edit left them."""
    found: dict[int, ArtRecord] = {}
    if len(user) >= 20:
        if _WORD.unpack_from(user, 12)[0] == _ENCRYPTED:
            raise Encrypted("the file opens with a password only: decrypt it first")
        (place,) = _WORD.unpack_from(user, 16)
        seen: set[int] = set()
        while place not in seen and len(seen) < _MOST_EDITS:
            seen.add(place)
            edit = _record(data, place)
            if edit is None or edit.kind != _EDIT or edit.end - edit.begin < 16:
                break
            before, places = struct.unpack_from("<II", data, edit.begin + 8)
            _read_places(data, places, found)
            if not before:
                break
            place = before
    return found


def _read_places(data: bytes, place: int, found: dict[int, ArtRecord]) -> None:
    """Adds what one edit says of where each object stands; later edits were read before."""
    table = _record(data, place)
    if table is None or table.kind != _PLACES:
        return
    at = table.begin
    while at + 4 <= table.end:
        (head,) = _WORD.unpack_from(data, at)
        first, count = head & 0xFFFFF, head >> 20
        at += 4
        for number in range(first, first + min(count, (table.end - at) // 4)):
            (where,) = _WORD.unpack_from(data, at)
            at += 4
            if number not in found and (record := _record(data, where)):
                found[number] = record


def _record(data: bytes, place: int) -> ArtRecord | None:
    return next(art_records(data, place, len(data)), None)


def _without(text: str, places: Collection[int]) -> str:
    """A text without the stars at these places, which stand for numbers and dates."""
    characters = list(text)
    for place in places:
        if place < len(characters) and characters[place] == "*":
            characters[place] = " "
    return "".join(characters) if places else text


def _lines(text: str) -> str:
    """A text with its paragraphs and breaks as lines."""
    return text.replace("\r", "\n").replace("\x0b", "\n").replace("\0", "").strip()
