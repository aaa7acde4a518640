"""Products and events that models take for bodies, people and places; teams by their last word."""

import pytest

from tests.harness.entities import names


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("He has an [[ORG iPhone]] at home.", ("product", "iPhone")),
        ("The new [[ORG MacBook Pro]] is thin.", ("product", "MacBook Pro")),
        ("An old [[EVENT 2012 Retina MacBook]] was sold.", ("product", "2012 Retina MacBook")),
        ("He plays [[ORG Call of Duty 4]] all day.", ("product", "Call of Duty 4")),
        ("It runs on [[GPE Windows XP]] only.", ("product", "Windows XP")),
        ("They talk of [[GPE Brexit]] all day.", ("event", "Brexit")),
        ("She won at the [[GPE Golden Globes]] again.", ("event", "Golden Globes")),
        ("They play in the [[PERSON Ryder Cup]] again.", ("event", "Ryder Cup")),
        ("It went past [[ORG Neptune]] in May.", ("place", "Neptune")),
        ("A game of the [[PERSON Raiders]] was seen.", ("organization", "Raiders")),
        ("A game of the [[PERSON Houston Rockets]] was seen.", ("organization", "Houston Rockets")),
    ],
)
def test_a_well_known_thing_has_its_type(marked: str, expected: tuple[str, str]) -> None:
    """Whatever the model took it for."""
    assert names(marked) == [expected]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("The [[ORG PlayStation Network]] was down.", ("organization", "PlayStation Network")),
        ("Then [[PERSON Alexa Chung]] spoke.", ("person", "Alexa Chung")),
        ("Then Ms [[PERSON Halo]] spoke.", ("person", "Halo")),
        ("Then [[PERSON Jessica Napoli]] spoke.", ("person", "Jessica Napoli")),
        ("Then Mr [[PERSON Mac]] spoke.", ("person", "Mac")),
        ("They flew to [[GPE Java]] and back.", ("place", "Java")),
    ],
)
def test_who_shares_a_word_with_a_thing_is_left_alone(
    marked: str, expected: tuple[str, str]
) -> None:
    """People, places and firms keep their type."""
    assert names(marked) == [expected]


def test_a_thing_is_found_by_the_model_only() -> None:
    """The text is not searched for things: "windows" and "Mustang" are words."""
    assert names("The Windows of the house. Then a Mustang ran by.") == []
