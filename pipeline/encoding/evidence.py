"""Finds the most probable encoding of some bytes.

Each candidate is scored by a language model over pairs of letters, in the words with bytes beyond
ASCII: the cost is the cross-entropy in bits (Shannon), for the language that fits best (Cavnar and
Trenkle, 1994, did the same for languages). The table is made by `tools/encoding/letter_costs.py`.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from zstandard import ZstdDecompressor

SAMPLE = 1_500  # bytes that are looked at
CONTEXT = 40  # bytes of ASCII around those beyond it, which show the language
WINDOWS, WINDOW = 8, 8_192  # number of windows of a large document, bytes of each
STEPS = 8  # steps of the table for each bit
UNLISTED = 18.0  # bits of a pair of letters that is not in the table
COMMON_THAI = 5.0  # of a common letter of Thai, for which there is no list
OTHER_SCRIPT = 26.0  # of a letter beside one of another script
LOAN = 13.0  # of a Western letter in a word of another language
BESIDE_LETTER = 8.0  # of a mark that is rare next to a letter, for each such letter
NEVER_AFTER_LETTER = 20.0  # of an opening quotation mark after a letter
ONLY_MARKS = 6.0  # of an encoding for another script, when most of the text is Latin
BESIDE_WIDE = 6.0  # of a Latin letter beside a Chinese one
AMID_LATIN = 20.0  # of a Chinese character inside a Latin word
COMMON_BITS = 14.0  # at most, of a common character
FOREIGN = 6.0  # of all words in Latin letters in a language of another script
SHARP_S = 3.0  # of ß in addition to those of s
UNDEFINED = 30.0  # of a byte that is undefined in the encoding
ODD_CASE = 8.0  # of a capital within a word
# Bits by which rarer encodings must be better.
_PRIORS = {
    "cp1252": 0, "cp1251": 1, "cp1250": 1, "cp1253": 1, "cp1254": 3, "cp1255": 1, "cp1256": 1,
    "cp1257": 3, "cp1258": 3, "cp874": 3, "koi8-r": 2, "koi8-u": 3, "iso8859-2": 3, "iso8859-3": 6,
    "iso8859-4": 6, "iso8859-5": 3, "iso8859-6": 3, "iso8859-7": 2, "iso8859-8": 3,
    "iso8859-10": 7, "iso8859-13": 5, "iso8859-15": 2, "cp437": 5, "cp850": 4,
    "cp852": 5, "cp866": 3, "cp737": 5, "cp775": 6, "cp857": 6, "cp855": 6, "cp862": 6,
    "cp720": 7, "cp1125": 6, "cp860": 6, "cp861": 7, "cp863": 6, "cp869": 7, "iso8859-16": 7,
    "mac-roman": 4, "mac-latin2": 6, "mac-cyrillic": 4, "mac-greek": 6, "mac-turkish": 7,
    "mac-iceland": 8,
}  # fmt: skip
_OTHER_SCRIPTS = frozenset(
    {"cp1251", "cp1253", "cp1255", "cp1256", "cp874", "koi8-r", "koi8-u", "iso8859-5", "iso8859-6",
     "iso8859-7", "iso8859-8", "cp866", "cp1125", "cp737", "cp855", "cp862", "cp720",
     "cp869", "mac-cyrillic", "mac-greek"}
)  # fmt: skip
_WIDE_PRIORS = {"gb18030": 3, "cp950": 4, "big5hkscs": 5, "cp949": 3, "johab": 8, "cp932": 3,
                "euc_jp": 3}  # fmt: skip
# Frames of DOS: a corner, a line of strokes, a corner. Strokes, and the signs beside them, tell
# nothing of the letters of a text.
_FRAME = re.compile(rb"[\xda\xc0]\xc4{6,}[\xbf\xd9]|[\xc9\xc8]\xcd{6,}[\xbb\xbc]")
_STROKES = re.compile(
    rb"(?<![A-Za-z\x80-\xaf\xe0-\xff])[\xb0-\xb4\xb9-\xc5\xc8-\xce\xd9-\xdf\xfe]+"
    rb"(?![A-Za-z\x80-\xaf\xe0-\xff])"
)
_FRAMED = 40.0  # bits in favour of the encodings of DOS, all of which have them in these places
_OF_DOS = frozenset(
    {"cp437", "cp720", "cp737", "cp775", "cp850", "cp852", "cp855", "cp857", "cp860", "cp861",
     "cp862", "cp863", "cp866", "cp869", "cp1125"}
)  # fmt: skip
_MAC_LINES = 6  # bits in favour of Mac encodings when lines end in a carriage return only
_LATIN = re.compile(rb"[A-Za-z]+")
_TAG = re.compile(rb"<[/!?]?[A-Za-z][^<>]{0,1000}>")
_HIGH = re.compile(rb"[\x80-\xff]")
_NO_SECOND = re.compile(rb"[\x00-\x2f]")
_AROUND = re.compile(
    rb"[\x00-\x7f]{0,%d}[\x80-\xff]+(?:[\x00-\x7f]{1,%d}[\x80-\xff]+)*[\x00-\x7f]{0,%d}"
    % (CONTEXT, CONTEXT, CONTEXT)
)
_LATIN_BESIDE_WIDE = re.compile("[A-Za-z](?=[^\x00-\x7f])|[^\x00-\x7f](?=[A-Za-z])")
_AMID_LATIN = re.compile("[A-Za-z][^\x00-\x7f]{1,2}(?=[a-z])")
_COMMON = frozenset("“”‘’–—…«»\xa0•„‚")
_AFTER_LETTER, _BEFORE_LETTER = frozenset("“”’–—…»"), frozenset("“‘’–—«„‚")
_USUAL = frozenset("¬") | frozenset("°§€£©®™´·ªº¿¡½¼¾²³¹±×‹›†‰№µ¶÷¨¸\u200c\u200d\u200e\u200f،؛؟¥¢")
_WIDE_MARKS = frozenset("、。，「」『』・：；！？（）《》〈〉【】“”‘’…—～　．·ー")


_COMMAS = str.maketrans("şţ", "șț")
_NOT_LATIN = frozenset({"ar", "bg", "el", "fa", "he", "mk", "ru", "uk"})


class Table(msgspec.Struct, frozen=True):
    """The cost of a letter after another, in 1/8 bits: one row a pair, one column a language."""

    languages: list[str]
    pairs: str
    costs: bytes
    characters: dict[str, tuple[str, bytes]]


class Letters:
    """The table, ready for use."""

    def __init__(self, table: Table) -> None:
        import numpy

        width = len(table.languages)
        listed = numpy.frombuffer(table.costs, numpy.uint8).reshape(-1, width)
        bits = [[0.0], [COMMON_THAI], [UNLISTED], [LOAN], [OTHER_SCRIPT]]
        added = (STEPS * numpy.array(bits)).astype(numpy.uint8).repeat(width, axis=1)
        self.has_other_script = numpy.array([name in _NOT_LATIN for name in table.languages])
        self._costs = numpy.concatenate([added, listed])
        pairs = table.pairs
        self.rows = {pairs[at : at + 2]: at // 2 + 5 for at in range(0, len(pairs), 2)}
        # Romanian: in old encodings its letters have a cedilla for the comma, as Turkish ones do.
        for pair, row in self.rows.items():
            comma = self.rows.get(pair.translate(_COMMAS), row)
            numpy.minimum(self._costs[row], self._costs[comma], out=self._costs[row])
        bits_of = [cost / STEPS for cost in range(256)]  # one object for each number
        self.characters = [
            {letter: bits_of[cost] for letter, cost in zip(letters, costs, strict=True)}
            for letters, costs in table.characters.values()
        ]

    def costs(self, rows: Any) -> Any:
        """The costs of these rows in bits."""
        import numpy

        return self._costs[rows].astype(numpy.float32) / STEPS


FREE, THAI, NEVER, LOANED, MIXED = 0, 1, 2, 3, 4  # rows of the table before those of the pairs


@cache
def _letters() -> Letters:
    packed = files(__package__).joinpath("letters.msgpack.zst").read_bytes()
    return Letters(msgspec.msgpack.decode(ZstdDecompressor().decompress(packed), type=Table))


@cache
def common_characters() -> frozenset[str]:
    """The common characters of Chinese, Japanese and Korean texts."""
    tables = _letters().characters
    return frozenset(
        letter for table in tables for letter, bits in table.items() if bits <= COMMON_BITS
    )


class Reading:
    """A single-byte encoding, with the row of each pair of bytes, which is computed when needed."""

    def __init__(self, encoding: str) -> None:
        import numpy

        self._characters = [bytes([code]).decode(encoding, "replace") for code in range(256)]
        self._letters = [_letter(character) for character in self._characters]
        # There are few rows, and marks are small numbers of halves: both are exact.
        self.rows = numpy.full(65_536, -1, numpy.int16)
        self.marks = numpy.zeros(65_536, numpy.float16)

    def judge(self, pairs: Any, counts: Any) -> Any:
        """The cost of these pairs of bytes in bits, by language."""
        rows = self.rows[pairs]
        if (rows < 0).any():
            for pair in pairs[rows < 0].tolist():
                self._fill(pair)
            rows = self.rows[pairs]
        return counts @ _letters().costs(rows) + counts @ self.marks[pairs].astype(counts.dtype)

    def _fill(self, pair: int) -> None:
        first, second = divmod(pair, 256)
        before, after = self._letters[first], self._letters[second]
        self.marks[pair] = _mark_cost(self._characters[second]) if after == " " else 0
        known = _letters().rows
        if before == after == " ":
            self.rows[pair] = FREE
        elif _is_thai(before) or _is_thai(after):
            self.rows[pair] = _thai_row(before, after)
        else:
            row = known.get(before + after)
            if row is None:
                row = known.get((before + after).translate(_COMMAS))
            self.rows[pair] = NEVER if row is None else row
            if row is None and before in _LOANED and after in _LOANED:
                self.rows[pair] = LOANED
            elif ("a" <= before <= "z" and after >= "\u0370") or (
                "a" <= after <= "z" and before >= "\u0370"
            ):
                self.rows[pair] = MIXED
        self.marks[pair] += self._amid_word(first, second)
        self.marks[pair] += SHARP_S * (self._characters[second] == "ß")
        if pair & 0x8080 and after != " " and self._characters[second].isupper():
            self.marks[pair] += ODD_CASE * self._characters[first].islower()

    def _amid_word(self, first: int, second: int) -> float:
        mark = first if self._letters[first] == " " else second
        beside = self._letters[second] != " " if mark == first else self._letters[first] != " "
        character = self._characters[mark]
        if not beside or character < "\x80" or self._letters[mark] != " ":
            return 0.0
        if mark == second and character in "„‚":
            return NEVER_AFTER_LETTER
        fits = _AFTER_LETTER if mark == second else _BEFORE_LETTER
        return 0.0 if character in fits else BESIDE_LETTER


_THAI = frozenset("กขคงจชซญดตถทนบปผพมยรลวสหอะัาิีืุูเแโใไ่้์็ำ")
_THAI_LEADING = frozenset("เแโใไ")  # vowels written before their consonant
_THAI_ABOVE = frozenset("ัิีืุู่้๊๋์็ำ")  # signs written above or below a letter


_LOANED = frozenset(" abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëíîïñóôöøúûü")


def _is_thai(character: str) -> bool:
    return "ก" <= character <= "๙"


def _thai_row(before: str, after: str) -> int:
    if after == " ":
        return FREE
    if "a" <= before <= "z" or "a" <= after <= "z":
        return MIXED
    fits = _is_thai(before) or before == " "
    if not fits or after not in _THAI or (after in _THAI_ABOVE and not _is_thai(before)):
        return NEVER
    if before in _THAI_LEADING and not "ก" <= after <= "ฮ":
        return NEVER
    return THAI


def _letter(character: str) -> str:
    """The small letter of a character; a space if it is none."""
    if character in "ªºµ" or not (character.isalpha() or "\u0300" <= character <= "\u0323"):
        return character if _is_thai(character) else " "
    if character == "ß":
        return "s"  # as in the table
    small = character.lower()
    return small if len(small) == 1 else "i"  # İ


def _mark_cost(character: str) -> float:
    if character < "\x80":
        return 0.0
    if character == "\ufffd" or "\x80" <= character < "\xa0":
        return UNDEFINED
    return 8.0 if character in _COMMON else 11.0 if character in _USUAL else 16.0


@cache
def _reading(encoding: str) -> Reading:
    return Reading(encoding)


def sample(data: bytes) -> bytes:
    """The text around bytes beyond ASCII, from the whole document, up to `SAMPLE` bytes.

    Tags of a page are left out, because they do not show its language.
    """
    if len(data) <= WINDOWS * SAMPLE:
        data = _TAG.sub(b" ", data)
    if len(data) <= SAMPLE:
        return b" " + data + b" "
    windows = [data]
    if len(data) > WINDOWS * SAMPLE:
        width = min(WINDOW, len(data) // WINDOWS)
        step = (len(data) - width) // (WINDOWS - 1)
        windows = [
            _TAG.sub(b" ", _from_ascii(data[at * step : at * step + width]))
            for at in range(WINDOWS)
        ]
        if all(map(bytes.isascii, windows)) and (first := _HIGH.search(data)):
            windows = [data[max(0, first.start() - CONTEXT) :][:WINDOW]]
    pieces: list[bytes] = []
    share = SAMPLE // len(windows)
    for window in windows:
        left = share
        for around in _AROUND.finditer(window):
            piece = around[0][:left]
            pieces.append(piece)
            left -= len(piece) + 1
            if left <= 0:
                break
    return b" ".join([b"", *pieces, b""])


def _from_ascii(window: bytes) -> bytes:
    """A window, cut to begin with a byte that cannot be the second of a character."""
    begin = _NO_SECOND.search(window)
    return window[begin.start() :] if begin else window


def rank(data: bytes, *, declared: str = "") -> list[tuple[float, str]]:
    """The candidate encodings of some bytes, the most probable first, with their cost in bits.

    `declared`: the encoding that the document names; used when it is not clear otherwise.
    """
    import numpy

    is_framed = _FRAME.search(data) is not None
    found = sample(_STROKES.sub(b" ", data) if is_framed else data)
    codes = numpy.frombuffer(found, numpy.uint8).astype(numpy.int32)
    pairs, counts = numpy.unique(codes[:-1] * 256 + codes[1:], return_counts=True)
    counts = counts.astype(numpy.float32)
    plain = (pairs & 0x8080) == 0
    shared = _reading("cp1252").judge(pairs[plain], counts[plain])
    pairs, counts = pairs[~plain], counts[~plain]
    letters = sum(map(len, _LATIN.findall(found)))
    mostly_latin = letters > 3 * len(_HIGH.findall(found))
    if not mostly_latin:
        # Latin words in a text of another script may be in another language.
        foreign = numpy.minimum(shared, shared.min() + FOREIGN)
        shared = numpy.where(_letters().has_other_script, foreign, shared)
    a_letter = max(LETTER_BITS, float(shared.min()) / letters) if letters else LETTER_BITS
    bonus = min(40.0, 10 + len(found) / 8)
    mac = _MAC_LINES if b"\r" in data[:WINDOW] and b"\n" not in data[:WINDOW] else 0
    ranked = []
    for encoding, prior in _PRIORS.items():
        bits = float((shared + _reading(encoding).judge(pairs, counts)).min()) + prior
        bits += ONLY_MARKS if mostly_latin and encoding in _OTHER_SCRIPTS else 0
        bits -= mac if encoding.startswith("mac") else 0
        bits -= _FRAMED if is_framed and encoding in _OF_DOS else 0
        ranked.append((bits - bonus * (encoding == declared), encoding))
    for encoding, prior in _WIDE_PRIORS.items():
        bits = _wide_bits(found.decode(encoding, "replace"), a_letter) + prior
        bits += ONLY_MARKS if mostly_latin else 0
        ranked.append((bits - bonus * (encoding == declared), encoding))
    bits = _utf8_bits(found, a_letter)
    ranked.append((bits - bonus * (declared == "utf-8"), "utf-8"))
    return sorted(ranked)


LETTER_BITS = 4.5  # bits of a Latin letter in its language, approximately


def letter_bits(data: bytes, encoding: str) -> float:
    """The cost in bits of all letters of a text in a single-byte encoding, also of ASCII."""
    import numpy

    codes = numpy.frombuffer(data[:SAMPLE], numpy.uint8).astype(numpy.int32)
    pairs, counts = numpy.unique(codes[:-1] * 256 + codes[1:], return_counts=True)
    return float(_reading(encoding).judge(pairs, counts.astype(numpy.float32)).min())


def _wide_bits(text: str, a_letter: float) -> float:
    common, tables = 0.0, _letters().characters
    wide = [character for character in text if character > "\x7f" or character.isalpha()]
    letters = []
    common += BESIDE_WIDE * len(_LATIN_BESIDE_WIDE.findall(text))
    common += AMID_LATIN * len(_AMID_LATIN.findall(text))
    for character in wide:
        if character <= "\x7f":
            common += a_letter
        elif character == "\ufffd" or "\ue000" <= character <= "\uf8ff":  # no character at all
            common += UNDEFINED
        elif character in _WIDE_MARKS:
            common += 5
        elif character.isalpha() and not "\uff61" <= character <= "\uff9f":
            letters.append(character)
        else:
            common += 16
    return common + min(sum(table.get(c, UNLISTED + 2) for c in letters) for table in tables)


STRAY = 10.0


def _utf8_bits(data: bytes, a_letter: float) -> float:
    """The cost of UTF-8 with invalid bytes; its characters cost little: they are rare by chance."""
    bits, found = 0.0, 0
    for character in data.decode("utf-8", "replace"):
        if character == "\ufffd":
            bits += 8 + STRAY
        elif character > "\x7f":
            found += 1
            bits += 8 if _is_usual(character) else UNDEFINED
        elif character.isalpha():
            bits += a_letter
    return bits if found else float("inf")


def _is_usual(character: str) -> bool:
    small = character.lower()
    known = _letters().rows
    return (
        f" {small}" in known
        or f"{small} " in known
        or character in _COMMON
        or character in _USUAL
        or character > "\u0900"
    )
