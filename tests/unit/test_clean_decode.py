"""Decoding: encodings found, binary data refused."""

import gzip
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.decode import decode, is_text

FRENCH = "Où sont passés les élèves ? Ça va être très difficile, a déclaré le président."
POLISH = "Minister powiedział, że żadne rozmowy się nie odbędą, a źródła mówią inaczej."
RUSSIAN = "Президент заявил, что переговоры о мире продолжаются, но результатов пока нет."
JAPANESE = "総理大臣は今日、東京で記者会見を開き、新しい経済政策について説明しました。"
KOREAN = "대한민국 대통령은 오늘 서울에서 기자회견을 열고 새로운 경제 정책을 설명했다."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
        (FRENCH, "utf-32"),
        (FRENCH, "cp1252"),
        (FRENCH, "latin-1"),
        ("Café", "latin-1"),
        ("It cost £6 million.", "cp1252"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859-2"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "euc_kr"),
    ],
)
def test_encodings_are_found(text: str, encoding: str) -> None:
    """Text is found again in the encodings that archives hold."""
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "data",
    [
        b"\x00" * 1_000,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"PK\x03\x04" + bytes(range(256)),
        gzip.compress(b"text"),
        random.Random(1).randbytes(5_000),
    ],
    ids=["zeros", "png", "zip", "gzip", "random"],
)
def test_binary_data_is_no_text(data: bytes) -> None:
    """Zeros, documents of other formats, archives and noise are refused."""
    assert decode(data) is None


def test_words_that_look_like_a_signature_are_text() -> None:
    """A text is judged by its bytes: one that begins with a bitmap's "BM" is no bitmap."""
    assert decode(b"BMW sold more cars in Asia.") == "BMW sold more cars in Asia."


def test_utf8_with_stray_bytes_stays_utf8() -> None:
    """A few Windows bytes among much UTF-8 are read as Windows-1252, the rest as UTF-8."""
    data = FRENCH.encode() + b" \x93quoted\x94 " + FRENCH.encode()
    assert decode(data) == f"{FRENCH} “quoted” {FRENCH}"


def test_a_character_cut_at_the_end_is_dropped() -> None:
    """A file truncated inside a character loses that character alone."""
    assert decode(RUSSIAN.encode()[:-2]) == RUSSIAN[:-2]


def test_an_encoding_is_found_far_from_the_beginning() -> None:
    """What decides may stand far behind the beginning of a large file."""
    text = "All plain here. " * 20_000 + FRENCH
    assert decode(text.encode("cp1252")) == text


def test_undetectable_bytes_are_read_as_windows_1252() -> None:
    """Bytes that fit no encoding are still given as text."""
    assert decode("L’été, déclaré".encode("mac_roman")) is not None


@pytest.mark.parametrize(
    "text",
    [
        "a few\x00 strays in a longer line of text", "a NUL \0", "the end\x1a",
        "He's Justin\u00e2\u009d\u00a4", "Портовый совет".encode().decode("latin-1"),
        "Measures:" + "\0" * 9 + "\n  Pages S723-25", "\x1b[1mred\x1b[0m\x1b[31mblue\x1b[0m",
        "N\x08NA\x08AM\x08ME\x08E", "_\x08a_\x08b_\x08c",
    ],
)  # fmt: skip
def test_strays_padding_and_mojibake_are_text(text: str) -> None:
    """A few controls in a short text, zeros that pad it, C1 of a wrong decoding: all are text."""
    assert is_text(text)
    assert decode(text.encode()) == text


@pytest.mark.parametrize(
    "text", ["\x00\x01\x02", "\x00\x01a", "\x01a" * 30, "a\0\0\0b" * 30, "ab\x02c\0\0" * 40]
)
def test_a_text_of_controls_is_none(text: str) -> None:
    """Zeros that are most of it, or that stand beside other controls, are a file of a program."""
    assert not is_text(text)


@pytest.mark.parametrize(
    "data",
    [
        zlib.compress(random.Random(7).randbytes(900).hex().encode()),
        b"\x7fELF\x02\x01\x01" + b"\x03\x00>\x00\x01.text\x00\x00\x07\x00.data\x00" * 50,
        b"a.txt".ljust(257, b"\0") + b"ustar  ".ljust(255, b"\0") + b"The text.\n" * 200,
        "THE HARBOUR BOARD MET, and then it did not meet again".encode("cp500"),
    ],
    ids=["packed", "program", "archive", "EBCDIC"],
)
def test_other_binary_data_is_no_text(data: bytes) -> None:
    """Packed data, programs, archives of texts and unknown encodings stay out."""
    assert decode(data) is None


def test_surrogate_halves_do_not_spoil_their_text() -> None:
    """UTF-8 with halves of surrogate pairs is UTF-8: pairs are joined, lone halves U+FFFD."""
    halves = b"".join(chr(0xD800 + number).encode("utf-8", "surrogatepass") for number in range(99))
    pair = "\ud83d\ude00".encode("utf-8", "surrogatepass")
    text = decode("Grüße aus München ".encode() * 3 + halves + pair)
    assert text is not None
    assert text.startswith("Grüße aus München")
    assert text.endswith("\ufffd" * 99 + "😀")


@given(st.binary())
def test_decoding_never_fails(data: bytes) -> None:
    """Any bytes give text or nothing, never an exception."""
    assert isinstance(decode(data), str | None)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_utf8_is_read_as_it_is(text: str) -> None:
    """Strict UTF-8 without controls is decoded as that, but for a leading mark."""
    assert decode(text.encode()) in (text, text.removeprefix("\ufeff"), None)
