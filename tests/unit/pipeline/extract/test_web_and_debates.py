"""What web pages and reports of debates showed: places, clubs, acts, bodies that are none."""

import pytest

from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.resolution import resolve
from pipeline.extract.span import Span

Spans = tuple[tuple[str, str], ...]


def found(text: str, spans: Spans, margin: float = 6.0) -> list[tuple[str, str]]:
    """The labels and names of what a model found, in the order of the text."""
    of: list[Span] = []
    end = 0
    for name, label in spans:
        start = text.index(name, end)
        end = start + len(name)
        of.append(Span(start, end, label, margin))
    return [(e.label, e.name) for e in resolve(text, of, packaged()).entities]


@pytest.mark.parametrize(
    "text",
    [
        "They were beaten up in the town of Tarn Taran on Monday.",
        "The band met in Tarn Taran, TX before the tour.",
        "We hiked down the Tarn Taran Canyon on the last day.",
    ],
)
def test_what_stands_around_a_place_tells_it_from_a_person(text: str) -> None:
    """Its kind before it or in it, or a state's abbreviation behind it."""
    name = "Tarn Taran Canyon" if "Canyon" in text else "Tarn Taran"
    assert ("place", name) in found(text, ((name, "PERSON"),))


def test_a_person_before_a_state_stays_one() -> None:
    """ "Maren Tolliver, TX": a given name counts more."""
    assert found("Maren Tolliver, TX spoke.", (("Maren Tolliver", "PERSON"),)) == [
        ("person", "Maren Tolliver")
    ]


def test_a_club_with_the_last_word_of_a_place_is_a_club() -> None:
    """ "City" ends the names of clubs, too."""
    assert found("It was Manchester City again.", (("Manchester City", "GPE"),)) == [
        ("organization", "Manchester City")
    ]


def test_several_clubs_show_that_a_towns_name_is_its_club() -> None:
    """Without them it is the town."""
    text = "Chelsea sold him. Liverpool never beat Arsenal or Aston Villa there."
    spans = (("Liverpool", "GPE"), ("Arsenal", "ORG"), ("Aston Villa", "ORG"))
    assert ("organization", "Liverpool") in found(text, spans)
    assert found("He left Liverpool by train.", (("Liverpool", "GPE"),)) == [("place", "Liverpool")]


def test_a_word_that_the_text_has_without_capital_is_no_name() -> None:
    """Where its own capital is that of a sentence's beginning only."""
    text = "Roast the turkey. Turkey is best with gravy."
    assert found(text, (("Turkey", "GPE"),)) == []
    text = "Roast the turkey. They love it in Turkey."
    assert found(text, (("Turkey", "GPE"),)) == [("place", "Turkey")]


def test_who_speaks_is_the_one_with_this_surname() -> None:
    """A state's name is a person's where somebody has it as a surname and nobody goes there."""
    spans = (("Kerry Washington", "PERSON"), ("Washington", "GPE"))
    text = "Kerry Washington came. Then Washington said that it was late."
    assert found(text, spans) == [("person", "Kerry Washington")]
    text = "Kerry Washington came to Washington. Then it was late."
    assert found(text, spans) == [("person", "Kerry Washington"), ("place", "Washington")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It honours University Research Professors every year.", "University Research Professors"),
        ("HON. MAREN TOLLIVER rose.", "HON"),
        ("We use the Planning and Development (Housing) and Residential Tenancies Bill now.",
         "Planning and Development"),
    ],
)  # fmt: skip
def test_holders_of_offices_titles_and_halves_of_acts_are_no_bodies(text: str, name: str) -> None:
    """Whatever the model takes them for."""
    assert name not in [made for _, made in found(text, ((name, "ORG"),))]


def test_an_act_with_its_year_is_a_law() -> None:
    """British acts have it without "of"."""
    name = "Local Government Act 2000"
    assert found(f"The {name} requires it.", ((name, "ORG"),)) == [("law", name)]


def test_an_award_for_something_is_no_body() -> None:
    """The prize is before "for"."""
    name = "Newton Award for Exceptional Achievement"
    assert found(f"He has the {name} now.", ((name, "ORG"),)) == [("work", name)]


def test_a_body_owns_another() -> None:
    """A body's last word shows the owner; "Women's" is none."""
    name = "Lakeford University’s Character Initiative"
    assert found(f"It came from {name} today.", ((name, "ORG"),)) == [
        ("organization", "Lakeford University"),
        ("organization", "Character Initiative"),
    ]
    name = "International Women’s Day Parade"
    assert len(found(f"It came from {name} today.", ((name, "ORG"),))) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It was the Vorandil Chambers of Commerce (VCC) that paid.",
         "Vorandil Chambers of Commerce"),
        ("It was Merrick & Vorandil for the tenants.", "Merrick & Vorandil"),
    ],
)  # fmt: skip
def test_initials_behind_it_or_partners_are_evidence_for_a_body(text: str, name: str) -> None:
    """Of which the model is not sure."""
    assert ("organization", name) in found(text, ((name, "ORG"),), margin=1.5)
    bare = text.replace(" (VCC)", "").replace(" & ", " Sunny ")
    other = name.replace(" & ", " Sunny ")
    assert found(bare, ((other, "ORG"),), margin=1.5) == []
