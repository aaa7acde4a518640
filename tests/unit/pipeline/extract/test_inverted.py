"""Names with the surname first; no model."""

import pytest

from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.inverted import with_inverted
from tests.harness.entities import named, resolved
from tests.harness.growth import grows_with_size


def people(text: str) -> list[str]:
    """The people of a text in which the model found nothing."""
    return named(resolved(text), "person")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tolliver, Maren", ["Maren Tolliver"]),
        ("Tolliver, Maren\nSmith, John\nBrown, Asta J.\nLincoln, Abraham",
         ["Maren Tolliver", "John Smith", "Asta J. Brown", "Abraham Lincoln"]),
        ("12. TOLLIVER, Maren\n13. VAN DER BERG, Anna", ["Maren Tolliver", "Anna van der Berg"]),
        ("Tolliver, M. and Smith, J. R. (2004). On rivers.", ["M. Tolliver", "J. R. Smith"]),
        ("Present were Tolliver, Maren; Quimby, Asta; and others.",
         ["Maren Tolliver", "Asta Quimby"]),
        ("Fenwright, Peter. The Book. 1990.", ["Peter Fenwright"]),
        ('From: "Tolliver, Maren" <m.t@example.org>\nSubject: No\n', ["Maren Tolliver"]),
        ("Lee, Ann-Marie\nTolliver, Maren", ["Ann-Marie Lee", "Maren Tolliver"]),
        ("Fenwright, Jean-Pierre\n", ["Jean-Pierre Fenwright"]),
        ("Present: Tolliver, Maren; Fenwright, Xqora; Quimby, Asta.",
         ["Maren Tolliver", "Xqora Fenwright", "Asta Quimby"]),
    ],
)  # fmt: skip
def test_the_surname_may_come_first(text: str, names: list[str]) -> None:
    """In lists, indices and references; the name is in the usual order."""
    assert people(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Springfield, Illinois\nDublin, Ireland\nParis, Texas",
        "Smith, Jones and Brown\nSmith, Jones, and Brown won.",
        "Thanks, John\nLove, Peter\nHi, Maria",
        "Regards, John; he left.",
        "Tolliver, Maren says, is late.",
        "Monday, April 4",
        "Chairman, Maren Tolliver of Wick",
        "Berlin, Peter.",
        "Section, Mark",
        'He wrote: "Section, Mark" < 5.',
        'He wrote: "Hull, Peter" again.',
        "Wick, Anna-Quay\nHolm, Peter-Port",
    ],
)
def test_other_words_around_a_comma_are_no_person(text: str) -> None:
    """Towns, lists of surnames, greetings, sentences."""
    assert not [name for name in people(text) if " " in name and "Tolliver" not in name]
    assert "Maren Tolliver" not in people(text)


def test_a_name_in_both_orders_is_one_person() -> None:
    """The mention is what stands in the text."""
    text = "Maren Tolliver spoke. Tolliver left.\n\nTolliver, Maren\n"
    (entity,) = (found := resolved(text, "PERSON Maren Tolliver", "ORG Tolliver,")).entities
    assert (entity.name, entity.count) == ("Maren Tolliver", 3)
    assert [m.text for m in found.mentions] == ["Maren Tolliver", "Tolliver", "Tolliver, Maren"]


@pytest.mark.parametrize("unit", ["Ab, Peter\n", "A, B. ", "van der ", ", A.", "Ab, Cd; "])
def test_looking_for_them_takes_linear_time(unit: str) -> None:
    """Whatever is repeated."""
    assert grows_with_size(lambda count: with_inverted(unit * count, [], packaged()), 1_000)
