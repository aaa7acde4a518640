"""Repairs of characters and encodings: what each changes, records, and leaves alone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean import clean_text
from pipeline.clean.repairing import Repaired, repair_text
from pipeline.clean.repairs import REPAIRS, character_steps, repair_steps
from pipeline.clean.repairs.characters import CONTROLS
from pipeline.errors import ConfigurationError

STEPS = character_steps(repair_steps(REPAIRS))


def repaired(text: str) -> Repaired:
    return repair_text(text, STEPS)


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ("plain “quoted” text — naïve", "plain “quoted” text — naïve", []),
        ("It’s â€œgoodâ€\x9d", "It’s “good”", ["encoding"]),
        ("РџСЂРёРІРµС‚ РјРёСЂ", "Привет мир", ["encoding", "encoding"]),
        ("Ã  la carte", "à la carte", ["encoding"]),
        ("two\u00a0blanks Ã\u00a0 la", "two blanks à la", ["encoding"]),
        ("AT&amp;T &lt;3", "AT&T <3", ["entity", "entity"]),
        ("\x1b[31mred\x1b[0m", "red", ["control", "control"]),
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
def test_each_damage_is_repaired_and_recorded(before: str, after: str, names: list[str]) -> None:
    """Each kind of damage is repaired, recorded once for each place, and counted."""
    result = repaired(before)
    assert result.text == after
    assert [repair.name for repair in result.repairs] == names
    assert result.counts == {name: names.count(name) for name in names}


def test_the_order_of_repairs_can_be_chosen() -> None:
    """The named repairs run in the order given, and no others."""
    steps = repair_steps(["nfc", "zero-width"])
    assert repair_text("e\u200b\u0301\x00", steps).text == "e\u0301\x00"
    assert repair_text("e\u200b\u0301", ()).text == "e\u200b\u0301"


@pytest.mark.parametrize(
    ("names", "message"), [(["nfd"], "no repair is called 'nfd'"), (["nfc", "nfc"], "stands twice")]
)
def test_a_wrong_list_of_repairs_is_refused(names: list[str], message: str) -> None:
    """An unknown name is an error that lists the known ones; so is one given twice."""
    with pytest.raises(ConfigurationError, match=message):
        repair_steps(names)


def test_every_repair_is_registered_under_its_own_name() -> None:
    """What a configuration names is what the records say."""
    assert [step.repairer.name for step in repair_steps(REPAIRS)] == list(REPAIRS)


SOUND_WORDS = [
    "the", "it’s", "“quoted”", "—", "café.", "naïve", "Über", "« déjà »", "£5", "Łódź", "żądać",
    "2½", "президент", "«её»", "Ελλάδα", "中文，“标点”。", "日本語", "العربية", "שלום", "Việt",
    "😀", "\n", "…", "1 < 2 > 0", "R&D", "<3", "vector<int>", "a & b;",
]  # fmt: skip


@given(st.lists(st.sampled_from(SOUND_WORDS)).map(" ".join))
def test_sound_text_is_not_repaired(text: str) -> None:
    """Sound text in many scripts comes through without a repair."""
    assert repaired(text).repairs == ()


@given(st.text(st.characters()))
def test_clean_text_keeps_its_promises(text: str) -> None:
    """Whatever comes in: composed, writable as UTF-8, without controls and marks of layout."""
    clean = clean_text(text)
    clean.encode()
    assert unicodedata.is_normalized("NFC", clean)
    assert not CONTROLS.search(clean)
    assert "\u00ad" not in clean
    assert "\ufeff" not in clean
