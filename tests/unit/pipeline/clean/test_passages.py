"""Paragraphs in another language than their document's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.language import identify
from pipeline.clean.passages import other_languages

ENGLISH = (
    "The board of the harbour met on Monday and said that the new quay would be ready before the "
    "end of the year, although it was not clear who had to pay for it or what it would cost."
)
TEXTS = {
    "en": ENGLISH,
    "es": "La junta del puerto se reunió el lunes y dijo que el nuevo muelle estará listo antes "
    "de que termine el año, aunque no está claro quién tiene que pagar por él ni lo que va "
    "a costar.",
    "fr": "Le conseil du port s'est réuni lundi et a dit que le nouveau quai sera prêt avant la "
    "fin de l'année, mais on ne sait pas qui devra payer pour cela ni ce que les travaux "
    "vont coûter.",
    "de": "Der Rat des Hafens hat am Montag getagt und gesagt, dass der neue Kai noch vor dem "
    "Ende des Jahres fertig wird; es ist aber nicht klar, wer ihn bezahlen soll und was er "
    "kostet.",
    "it": "Il consiglio del porto si è riunito lunedì e ha detto che la nuova banchina sarà "
    "pronta prima della fine dell'anno, ma non è chiaro chi la pagherà e quanto costerà "
    "alla città.",
    "pt": "O conselho do porto reuniu-se na segunda-feira e disse que o novo cais vai estar "
    "pronto antes do fim do ano, mas não está claro quem tem de pagar por ele nem quanto "
    "vai custar.",
    "nl": "De raad van de haven kwam op maandag bijeen en zei dat de nieuwe kade voor het einde "
    "van het jaar klaar is, maar het is niet duidelijk wie er voor moet betalen en wat dat "
    "kost.",
    "pl": "Rada portu zebrała się w poniedziałek i oświadczyła, że nowe nabrzeże będzie gotowe "
    "przed końcem roku, ale nie jest jasne, kto ma za nie zapłacić oraz ile to będzie "
    "kosztować.",
    "ru": "Совет порта собрался в понедельник и сообщил, что новый причал будет готов до конца "
    "года, но пока не ясно, кто должен за него заплатить и во сколько это обойдётся для "
    "города.",
    "uk": "Рада порту зібралася в понеділок і повідомила, що новий причал буде готовий до кінця "
    "року, але поки не ясно, хто має за нього заплатити та у скільки це обійдеться для "
    "міста.",
    "fi": "Sataman hallitus kokoontui maanantaina ja sanoi, että uusi laituri on valmis ennen "
    "kuin vuosi on lopussa, mutta ei ole selvää, kuka sen maksaa tai mitä se maksaa, kun "
    "se on valmis.",
    "sv": "Hamnens styrelse möttes i måndags och sade att den nya kajen ska vara färdig före "
    "slutet av året, men det är inte klart vem som ska betala för den eller vad den kommer "
    "att kosta.",
    "da": "Havnens bestyrelse mødtes i mandags og sagde, at den nye kaj skal være færdig før "
    "årets slutning, men det er ikke klart, hvem der skal betale for den, og hvad den "
    "kommer til at koste.",
    "sk": "Rada prístavu sa zišla v pondelok a oznámila, že nové nábrežie bude hotové ešte pred "
    "koncom roka, ale nie je jasné, kto za to zaplatí a koľko to bude stáť, ak sa už začne "
    "stavať.",
}


def languages(text: str, of: str = "") -> list[tuple[str, str]]:
    """The passages that are found, each with its language."""
    found = other_languages(text, of or identify(text).language)
    return [(text[one.start : one.end], one.language) for one in found]


@pytest.mark.parametrize("language", sorted(TEXTS.keys() - {"en"}))
def test_a_paragraph_in_another_language_is_found_in_an_english_document(language: str) -> None:
    """And an English one in a document of that language."""
    other = TEXTS[language]
    assert languages(f"{ENGLISH}\n\n{other}\n\n{ENGLISH}") == [(other, language)]
    assert languages(f"{other}\n\n{ENGLISH}\n\n{other}") == [(ENGLISH, "en")]


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_document_in_one_language_has_no_passages_in_another(language: str) -> None:
    """In each of the languages."""
    assert languages("\n\n".join([TEXTS[language]] * 4)) == []


def test_of_a_document_of_undetermined_language_every_sure_paragraph_has_one() -> None:
    """The plainly English one, too."""
    english, spanish = (f"{TEXTS[language]} {TEXTS[language]}" for language in ("en", "es"))
    text = f"{english}\n\n{spanish}"
    assert identify(text).language == "und"
    assert languages(text) == [(english, "en"), (spanish, "es")]


def test_short_paragraphs_go_with_their_neighbours() -> None:
    """A heading between two Spanish paragraphs is Spanish, at their border it is not."""
    spanish = TEXTS["es"]
    within = f"{spanish}\n\nEl muelle\n\n{spanish}"
    assert languages(f"{ENGLISH}\n\n{within}\n\n{ENGLISH}") == [(within, "es")]
    assert languages(f"{ENGLISH}\n\nVigo 2021\n\n{spanish}\n\n{ENGLISH}") == [(spanish, "es")]


@pytest.mark.parametrize(
    "paragraph",
    [
        "La junta del puerto se reunió ayer.",
        "Rocky De La Fuente and Manuel de los Santos of the Casa del Mar met in El Paso, and then "
        "they went to La Paz with Maria del Carmen, Juan de la Cruz and the mayor of Los Llanos.",
        "She reads 'La vida es sueño' and says that it is the best of the plays of the age; he "
        "has read 'El perro del hortelano' and 'Los locos de Valencia' and did not like them.",
        "Der Spiegel, Die Zeit, Das Bild, Frankfurter Allgemeine, Neue Zürcher, Der Standard, "
        "Die Presse, Der Tagesspiegel, Die Welt, Die Tageszeitung, Der Freitag, Das Parlament",
        "Ajax 3 (de Boer 12, van der Sar 45, den Haan 60) PSV 2 (van Nistelrooy 5, de Jong 71); "
        "Feyenoord 1 (van Persie 88) Vitesse 0; Roda 2 (van der Luer 3, van Dijk 9) Twente 2.",
        "for x in list(a): if x in b and not x: return None else: print(x); while 1: pass; del a",
        "0.1 0.2 0.3 -- 4 5 6 | 7 8 9 " * 12,
    ],
)
def test_names_titles_quotations_and_short_ones_make_no_paragraph_foreign(paragraph: str) -> None:
    """In an English document it stays English."""
    assert languages(f"{ENGLISH}\n\n{paragraph}\n\n{ENGLISH}", "en") == []


SERBIAN = (
    "Odbor luke sastao se u ponedeljak i saopštio da će novi kej biti gotov pre kraja godine, ali "
    "nije jasno ko će to da plati, kao ni koliko će sve to da košta kada se bude gradilo."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [(TEXTS["da"], "no"), (SERBIAN, "sr"), (SERBIAN, "hr"), (SERBIAN, "bs"), (TEXTS["pt"], "gl")],
)
def test_languages_that_are_taken_for_one_another_make_no_passage(text: str, language: str) -> None:
    """A Danish paragraph is none in a document taken for Norwegian."""
    assert languages("\n\n".join([text] * 3), language) == []


@given(
    st.lists(st.sampled_from([*TEXTS.values(), "Oslo", "\n", "la de"]), max_size=6),
    st.sampled_from(["en", "und", "es", "tr"]),
)
def test_passages_are_in_order_and_within_the_text(parts: list[str], language: str) -> None:
    """They do not overlap, and none is in the document's own language."""
    text = "\n\n".join(parts)
    done = 0
    for passage in other_languages(text, language):
        assert done <= passage.start < passage.end <= len(text)
        assert passage.language != language
        done = passage.end


@pytest.mark.parametrize(
    ("language", "paragraph"),
    [
        ("ja", "大会は九月に東京で開かれ、参加費は5,000円です。詳しくは事務局まで。"),
        ("zh", "大会将于九月在北京举行，报名费为五百元，详情请联系会务组办公室。"),
        ("el", "Το συνέδριο θα γίνει τον Σεπτέμβριο στην Αθήνα."),
        ("he", "הכנס יתקיים בספטמבר בתל אביב, הכניסה חופשית."),
    ],
)
def test_letters_tell_a_paragraph_of_another_language(language: str, paragraph: str) -> None:
    """A line of it is enough; a word in an English paragraph, and a formula, are none."""
    text = f"{ENGLISH}\n\n{paragraph}"
    assert languages(text) == [(paragraph, language)]
    assert languages(f"{ENGLISH} {paragraph.split()[0][:4]}") == []
    assert languages(f"{ENGLISH}\n\nα + β = γ, where γ > δ and ε = 0") == []
