"""Text of PDFs by PDFium: page by page, with fields, notes and what the file says of itself."""

import ctypes
import logging
import math
import re
import struct
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pipeline.convert.converter import (
    Conversion,
    ConversionLimits,
    Damaged,
    Encrypted,
    TooMuch,
    within,
)
from pipeline.convert.ocr import DOTS_PER_INCH, EXTRA, MOST_PIXELS, Ocr, Picture
from pipeline.convert.office_properties import Stated, stated
from pipeline.convert.page_offsets import PAGE_BREAK, in_one
from pipeline.convert.pdf_bookmarks import add_bookmarks
from pipeline.convert.pdf_columns import HYPHENS, Box, in_reading_order
from pipeline.convert.pdf_figures import stacked
from pipeline.convert.pdf_forms import without_endless_forms
from pipeline.convert.pdf_notes import notes
from pipeline.convert.pdf_right_to_left import as_read
from pipeline.convert.pdf_strings import utf_16
from pipeline.convert.pdf_xfa import add_xfa
from pipeline.convert.pdf_xmp import xmp_values
from pipeline.freed_memory import give_back
from pipeline.records import Converted, Filtered, Mark

EVERYWHERE = 1e9  # points; no page is larger
QUARTER = math.pi / 2
LONG_PAGE = 16_384  # places of UTF-16
SAMPLE = 5  # characters of a page that tell whether its text may be turned

# Of a FS_RECTF: left, top, right and bottom.
_EDGES = struct.Struct("4f")
# Functions whose arguments are not checked: half of the time of a call, of which a page takes one
# for many of its characters.
_Number, _Real = ctypes.PYFUNCTYPE(ctypes.c_uint), ctypes.PYFUNCTYPE(ctypes.c_float)

_HYPHEN = re.compile(rf"[{HYPHENS}](?:\r\n)?")
_CATALOG = re.compile(rb"\b(\d{1,10}) (\d{1,5}) obj\b[^>]{0,500}?/Type\s*/Catalog\b")
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:Z|([+-]\d\d)'?(\d\d)?)?")


class Pdf:
    """Pages of text, and for pages that are pictures, what is read in them (`ocr`).

    `ocr_languages`: names of Tesseract's data, joined by "+". `ocr_pages`: the most pages of a
    document that are read so.
    """

    name = "pdf"
    version = "9"
    media_types = frozenset({"application/pdf"})

    def __init__(
        self,
        limits: ConversionLimits,
        *,
        ocr: bool = True,
        ocr_languages: str = "eng",
        ocr_pages: int = 20,
    ) -> None:
        self._limits = limits
        self._ocr = Ocr(ocr_languages, ocr_pages) if ocr else None

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text of all pages; `no-text-layer` where they are pictures, and none is read.

        Raises:
            Encrypted: it opens with a password only.
            Damaged: PDFium finds no pages in it.
            TooMuch: more text than the limits allow, or nothing but forms that draw without end.
        """
        # PDFium must not be loaded before a fork: its state is that of one process and one thread.
        import pypdfium2

        # Its warnings are for programmers.
        logging.getLogger("pypdfium2").setLevel(logging.ERROR)
        data, endless = without_endless_forms(raw.encode() if isinstance(raw, str) else raw)
        try:
            file = _opened(data)
        except pypdfium2.PdfiumError as error:
            raise Damaged(f"no PDF that can be read: {error}") from None
        try:
            return self._converted(file, data, endless)
        finally:
            file.close()

    def _converted(self, file: Any, data: bytes, endless: int) -> Conversion | Filtered:
        count = len(file)
        if not count:
            raise Damaged("the PDF has no pages that can be read")
        reader = _Reader(file)
        pages: list[str] = []
        marks: list[tuple[int, str]] = []
        size, pictures = 0, 0
        for number in range(min(count, self._limits.max_pages)):
            text, picture = reader.page(number, self._ocr)
            if picture:
                pictures += 1
                marks.append((number, picture))
            size += len(text) + len(PAGE_BREAK)
            within(self._limits, size)
            pages.append(text)
        add_bookmarks(file, pages)
        add_xfa(file, pages, self._limits)
        without_end = f"{endless:,} forms that draw themselves, or one another, without end"
        if not any(pages):
            if endless:
                raise TooMuch(f"the pages of the PDF show {without_end}; print it into a new PDF")
            return Filtered("no-text-layer" if pictures else "empty")
        whole, starts = in_one(pages)
        passed_over = [Mark("passed-over", starts[n], starts[n], why) for n, why in marks]
        if endless:
            passed_over.append(Mark("passed-over", len(whole), len(whole), without_end))
        if count > len(pages):
            why = f"{count - len(pages):,} pages behind the limit of {len(pages):,}"
            passed_over.append(Mark("passed-over", len(whole), len(whole), why))
        metadata, properties = _stated(file, data, self._limits, count)
        return Conversion(
            Converted(
                whole,
                from_markup=True,
                metadata=metadata,
                pages=starts,
                marks=tuple(passed_over),
            ),
            properties,
        )


def _opened(data: bytes) -> Any:
    """The open file; of one that was cut off, what is left."""
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise Encrypted("the PDF opens with a password only: decrypt it first") from None
        if error.err_code == pypdfium2.raw.FPDF_ERR_SECURITY:
            raise Encrypted("the PDF opens with a certificate only: decrypt it first") from None
        # PDFium finds the objects of a file without its table, but not which of them is the root.
        catalogs = _CATALOG.findall(data)
        if not catalogs or b"/Encrypt" in data:
            raise
        return pypdfium2.PdfDocument(data + b"\ntrailer<</Root %s %s R>>\n%%%%EOF" % catalogs[-1])


class _Reader:
    """Reads the pages of one open file."""

    def __init__(self, file: Any) -> None:
        import pypdfium2

        self._file = file
        self._pdfium = pypdfium2.raw
        self._error = pypdfium2.PdfiumError
        self._read_box = _Number(_address(self._pdfium.FPDFText_GetLooseCharBox))
        self._read_character = _Number(_address(self._pdfium.FPDFText_GetUnicode))
        self._is_generated = _Number(_address(self._pdfium.FPDFText_IsGenerated))
        self._angle = _Real(_address(self._pdfium.FPDFText_GetCharAngle))
        self._buffer = (ctypes.c_ushort * LONG_PAGE)()  # a type for each length takes time
        self._pictures_read = 0
        # Of what draws and fills forms only the values are asked for; no script runs.
        file.init_forms()
        self._form = file.formenv

    def page(self, number: int, ocr: Ocr | None) -> tuple[str, str]:
        """The text of a page, and why it has none, if it is a picture that was not read."""
        try:
            page = self._file[number]
        except self._error:
            return "", "a page that is damaged"
        picture: Picture | None = None
        unread = ""
        try:
            text = self._text(page)
            if not text and self._is_picture(page):
                if ocr is None or not ocr.installed:
                    unread = f"a picture of a page; {EXTRA} reads such"
                elif self._pictures_read >= ocr.pages:
                    unread = f"a picture of a page behind the limit of ocr_pages={ocr.pages}"
                else:
                    self._pictures_read += 1
                    picture = self._drawn(page)
            beside = list(notes(self._pdfium, page.raw, self._form and self._form.raw))
        finally:
            page.close()  # a page keeps the pictures that it shows, which may take 100 MB
        if picture and ocr:
            text = ocr.text(picture)
            unread = "" if text else "a picture in which no text was found"
        return "\n".join([text, *beside] if text else beside), unread

    def _text(self, page: Any) -> str:
        text_page = self._pdfium.FPDFText_LoadPage(page.raw)
        if text_page and (turn := self._turn(page, text_page)) is not None:
            # PDFium puts lines in order as they are seen, and reverses those that run downwards.
            self._pdfium.FPDFText_ClosePage(text_page)
            self._pdfium.FPDFPage_SetRotation(page.raw, turn)
            text_page = self._pdfium.FPDFText_LoadPage(page.raw)
        if not text_page:
            return ""
        try:
            count = self._pdfium.FPDFText_CountChars(text_page)
            text = self._characters(text_page, count)
            if count == len(text):
                text = in_reading_order(*self._with_boxes(text_page, text))
        finally:
            self._pdfium.FPDFText_ClosePage(text_page)
        return _HYPHEN.sub("-\n", text).replace("\r\n", "\n").strip("\n")

    def _turn(self, page: Any, text_page: Any) -> int | None:
        """The quarters by which a page must be turned so that its text is upright.

        None where it is, or where not all of the text runs the same way.
        """
        count = self._pdfium.FPDFText_CountChars(text_page)
        characters = ctypes.cast(text_page, ctypes.c_void_p)
        now = self._pdfium.FPDFPage_GetRotation(page.raw)
        step = max(count // SAMPLE, 1)
        if not now and not any(self._quarters(characters, at) for at in range(0, count, step)):
            return None
        # What PDFium adds between words has no place, and is not turned.
        turns = {
            self._quarters(characters, at)
            for at in range(count)
            if not self._is_generated(characters, at)
        }
        if len(turns) != 1:
            return None
        wanted = -turns.pop() % 4
        return None if wanted == now else wanted

    def _quarters(self, characters: ctypes.c_void_p, at: int) -> int:
        """By how many quarters, with the clock, a character is turned on its page."""
        angle: float = self._angle(characters, at)
        return round(angle / QUARTER) % 4

    def _characters(self, text_page: Any, count: int) -> str:
        """The text of a page as PDFium has it, whose characters it counts."""
        # In UTF-16, where one beyond UCS-2 takes two places. Without bounds PDFium gives UCS-2, and
        # so another character for such.
        places = 2 * max(count, 0) + 1
        buffer = self._buffer if places <= LONG_PAGE else (ctypes.c_ushort * places)()
        bounds = (-EVERYWHERE, EVERYWHERE, EVERYWHERE, -EVERYWHERE)
        filled = self._pdfium.FPDFText_GetBoundedText(text_page, *bounds, buffer, places)
        data = ctypes.string_at(buffer, 2 * filled).removesuffix(b"\0\0")  # with which it ends
        if len(data) != 2 * count:
            data = self._one_by_one(text_page, count)
        return data.decode("utf-16-le", "ignore")

    def _one_by_one(self, text_page: Any, count: int) -> bytes:
        """The same, character by character.

        Of lines at one height, such as cells of one figure each, PDFium leaves the ends out of a
        whole text. Those before or behind a small raised figure, where no gap is, end no line.
        """
        characters = ctypes.cast(text_page, ctypes.c_void_p)
        text = "".join(chr(self._read_character(characters, index)) for index in range(count))
        box = self._boxes(text_page)

        def end(found: re.Match[str]) -> str:
            first, after = found.span()
            if first > 0 and after < count and _touch(box(first - 1), box(after)):
                return ""
            return found[0]

        whole = re.sub("\r\n", end, text).replace("\0", "")
        return whole.encode("utf-16-le", "surrogatepass")

    def _with_boxes(self, text_page: Any, text: str) -> tuple[str, Callable[[int], Box]]:
        """The text of a page with words as they are read, and where its characters stand.

        Between stacked figures are line ends.
        """
        box = self._boxes(text_page)
        text = as_read(text, box)
        characters = ctypes.cast(text_page, ctypes.c_void_p)
        # The figures of a turned number stand below one another, too.
        below = {place for place in stacked(text, box) if self._angle(characters, place) == 0}
        if not below:
            return text, box
        parts, places = [], []
        for place, character in enumerate(text):
            if place in below:
                parts.append("\r\n")
                places += [place - 1] * 2
            parts.append(character)
            places.append(place)
        return "".join(parts), lambda index: box(places[index])

    def _boxes(self, text_page: Any) -> Callable[[int], Box]:
        """Where a character of the page stands."""
        place = ctypes.create_string_buffer(_EDGES.size)
        characters, at = ctypes.cast(text_page, ctypes.c_void_p), ctypes.byref(place)
        read, edges = self._read_box, _EDGES.unpack_from

        def box(index: int) -> Box:
            # Of a character without a place the box of the last one stays.
            read(characters, index, at)
            left, top, right, bottom = edges(place)
            return left, bottom, right, top

        return box

    def _is_picture(self, page: Any) -> bool:
        """Whether something is drawn on a page."""
        return bool(self._pdfium.FPDFPage_CountObjects(page.raw))

    def _drawn(self, page: Any) -> Picture:
        give_back()
        width, height = page.get_size()
        scale = DOTS_PER_INCH / 72
        scale = min(scale, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            return Picture(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
        finally:
            bitmap.close()


def _address(function: Any) -> int:
    """Of a function of PDFium's."""
    return ctypes.cast(function, ctypes.c_void_p).value or 0


def _touch(one: Box, two: Box) -> bool:
    """Whether a character stands beside another in its row, with no gap between."""
    left, bottom, _, top = two
    height = min(one[3] - one[1], top - bottom)
    beside = min(one[3], top) - max(one[1], bottom) > height / 2
    return beside and abs(left - one[2]) < height / 3


def _stated(file: Any, data: bytes, limits: ConversionLimits, count: int) -> Stated:
    """What the file says of itself; where it says nothing, what its XML says."""
    keys = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer")
    title, author, subject, keywords, creator, producer = (_told(file, key) for key in keys)
    values = {
        "title": title,
        "author": author,
        "created": iso_date(_told(file, "CreationDate")) or "",
        "modified": iso_date(_told(file, "ModDate")) or "",
        "tool": creator or producer,
        "subject": subject,
        "keywords": keywords,
    }
    if not (title and author and values["created"]):
        for name, value in xmp_values(data, limits).items():
            values[name] = values[name] or value
    return stated(values, count)


def _told(file: Any, key: str) -> str:
    """A text that the file says of itself; "" where it is damaged."""
    from pypdfium2 import raw

    told = utf_16(lambda *to: raw.FPDF_GetMetaText(file, key.encode(), *to))
    try:
        return told.decode("utf-16-le").strip()
    except UnicodeDecodeError:
        return ""


def iso_date(written: str) -> str | None:
    """`D:20070915111541+02'00'` as ISO 8601 (PDF 32000-1, 7.9.4); None for what is no such date."""
    found = _DATE.match(written.strip())
    if not found:
        return None
    year, month, day, hour, minute, second, zone, zone_minutes = found.groups()
    try:
        moment = datetime(
            int(year), int(month or 1), int(day or 1),
            int(hour or 0), int(minute or 0), int(second or 0),
        )  # fmt: skip
    except ValueError:
        return None
    if hour is None:
        return "-".join(part for part in (year, month, day) if part)
    offset = f"{zone}:{zone_minutes or '00'}" if zone else "Z" if "Z" in written else ""
    return moment.isoformat() + offset
