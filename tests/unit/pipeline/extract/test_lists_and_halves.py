"""Lists of places, names found whole once and in halves elsewhere, captions and scores."""

import pytest

from tests.harness.entities import names


def test_a_list_before_counties_is_of_places() -> None:
    """Whatever the model made of its items."""
    marked = (
        "It was seen in [[PERSON Barry]], [[PERSON Cass]], [[ORG Calhoun]] and "
        "[[PERSON Muskegon]] counties."
    )
    assert names(marked) == [
        ("place", "Barry"), ("place", "Cass"), ("place", "Calhoun"), ("place", "Muskegon"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "marked",
    [
        "[[PERSON Maria Cass]] and [[PERSON Anna Barry]] know all counties.",
        "[[PERSON Maria Cass]] counties are none; [[PERSON Anna Barry]] knows counties.",
    ],
)
def test_people_in_a_text_about_counties_stay(marked: str) -> None:
    """The kind must follow the list at once, and one name is no list."""
    assert {label for label, _ in names(marked)} == {"person"}


def test_halves_of_a_name_are_the_name() -> None:
    """The document has the whole name elsewhere."""
    marked = (
        "The [[ORG Customs and Border Protection]] said so. Later [[ORG Customs]] and "
        "[[ORG Border Protection]] denied it."
    )
    assert names(marked) == [("organization", "Customs and Border Protection")]


def test_two_bodies_beside_and_stay_two() -> None:
    """Nowhere are they one."""
    marked = "Both [[ORG Microsoft]] and [[ORG Reuters]] said so."
    assert names(marked) == [("organization", "Microsoft"), ("organization", "Reuters")]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("\u00a9 [[PERSON Lena Ortiz Detainees]] at the border.", "Lena Ortiz"),
        ("\u00a9 [[PERSON Lena Maria Ortiz]], 2019", "Lena Maria Ortiz"),
        ("Then [[PERSON Lena Maria Ortiz]] came.", "Lena Maria Ortiz"),
    ],
)
def test_what_follows_a_name_is_no_part_of_it(marked: str, expected: str) -> None:
    """A caption behind a credit; a third name stays."""
    assert names(marked) == [("person", expected)]


@pytest.mark.parametrize(
    "marked",
    [
        "Near the [[ORG U.S.-Mexico]] border it rained.",
        "They plant rice. [[PERSON Rice]] production fell.",
        "It ended.\n\n[[PRODUCT Brick]] kilns were shut.",
        'It hears "[[WORK_OF_ART Hey]], you" at once.',
    ],
)
def test_words_at_the_beginning_and_borders_are_no_names(marked: str) -> None:
    """Their capital is that of any word there."""
    assert names(marked) == []


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("They plant rice. [[PERSON Rice]] said it fell.", ("person", "Rice")),
        ("[[PERSON Maria Rice]] plants rice. [[PERSON Rice]] fell.", ("person", "Maria Rice")),
        ("The [[ORG Alpha-Mexico]] plant shut.", ("organization", "Alpha-Mexico")),
        ("He drove the new [[PRODUCT Brick]] home.", ("product", "Brick")),
    ],
)
def test_names_that_look_like_them_stay(marked: str, expected: tuple[str, str]) -> None:
    """Somebody speaks or has a full name; one half is no place; not where a sentence begins."""
    assert names(marked) == [expected]


def test_an_act_that_a_model_calls_a_work_is_a_law() -> None:
    """Its last word says so; a play's does not."""
    assert names("Under the [[WORK_OF_ART False Claims Act]] he paid.") == [
        ("law", "False Claims Act")
    ]
    assert names('She read "[[WORK_OF_ART Gleaming Sorrow]]" aloud.') == [
        ("work", "Gleaming Sorrow")
    ]
