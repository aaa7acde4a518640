"""Decodes documents and lines, whatever their encoding."""

import codecs
import re
from collections.abc import Callable
from typing import NamedTuple

from pipeline.encoding.evidence import letter_bits, rank
from pipeline.encoding.names import python_name
from pipeline.encoding.seven_bits import seven_bits
from pipeline.encoding.unmarked import unmarked

SAMPLE = 65_536  # bytes or characters by which a document is judged
# Share of control characters, without those of wrongly decoded UTF-8 (C1). Random bytes have 0.1,
# text has none or a few; a few in a short text prove nothing.
MOST_CONTROLS = 0.05
FEW_CONTROLS, FEWEST_LETTERS = 2, 3
# With more of them it is a text that a program damaged, if the rest has the shares of prose.
MOST_IN_PROSE, LEAST_IN_WORDS, LEAST_BLANK = 0.12, 0.6, 0.08
# Zeros may pad fields of records in a text; files of programs have other controls too.
MOST_PADDING, MOST_BESIDE_PADDING = 0.5, 0.002
WEST_EUROPEAN = "cp1252"
# The longer marks first, because that of UTF-32 begins with that of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDTHS = {"utf-16": 2, "utf-32": 4}  # bytes of the smallest character
_CONTROL_BYTES = bytes([*range(0x01, 0x09), *range(0x0E, 0x1B), 0x7F])
# Control sequences for terminals and printers: colours, other character sets, overstrikes.
_SENT = re.compile(rb"\x1b[\[$(]|([^\x00\x08])\x08(?=\1)|_\x08")
_SURROGATE_HALVES = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_SURROGATE_PAIRS = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_TAR = (257, b"ustar")  # an archive of texts has only zeros and text, but is no text
_UNPRINTED = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_ESCAPED = re.compile("[\udc80-\udcff]")
_ESCAPED_END = re.compile("[\udc80-\udcff](?=[\udc80-\udcff]{0,2}\\Z)")
# Holes of sparse files, and space on disk that was reserved and never written.
_HOLE, _HOLES = bytes(512), re.compile(rb"\0{512,}")
_CONTROLS_OR_ZERO = b"\0" + _CONTROL_BYTES
VALID = 10  # bits in favour of UTF-8 when all bytes are valid
_IN_WORDS = re.compile(r"""[^\W_]|[ .,;:!?'"()\-\x85\r\n]""")
SHORT = 1_500  # bytes by which the code page of EBCDIC is found
MARK = 20  # bits that a mark costs which is unusual in prose
EBCDIC = ("cp500", "cp037", "cp1140", "cp273")
_BEYOND_ASCII = re.compile("[^\x00-\x7f\ufffd]")


def wide_encoding(head: bytes) -> str | None:
    """UTF-16 or UTF-32, if the beginning of a file is in it, by its mark or its characters."""
    for mark, encoding in _BYTE_ORDER_MARKS[1:]:
        if head.startswith(mark):
            return encoding
    return unmarked(head[:SAMPLE]) if b"\0" in head else None


def is_text(text: str) -> bool:
    """Whether decoded characters can be a text: few controls at the beginning."""
    return _has_few_controls(text[:SAMPLE].encode("utf-8", "replace"))


class Decoded(NamedTuple):
    """A text, its encoding, and the number of bytes that are invalid in that encoding.

    `encoding`: Python's name. Invalid bytes are read as Windows-1252 in UTF-8, and as U+FFFD in
    other encodings; an incomplete character at the end is left out.
    """

    text: str
    encoding: str
    replaced_bytes: int = 0


def decode(data: bytes, *, declared: str = "") -> Decoded | None:
    """The text in these bytes, or None when they are no text (zeros, images, archives…).

    Tried in this order: byte order marks, UTF-16 and UTF-32 without one, valid UTF-8, encodings of
    seven bits. Otherwise the words with bytes beyond ASCII decide, in samples from the whole
    document, so that a large file takes little longer than a small one (see
    `pipeline.encoding.evidence`). UTF-8 with a few invalid bytes is read as UTF-8, those bytes as
    Windows-1252. Holes (long runs of zeros) are left out. `declared`: the encoding that the
    document names; used when it is not clear otherwise.
    """
    if _HOLE in data:
        # The text before a hole and that after it are different words.
        data = _HOLES.sub(b"\n", data.strip(b"\0"))
        if not data:
            return None
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            data = data[len(mark) :]
            if encoding != "utf-8":
                return _replaced(data, encoding)
            if is_mostly_utf8(data[:SAMPLE]):
                return _with_strays(data)
            break  # a mark that a program put before whatever there was
    sample = data[:SAMPLE]
    has_controls = len(sample.translate(None, _CONTROLS_OR_ZERO)) < len(sample)
    if has_controls and (found_unmarked := unmarked(sample)):
        return _replaced(data, found_unmarked)
    declared = python_name(declared)
    if switching := seven_bits(data, declared):
        return _replaced(data, switching)
    # Signatures of formats are checked in `pipeline.sources`; short ones ("BM" for a bitmap) may
    # also begin a text.
    if not _has_few_controls(sample) or data[_TAR[0] :].startswith(_TAR[1]):
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        begin = max(0, error.start - SAMPLE // 4)
    else:
        if declared in ("", "utf-8", WEST_EUROPEAN) or text.isascii():
            return Decoded(text, "utf-8")
        bits = {encoding: bits for bits, encoding in rank(data, declared=declared)}
        if bits["utf-8"] - VALID <= bits.get(declared, bits["utf-8"]):
            return Decoded(text, "utf-8")
        return _replaced(data, declared)
    sample = data[begin : begin + SAMPLE]
    if is_mostly_utf8(sample):
        return _with_strays(data)
    if ebcdic := _ebcdic(sample):
        return _replaced(data, ebcdic)
    encoding = rank(data, declared=declared)[0][1]
    if encoding == "utf-8":
        return _with_strays(data)
    # Western texts have none of these; archives and texts in EBCDIC have many when read as Western.
    undefined = _UNPRINTED.findall(sample.decode(encoding, "replace"))
    if len(undefined) > MOST_CONTROLS * len(sample):
        return None
    return _replaced(data, encoding)


def decode_line(data: bytes, odd: Callable[[bytes], str]) -> Decoded:
    """The text of one line or record among others; UTF-8 if possible.

    A few invalid bytes in UTF-8 are read as Windows-1252. `odd`: gives the encoding of a line that
    is not UTF-8.
    """
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        # A line that is cut inside a character is UTF-8 as well; it is of no odd encoding.
        encoding = "utf-8" if is_mostly_utf8(data) else odd(data) or "utf-8"
    return _with_strays(data) if encoding == "utf-8" else _replaced(data, encoding)


def odd_encoding(sample: bytes, *, near: str = "") -> str:
    """The encoding of those lines of a sample that are not UTF-8; "" if all are UTF-8.

    `near`: the encoding of the lines around; used when it is not clear otherwise.
    """
    if _is_utf8(sample, cut=True):
        return ""
    odd = b"".join(
        line
        for line in sample.splitlines(keepends=True)
        if not _is_utf8(line, cut=True) and not is_mostly_utf8(line)
    )
    return rank(odd, declared=near)[0][1] if odd else ""


def _replaced(data: bytes, encoding: str) -> Decoded:
    rest = len(data) % _WIDTHS.get(encoding[:6], 1)
    if rest and not data[-rest:].strip(b"\r\n\x1a\0"):
        data = data[:-rest]  # a line end that a program put there as one of ASCII
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return Decoded(text, encoding, text.count("\ufffd"))


def _with_strays(data: bytes) -> Decoded:
    escaped = data.decode("utf-8", "surrogateescape")
    joined = 6 * len(_SURROGATE_PAIRS.findall(data))  # CESU-8: each pair is one character
    strays = len(_ESCAPED.findall(escaped)) - joined
    if strays > len(_ESCAPED_END.findall(escaped)):
        # Where there are others, a stray at the end is no character cut in two.
        return Decoded((data + b"\n").decode("utf-8", STRAYS)[:-1], "utf-8", strays)
    return Decoded(data.decode("utf-8", STRAYS), "utf-8", strays)


def _ebcdic(sample: bytes) -> str | None:
    """The EBCDIC code page of a text, if it is one: spaces are 0x40, letters are above 0x80."""
    spaces = sample.count(0x40)
    if not 0.05 * len(sample) <= spaces <= 0.8 * len(sample) or 20 * sample.count(b" ") > spaces:
        return None
    pages = {page: len(_IN_WORDS.findall(sample[:SHORT].decode(page))) for page in EBCDIC}
    encoding = min(pages, key=lambda page: letter_bits(sample[:SHORT], page) - MARK * pages[page])
    words = len(_IN_WORDS.findall(sample.decode(encoding)))
    letters = sum(map(str.isalpha, sample.decode(encoding)))
    is_text = words >= 0.9 * len(sample) and 2 * letters >= len(sample) - spaces
    return encoding if is_text else None


def _has_few_controls(sample: bytes) -> bool:
    zeros = sample.count(0)
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    if not zeros and not controls:
        return True
    if controls:
        controls -= len(_SENT.findall(sample))
    if zeros + controls <= MOST_CONTROLS * len(sample):
        return True
    if zeros + controls <= FEW_CONTROLS:
        return sum(map(str.isalnum, sample.decode("utf-8", "ignore"))) >= FEWEST_LETTERS
    if not _is_utf8(sample, cut=len(sample) == SAMPLE):
        return False
    if zeros + controls <= MOST_IN_PROSE * len(sample) and _is_prose(sample):
        return True
    return zeros <= MOST_PADDING * len(sample) and controls <= MOST_BESIDE_PADDING * len(sample)


def _is_prose(sample: bytes) -> bool:
    """Whether the shares of letters and of blanks are those of words in a row."""
    text = sample.decode("utf-8", "ignore")
    letters = sum(map(str.isalpha, text))
    return letters >= LEAST_IN_WORDS * len(text) and text.count(" ") >= LEAST_BLANK * len(text)


def _is_utf8(sample: bytes, *, cut: bool) -> bool:
    """Whether a sample is UTF-8; if it was `cut`, the last character may be incomplete."""
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and cut
    return True


def is_mostly_utf8(sample: bytes) -> bool:
    """Whether most of the characters beyond ASCII are UTF-8, so that the others are strays."""
    replaced = _SURROGATE_HALVES.sub(b"", sample).decode("utf-8", "replace")
    return len(_BEYOND_ASCII.findall(replaced)) >= 4 * replaced.count("\ufffd")


def _stray_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.reason == "unexpected end of data":  # a character cut in two
        return "", error.end
    # Half a surrogate pair becomes one U+FFFD instead of three wrong characters. A pair is one
    # character (CESU-8).
    if halves := _SURROGATE_HALVES.match(error.object, error.start):
        pair = _SURROGATE_HALVES.match(error.object, halves.end())
        both = halves[0] + (pair[0] if pair else b"")
        text = both.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
        try:
            return text.decode("utf-16-le"), error.start + len(both)
        except UnicodeDecodeError:
            return "\ufffd", halves.end()
    return error.object[error.start : error.end].decode(WEST_EUROPEAN, "replace"), error.end


STRAYS = "docmill-stray-bytes"
codecs.register_error(STRAYS, _stray_bytes)
