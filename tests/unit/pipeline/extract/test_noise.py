"""What is no words is kept from the model, and nothing else is."""

import random
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.noise import only_words

RANDOM = random.Random(7)
BASE64 = b64encode(RANDOM.randbytes(57)).decode()
PEOPLE = "Merkel/Macron/Johnson/Trudeau/Biden/Scholz/Sunak/Kishida/Meloni/Tusk"
LINK = "[Merkel](https://www.example.org/2004/05/06/angela-merkel-in-berlin-and-paris-2004)"


@pytest.mark.parametrize(
    "noise",
    [
        BASE64,
        BASE64[:70] + "==",
        RANDOM.randbytes(32).hex(),
        RANDOM.randbytes(32).hex().upper(),
        "7f 45 4c 46 02 01 01 00 00 00 00 00 00 00 00 00",
        "7f 45 4c 46 02 01 01 00  00 00 00 00 00 00 00 0a",
        "7f45 4c46 0201 0100 0000 0000 0000 0000",
        "(" * 100,
        "—" * 100,
        "a(" * 250,
        "é(" * 250,
        "😀a" * 250,
    ],
)
def test_what_is_no_words_is_blanked(noise: str) -> None:
    """Every other character keeps its place, and what went is counted."""
    text = f"Anna Smith wrote:\n{noise}\nPaul Jones answered."
    words, passed_over = only_words(text)
    assert words == text.replace(noise, " " * len(noise))
    assert passed_over == len(noise)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Anna Smith met Paul Jones in Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch.",
        f"{PEOPLE} met.",
        LINK,
        f"see {LINK}",
        "1,Anna,Smith,London,12/03/1999,12.50,Paul,Jones,Paris,13/03/1999,17.25,Maria,Lopez",
        '{"id":1,"name":"Anna","town":"London","born":1999,"friends":["Paul","Maria","Jo"]}',
        "x" * 80,
        "-" * 80,
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "1990 1991 1992 1993 1994 1995 1996 1997 1998 1999 2000 2001 2002 2003 2004 2005",
        "12 14 17 21 10 44 98 10 11 12 33 47 51 62 70 81 12 14 17 21 10 44 98 10 11 12 33",
        "be ad be fa ab", "face dead beef cafe fade deed", "+44 20 7946 0958 +44 20 7946 0959",
        "AA 1 BB 2 CC 3 DD 4 EE 5 FF 6", "a a a a a a a a a a a a a a a a a a a a a a a a a a",
    ],
)  # fmt: skip
def test_words_stay(text: str) -> None:
    """Long names and compounds, lists of names, links, rows, years, short hex, rules of hyphens."""
    assert only_words(text) == (text, 0)


def test_writing_without_blanks_is_words() -> None:
    """Where a language has no blanks, only what cannot be a sentence of it goes."""
    text = "安倍晋三首相は二十日東京で会見した。" * 60
    assert only_words(text, by_blanks=False) == (text, 0)
    assert only_words(text) == (" " * len(text), len(text))
    noise = "a(" * 250
    assert only_words(text + noise, by_blanks=False) == (text + " " * len(noise), len(noise))


@given(st.text(st.sampled_from("aZ09+/=( \n—é東😀"), max_size=1500))
def test_places_are_kept(text: str) -> None:
    """The text for the model has the same characters or blanks, and as many blanks as are told."""
    words, passed_over = only_words(text)
    assert len(words) == len(text)
    differing = [(one, other) for one, other in zip(text, words, strict=True) if one != other]
    assert all(other == " " for _, other in differing)
    assert len(differing) == passed_over
