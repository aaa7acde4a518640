"""`docmill analyze` on short articles in the ten languages that have topics."""

import json
from pathlib import Path

import pytest

from workers.command.command_line import run_command

ARTICLES = {
    "en": (
        "health",
        "Nurses at the county hospital say that every second patient now waits more than four "
        "hours. The flu came early this winter, and half of the doctors are ill themselves.",
    ),
    "de": (
        "education",
        "An der Grundschule am Mühlbach fehlen zum neuen Schuljahr vier Lehrerinnen. Die Eltern "
        "fürchten, dass der Unterricht für die jüngsten Schüler ausfällt.",
    ),
    "es": (
        "crime, law and justice",
        "La policía detuvo ayer a dos hombres acusados del robo en la joyería de la plaza. El "
        "juez decidió que esperen el juicio en prisión, como pedía el fiscal.",
    ),
    "fr": (
        "religion",
        "L'évêque a célébré la messe dans l'ancienne église du village, fermée depuis vingt ans. "
        "Après la prière, le prêtre a remercié les fidèles qui avaient réparé le toit.",
    ),
    "it": (
        "economy, business and finance",
        "L'azienda ha chiuso l'anno con un fatturato in crescita del sette per cento. Le banche "
        "hanno concesso un nuovo prestito e gli azionisti riceveranno un dividendo più alto.",
    ),
    "nl": (
        "weather",
        "Vannacht daalt de temperatuur tot ver onder nul en in het noorden valt sneeuw. Morgen "
        "trekt de storm weg, maar het blijft koud, met regen en harde wind aan de kust.",
    ),
    "pl": (
        "conflict, war and peace",
        "Po trzech tygodniach walk żołnierze wycofali się z miasta, a obie armie zgodziły się na "
        "rozejm. Wojna zniszczyła mosty, a w nocy na przedmieścia spadły jeszcze dwie bomby.",
    ),
    "pt": (
        "environment",
        "O desmatamento na floresta diminuiu este ano, mas a poluição dos rios continua a crescer. "
        "Os ecologistas dizem que a biodiversidade da região não resistirá às mudanças climáticas.",
    ),
    "ru": (
        "science and technology",
        "Физики из новой лаборатории провели эксперимент со спутником, который вращается вокруг "
        "Земли. Учёные опубликовали результаты исследования и готовят второй телескоп.",
    ),
    "uk": (
        "labour",
        "Працівники заводу третій день страйкують, бо їм не платять зарплату з весни. Профспілка "
        "вимагає від роботодавця повернути звільнених і підняти заробітну плату.",
    ),
}


def test_an_article_in_each_language_gets_its_topic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its language is recognised, and the best of its topics is what it is about."""
    monkeypatch.setenv("DOCMILL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DOCMILL_LINKS", "convert+clean+classify")
    files = [tmp_path / f"{language}.txt" for language in ARTICLES]
    for file, (_, text) in zip(files, ARTICLES.values(), strict=True):
        file.write_text(text, "utf-8")
    assert run_command(["analyze", *map(str, files), "--json"]) == 0
    answers = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    found = [(one["language"], one["topics"][:1]) for one in answers]
    assert found == [(language, [topic]) for language, (topic, _) in ARTICLES.items()]
