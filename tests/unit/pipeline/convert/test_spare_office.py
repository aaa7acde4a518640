"""Word before 97: its texts are in the encoding of the fonts, which the library does not read."""

import struct
from collections.abc import Sequence

import pytest

from pipeline.convert.spare_office import SpareOffice
from testbed.ole_writer import ole
from tests.unit.pipeline.convert.conversions import LIMITS, text_of

WESTERN, MAC, SIGNS, RUSSIAN, JAPANESE, CENTRAL = 0, 77, 2, 204, 128, 238


def word_6(text: bytes, fonts: Sequence[int]) -> bytes:
    """A document of one paragraph, with fonts for these sets of characters."""
    named = b"".join(bytes([11, 0, 0, 0, font, 0]) + b"Arial\0" for font in fonts)
    table = struct.pack("<H", len(named) + 2) + named
    end = 1024 + len(text)
    main = bytearray(1024)
    struct.pack_into("<HH", main, 0, 0xA5DC, 0x0065)
    struct.pack_into("<II", main, 0x18, 1024, end)
    struct.pack_into("<I", main, 0x34, len(text))
    struct.pack_into("<II", main, 0xD0, end, len(table))
    return ole({"WordDocument": bytes(main) + text + table})


@pytest.mark.parametrize(
    ("encoding", "fonts", "words"),
    [
        ("cp1251", (WESTERN, SIGNS, RUSSIAN), "Четыре балла и семь лет назад."),
        ("mac-roman", (MAC, SIGNS), "Il a été enseignant à Lyon, dit l’auteur."),
        ("cp1250", (WESTERN, CENTRAL), "Příliš žluťoučký kůň úpěl ďábelské ódy."),
        ("cp932", (WESTERN, JAPANESE), "港の新しい計画を決めました。"),
        # What is Western stays so, whatever other fonts are named beside it.
        ("cp1252", (WESTERN, RUSSIAN, JAPANESE), "Il a été enseignant à Lyon, dit l’auteur."),
        ("cp1252", (WESTERN, SIGNS), "Größe – 5 €"),
        ("cp1252", (), "Größe – 5 €"),
        ("ascii", (RUSSIAN,), "Plain words."),
    ],
)
def test_word_6(encoding: str, fonts: Sequence[int], words: str) -> None:
    """Which of the fonts' encodings it is, the letters tell."""
    data = word_6(words.encode(encoding) + b"\r", fonts)
    assert text_of(SpareOffice(LIMITS), data, "application/msword") == words


@pytest.mark.parametrize(
    ("encoding", "font", "words"),
    [
        ("cp932", 128, "港の plan を決めた。"),
        ("gb18030", 134, "港口 plan 已定。"),
        ("cp950", 136, "按一下 [檔案]。"),
        ("cp949", 129, "항구 plan 확정."),
    ],
)
def test_word_6_of_the_far_east(encoding: str, font: int, words: str) -> None:
    """Each character takes two bytes, which are its number in the encoding."""
    numbers = [int.from_bytes(one.encode(encoding), "big") for one in words]
    data = bytearray(word_6(struct.pack(f"<{len(words) + 1}H", *numbers, 13), [0, font]))
    at = data.index(struct.pack("<H", 0xA5DC))
    data[at + 11] |= 0x10
    struct.pack_into("<I", data, at + 0x34, len(words) + 1)
    assert text_of(SpareOffice(LIMITS), bytes(data), "application/msword") == words


def test_signs_that_the_library_puts_into_a_text() -> None:
    """The letters around a hyphen that does not break are read as elsewhere."""
    words = "České dráhy, č. j. 60-99\x1eO14, úsek žádný."
    data = word_6(words.encode("cp1250") + b"\r", [0, 238])
    assert text_of(SpareOffice(LIMITS), data, "application/msword") == words.replace("\x1e", "‑")


def test_a_damaged_table_of_fonts_says_nothing() -> None:
    """The text is read all the same."""
    whole = word_6("Größe".encode("cp1252") + b"\r", [MAC])
    at = whole.index(struct.pack("<H", 0xA5DC)) + 0xD0
    for place in (0, 5, 0xFFFFFFF0):
        data = whole[:at] + struct.pack("<II", place, 0xFFFFFFFF) + whole[at + 8 :]
        assert text_of(SpareOffice(LIMITS), data, "application/msword")
