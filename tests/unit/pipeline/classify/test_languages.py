"""Topics in the languages that have a table of words."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classify import ClassifyStage
from pipeline.classify.scoring import Scorer
from pipeline.classify.taxonomy import load_taxonomy
from pipeline.classify.vectors import languages_with_table, load_words, words
from pipeline.records import Cleaned, Document, Locator, Topics, Work

LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "uk")
SPORT = {
    "en": "The football team won the final, and the striker scored two goals in the stadium.",
    "es": "El equipo de fútbol ganó la final y el delantero marcó dos goles en el estadio.",
    "fr": "L'équipe de football a gagné la finale et l'attaquant a marqué deux buts au stade.",
    "de": "Die Fußballmannschaft gewann das Finale, der Stürmer schoss im Stadion zwei Tore.",
    "it": "La squadra di calcio ha vinto la finale e l'attaccante ha segnato due gol allo stadio.",
    "pt": "A equipa de futebol venceu a final e o avançado marcou dois golos no estádio.",
    "nl": "De voetbalploeg won de finale en de spits scoorde twee doelpunten in het stadion.",
    "ru": "Футбольная команда выиграла финал, нападающий забил два гола на стадионе.",
    "pl": "Drużyna piłkarska wygrała finał, a napastnik strzelił dwa gole na stadionie.",
    "uk": "Футбольна команда виграла фінал, нападник забив два голи на стадіоні.",
}
POLITICS = {
    "en": "The president spoke in parliament, and the government called an election.",
    "es": "El presidente habló en el parlamento y el gobierno convocó elecciones.",
    "fr": "Le président a parlé au parlement et le gouvernement a convoqué des élections.",
    "de": "Der Präsident sprach im Parlament, und die Regierung kündigte Wahlen an.",
    "it": "Il presidente ha parlato in parlamento e il governo ha indetto le elezioni.",
    "pt": "O presidente falou no parlamento e o governo convocou eleições.",
    "nl": "De president sprak in het parlement en de regering kondigde verkiezingen aan.",
    "ru": "Президент выступил в парламенте, и правительство назначило выборы.",
    "pl": "Prezydent przemówił w parlamencie, a rząd ogłosił wybory.",
    "uk": "Президент виступив у парламенті, і уряд призначив вибори.",
}
SCORER = Scorer(load_taxonomy())


def topics(text: str, language: str, stage: ClassifyStage | None = None) -> Topics:
    document = Document("0" * 32, Locator("x"), "text/plain", None, "0" * 32, 1)
    work = Work(document, Cleaned("", text, language, "0" * 32))
    (result,) = (stage or ClassifyStage()).process([work])
    assert isinstance(result, Work)
    assert result.topics is not None
    return result.topics


def test_ten_languages_have_a_table() -> None:
    """English among them, to place labels in the space of the others."""
    assert languages_with_table() == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_default_taxonomy_works(language: str) -> None:
    """Its English words find the topics of texts in each of the languages."""
    stage = ClassifyStage()
    assert topics(SPORT[language], language, stage).chosen[:1] == ("sport",)
    first = topics(POLITICS[language], language, stage).chosen[:1]
    assert first == ("politics and government",)


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_the_default_taxonomy_has_words_of_each_language(language: str) -> None:
    """For each label, none of them for several labels, and each can be found in a text."""
    own = [label.words_in[language] for label in load_taxonomy().labels]
    assert all(len(some) >= 10 for some in own)
    spaced = [" ".join(words(word)) for some in own for word in some]
    assert sorted(spaced) == sorted(set(spaced))
    assert all(spaced)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_users_taxonomy_works_unchanged(language: str, tmp_path: Path) -> None:
    """English words of one's own, without a word of the other language."""
    file = tmp_path / "own.toml"
    file.write_text(
        '[[labels]]\nlabel = "ball"\nwords = ["football", "goal*", "team", "stadium"]\n'
        '[[labels]]\nlabel = "state"\nwords = ["government", "president", "election*"]\n'
    )
    stage = ClassifyStage(taxonomy=str(file))
    assert topics(SPORT[language], language, stage).chosen == ("ball",)
    assert topics(POLITICS[language], language, stage).chosen == ("state",)


def test_a_taxonomy_may_give_words_of_a_language(tmp_path: Path) -> None:
    """They count in that language, beside the English ones, and in no other."""
    text = "Der Schnurgelzwick war heute besonders schön anzusehen."
    plain = '[[labels]]\nlabel = "odd"\nwords = ["oddity"]\n[[labels]]\nlabel = "sea"\n'
    file = tmp_path / "own.toml"
    file.write_text(plain)
    before = topics(text, "de", ClassifyStage(taxonomy=str(file))).scores["odd"]
    file.write_text(plain.replace('"]\n', '"]\nwords_in.de = ["schnurgel*"]\n', 1))
    stage = ClassifyStage(taxonomy=str(file))
    assert topics(text, "de", stage).scores["odd"] > before
    assert topics(text, "en", stage).scores["odd"] < topics(text, "de", stage).scores["odd"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_is_not_listed_counts_as_a_listed_one(language: str) -> None:
    """With the longest common beginning; what resembles nothing, and what is endless, is apart."""
    table = load_words(language)
    listed = max((w for w in table.numbers if len(w) == 9), key=lambda w: table.numbers[w])
    found = table.find({listed: 1, f"{listed}qq": 1, "qqqqqqqq": 1, "x" * 1_000: 1})
    assert found.pieces[:1].tolist() == [table.numbers[listed]]
    assert found.whole == len(found.pieces) == 2
    assert [word for word, _ in found.apart] == ["qqqqqqqq", "x" * 1_000]


@pytest.mark.parametrize(
    ("language", "word", "parts"),
    [
        ("de", "gesundheitssystem", ["gesundheit", "system"]),
        ("de", "krankenhausaufenthalt", ["krankenhaus", "aufenthalt"]),
        ("nl", "ziekenhuispatient", ["ziekenhuis", "patient"]),
        ("de", "gesundheitlichem", ["gesundheitlichen"]),
    ],
)
def test_a_german_or_dutch_compound_counts_as_its_parts(
    language: str, word: str, parts: list[str]
) -> None:
    """Unless a listed word is rather another form of it; both parts weigh more than one word."""
    table = load_words(language)
    found = table.find({word: 1})
    assert [list(table.numbers)[row] for row in found.pieces] == parts
    assert found.weights.sum() == pytest.approx(np.log(2) * len(parts) ** 0.5)


def test_languages_that_write_compounds_apart_have_none() -> None:
    """A Spanish word that is not listed does not fall to pieces."""
    table = load_words("es")
    assert "guerra" in table.numbers
    assert "presidente" in table.numbers
    assert len(table.find({"guerrapresidente": 1}).pieces) <= 1


def test_common_words_have_no_topic() -> None:
    """German "war" is no war, and no English seed."""
    table = load_words("de")
    assert not table.vector({"war": 5, "und": 3}).any()
    assert not any(SCORER.evidence("", "Es war und war und war.", "de"))


def test_an_apostrophe_in_a_cyrillic_word_is_part_of_it() -> None:
    """Ukrainian writes so; elsewhere it parts words."""
    assert words("здоров'я, здоров’я; l'eau") == ["здоровя", "здоровя", "l", "eau"]


@given(st.sampled_from(LANGUAGES), st.text())
def test_scores_lie_between_0_and_1_in_each_language(language: str, text: str) -> None:
    """Whatever the text, each label has a score."""
    scores = SCORER.scores("", text, language)
    assert len(scores) == 17
    assert all(0 <= score <= 1 for score in scores.values())


@given(st.sampled_from(LANGUAGES), st.lists(st.sampled_from(["stadion", "parlament", "gol"])))
def test_the_order_of_words_does_not_matter(language: str, some: list[str]) -> None:
    """Without phrases a text is a bag of words."""
    one, other = (SCORER.evidence("", " ".join(x), language) for x in (some, some[::-1]))
    assert np.allclose(one, other, atol=1e-5)
