"""Repairs of characters and encodings: what each changes, records, and leaves alone."""

import unicodedata

import pytest
from hypothesis import example, given
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
        ("06\u00adMay\u00ad2020, B\u00ad12", "06-May-2020, B-12", ["soft-hyphen"] * 3),
        ("1995\u00ad96: a well\u00adknown year", "1995-96: a well-known year", ["soft-hyphen"] * 2),
        ("Jean\u00adLuc \u00ad \u00ad5", "Jean-Luc - -5", ["soft-hyphen"] * 3),
        ("Java\u00adScript", "JavaScript", ["soft-hyphen"]),
        ("pages 12\u00ad\n14", "pages 12-14", ["soft-hyphen"]),
        ("cross-\u00ad\nsectional", "cross-sectional", ["soft-hyphen"]),
        (
            "Do\u00adnau\u00addampf\u00adschiff 3D\u00adDruck",
            "Donaudampfschiff 3D-Druck",
            ["soft-hyphen"] * 4,
        ),
        ("N\x08NO\x08O _\x08a_\x08b", "NO ab", ["control"] * 4),
        ("”Åter till Ã¶lÃ¤nd och plÃ¤t”", "”Åter till öländ och plät”", ["encoding"] * 2),
        ("Å\x81ukasz byÅ‚, Åukasz teÅ¼", "Łukasz był, Łukasz też", ["encoding"] * 4),
        ("BIENTÃ”T, ALLÃ” et cafÃ©", "BIENTÔT, ALLÔ et café", ["encoding"] * 3),
        ("Åke och Öland Ã¤ter", "Åke och Öland äter", ["encoding"]),
        ("3Ã—4, 5cmÃ—10cm, byÅ‚", "3×4, 5cm×10cm, był", ["encoding"] * 3),
        ("â‚¬uro, €Åland Ã¤ter", "€uro, €Åland äter", ["encoding"] * 2),
        ("Â£5 of Â§ 3, 10Â°C", "£5 of § 3, 10°C", ["encoding"] * 3),
        ("⁄©ÿ™ÿßÿ®", "کتاب", ["encoding"]),
        ("Ù\x88", "و", ["encoding"]),
        ("п÷я─п╦п╡п╣я┌, п╪п╦я─", "Привет, мир", ["encoding"] * 2),
        ("╨Я╤А╨╕╨▓╨╡╤В", "Привет", ["encoding"]),
        ("caf├® ├á Li├¿ge", "café à Liège", ["encoding"] * 3),
        ("KГ¶ln, GrГ¶Гџe", "Köln, Größe", ["encoding"] * 2),
        ("M√ºnchen, cafŽ", "München, cafŽ", ["encoding"]),
        ("the вЂњoldвЂќ pier, itÔÇÖs", "the “old” pier, it’s", ["encoding"] * 3),
        ("â€śOldâ€ť pierâ€™s", "“Old” pier’s", ["encoding"] * 2),
        ("donâ€t stopâ€ he", "don’t stop” he", ["encoding"] * 2),
        ("he doesnÕt ÒsailÓ Ñ now", "he doesn’t “sail” — now", ["encoding"] * 4),
        ("Norway¿s pier&#191;s", "Norway’s pier’s", ["encoding", "entity"]),
        ("don\ufffdt, they\ufffdre", "don’t, they’re", ["encoding"] * 2),
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


@pytest.mark.parametrize(
    "text",
    ["caf\ufffd, r\ufffdsum\ufffd, caf\ufffds", "¿Qué? ¿sabe?",
     "ÓSCAR, Ñandú, Õismäe, Ò", "„Äußerung‘ und ‚Ähre‘",
     "it?s", "d’accord", "ΓΈΝΟΣ, ЂУРЂЕВДАН", "│Имя│Возраст│\n│Я│11│", "╔═║ Köln ║",
     "–Ёлка —Я знаю", "√2 ≈ 1.41", "KГ и CД-диск"],
)  # fmt: skip
def test_what_cannot_be_sure_stays(text: str) -> None:
    """Lost letters are not guessed, and letters of other languages are no wrong decoding."""
    assert repaired(text).text == text


def test_a_misread_quotation_mark_is_no_hyphen() -> None:
    """What another code page made of a mark is not taken for what is left of a lost one."""
    assert "‐" not in repaired("the pierâ€ś was shut").text
    assert repaired("see â€Zitat here").text == "see â€Zitat here"


def test_the_order_of_repairs_can_be_chosen() -> None:
    """The named repairs run in the order given, and no others."""
    steps = repair_steps(["nfc", "zero-width"])
    assert repair_text("e\u200b\u0301\x00", steps).text == "e\u0301\x00"
    assert repair_text("e\u200b\u0301", ()).text == "e\u200b\u0301"


@pytest.mark.parametrize(
    ("names", "message"), [(["nfd"], "no repair is called 'nfd'"), (["nfc", "nfc"], "is twice")]
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
    "”Även", "”Återställning”", "»Åben", "«Été»", "“Élan”,", "(„Änderung“)", "Stockholm–Åre", "PÅ”",
    "l’«Âge»", "–Åke", "Åter", "”Å", "‹Évora›", "“À", "…Ödön", "”été”", "»ändern«", "d’À",
    "€uro", "10 €a", "€Åland", "5€à", "€ä", "€ß", "Maß€", "£Évora", "£s", "5¢", "©Élan", "§Ärger",
    "™Ça", "PRÉCISÉ¹", "„Łódź”", "„Äpfel“", "°Ö", "»€Öl«", "€Été",
    "“DA MANHÃ”", "‘MAÇÃ’", "“IRMÃ” SÃO", "«ROMÃ»", "AVELÃ® NÃO", "SÃO JOÃO",
    "😀", "\n", "…", "1 < 2 > 0", "R&D", "<3", "vector<int>", "a & b;",
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["The Ã and the Â are letters, Å is a village, and SÃO PAULO a city.", "A letra Ã em “MAÇÃ”."],
)
def test_text_about_letters_is_not_repaired(text: str) -> None:
    """Letters that decoding makes of lost bytes, alone, where nothing else is damaged."""
    assert repaired(text).text == text


@given(st.lists(st.sampled_from(SOUND_WORDS)).map(" ".join))
@example("”Å the «её» żądać –Åke")
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
