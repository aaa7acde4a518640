"""Repairs of text: what each changes, records, and leaves alone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean import clean_text
from pipeline.clean.layout import lay_out
from pipeline.clean.repairs import MOST_RECORDED, repair_text
from pipeline.clean.repairs.characters import CONTROLS
from pipeline.clean.repairs.encoding import repair_encoding
from pipeline.clean.repairs.substitution import LONGEST_SHOWN
from pipeline.records import Repair

# Wide on purpose: lone surrogates, controls, joiners, combining marks, every kind of space.
TEXTS = st.text(st.characters()) | st.text(
    st.sampled_from(
        "ab .\n\r\t\u00a0\u00ad\u200b\u200d\u0301\ufeff\x00\x85\u2028\u3000é&;<Ã©€™ﬁ\ud800"
    )
)


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("plain “quoted” text — naïve", "plain “quoted” text — naïve", []),
        ("It’s â€œgoodâ€\x9d", "It’s “good”", ["encoding"]),
        ("РџСЂРёРІРµС‚ РјРёСЂ", "Привет мир", ["encoding", "encoding"]),
        ("Ã  la carte", "à la carte", ["encoding"]),
        ("AT&amp;T &lt;3", "AT&T <3", ["encoding", "encoding"]),
        ("if a < b &amp; c", "if a < b &amp; c", []),
        ("\x1b[31mred\x1b[0m", "red", ["encoding"]),
        ("a\x00b\x07", "ab", ["control", "control"]),
        ("a\u200bb \ufeffc\u202e", "ab c", ["zero-width"] * 3),
        ("co\u00adoperation", "cooperation", ["soft-hyphen"]),
        ("break\u00ad\n   fast", "breakfast", ["soft-hyphen"]),
        ("end\u00ad\n\nnext", "end\n\nnext", ["soft-hyphen"]),
        ("cafe\u0301 au lait", "café au lait", ["nfc"]),
        ("e\u200b\u0301", "é", ["zero-width", "nfc"]),
        ("ﬁne ＮＡＴＯ ｶﾞ", "fine NATO ガ", ["letter-form"] * 3),
        ("中文，标点", "中文，标点", []),
        ("\ud83d\ude00 \ud800", "😀 \ufffd", ["surrogate", "surrogate"]),
        ("👨\u200d👩\u200d👧 می\u200cخواهم", "👨\u200d👩\u200d👧 می\u200cخواهم", []),
        ("zero\u200dwidth", "zerowidth", ["zero-width"]),
    ],
)
def test_each_damage_is_repaired_and_recorded(before: str, after: str, kinds: list[str]) -> None:
    """Each kind of damage is repaired and recorded once for each place."""
    text, repairs = repair_text(before)
    assert text == after
    assert [repair.kind for repair in repairs] == kinds


def test_a_repair_says_where_and_what() -> None:
    """A repair carries its offset in the text that its step found, and both spellings."""
    _, repairs = repair_text("first line\nsecond clichÃ© here")
    assert repairs == (Repair("encoding", 18, "clichÃ©", "cliché"),)


def test_a_line_that_changes_its_number_of_words_is_one_repair() -> None:
    """Where words cannot be told apart before and after, the line is recorded as a whole."""
    _, repairs = repair_encoding("one\ntwo&nbsp;three")
    assert repairs == [Repair("encoding", 4, "two&nbsp;three", "two\u00a0three")]


def test_records_of_repairs_stay_small() -> None:
    """Neither the number of records nor a record grows with the damage."""
    text, repairs = repair_text("a\x00" * (2 * MOST_RECORDED) + "\x01" * 1_000)
    assert text == "a" * (2 * MOST_RECORDED)
    assert len(repairs) == MOST_RECORDED
    _, repairs = repair_text("a" + "\x01" * 1_000 + "b")
    assert len(repairs[0].before) == LONGEST_SHOWN


def test_white_space_is_laid_out() -> None:
    """Blanks of every kind become one, line ends LF, empty lines at most one in a row."""
    assert lay_out(" a\u00a0\u2003 b\t\r\n\r\n \r\n\n c\u2028d\x85e\x0b\n") == "a b\n\nc\nd\ne"


@given(TEXTS)
def test_clean_text_keeps_its_promises(text: str) -> None:
    """Whatever comes in: composed, writable as UTF-8, without controls, white space in order."""
    clean = clean_text(text)
    clean.encode()
    assert unicodedata.is_normalized("NFC", clean)
    assert not CONTROLS.search(clean)
    assert "\u00ad" not in clean
    assert "\ufeff" not in clean
    assert lay_out(clean) == clean


@given(TEXTS)
def test_recorded_repairs_are_changes(text: str) -> None:
    """A repair is recorded only where something changed."""
    _, repairs = repair_text(text)
    assert all(repair.before != repair.after and repair.start >= 0 for repair in repairs)


SOUND_WORDS = [
    "the", "it’s", "“quoted”", "—", "café.", "naïve", "Über", "« déjà »", "£5", "Łódź", "żądać",
    "2½", "президент", "«её»", "Ελλάδα", "中文，“标点”。", "日本語", "العربية", "שלום", "Việt",
    "😀", "\n", "…",
]  # fmt: skip


@given(st.lists(st.sampled_from(SOUND_WORDS)).map(" ".join))
def test_sound_text_is_not_repaired(text: str) -> None:
    """Sound text in many scripts comes through without a repair."""
    assert repair_text(text) == (lay_out(text), ())
