"""Decoding: encodings found, binary data refused."""

import gzip
import random

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


def test_text_may_hold_a_few_controls() -> None:
    """Strays pass, a text of controls does not."""
    assert is_text("a few\x00 strays in a longer line of text")
    assert not is_text("\x00\x01a")


@given(st.binary())
def test_decoding_never_fails(data: bytes) -> None:
    """Any bytes give text or nothing, never an exception."""
    assert isinstance(decode(data), str | None)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_utf8_is_read_as_it_is(text: str) -> None:
    """Strict UTF-8 without controls is decoded as that, but for a leading mark."""
    assert decode(text.encode()) in (text, text.removeprefix("\ufeff"), None)
