"""Products and events that models take for bodies, people and places; teams by their last word."""

import pytest

from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.resolution import resolve
from pipeline.extract.span import Span
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
        ("At the [[ORG Vorandil Light Festival]] it rained.", ("event", "Vorandil Light Festival")),
        ("He won the [[GPE Advanta Championships]] again.", ("event", "Advanta Championships")),
        ("He won the [[ORG Milton Shulman Award]] again.", ("work", "Milton Shulman Award")),
        ("For [[ORG Sri Lankan]] television he works.", ("group", "Sri Lankan")),
        ("It is the [[ORG Nixon]] administration that did.", ("person", "Nixon")),
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
        ("The [[ORG Board of Elections]] met.", ("organization", "Board of Elections")),
        ("The [[ORG Festival Trust]] met.", ("organization", "Festival Trust")),
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


def typed(text: str, surface: str, label: str, margin: float) -> list[tuple[str, str]]:
    """What becomes of one span of a margin."""
    start = text.index(surface)
    span = Span(start, start + len(surface), label, margin)
    found = resolve(text, [span], packaged())
    return [(entity.label, entity.name) for entity in found.entities]


@pytest.mark.parametrize("surface", ["Keetan Munsell", "J.C. Vorandil", "Anne-Lore Vorandil"])
def test_two_words_of_a_persons_form_are_a_person(surface: str) -> None:
    """Where the model was not sure that they are a body, a place or a work."""
    for label in ("ORG", "GPE", "WORK_OF_ART"):
        assert typed(f"Then {surface} won again.", surface, label, 3.5) == [("person", surface)]


@pytest.mark.parametrize(
    ("text", "surface", "margin"),
    [
        ("Then Keetan Munsell won again.", "Keetan Munsell", 6.0),  # the model is sure
        ("Then the Keetan Munsell won again.", "Keetan Munsell", 3.5),
        ("Then the U.S. Army won again.", "U.S. Army", 3.5),
        ("Then Vorandil Boats won again.", "Vorandil Boats", 3.5),  # a common word
        ("Then Zippo Zippo won again.", "Zippo Zippo", 3.5),
        ("Then Microsoft Zorvex won again.", "Microsoft Zorvex", 3.5),
    ],
)
def test_two_words_of_another_form_are_left(text: str, surface: str, margin: float) -> None:
    """Sure, behind an article, with a known or common word."""
    assert ("person", surface) not in typed(text, surface, "ORG", margin)
