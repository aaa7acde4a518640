"""Which forms the names of places are given in languages with cases."""

import pytest

from tools.names.declension import forms

CASES = [
    ("ru", "Москва", ["Москвы", "Москве", "Москву", "Москвой"]),
    ("ru", "Китай", ["Китая", "Китаю", "Китаем", "Китае"]),
    ("uk", "Київ", ["Києва"]),
    ("uk", "Америка", ["Америки", "Америці", "Америку", "Америкою"]),
    ("pl", "Warszawa", ["Warszawy", "Warszawie", "Warszawę", "Warszawą"]),
    ("pl", "Kraków", ["Krakowa", "Krakowie", "Krakowem"]),
    ("cs", "Praha", ["Prahy", "Praze", "Prahu", "Prahou"]),
    ("hu", "Budapest", ["Budapesten", "Budapestben", "Budapesttel"]),
    ("hu", "Kanada", ["Kanadában", "Kanadán", "Kanadával"]),
]


@pytest.mark.parametrize(("language", "name", "expected"), CASES)
def test_a_name_has_the_cases_of_its_language(
    language: str, name: str, expected: list[str]
) -> None:
    """Endings by how the name ends, with the consonant that they change."""
    assert {*expected} <= {*forms(language, name)}


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("ru", "Череповец"),  # its stem changes
        ("ru", "Грозный"),  # an adjective
        ("ru", "Осло"),  # stays as it is
        ("ru", "Чад"),  # too short
        ("cs", "Nový Jičín"),  # two words
        ("it", "Torino"),  # no cases
    ],
)
def test_what_the_tables_do_not_know_has_no_forms(language: str, name: str) -> None:
    """Too few forms are better than wrong ones."""
    assert not [*forms(language, name)]
