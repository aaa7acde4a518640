"""Documents of several languages, each part searched in its own."""

from pipeline.extract.by_language import divided, together
from pipeline.extract.stage import ExtractStage
from pipeline.records import Cleaned, Entities, Entity, InLanguage, Mention, Work
from tests.harness.works import work as work_of

GERMAN = "Die Stadt Wien liegt in Österreich, und Bremen liegt in Deutschland."
SPANISH = "La ciudad de Sevilla no está en Alemania, y costó 1.234,56 euros el 3 de mayo de 2021."
TEXT = f"{GERMAN}\n\n{SPANISH}"
PASSAGES = (InLanguage(len(GERMAN) + 2, len(TEXT), "es"),)


def cleaned(text: str, language: str, *passages: InLanguage) -> Cleaned:
    """A clean text with its passages."""
    return Cleaned("", text, language, "", in_languages=passages)


def test_a_text_is_divided_by_its_languages_and_offsets_stay() -> None:
    """Each part has blanks where the others are."""
    first, second = divided(cleaned(TEXT, "de", *PASSAGES))
    assert (first.language, second.language) == ("de", "es")
    assert first.text.strip() == GERMAN
    assert second.text.strip() == SPANISH
    assert second.text.index(SPANISH) == TEXT.index(SPANISH)
    assert len(first.text) == len(second.text) == len(TEXT)


def test_a_text_in_one_language_is_one_part() -> None:
    """As it is."""
    whole = cleaned(TEXT, "de")
    assert divided(whole) == [whole]


def test_one_key_is_one_entity_of_all_parts() -> None:
    """The first name that it has is the entity's; counts are added, mentions are in order."""
    first = Entities(
        (Mention(40, 51, "place", "Deutschland", "Deutschland"),),
        (Entity("germany", "Deutschland", "place", 1),),
        "lists-only",
    )
    second = Entities(
        (
            Mention(3, 11, "place", "Alemania", "Alemania"),
            Mention(20, 27, "place", "Sevilla", "Sevilla"),
            Mention(30, 35, "money", "5 EUR", "5 EUR"),
        ),
        (Entity("germany", "Alemania", "place", 1), Entity("sevilla", "Sevilla", "place", 1)),
    )
    made = together([first, second])
    assert [(m.start, m.entity) for m in made.mentions] == [
        (3, "Deutschland"), (20, "Sevilla"), (30, "5 EUR"), (40, "Deutschland"),
    ]  # fmt: skip
    assert [(e.name, e.count) for e in made.entities] == [("Deutschland", 2), ("Sevilla", 1)]
    assert made.reason is None  # a model looked in the second part
    assert together([first, first]).reason == "lists-only"


def test_lists_and_values_are_those_of_each_paragraphs_language() -> None:
    """ "1.234,56" has Spanish marks, and Germany is one place by both names."""
    stage = ExtractStage(models={})
    work = work_of("x").evolve(cleaned=cleaned(TEXT, "de", *PASSAGES))
    (result,) = stage.process([work])
    assert isinstance(result, Work)
    assert result.entities is not None
    found = [(m.label, m.text) for m in result.entities.mentions]
    assert ("place", "Deutschland") in found
    assert ("place", "Alemania") in found
    assert {m.entity for m in result.entities.mentions if m.label == "money"} == {"1234.56 EUR"}
    assert {m.entity for m in result.entities.mentions if m.label == "date"} == {"2021-05-03"}
    places = [e for e in result.entities.entities if e.key == "germany"]
    assert [e.count for e in places] == [2]
