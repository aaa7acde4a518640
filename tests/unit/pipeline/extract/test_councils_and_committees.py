"""Names in minutes of councils and in reports of committees, and what must stay; no model."""

import pytest

from tests.harness.entities import named, resolved
from tests.harness.growth import grows_with_size


@pytest.mark.parametrize(
    ("text", "spans", "people"),
    [
        (
            "Motion by Councilmember Tolliver. Councilmember Ortiz agreed.",
            ("PERSON Councilmember Tolliver", "ORG Ortiz"),
            ["Tolliver", "Ortiz"],
        ),
        (
            "PRESENT: Councilmembers Tolliver, Fenwright, Ortiz, and Quimby.",
            ("PERSON Councilmembers Tolliver", "GPE Ortiz"),
            ["Tolliver", "Fenwright", "Ortiz", "Quimby"],
        ),
        (
            "I answer Deputies Tolliver, Fenwright and Maren Ortiz.",
            ("PERSON Deputies Tolliver",),
            ["Tolliver", "Fenwright", "Maren Ortiz"],
        ),
        ("The Taoiseach rose. Ceann Comhairle, no.", ("PERSON Taoiseach", "ORG Ceann Comhairle"),
         []),
        ("Taoiseach Maren Tolliver rose.", ("PERSON Taoiseach Maren Tolliver",),
         ["Maren Tolliver"]),
    ],
)  # fmt: skip
def test_titles_of_members_are_no_part_of_their_names(
    text: str, spans: tuple[str, ...], people: list[str]
) -> None:
    """One or several behind the title; an office alone is nobody."""
    found = resolved(text, *spans)
    assert [entity.name for entity in found.entities] == people
    assert named(found, "person") == people


@pytest.mark.parametrize(
    ("text", "span", "name"),
    [
        ("They saw the Education and Workforce Committee.", "ORG Workforce Committee",
         "Education and Workforce Committee"),
        ("It is the Health, Education and Pensions Committee.", "ORG Pensions Committee",
         "Health, Education and Pensions Committee"),
        ("They saw the Senate and Budget Committee.", "ORG Budget Committee", "Budget Committee"),
        ("They saw Tolliver and Budget Committee members.", "ORG Budget Committee",
         "Budget Committee"),
        ("They saw the Tolliver and Budget Committee.", "ORG Budget Committee",
         "Budget Committee"),
    ],
)  # fmt: skip
def test_a_body_is_whole_where_a_model_has_its_half_behind_and(
    text: str, span: str, name: str
) -> None:
    """Where all words before are subjects; a body or somebody before "and" is another name."""
    assert named(resolved(text, span), "organization") == [name]


def test_looking_for_subjects_takes_linear_time() -> None:
    """However many words have capitals."""

    def seek(count: int) -> object:
        text = "the Committee " + "Health, Education and " * count
        return resolved(text, "ORG Committee")

    assert grows_with_size(seek, 500)


@pytest.mark.parametrize(
    ("text", "span", "left"),
    [
        ("We swam at the Meeting of the Waters.", "LOC Meeting of the Waters",
         "Meeting of the Waters"),
        ("Let the Quimby Committee of this House act.", "ORG Quimby Committee of this House",
         "Quimby Committee"),
        ("Go to the Church of Our Lady now.", "ORG Church of Our Lady", "Church of Our Lady"),
        ("Maren Tolliver Portrait Mr Speaker", "PERSON Maren Tolliver Portrait",
         "Maren Tolliver"),
        ("A Tolliver Portrait Prize was given.", "ORG Tolliver Portrait Prize",
         "Tolliver Portrait Prize"),
    ],
)  # fmt: skip
def test_words_around_a_name_are_no_part_of_it(text: str, span: str, left: str) -> None:
    """A meeting of a body, what follows "of this", the label of a picture."""
    assert [entity.name for entity in resolved(text, span).entities] == [left]


def test_the_title_of_regulations_holds_no_body() -> None:
    """Before the brackets in it; brackets before another word show nothing."""
    text = (
        "The Credit Unions (Inquiries) Regulations 2014 and the Medical Staff (Pay) (Amendment) "
        "Bill passed. Harbor Union (Dockside) agreed."
    )
    found = resolved(text, "ORG Credit Unions", "ORG Medical Staff", "ORG Harbor Union")
    assert [entity.name for entity in found.entities] == ["Harbor Union"]


def test_a_knight_by_the_first_name_is_who_has_the_name_in_full() -> None:
    """ "Sir Alan" is; "Mr Alan" may be another, and so is he where two have the name."""
    text = "Sir Alan Tolliver met us. Where is {} Alan now?"
    found = resolved(text.format("Sir"), "PERSON Alan Tolliver", "PERSON Sir Alan")
    assert [(e.name, e.count) for e in found.entities] == [("Alan Tolliver", 2)]
    found = resolved(text.format("Mr"), "PERSON Alan Tolliver", "PERSON Mr Alan")
    assert named(found, "person") == ["Alan Tolliver", "Alan"]
    two = "Sir Alan Tolliver and Alan Ortiz came. Sir Alan left."
    found = resolved(two, "PERSON Alan Tolliver", "PERSON Alan Ortiz", "PERSON Sir Alan")
    assert named(found, "person") == ["Alan Tolliver", "Alan Ortiz", "Alan"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("NOTES\nCalled to order by Mayor Maren\nTolliver at six.\nEND", ["Maren Tolliver"]),
        ("NOTES\nCalled to order by Maren\nTolliver at six.\nEND", ["Maren", "Tolliver"]),
        ("Mayor Maren\nTolliver\nOrtiz", ["Maren", "Tolliver"]),
    ],
)
def test_a_name_behind_an_office_goes_on_below(text: str, people: list[str]) -> None:
    """Where the line below goes on, too; a list has a name a line."""
    assert named(resolved(text, "PERSON Maren", "PERSON Tolliver"), "person") == people


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("It is the only Bill we need. No Bill passed.", []),
        ("Only Bill knows it. Bill said so.", ["Bill"]),
    ],
)
def test_a_given_name_behind_the_word_for_one_is_a_thing(text: str, people: list[str]) -> None:
    """ "The only Bill", "no Bill"; who only knows it is somebody."""
    assert named(resolved(text, "PERSON Bill", "PERSON Bill"), "person") == people


@pytest.mark.parametrize(
    ("text", "spans", "names"),
    [
        ("Hon MAREN TOLLIVER (Minister): Yes.", (), ["Maren Tolliver"]),
        ("Hon Dr MAREN TOLLIVER: Yes.", ("ORG Hon Dr MAREN TOLLIVER",), ["Maren Tolliver"]),
        ("Rt Hon MAREN TOLLIVER: Yes.", ("PERSON Rt Hon",), ["Maren Tolliver"]),
        ("Rt Hon: Yes.", ("PERSON Rt Hon",), []),
    ],
)
def test_members_in_capitals_behind_hon_are_people(
    text: str, spans: tuple[str, ...], names: list[str]
) -> None:
    """As in New Zealand; the title alone is nobody."""
    assert named(resolved(text, *spans), "person") == names


@pytest.mark.parametrize("text", ["Hon Hai grew.", "Hon HAI. Grew", "HON MAREN TOLLIVER"])
def test_hon_elsewhere_is_no_title(text: str) -> None:
    """Before one word, or where all is in capitals."""
    assert named(resolved(text), "person") == []


@pytest.mark.parametrize(
    ("text", "spans", "left"),
    [
        (
            "He is Assistant Secretary for Nuclear Energy and Carbon Management.",
            ("ORG Nuclear Energy", "ORG Carbon Management"),
            [],
        ),
        ("She is Minister for Wales.", ("GPE Wales",), ["Wales"]),
        ("She is Minister for the Home Office.", ("ORG Home Office",), ["Home Office"]),
        ("He is Secretary for Farnwright.", ("ORG Farnwright",), ["Farnwright"]),
        (
            "He is Secretary for Nuclear Energy. They asked Nuclear Energy.",
            ("ORG Nuclear Energy", "ORG Nuclear Energy"),
            ["Nuclear Energy"],
        ),
    ],
)
def test_what_an_office_is_for_is_no_body(
    text: str, spans: tuple[str, ...], left: list[str]
) -> None:
    """Words of a dictionary only; a place, a body by its last word, another mention stay."""
    assert [entity.name for entity in resolved(text, *spans).entities] == left


def test_a_committee_of_a_chamber_is_one_in_both_orders() -> None:
    """ "Senate Finance Committee" and "Senate Committee on Finance", not that of the House."""
    text = "The Senate Finance Committee met. The {} Committee on Finance agreed."
    found = resolved(
        text.format("Senate"), "ORG Senate Finance Committee", "ORG Senate Committee on Finance"
    )
    assert [entity.count for entity in found.entities] == [2]
    found = resolved(
        text.format("House"), "ORG Senate Finance Committee", "ORG House Committee on Finance"
    )
    assert [entity.count for entity in found.entities] == [1, 1]
