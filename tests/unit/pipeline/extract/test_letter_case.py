"""Stretches of capitals as a model gets them; no model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.gazetteer.packaged import NOTHING_KNOWN, packaged
from pipeline.extract.letter_case import in_usual_case
from tests.harness.growth import grows_with_size


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("THE MINISTER SAID ON MONDAY THAT BILL GATES WOULD MEET GORDON BROWN IN THE WHITE HOUSE, "
         "AND THAT THE BILL OF THE COUNCIL OF NORTHUMBERLAND WAS LOST. MICROSOFT AND NATO LEFT.",
         "The minister said on Monday that Bill Gates would meet Gordon Brown in the White House, "
         "and that the bill of the council of Northumberland was lost. Microsoft and NATO left."),
        # Headlines, abbreviations, a few words in capitals, and what is no English.
        ("UK, USA, EU, UN, NATO, OPEC", "UK, USA, EU, UN, NATO, OPEC"),
        ("Mr. KENNEDY. Mr. President, NEW YORK is big.",
         "Mr. KENNEDY. Mr. President, NEW YORK is big."),
        ("TOLLIVER WINS SEAT IN WICK\n\nIt is late.", "TOLLIVER WINS SEAT IN WICK\n\nIt is late."),
        ("MAREN TOLLIVER AND ASTA QUIMBY, PETITIONERS, AGAINST PETER FENWRIGHT, RESPONDENT",
         "MAREN TOLLIVER AND ASTA QUIMBY, PETITIONERS, AGAINST PETER FENWRIGHT, RESPONDENT"),
        ("DROP TABLE x; SELECT a", "DROP TABLE x; SELECT a"),
    ],
)  # fmt: skip
def test_running_text_gets_the_capitals_of_sentences(text: str, usual: str) -> None:
    """By the share of function words; names and abbreviations keep their capital."""
    assert in_usual_case(text, packaged()) == usual


def test_other_languages_keep_their_capitals() -> None:
    """Without common words nothing says what is a name."""
    assert in_usual_case("DER MANN MIT DEM HUT IST DA", NOTHING_KNOWN).isupper()


@given(st.text(alphabet="THE CARßİ.,'\n$5-", max_size=200))
def test_every_character_keeps_its_place(text: str) -> None:
    """Only case changes."""
    usual = in_usual_case(text, packaged())
    assert len(usual) == len(text)
    assert all(new in (old, old.lower()) for old, new in zip(text, usual, strict=True))


@pytest.mark.parametrize("unit", ["AND THE CAR ", "A ", "AB-", 'AB, "', "A."])
def test_it_takes_linear_time(unit: str) -> None:
    """Whatever is repeated."""
    assert grows_with_size(lambda count: in_usual_case(unit * count, packaged()), 800)
