"""People: titles, offices, surnames and capitals, from spans given by hand; no model."""

import pytest

from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.resolution import resolve
from pipeline.extract.slips import parts
from pipeline.extract.span import Span
from tests.harness.entities import named, resolved


def test_a_surname_is_the_person_of_the_document_whatever_the_model_says() -> None:
    """Four votes for an organization do not outweigh the full name."""
    text = "Maren Tolliver left. Tolliver said no. Tolliver ran. Tolliver won. Tolliver came."
    found = resolved(text, "PERSON Maren Tolliver", *["ORG Tolliver"] * 4)
    assert named(found, "person") == ["Maren Tolliver"]
    assert named(found, "organization") == []
    assert len(found.mentions) == 5


@pytest.mark.parametrize(
    ("text", "spans", "label", "name"),
    [
        ("Gerald Dell met shareholders. Shares of Dell fell. Dell shares rose.",
         ["PERSON Gerald Dell", "ORG Dell", "ORG Dell"], "organization", "Dell"),
        ("Robert Ford drove a Ford Motor Co van. Ford Motor Co grew.",
         ["PERSON Robert Ford", "ORG Ford Motor Co", "ORG Ford Motor Co"],
         "organization", "Ford Motor Co"),
        ("Maren Tolliver owns Tolliver Holdings in Tolliver Tower.",
         ["PERSON Maren Tolliver", "ORG Tolliver Holdings", "FAC Tolliver Tower"],
         "organization", "Tolliver Holdings"),
        ("George Washington slept here. He went to Washington in May.",
         ["PERSON George Washington", "GPE Washington"], "place", "Washington"),
    ],
)  # fmt: skip
def test_a_surname_that_is_known_as_something_else_stays_that(
    text: str, spans: list[str], label: str, name: str
) -> None:
    """Companies, places and longer names are no mentions of the person."""
    found = resolved(text, *spans)
    assert name in named(found, label)
    assert len(named(found, "person")) == 1


def test_a_name_in_capitals_after_mr_is_a_person_in_normal_case() -> None:
    """Speakers of a debate: neither organization nor place; the address is nobody."""
    text = (
        "Mr. GORTON. Mr. President, this is new. Mr. KENNEDY. Madam Speaker, on another item. "
        "Mr. McCAIN. I thank the Chair. Ms. O'NEIL. Mr. Chairman, no.\n\nMr. KYL. The clerk."
    )
    found = resolved(
        text, "ORG GORTON", "PERSON President", "GPE KENNEDY", "ORG Chair", "ORG KYL",
    )  # fmt: skip
    assert named(found, "person") == ["Gorton", "Kennedy", "McCain", "O'Neil", "Kyl"]
    assert len(found.entities) == 5


def test_an_office_that_is_a_known_surname_stays() -> None:
    """ "Judge" beside "Aaron Judge" is he."""
    found = resolved("Aaron Judge came. Judge hit.", "PERSON Aaron Judge", "PERSON Judge")
    assert [(e.name, e.count) for e in found.entities] == [("Aaron Judge", 2)]


@pytest.mark.parametrize(
    ("text", "span", "name", "role"),
    [
        ("It was Cllr. Maren Tolliver.", "PERSON Maren Tolliver", "Maren Tolliver", "Cllr."),
        ("It was Councillor Tolliver.", "ORG Tolliver", "Tolliver", "Councillor"),
        ("It was Rabbi Tolliver.", "GPE Tolliver", "Tolliver", "Rabbi"),
        ("The member (Mr. TOLLIVER) spoke.", "ORG TOLLIVER", "Tolliver", "Mr."),
        ("They said “Councillor Tolliver is in.”", "ORG Tolliver", "Tolliver", "Councillor"),
        ("It was Lord Justice Tolliver.", "ORG Tolliver", "Tolliver", "Lord Justice"),
        ("It was Ms Justice Tolliver.", "PERSON Tolliver", "Tolliver", "Ms Justice"),
        ("It was Sgt.\nTolliver.", "ORG Tolliver", "Tolliver", "Sgt."),
        ("It was Baroness Tolliver of Wick.", "PERSON Tolliver", "Tolliver", "Baroness"),
        ("It was Maren Tolliver MP.", "PERSON Maren Tolliver MP", "Maren Tolliver", "MP"),
        ("It was Maren Tolliver, QC.", "PERSON Maren Tolliver", "Maren Tolliver", "QC"),
        ("It was Maren Tolliver, M.D., and", "PERSON Maren Tolliver", "Maren Tolliver", "M.D."),
        ("Councillor Maren Tolliver spoke.", "ORG Councillor Maren Tolliver", "Maren Tolliver",
         "Councillor"),
        ("Dr. MAREN TOLLIVER spoke.", "ORG MAREN TOLLIVER", "Maren Tolliver", "Dr."),
        ("The Rt Hon Maren Tolliver spoke.", "PERSON Rt Hon Maren Tolliver", "Maren Tolliver",
         "Rt Hon"),
        ("The Rt. Hon. Maren Tolliver spoke.", "PERSON Maren Tolliver", "Maren Tolliver",
         "Rt. Hon."),
    ],
)  # fmt: skip
def test_titles_are_no_part_of_the_name_and_speak_for_a_person(
    text: str, span: str, name: str, role: str
) -> None:
    """Before the name and after it; the title is kept as a role."""
    found = resolved(text, span)
    assert [(e.label, e.name, e.roles) for e in found.entities] == [("person", name, (role,))]


@pytest.mark.parametrize(
    "name", ["Chef Boyardee Foods", "Judge Maren Tolliver Award", "General Maren Motors"]
)
def test_a_thing_named_with_a_title_is_nobody(name: str) -> None:
    """Without a given name behind the title, or with a common word at the end."""
    found = resolved(f"It was about {name} in May.", f"ORG {name}")
    assert [(entity.name, entity.roles) for entity in found.entities] == [(name, ())]
    assert named(found, "person") == []


def test_short_well_known_names_are_so_in_capitals() -> None:
    """ "LA" is found where the model missed it, "La" and "Us" are not."""
    assert named(resolved("La junta met in LA."), "place") == ["LA"]


def test_father_and_son_stay_two() -> None:
    """The son's name with "Junior" is neither the father's nor anybody else's."""
    text = "Maren Tolliver and Maren Tolliver Junior came. Tolliver Junior left."
    found = resolved(
        text, "PERSON Maren Tolliver", "PERSON Maren Tolliver Junior", "PERSON Tolliver Junior"
    )
    assert [e.count for e in found.entities] == [1, 2]


def test_judges_of_a_bench_are_people() -> None:
    """Their office stands behind the name, before the next one's."""
    found = resolved(
        "Before: Edwards, Chief Judge, Fenwright and Quimby,\nCircuit Judges.",
        "ORG Edwards", "PERSON Fenwright", "GPE Quimby",
    )  # fmt: skip
    assert named(found, "person") == ["Edwards", "Fenwright", "Quimby"]
    assert [e.roles for e in found.entities] == [
        ("Chief Judge",), ("Circuit Judge",), ("Circuit Judge",)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["The keeper. Tolliver grew.", "For the president, Tolliver grew."]
)
def test_an_office_at_the_end_of_a_sentence_is_nobodys_title(text: str) -> None:
    """A full stop only shortens what is an abbreviation."""
    assert [(e.label, e.roles) for e in resolved(text, "ORG Tolliver").entities] == [
        ("organization", ())
    ]


@pytest.mark.parametrize(
    ("text", "label"),
    [("It won the Stanley Trophy again.", "work"), ("So Stanley Trophy said.", "person")],
)
def test_a_given_name_before_a_common_word_may_be_a_thing(text: str, label: str) -> None:
    """The article tells."""
    assert [e.label for e in resolved(text, "ORG Stanley Trophy").entities] == [label]


def test_the_younger_and_the_elder_share_a_surname() -> None:
    """ "Jr." stays in the name and is nobody's surname."""
    text = "Maren Tolliver Jr. came. Tolliver left."
    found = resolved(text, "PERSON Maren Tolliver Jr.", "ORG Tolliver")
    assert [e.count for e in found.entities] == [2]


@pytest.mark.parametrize("surface", ["QC", "Presiding Officer", "MP"])
def test_letters_and_offices_alone_are_no_person(surface: str) -> None:
    """As a model gives them behind a comma."""
    assert resolved(f"He is, {surface} said.", f"PERSON {surface}").entities == ()


@pytest.mark.parametrize(
    ("surface", "label", "name"),
    [
        ("IBM", "ORG", "IBM"), ("ATHENS", "GPE", "Athens"), ("USA", "GPE", "USA"),
        ("EB White", "PERSON", "EB White"), ("JOHN Howard", "PERSON", "John Howard"),
        ("JUAN DE LA CRUZ III", "PERSON", "Juan de la Cruz III"),
        ("J.R. MCGRAW", "PERSON", "J.R. McGraw"),
    ],
)  # fmt: skip
def test_capitals_are_normal_only_where_they_are_no_abbreviation(
    surface: str, label: str, name: str
) -> None:
    """Organizations and initials keep theirs."""
    found = resolved(f"It was {surface} there.", f"{label} {surface}")
    assert [e.name for e in found.entities] == [name]


def test_post_nominals_are_cut_from_people_only() -> None:
    """A state's letters in a place are its own."""
    assert [p.role for p in parts("Maren Tolliver KC", "person")] == [""]
    assert [p.end for p in parts("Maren Tolliver KC", "person")] == [14]
    assert [p.end for p in parts("Bethesda MD", "place")] == [11]


@pytest.mark.parametrize(
    ("text", "span", "name"),
    [
        (
            "Then Councillor Maren Tolliver spoke.",
            "ORG Councillor Maren Tolliver",
            "Maren Tolliver",
        ),
        ("He met Imam Yusuf Karim there.", "GPE Imam Yusuf Karim", "Yusuf Karim"),
        ("It was Ms Justice Hallworth who ruled.", "", "Hallworth"),
        ("It was Mr. Justice Brandeis who wrote.", "", "Brandeis"),
    ],
)
def test_a_title_makes_a_person_whatever_the_model_says(text: str, span: str, name: str) -> None:
    """Also where the title stands in the span, and where the model sees nothing."""
    found = resolved(text, *([span] if span else []))
    assert named(found, "person") == [name]
    assert named(found, "organization") == named(found, "place") == []


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("He walked down Sheikh Zayed Road.", "FAC Sheikh Zayed Road"),
        ("Shares of Mr Rooter Group fell.", "ORG Mr Rooter Group"),
        ("They sell Dr Pepper there.", "ORG Dr Pepper"),
    ],
)
def test_firms_and_places_that_begin_with_a_title_are_no_people(text: str, span: str) -> None:
    """Their last word says what they are, or the title is one that brands have."""
    assert named(resolved(text, span), "person") == []


def test_letters_behind_a_name_are_nobody() -> None:
    """A model takes them for an organization."""
    found = resolved("Lena Ortiz, M.D., testified.", "PERSON Lena Ortiz", "ORG M.D.")
    assert [entity.name for entity in found.entities] == ["Lena Ortiz"]


def test_a_span_of_blanks_is_nothing() -> None:
    """Models do find them."""
    assert resolve("One.   Two.", [Span(4, 7, "ORG")], packaged()).mentions == ()
