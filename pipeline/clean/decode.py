"""From bytes to text: which encoding, or no text at all."""

import codecs
import re

SAMPLE = 65_536  # bytes or characters by which a document is judged
# Shares of control characters, those of UTF-8 that was decoded wrongly (C1) not counted. Random
# bytes have 0.1, text has none or a few strays; a few in a short text say nothing.
MOST_CONTROLS = 0.05
FEW_CONTROLS, FEWEST_LETTERS = 2, 3
# Zeros pad fields of records in otherwise sound text; files of programs have other controls, too.
MOST_PADDING, MOST_BESIDE_PADDING = 0.5, 0.002
WEST_EUROPEAN = "cp1252"
# Longer marks first: UTF-16's is the beginning of UTF-32's.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL_BYTES = bytes([*range(0x01, 0x09), *range(0x0E, 0x1B), 0x7F])
# What terminals and printers were sent: colours, changes of character set, letters struck over.
_SENT = re.compile(rb"\x1b[\[$(]|([^\x00\x08])\x08(?=\1)|_\x08")
_SURROGATE_HALVES = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_TAR = (257, b"ustar")  # an archive of texts is zeros and text, and no text
# What a detector may name and the superset that real documents use (as browsers do).
_SUPERSETS = {"ascii": WEST_EUROPEAN, "iso8859-1": WEST_EUROPEAN, "iso8859-9": "cp1254"}
_UNPRINTED = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f\ufffd]")


def is_text(text: str) -> bool:
    """Whether a decoded text can be one: few control characters at its beginning."""
    return _has_few_controls(text[:SAMPLE].encode("utf-8", "replace"))


def decode(data: bytes) -> str | None:
    """The text in these bytes, or None when they are no text (zeros, images, archives…).

    Byte order marks come first, then UTF-16 without a mark, then strict UTF-8. What is left is
    judged by resiliparse's detector on a sample around the first byte that is not UTF-8, so that
    a large file costs little more than a small one; UTF-8 with a few stray bytes stays UTF-8, the
    strays read as Windows-1252.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if unmarked := _unmarked_utf16(data[:SAMPLE]):
        return data.decode(unmarked, "replace")
    # By the bytes alone: signatures are the sources' matter, and short ones ("BM" for a bitmap)
    # begin many a text.
    if not _has_few_controls(data[:SAMPLE]) or data[_TAR[0] :].startswith(_TAR[1]):
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        begin = max(0, error.start - SAMPLE // 4)
    sample = data[begin : begin + SAMPLE]
    if _is_mostly_utf8(_SURROGATE_HALVES.sub(b"", sample)):
        return data.decode("utf-8", STRAYS)
    encoding = _detect(sample)
    # What no Western text has, and many an archive or a text in EBCDIC has when it is read as one.
    undefined = _UNPRINTED.findall(sample.decode(encoding, "replace"))
    if len(undefined) > MOST_CONTROLS * len(sample):
        return None
    return data.decode(encoding, "replace")


def _unmarked_utf16(sample: bytes) -> str | None:
    """UTF-16 without a mark shows as zeros at every second place of mostly Latin text."""
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if half and odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if half and even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


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
    return (
        zeros <= MOST_PADDING * len(sample)
        and controls <= MOST_BESIDE_PADDING * len(sample)
        and _is_utf8(sample)
    )


def _is_utf8(sample: bytes) -> bool:
    """Whether a sample is UTF-8, but for a last character that it may cut."""
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and len(sample) == SAMPLE
    return True


def _is_mostly_utf8(sample: bytes) -> bool:
    replaced = sample.decode("utf-8", "replace")
    return len(_BEYOND_ASCII.findall(replaced)) >= 4 * replaced.count("\ufffd")


def _detect(sample: bytes) -> str:
    # Of 19 samples of one sentence in 16 encodings this detector was right on 18, at 0.1 ms each;
    # charset-normalizer on 13, at 1.5 ms.
    from resiliparse.parse.encoding import detect_encoding

    found: str | None = detect_encoding(sample, html5_compatible=False)
    try:
        return codecs.lookup(_SUPERSETS.get(found or "", found or WEST_EUROPEAN)).name
    except LookupError:
        return WEST_EUROPEAN


def _stray_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.reason == "unexpected end of data":  # a character cut in two
        return "", error.end
    # Half a surrogate pair: as U+FFFD it is one character, as stray bytes three wrong ones. Pairs
    # of halves are one character (CESU-8).
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
