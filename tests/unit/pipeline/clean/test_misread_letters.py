"""Texts in encodings of one byte a letter that were read as Latin-1 or Windows-1252."""

import pytest

from pipeline.clean.repairs.misread_letters import edits

# Sentences and the encodings in which each is damaged.
SENTENCES = {
    "Proszę przesłać umowę do końca miesiąca, ponieważ jej nie ma.": ("cp1250", "iso8859-2"),
    "Příliš žluťoučký kůň a město, které bylo večer tiché.": ("cp1250",),
    "Az őszi időben a gyönyörű kertben ült az öreg tőzsdés.": ("cp1250",),
    "Паром вышел из порта рано утром, и никто его не видел.": ("cp1251", "koi8-r", "cp866"),
    "Το πλοίο έφυγε νωρίς το πρωί από το λιμάνι.": ("cp1253",),
    "Gemi sabah erken limandan ayrıldı, çocuklar dışarıda şarkı söylüyor, yağmur yağıyor.": (
        "cp1254",
    ),
    "François et René sont allés à la fête près de Besançon.": ("mac-roman", "cp850"),
    "Die Bürger müssen über die Straße, die größer ist als früher.": ("mac-roman", "cp850"),
    "今日はとても天気がいいので、公園に行きましょう。": ("cp932", "euc_jp"),
}
CASES = [(text, encoding) for text, encodings in SENTENCES.items() for encoding in encodings]
SOUND = (
    "Þetta er orð: hvað? Já, við þekkjum það, og ýmsir þýða það á íslensku.",
    "Hér eru fá orð í Þórshöfn: føroyskt mál er mælt í Føroyum, bygdin við áir.",
    "Hwæt! Wé Gárdena in géardagum þéodcyninga þrym gefrúnon, hú ðá æþelingas.",
    "Això és un text en català, amb col·laborar, cançó, qüestió i àvia.",
    "Ky është një tekst në gjuhën shqipe, për të parë nëse mbetet siç është.",
    "L'œuvre créée à l'été par l'abbé; où êtes-vous née, Zoë? naïveté, aiguë.",
    "See on eestikeelne tekst, milles on õ, ä, ö, ü ja õunad; ja veel üks lause.",
    "Zeeën, geïnd, beëdigd, coëfficiënt, ruïne, Curaçao, reëel, poëzie.",
    "ÄÖÜ äöü ÅÄÖ åäö ßßß ÀÉÈ", "ÉÉÉ! Ôôôô… Ááááá!", "x³y²z¹ and a±b, c×d, e÷f: m²s, m³h; cm²a",
    "Wzór: Łódź, ¿Qué? przes³aæ", "3D·Druck 5µm 10°C ±2 £5 ©2010 §3 a¬b c¬d",
)  # fmt: skip


def repaired(text: str) -> str:
    """The text with the edits applied."""
    for edit in reversed(edits(text)):
        text = text[: edit.start] + edit.after + text[edit.end :]
    return text


@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_a_text_in_an_encoding_of_its_own_is_read_again(text: str, encoding: str) -> None:
    """Every word of a sentence comes back, whichever of its encodings was misread."""
    assert repaired(text.encode(encoding).decode("latin-1")) == text


@pytest.mark.parametrize("text", [*SOUND, *SENTENCES])
def test_a_sound_text_stays(text: str) -> None:
    """Letters of Iceland, rows of letters, formulas, and texts with letters of their own."""
    assert edits(text) == []


def test_one_odd_word_is_no_evidence() -> None:
    """A damaged word among sound ones may be anything."""
    assert edits("Elle est allée à l'école, et Ren\x8e aussi; c'était l'été à Besançon.") == []
