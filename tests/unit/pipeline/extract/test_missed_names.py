"""Names that a model missed or misjudged, and what shows them; no model."""

import pytest

from tests.harness.entities import named, names, resolved


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("It sued Carrow Estates Limited in May.", "Carrow Estates Limited"),
        ("Tolliver & Quay Ltd was there.", "Tolliver & Quay Ltd"),
        ("Plaintiff Bank of Wickham Incorporated moved.", "Bank of Wickham Incorporated"),
        ("The Fenwright GmbH paid.", "Fenwright GmbH"),
    ],
)
def test_the_form_of_a_company_shows_its_name(text: str, firm: str) -> None:
    """Capitalised words before it are one, but for an article or a party's word."""
    assert named(resolved(text), "organization") == [firm]


@pytest.mark.parametrize(
    "text",
    [
        "The Limited was shut.", "a Limited Edition", "Plaintiff Limited its claim", "Inc. of Wick",
        "it was of Limited use", "The Tenant Incorporated it here", "Unlimited Ltdx",
        "by g10 Code GmbH",
    ],
)  # fmt: skip
def test_the_word_alone_is_no_company(text: str) -> None:
    """Nothing, or only other words, stands before the form."""
    assert named(resolved(text), "organization") == []


def test_a_company_that_the_model_found_stays_one() -> None:
    """What overlaps is left to the model's span."""
    found = resolved("Carrow Estates Limited paid.", "ORG Carrow Estates")
    assert len(found.mentions) == 1


def test_two_surnames_with_an_ampersand_are_a_firm() -> None:
    """Two given names are two people, and so are names with "and"."""
    spoken = "[[PERSON Quay & Tolliver]] met [[PERSON Maren & Ida]], [[PERSON Fenwright and Moss]]."
    assert ("organization", "Quay & Tolliver") in names(spoken)
    assert ("person", "Fenwright") in names(spoken)
    assert not any("Ida" in name and "&" in name for _, name in names(spoken))


def test_a_name_before_fc_is_a_club() -> None:
    """Whole, whatever a model takes its town for; "FC" before a number is something else."""
    found = resolved(
        "Quimby FC beat Hythe Town FC in Quimby. See Farnaby FC 1202.",
        "GPE Quimby", "PERSON Hythe Town", "GPE Quimby", "GPE Farnaby",
    )  # fmt: skip
    assert named(found, "organization") == ["Quimby FC", "Hythe Town FC"]
    assert named(found, "place") == ["Quimby", "Farnaby"]


def test_a_defined_short_form_has_the_type_of_the_whole_name() -> None:
    """In quotation marks or as an acronym; a place in plain brackets stays one."""
    text = (
        'Wichita Community Action Corporation ("Wichita") sued the Tarn Water District (TWD). '
        "Wichita won. The Bank of Tarn (Tarn) did not."
    )
    found = resolved(
        text, "ORG Wichita Community Action Corporation", "GPE Wichita", "GPE Tarn Water District",
        "ORG TWD", "GPE Wichita", "ORG Bank of Tarn", "GPE Tarn",
    )  # fmt: skip
    assert named(found, "organization") == [
        "Wichita Community Action Corporation", "Tarn Water District", "Bank of Tarn",
    ]  # fmt: skip
    assert named(found, "place") == ["Tarn"]


def test_a_surname_of_several_words_is_its_bearer() -> None:
    """So is no other name that begins with an article."""
    spoken = "[[PERSON Marine Le Pen]] came. [[ORG Le Pen]] spoke. [[ORG Le Monde]] wrote."
    assert names(spoken) == [("person", "Marine Le Pen"), ("organization", "Le Monde")]


def test_acronyms_of_programs_are_no_bodies_in_texts_about_programs() -> None:
    """Elsewhere the same letters may be a body's."""
    about = "The [[ORG UI]] sends JSON over HTTP, SQL to the server; [[ORG QA]] and [[ORG NATO]]"
    assert names(about) == [("organization", "NATO")]
    assert names("The [[ORG API]] drills for oil.") == [("organization", "API")]


def test_a_word_for_a_party_is_no_people() -> None:
    """A people stays."""
    assert names("The [[NORP Purchaser]] met a [[NORP Berber]].") == [("group", "Berber")]
