"""Names as strangers' texts have them, and what must stay beside each; no model."""

from collections.abc import Sequence

import pytest

from tests.harness.entities import names, resolved


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("He reads the website [[PERSON Quimby Fact]].", [("organization", "Quimby Fact")]),
        ("She left his band [[GPE Tolvers]] again.", [("organization", "Tolvers")]),
        ("The oil giant [[PERSON Yaltos]] paid.", [("organization", "Yaltos")]),
        # A clause and another name end the reach of such a word.
        ("He left the band. [[PERSON Maren Tolliver]] sang.", [("person", "Maren Tolliver")]),
        ("The company's [[PERSON Maren Tolliver]] said no.", [("person", "Maren Tolliver")]),
        ("The firm, [[GPE Ghent]] and the river.", [("place", "Ghent")]),
    ],
)
def test_what_is_called_a_firm_is_one(marked: str, expected: Sequence[tuple[str, str]]) -> None:
    """A word for a kind of body directly before the name, as "firm" and "band"."""
    assert names(marked) == expected


def test_a_common_word_that_is_called_a_band_is_a_name() -> None:
    """Whatever the margin is: "the rock band Cream"."""
    assert names("He founded the rock band [[PRODUCT Cream]].") == [("organization", "Cream")]


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("They left Stockton-on-Tees.", ["PERSON Stockton"], ["Stockton-on-Tees"]),
        ("It is at Hull and Stoke-on-Trent.", ["GPE Hull"], ["Hull", "Stoke-on-Trent"]),
        ("His Mother-in-Law saw Hull.", ["GPE Hull"], ["Hull"]),
        ("She sang in Hull-on-stage shows.", ["GPE Hull"], ["Hull"]),
    ],
)
def test_places_have_their_hyphens(
    text: str, spans: Sequence[str], expected: Sequence[str]
) -> None:
    """Where another name follows; a word that is no name begins one only in the gazetteer."""
    found = [(e.label, e.name) for e in resolved(text, *spans).entities]
    assert found == [("place", name) for name in expected]


def test_a_body_with_such_a_place_in_its_name_is_whole() -> None:
    """The place is no other."""
    text = "[[ORG Stockton-on-Tees Borough Council]] met."
    assert names(text) == [("organization", "Stockton-on-Tees Borough Council")]


def test_a_capital_in_the_name_of_a_person_is_that_person() -> None:
    """ "Douglas" is the Isle of Man's; what a model takes for a place stays one."""
    assert names(
        "[[PERSON Michael Douglas]] came. It is like [[PERSON Douglas]] to smile. "
        "[[PERSON Douglas]] said so."
    ) == [("person", "Michael Douglas")]
    assert names(
        "[[PERSON London Gatwick]] is far. Flights to [[PERSON Gatwick]] are late."
    )[1] == ("place", "Gatwick")  # fmt: skip


def test_a_given_name_before_a_state_is_no_person_by_itself() -> None:
    """If the model never says so. "Hannah Montana" is one."""
    assert names("The [[LOC Sierra Nevada]] is high.") == [("place", "Sierra Nevada")]
    assert names("We met [[PERSON Hannah Montana]].") == [("person", "Hannah Montana")]


def test_an_initial_between_two_names_shows_a_person() -> None:
    """Not where a body's or a place's word ends the name."""
    assert names("He met [[GPE Cloyce L. Quimby]].") == [("person", "Cloyce L. Quimby")]
    assert names("At [[ORG Harry S. Quimby College]].") == [
        ("organization", "Harry S. Quimby College")
    ]
    assert names("At [[GPE Robert F. Quimby Bridge]].") == [("place", "Robert F. Quimby Bridge")]


def test_junior_belongs_to_a_name() -> None:
    """After a comma too; not to a name of one word, and "II" of a list is none."""
    assert names("[[GPE Lena L. Ortiz]], Jr., spoke.") == [("person", "Lena L. Ortiz, Jr.")]
    assert names("[[ORG Quimby]], Jr. division, won.") == [("organization", "Quimby")]
    assert names("[[PERSON Maren Tolliver]], III, spoke.") == [("person", "Maren Tolliver, III")]


def test_a_peer_is_a_person_whatever_the_model_says() -> None:
    """A schools and an island with such a name are not."""
    assert names("He wrote to [[ORG Lord Quimby]] again.") == [("person", "Quimby")]
    assert names("At [[ORG Lord Quimby School]].") == [("organization", "Lord Quimby School")]
    assert names("On [[LOC Lord Quimby Island]].") == [("place", "Lord Quimby Island")]


def test_a_court_behind_a_state_is_a_court() -> None:
    """In capitals too. An attorney's district is no place's."""
    assert names(
        "TO THE [[GPE UNITED STATES]] COURT OF APPEALS FOR THE SECOND CIRCUIT."
    ) == [("organization", "UNITED STATES COURT OF APPEALS FOR THE SECOND CIRCUIT")]  # fmt: skip
    assert names("The [[GPE Florida]] Supreme Court agreed.") == [
        ("organization", "Florida Supreme Court")
    ]
    assert names("A [[GPE Florida]] bankruptcy court agreed.") == [("place", "Florida")]
    assert names("The [[GPE Nassau County District]] Attorney said so.") == [
        ("place", "Nassau County")
    ]


def test_parties_in_the_caption_of_a_case_are_people() -> None:
    """ "v." between them on a line; in running capitals a short one is an acronym."""
    assert names("No. 5\n\n[[ORG GREENLY]], WARDEN\nv.\n[[ORG QUIMBYS]]\n\nArgued") == [
        ("person", "Greenly"), ("person", "Quimbys")
    ]  # fmt: skip
    assert names("[[ORG HBLU]] v. [[ORG QXC]], 5 U.S. 7.")[0] == ("organization", "HBLU")


def test_justices_in_capitals_are_found() -> None:
    """Where an opinion goes on behind them; "JUSTICE FOR ALL" is nobody."""
    text = "JUSTICE QUIMBY delivered it, in which JUSTICE TOLLIVER, and JUSTICE ORTIZ joined."
    assert names(text) == [("person", "Quimby"), ("person", "Tolliver"), ("person", "Ortiz")]
    assert names("JUSTICE FOR ALL\n\nWe want it.") == []


def test_a_speaker_with_a_party_shows_a_debate() -> None:
    """His seat is a place; the deputy in brackets is a person."""
    text = (
        "Mr. Jonas Fenwright (Quimby, Erding) (Lab): No.\n\n"
        "Mr Deputy Speaker (Mr Asta Bellamy): Order."
    )
    found = resolved(text, "PERSON Jonas Fenwright", "PERSON Erding", "PERSON Asta Bellamy")
    assert [(e.label, e.name) for e in found.entities] == [
        ("person", "Jonas Fenwright"), ("place", "Quimby, Erding"), ("person", "Asta Bellamy"),
    ]  # fmt: skip


def test_schools_are_bodies() -> None:
    """With the words before "school"; a school of a place is not named."""
    assert names("At [[PERSON Quimby]] grammar school he sang.") == [
        ("organization", "Quimby grammar school")
    ]
    assert names("In a [[GPE Hull]] school he sang.") == [("place", "Hull")]


def test_a_lodge_has_its_number() -> None:
    """ "Local 266"."""
    assert names("He led [[ORG Farriers Union Local]] 266.") == [
        ("organization", "Farriers Union Local 266")
    ]


def test_a_committee_is_one_in_both_orders() -> None:
    """Another subject is another committee."""
    text = (
        "The [[ORG Committee on Finance]] met. The [[ORG Finance Committee]] ended. "
        "The [[ORG Ethics Committee]] slept."
    )
    assert [name for _, name in names(text)] == ["Committee on Finance", "Ethics Committee"]


def test_a_club_without_its_town_is_that_club() -> None:
    """If one fits; two Rangers are not told apart."""
    one = "[[ORG New York Islanders]] won. The [[ORG Islanders]] sang."
    assert [name for _, name in names(one)] == ["New York Islanders"]
    two = "[[ORG Queens Park Rangers]] and [[ORG Berwick Rangers]] met. The [[ORG Rangers]] won."
    assert len(names(two)) == 3


def test_common_words_are_no_cities() -> None:
    """ "Hue" and "The Valley" are; the model may say so, the gazetteer does not."""
    assert names("HUE does it. The Valley is deep.") == []
    assert names("A Fresno chile is hot, chile is not [[GPE Chile]].") == [("place", "Chile")]


def test_a_place_has_its_quarter_and_its_kind_behind_it() -> None:
    """ "Yobe North", "the Finchley constituency"; "Oliver North" is a person."""
    assert names("The man from [[PERSON Yobe North]] won.") == [("place", "Yobe North")]
    assert names("His [[ORG Finchley]] constituency is safe.") == [("place", "Finchley")]
    assert names("They met [[PERSON Oliver North]].") == [("person", "Oliver North")]
    assert names("They met [[PERSON Lana East]].") == [("person", "Lana East")]
    assert names("The [[ORG Reuters]] report.") == [("organization", "Reuters")]


def test_games_of_a_town_are_an_event() -> None:
    """A firm's are a firm."""
    assert names("The [[ORG Athens Games]] ended.") == [("event", "Athens Games")]
    assert names("He owns [[ORG Rockstar Games]].") == [("organization", "Rockstar Games")]


def test_the_title_of_the_next_person_is_no_part_of_a_body() -> None:
    """ "Rt. Hon." behind it."""
    assert names("The [[ORG Norwell Board Rt]]. Hon. [[PERSON B. U. Quimby]] came.") == [
        ("organization", "Norwell Board"), ("person", "B. U. Quimby")
    ]  # fmt: skip


def test_a_department_for_a_list_is_whole() -> None:
    """Two subjects without a comma stay apart."""
    assert names("The [[ORG Department for Digital]], Culture, Media and Sport, he said.") == [
        ("organization", "Department for Digital, Culture, Media and Sport")
    ]
    assert names("The [[ORG Department for Transport]] and Sport England met.")[0] == (
        "organization", "Department for Transport"
    )  # fmt: skip


def test_keys_of_issues_are_no_names_in_mail() -> None:
    """In news such a thing may be one."""
    mail = "From: a@b.example\nSubject: x\n\nSee [[GPE QXC-3605]] and [[ORG UI]] of [[GPE Hull]]."
    assert names(mail) == [("place", "Hull")]
    assert names("They flew [[ORG QXC-3605]] to [[GPE Hull]].")[0] == ("organization", "QXC-3605")


def test_judges_before_their_letters_are_found() -> None:
    """ "Webb, J.,", and the writer's name above an opinion."""
    assert names("FRYE, Justice.\n\nIt was so, with a dissent by Webb, J., on that.") == [
        ("person", "Frye"), ("person", "Webb")
    ]  # fmt: skip
    assert names("He likes Norwell, J. Bach said.") == []


def test_a_headline_verb_at_the_end_of_a_name_is_none_of_it() -> None:
    """ "Kerry Bows": in a headline alone; a name of one word stays ("Brown")."""
    assert names("Crude Oil Falls as [[ORG OPEC Aims]] at Lower Prices\n\nIt said so.") in (
        [], [("organization", "OPEC")]
    )  # fmt: skip
    assert names("Old Rules at Work for [[PERSON Brown]]\n\nHe said so.") == [("person", "Brown")]


def test_a_team_by_the_end_of_its_name_is_no_person() -> None:
    """ "United boss"; and an analyst's firm."""
    assert names("Then [[PERSON United]] scored.") == [("organization", "United")]
    assert names("So says [[PERSON Gartneria]] analyst [[PERSON Maren Tolliver]].") == [
        ("organization", "Gartneria"), ("person", "Maren Tolliver")
    ]  # fmt: skip
    assert names("[[PERSON Maren Tolliver]] strategist of none.") == [("person", "Maren Tolliver")]


def test_an_agency_and_its_letters_are_one() -> None:
    """In a document, and by its key in the archive."""
    text = "HULL ([[ORG AP]]) - The [[ORG Associated Press]] said so."
    assert names(text) == [("organization", "Associated Press")]
    (entity,) = resolved("HULL (AP) - It said so.", "ORG AP").entities
    assert (entity.name, entity.canonical, entity.key) == (
        "AP", "Associated Press", "associated press"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("He is of [[ORG Tolvington]], a village near York.", [("place", "Tolvington")]),
        ("We go to [[PERSON Quimbais]], a little seaside resort.", [("place", "Quimbais")]),
        ("She met [[PERSON Bo Tolver]], a guard from the town.", [("person", "Bo Tolver")]),
    ],
)
def test_what_is_called_a_village_is_a_place(
    marked: str, expected: Sequence[tuple[str, str]]
) -> None:
    """In apposition, with adjectives between; a person from a town is none."""
    assert names(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("He will ask [[PERSON George]] to bring it.", [("person", "George")]),
        ("He went to [[GPE George]] by train.", [("place", "George")]),
    ],
)
def test_a_given_name_that_is_a_city_is_what_the_model_says(
    marked: str, expected: Sequence[tuple[str, str]]
) -> None:
    """Where it stands alone in the text."""
    assert names(marked) == expected


def test_a_surname_that_is_a_town_is_the_person() -> None:
    """Where a full name has it, and nothing was taken for the town: "in Gillette's car"."""
    text = "Daniel Gillette stopped. He was in Gillette's car while Gillette called."
    found = resolved(text, "PERSON Daniel Gillette", "ORG Gillette")
    assert [(e.label, e.name) for e in found.entities] == [("person", "Daniel Gillette")]


def test_a_span_from_a_heading_into_the_text_proves_nothing() -> None:
    """Its margin is that of both as one name; what has other evidence stays."""
    text = "Tolver Enters Fray for Quimby\n\nQuimby Group Inc. may be in talks."
    found = resolved(text, "ORG Tolver Enters Fray for Quimby\n\nQuimby Group Inc.")
    assert [e.name for e in found.entities] == ["Quimby Group Inc"]
